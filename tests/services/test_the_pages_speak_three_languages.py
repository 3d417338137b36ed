"""Every text of the services is there in Finnish and Swedish, and what is compiled is what is written."""

import pytest

from scripts.messages import LANGUAGES, Catalogue, catalogues, problems

OURS = [catalogue for catalogue in catalogues() if catalogue.name != "city"]


def test_the_kit_and_the_library_have_catalogues() -> None:
    assert {"kit", "library"} <= {catalogue.name for catalogue in OURS}
    assert all(catalogue.messages() for catalogue in OURS)


@pytest.mark.parametrize("catalogue", OURS, ids=lambda catalogue: catalogue.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_left_uncompiled(catalogue: Catalogue, language: str) -> None:
    assert problems(catalogue, language) == []
