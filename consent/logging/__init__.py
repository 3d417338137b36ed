"""Structured logs: one event, one line, no personal data."""

from consent.logging.configuration import logging_config

__all__ = ["logging_config"]
