"""What a verified token says: the few claims that sign-in reads, each in its own type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 255  # of iss, sub and sid: OpenID Connect Core 2 sets it for sub


class SignInFailed(Exception):
    """Signing in did not succeed. ``code`` is one of a fixed list and names nobody; ``status`` is the page's."""

    def __init__(self, code: str, status: int = 403) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """A verified ID token. Its repr tells nothing."""

    claims: Mapping[str, Any]
    id_token: str

    def __repr__(self) -> str:
        return "<Proof>"

    @property
    def issuer(self) -> str:
        """Who vouches."""
        return self._needed("iss")

    @property
    def subject(self) -> str:
        """The issuer's own name for the person, never given to anybody else."""
        return self._needed("sub")

    @property
    def session(self) -> str:
        """The issuer's name for its session, or nothing."""
        return self.text("sid")

    @property
    def acr(self) -> str:
        """How strong the sign-in was, in the issuer's words, or nothing."""
        return self.text("acr")

    @property
    def amr(self) -> frozenset[str]:
        """By which methods the person signed in (RFC 8176)."""
        return frozenset(self.listed("amr"))

    def text(self, claim: str) -> str:
        """This function will return a claim that is text, or nothing when it is absent or something else."""
        value = self.claims.get(claim)
        if not isinstance(value, str):
            return ""
        if len(value) > LONGEST:
            raise SignInFailed("claim_too_long")
        return value

    def listed(self, claim: str) -> list[str]:
        """This function will return a claim that is a list of texts; a single text counts as a list of one."""
        value = self.claims.get(claim)
        values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [each for each in values if isinstance(each, str)]

    def _needed(self, claim: str) -> str:
        value = self.text(claim)
        if not value:
            raise SignInFailed("missing_claim")
        return value
