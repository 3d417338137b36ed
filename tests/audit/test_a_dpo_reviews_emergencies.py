"""Used past the limits to save a life: allowed, told to the person, reviewed by the data protection officer."""

import pytest
from django.test import Client

from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.core.events import Kind
from consent.ledger.actions.review_use import review_use
from consent.ledger.models import StaffView, Use, UseReview
from consent.log.models import Event
from consent.people.actors import Actor
from consent.people.models import Account
from tests.audit.conftest import Look
from tests.audit.test_a_dpo_opens_one_person import resident
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast
from tests.limits_manifest import publish_limits

FOUND = "The ambulance's report of that night bears it out."
SAID = "Found unconscious at home"
SEEN = "/uses/emergencies/seen/"


@pytest.fixture
def use(cast: Cast, look: Look) -> int:
    """The event of a use of Aino's data in an emergency."""
    publish_limits()
    look(cast.aino, "trial-rescue", break_glass=True, staff_ref="S-77", reason=SAID)  # type: ignore[arg-type]
    found = Use.objects.latest("event_id")
    assert (found.allowed, found.break_glass, found.reason) == (True, True, "vital")
    assert SAID.encode() not in bytes(found.sealed or b"")
    return found.event_id


def officer() -> Actor:
    return Actor.of_account(Account.objects.filter(resident=None).latest("pk"))


def test_what_was_said_opens_only_after_the_look_is_recorded(cast: Cast, dpo: Client, use: int) -> None:
    path = f"/audit/emergencies/{use}/"
    listed = dpo.get("/audit/emergencies/").content.decode()
    assert path in listed
    assert "Aino" not in listed
    closed = dpo.get(path).content.decode()
    assert SAID not in closed
    assert not StaffView.objects.exists()
    assert dpo.post(f"{path}review/", {"found": "right", "words": FOUND}).status_code == 302
    assert not UseReview.objects.exists()
    dpo.post(path)
    opened = dpo.get(path).content.decode()
    assert SAID in opened
    assert "S-77" in opened
    assert StaffView.objects.get().subject == cast.aino.subject


@pytest.mark.law("GDPR", "6(1)(d)", "a use in an emergency is reviewed and the person reads the finding")
def test_a_review_is_recorded_once_and_the_person_reads_it(cast: Cast, dpo: Client, use: int) -> None:
    aino = resident(cast.aino)
    page = aino.get("/uses/").content.decode()
    assert "Used in an emergency" in page
    assert "has not reviewed it yet" in page
    path = f"/audit/emergencies/{use}/"
    dpo.post(path)
    for found, words in (("right", ""), ("", FOUND), ("maybe", FOUND), ("right", "x" * 1001)):
        wrong = {"found": found, "words": words}
        assert dpo.post(f"{path}review/", wrong).status_code == 422
    assert not UseReview.objects.exists()
    for _ in range(2):
        assert dpo.post(f"{path}review/", {"found": "wrong", "words": FOUND}).status_code == 302
    review = UseReview.objects.get()
    assert (review.use, review.found, review.subject) == (use, "wrong", cast.aino.subject)
    assert FOUND.encode() not in bytes(review.sealed)
    assert Event.objects.get(pk=review.event_id).kind == Kind.USE_REVIEWED
    assert FOUND in aino.get("/uses/").content.decode().replace("&#x27;", "'")
    assert path not in dpo.get("/audit/emergencies/").content.decode()
    assert path in dpo.get("/audit/emergencies/?show=reviewed").content.decode()
    assert FOUND in b"".join(aino.get("/take/permissions.jsonld").streaming_content).decode()  # type: ignore[attr-defined]


def test_the_first_page_tells_until_it_is_seen(cast: Cast, look: Look, use: int) -> None:
    aino, mikko = resident(cast.aino), resident(cast.mikko)
    assert "were used in an emergency" in aino.get("/").content.decode()
    assert "were used in an emergency" not in mikko.get("/").content.decode()
    mikko.post(SEEN, {"up_to": str(use)})
    for odd in ("", "x", "-1", "9" * 30):
        assert aino.post(SEEN, {"up_to": odd}).status_code == 400
    aino.post(SEEN, {"up_to": str(use - 1)})
    assert "were used in an emergency" in aino.get("/").content.decode()
    aino.post(SEEN, {"up_to": "9" * 18})
    assert "were used in an emergency" not in aino.get("/").content.decode()
    look(cast.aino, "trial-rescue", break_glass=True, staff_ref="S-77", reason=SAID)  # type: ignore[arg-type]
    assert "were used in an emergency" in aino.get("/").content.decode()


def test_nobody_else_opens_or_reviews(cast: Cast, use: int) -> None:
    path = f"/audit/emergencies/{use}/"
    for role in ("registrar", "librarian"):
        client = staff(role, None if role == "registrar" else "trial")
        assert client.get("/audit/emergencies/").status_code == 403
        assert client.post(path).status_code == 403
        assert client.post(f"{path}review/", {"found": "right", "words": FOUND}).status_code == 403
    assert resident(cast.aino).post(path).status_code == 403
    assert not UseReview.objects.exists()


def test_only_a_permitted_emergency_can_be_reviewed(cast: Cast, dpo: Client, look: Look, use: int) -> None:
    look(cast.aino)
    ordinary = Use.objects.latest("event_id").event_id
    look(cast.aino, "trial-rescue", break_glass=True)  # type: ignore[arg-type]
    refused = Use.objects.latest("event_id")
    assert (refused.allowed, refused.break_glass) == (False, True)
    for event in (ordinary, refused.event_id, 2**62, 2**70):
        assert dpo.get(f"/audit/emergencies/{event}/").status_code == 404
        assert dpo.post(f"/audit/emergencies/{event}/").status_code == 404
    with pytest.raises(NotFound):
        review_use(actor=officer(), use=ordinary, found="right", words=FOUND)
    with pytest.raises(NotAllowed):
        review_use(actor=cast.aino.actor, use=use, found="right", words=FOUND)
    with pytest.raises(Invalid):
        review_use(actor=officer(), use=use, found="right", words="   short   ")
    review_use(actor=officer(), use=use, found="right", words=FOUND)
    with pytest.raises(Conflict):
        review_use(actor=officer(), use=use, found="wrong", words=FOUND)
