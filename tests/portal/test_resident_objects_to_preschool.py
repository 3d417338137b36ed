"""A guardian tries to object to compulsory pre-primary education: refused, and the law is named."""

from pathlib import Path

import pytest
from django.conf import settings

from consent.ledger.models import PermissionChange
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from tests.cast import SYSTEM, Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import act_for, decide, text

PLACEMENT = "preschool-placement"
LAW = {
    "fi": "Perusopetuslaki ja varhaiskasvatuslaki (628/1998 26 a §, 540/2018)",
    "sv": "Lagen om grundläggande utbildning och lagen om småbarnspedagogik (628/1998 26 a §, 540/2018)",
    "en": "Basic Education Act and Act on Early Childhood Education and Care (628/1998 26 a §, 540/2018)",
}
SAYS_NO = {"fi": "ei voi vastustaa", "sv": "går inte att göra en invändning", "en": "cannot be objected to"}


@pytest.fixture(autouse=True)
def _published(cast: Cast) -> None:
    """Early education is published as its manifest says."""
    path = Path(settings.BASE_DIR) / "services" / "preschool" / "manifest.yaml"
    load_manifest(actor=SYSTEM, manifest=read_manifest(path))


@pytest.mark.parametrize("language", LAW)
@pytest.mark.law("GDPR", "21(1)", "an objection to what a law makes compulsory is refused and the law is named")
def test_the_objection_is_refused_and_the_law_named(cast: Cast, sign_in: SignIn, language: str) -> None:
    client = sign_in(cast.aino, language)
    act_for(client, cast.eino)
    before = PermissionChange.objects.count()
    answer = decide(client, "object", cast.eino, PLACEMENT)
    assert (answer.status_code, answer["Location"]) == (302, f"/permissions/{PLACEMENT}/#status")
    page = text(client, f"/permissions/{PLACEMENT}/")
    status = page.split('id="status"')[1].split('class="wrap page"')[0]
    assert LAW[language] in status
    assert SAYS_NO[language] in status
    assert PermissionChange.objects.count() == before


@pytest.mark.parametrize("language", LAW)
def test_the_page_offers_no_objection_and_says_why(cast: Cast, sign_in: SignIn, language: str) -> None:
    client = sign_in(cast.aino, language)
    act_for(client, cast.eino)
    page = text(client, f"/permissions/{PLACEMENT}/")
    assert LAW[language] in page
    assert SAYS_NO[language] in page
    assert "/object/" not in page


def test_what_is_open_to_objection_does_not_say_so(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.aino)
    page = text(client, "/permissions/trial-task/")
    assert SAYS_NO["en"] not in page
    assert "/permissions/trial-task/object/" in page
