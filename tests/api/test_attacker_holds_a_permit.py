"""What a permit tells and opens beyond its purpose: nothing, to the source's engineer and to a thief."""

import pytest
from django.test import Client

from consent.ledger.models import Use
from consent.registry.actions.change_client import change_client
from consent.registry.models import ClientApplication
from tests.api.permits import GIVEN, RECIPIENT, SOURCE, Hands, hands_of
from tests.cast import SYSTEM, Cast, token_for
from tests.signed_log import sign_log

pytestmark = pytest.mark.django_db
INACTIVE = {"active": False}


@pytest.fixture
def hands(settled: Cast) -> Hands:
    """The three departments; Aino has consented that the school may have the data."""
    hands = hands_of(settled)
    hands.says_yes()
    return hands


@pytest.mark.law("GDPR", "5(1)(c)", "the source learns nothing of the recipient's matter or staff from a permit")
def test_an_engineer_of_the_source_reads_no_case_of_the_recipient_in_its_own_uses(hands: Hands) -> None:
    said = {"case": "child-protection-77", "staff_ref": "S-9"}
    assert hands.redeem(hands.permit(context={"permit_for": SOURCE, **said}))["active"]
    sign_log()
    headers = {"Authorization": f"Bearer {token_for(SOURCE, 'uses:read')}"}
    (use,) = Client().get("/api/v1/uses", headers=headers).json()["uses"]
    assert (use["recipient"], use["case"], use["staff_ref"]) == (RECIPIENT, None, None)
    alone = Client().get(f"/api/v1/uses/{use['decision_id']}", headers=headers)
    assert not any(word in alone.content.decode() for word in said.values())
    theirs = {"Authorization": f"Bearer {token_for(RECIPIENT, 'uses:read')}"}
    (own,) = Client().get("/api/v1/uses", headers=theirs).json()["uses"]
    assert (own["case"], own["staff_ref"]) == tuple(said.values()), "its own words are its own to read"


def test_a_thief_whose_client_was_switched_off_gets_nothing_for_the_permit_in_hand(hands: Hands) -> None:
    permit, again = hands.permit(), hands.permit()
    client = ClientApplication.objects.get(client_id=Use.objects.filter(department=RECIPIENT).latest("pk").client)
    change_client(actor=SYSTEM, client_id=client.client_id, disabled=True)
    assert hands.redeem(permit) == INACTIVE
    assert not Use.objects.filter(department=SOURCE, activity=GIVEN).exists()
    change_client(actor=SYSTEM, client_id=client.client_id, disabled=False)
    assert hands.redeem(permit) == INACTIVE, "it is spent"
    assert hands.redeem(again)["active"]
