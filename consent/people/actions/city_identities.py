"""Find the account behind a provider's name for somebody, one sign-in of that name at a time."""

import hashlib

from django.db import connection

from consent.people.models import CityIdentity


def claimed(issuer: str, subject: str) -> CityIdentity | None:
    """This function will return the row of a pair, or None, and keep others from claiming it until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(_digest(issuer, subject)[:8], signed=True)])
    return CityIdentity.objects.select_related("account").filter(issuer=issuer, subject=subject).first()


def new_username(issuer: str, subject: str) -> str:
    """This function will return a username that nobody types and that says nothing about the person."""
    return f"city-{_digest(issuer, subject)[:16].hex()}"


def _digest(issuer: str, subject: str) -> bytes:
    return hashlib.sha256(f"{len(issuer)}:{issuer}{subject}".encode()).digest()
