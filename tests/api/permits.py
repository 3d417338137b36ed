"""A source, a recipient and a person, for the tests of permits: who asks, and what they are given."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from joserfc import jws

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.models import Activity
from tests import trial_manifest
from tests.cast import SYSTEM, Cast, Person, token_for
from tests.decisions.doors import ask_http

GIVEN, LAW = "trial-consent", "trial-law"
CATEGORY = "trial.plain"
SOURCE, RECIPIENT, STRANGER = "trial", "school", "library"
SAID = {"language": "fi", "channel": Channel.PORTAL}


@dataclass
class Hands:
    """The trial department has the data, the school receives them, the library has no part in it."""

    person: Person
    other: Person
    tokens: dict[str, str] = field(default_factory=dict)

    def id_of(self, department: str, person: Person | None = None) -> str:
        """This function will return the id by which a department knows the person."""
        return resolve_pairwise_id(department=department, national_id=(person or self.person).national_id)

    def question(self, asking: str = RECIPIENT, **changes: Any) -> dict[str, Any]:
        """This function will return the recipient's question, asking for a permit towards the source."""
        return {
            "subject": {"type": "department", "id": asking},
            "action": {"name": GIVEN},
            "resource": {"type": CATEGORY, "id": self.id_of(asking)},
            "context": {"permit_for": SOURCE},
        } | changes

    def ask(self, asking: str = RECIPIENT, **changes: Any) -> tuple[int, Any]:
        """This function will ask the decision door."""
        status, _, answer = ask_http(self.tokens[asking], self.question(asking, **changes))
        return status, answer

    def permit(self, **changes: Any) -> str:
        """This function will return a permit that the recipient was given now."""
        status, answer = self.ask(**changes)
        assert (status, answer["decision"]) == (200, True), answer
        return str(answer["context"]["permit"])

    def redeem(self, permit: Any, subject: Any = None, by: str = SOURCE) -> dict[str, Any]:
        """This function will show a permit to the platform as ``by``, which believes it is about the person."""
        response = redeem(self.tokens[by], {"permit": permit, "subject": subject or self.id_of(by)})
        assert response.status_code == 200, response.content
        return dict(response.json())

    def says_yes(self, person: Person | None = None) -> None:
        """This function will let the person consent."""
        who, version = person or self.person, Activity.objects.get(code=GIVEN).current_version
        grant_consent(actor=who.actor, subject=who.subject, activity=GIVEN, notice_version=version, **SAID)  # type: ignore[arg-type]

    def withdraws(self) -> None:
        """This function will let the person take the consent back."""
        withdraw_consent(actor=self.person.actor, subject=self.person.subject, activity=GIVEN, **SAID)  # type: ignore[arg-type]


def hands_of(cast: Cast) -> Hands:
    """This function will publish the trial activity with the school as recipient, and let all three have a token."""
    publish(recipients=[{"name": in_all("School"), "kind": "department", "department": RECIPIENT}])
    for department in (RECIPIENT, STRANGER):
        other = trial_manifest.manifest()
        other["department"]["code"] = department
        other["categories"] = []
        other["activities"] = [trial_manifest.activity(f"{department}-use", "consent")]
        load_manifest(actor=SYSTEM, manifest=other)
    hands = Hands(cast.aino, cast.saara)
    hands.tokens = {department: token_for(department) for department in (SOURCE, RECIPIENT, STRANGER)}
    return hands


def publish(**changes: Any) -> None:
    """This function will publish the trial manifest with changes to its first consent."""
    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest(**changes))


def in_all(text: str) -> dict[str, str]:
    """This function will return a text in every language."""
    return dict.fromkeys(trial_manifest.LANGUAGES, text)


def redeem(token: str, body: Any) -> Any:
    """This function will send one redemption."""
    headers = {"Authorization": f"Bearer {token}"}
    return Client().post("/api/v1/permits/redeem", json.dumps(body), content_type="application/json", headers=headers)


def claims_of(permit: str) -> dict[str, Any]:
    """This function will read what a permit says, without believing it."""
    found: dict[str, Any] = json.loads(jws.extract_compact(permit.encode()).payload)
    return found


def compact(header: Mapping[str, Any], claims: Any, signature: str = "") -> str:
    """This function will join the parts of a token by hand, as a forger does."""
    parts = [json.dumps(header).encode(), claims if isinstance(claims, bytes) else json.dumps(claims).encode()]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), signature])
