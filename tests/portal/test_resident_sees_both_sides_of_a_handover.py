"""Whose data goes from one department to another sees both by name: who gave it and who got it."""

from pathlib import Path

import pytest
from django.conf import settings

from consent.portal.lexicon import Lexicon
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from consent.registry.queries import activity
from tests.cast import SYSTEM

SERVICES = Path(settings.BASE_DIR) / "services"


@pytest.mark.law("GDPR", "15(1)(c)", "a recipient of one's data is shown by its name")
@pytest.mark.django_db
def test_a_recipient_that_looked_is_shown_by_name() -> None:
    for module in ("preschool", "schoolhealth"):
        load_manifest(actor=SYSTEM, manifest=read_manifest(SERVICES / module / "manifest.yaml"))
    handed, placed = activity("school-health-support"), activity("preschool-placement")
    assert handed is not None
    assert placed is not None
    names = Lexicon.of([handed], "en").departments
    assert names == {"health": "Health services", "education": "The child’s school (Education)"}
    assert Lexicon.of([handed, placed], "en").departments["education"] == "Education"
