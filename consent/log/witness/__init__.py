"""A small witness that somebody else runs: no Django, no database, nothing of the city but its log's public keys."""
