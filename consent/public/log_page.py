"""The logs as the public page and its data show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.core.policy import NOBODY, Policy
from consent.core.strict import base64_text
from consent.log.public_queries import LogView
from consent.log.signing_keys import TrustedKey
from consent.log.witness_policy import readable_policy


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of the policy, and whether it has cosigned the newest checkpoint."""

    name: str
    vkey: str
    has_seen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One log on the page."""

    view: LogView
    root: str
    witnesses: tuple[Witness, ...]
    base: str


def entries(views: Sequence[LogView]) -> list[Entry]:
    """This function will return the logs for the page, the one that grows first."""
    policy = readable_policy() or Policy()
    return [
        Entry(
            view=view,
            root=base64_text(view.latest.root) if view.latest else "",
            witnesses=_witnesses(view, policy),
            base="/log/" if place == 0 else f"/log/{view.number}/",
        )
        for place, view in enumerate(views)
    ]


def as_data(views: Sequence[LogView]) -> dict[str, Any]:
    """This function will return the logs, their keys and the witnesses as plain values, for a program."""
    policy = readable_policy() or Policy()
    return {
        "logs": [
            {
                "number": view.number,
                "origin": view.origin,
                "began_at": _moment(view.began_at),
                "size": view.latest.size if view.latest else 0,
                "successor": view.successor,
                "kept": view.kept if view.successor else None,
                "lost": view.lost,
                "keys": [_key(key) for key in view.keys],
            }
            for view in views
        ],
        "witnesses": [{"name": name, "vkey": party.key.vkey} for name, party in policy.witnesses.items()],
        "groups": [
            {"name": name, "threshold": group.threshold, "members": list(group.members)}
            for name, group in policy.groups.items()
        ],
        "quorum": policy.quorum,
    }


def _witnesses(view: LogView, policy: Policy) -> tuple[Witness, ...]:
    if policy.quorum == NOBODY and not policy.witnesses:
        return ()
    seen = view.latest.witnesses if view.latest else ()
    return tuple(Witness(name, party.key.vkey, name in seen) for name, party in policy.witnesses.items())


def _key(key: TrustedKey) -> dict[str, Any]:
    return {
        "vkey": key.vkey,
        "valid_from": _moment(key.valid_from),
        "retired_at": _moment(key.retired_at),
        "compromised_at": _moment(key.compromised_at),
        "trusted_size": key.trusted_size,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
