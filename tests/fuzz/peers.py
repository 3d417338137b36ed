"""Two departments of one city, each with things of its own that the other must never see."""

from dataclasses import dataclass, field

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from consent.registry.models import ClientApplication
from consent.registry.scopes import SCOPES
from consent.signals.actions.manage_stream import Wishes, create_stream
from consent.signals.receivers import Receiver
from tests.architecture.tree import ROOT
from tests.cast import SYSTEM, Cast, token_for, with_consent


@dataclass(slots=True)
class Peer:
    """A department's client with every scope; ``owned`` are ids that mean something to it alone."""

    department: str
    token: str
    client_id: str
    owned: set[str] = field(default_factory=set)


def settle(cast: Cast) -> tuple[Peer, Peer]:
    """This function will give the trial department and the library a client, people and a stream of signals each."""
    load_manifest(actor=SYSTEM, manifest=read_manifest(ROOT / "services/library/manifest.yaml"))
    trial, library = _peer("trial", cast), _peer("library", cast)
    with_consent(cast)
    grant_consent(
        actor=cast.saara.actor,
        subject=cast.saara.subject,
        activity="library-recommendations",
        notice_version=1,
        language="fi",
        channel=Channel.PORTAL,
    )
    return trial, library


def _peer(department: str, cast: Cast) -> Peer:
    token = token_for(department, " ".join(SCOPES))
    client_id = ClientApplication.objects.get(pk=int(token.split("-")[1])).client_id
    people = (cast.aino, cast.saara, cast.eino, cast.mikko)
    ids = {resolve_pairwise_id(department=department, national_id=each.national_id) for each in people}
    stream = create_stream(actor=SYSTEM, receiver=Receiver(client_id, department), wishes=Wishes()).id
    return Peer(department, token, client_id, ids | {stream})
