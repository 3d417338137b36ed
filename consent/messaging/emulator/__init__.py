"""A text message gateway for tests and the demonstration: a process of its own that sends nothing to anybody."""
