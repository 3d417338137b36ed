"""Each module measures one thing; its ``measure`` function takes the scene and yields results."""
