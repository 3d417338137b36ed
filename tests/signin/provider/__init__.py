"""A real OpenID provider for the tests, in a process of its own: django-oauth-toolkit's, over sqlite."""
