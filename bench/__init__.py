"""Measurements of this repository: `python -m bench`, `make bench`. docs/performance.md says what the numbers mean."""
