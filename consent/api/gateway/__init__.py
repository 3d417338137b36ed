"""The door of the text message gateway: what people write comes in here, and what became of our messages."""
