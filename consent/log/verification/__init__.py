"""Recomputing the whole log from stored bytes, and naming the first place that is not as it was signed."""
