"""Backends that hand a message to a provider, as Django's e-mail backends hand over mail."""
