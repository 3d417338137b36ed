"""load_demo builds the library's customers from the extract, by seed, and changes nothing the second time."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command

from services.kit.extract import ExtractError, read_extract
from services.library.cards import complete, is_card_number
from services.library.models import DemoCard, Loan, Patron, Reservation, Work
from tests.services.conftest import today


def people(count: int) -> list[dict[str, object]]:
    """This function will make up residents with artificial national ids."""
    marks = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    made = []
    for number in range(count):
        born = date(1940 + number % 84, 1 + number % 12, 1 + number % 28)
        individual = 900 + number % 100
        digits = f"{born:%d%m%y}{individual}"
        sign = "A" if born.year >= 2000 else "-"
        made.append(
            {
                "national_id": f"{born:%d%m%y}{sign}{individual}{marks[int(digits) % 31]}",
                "given_name": f"Given{number}",
                "family_name": f"Family{number}",
                "birth_date": born.isoformat(),
                "language": ("fi", "fi", "sv", "en")[number % 4],
                "guardians": [],
                "persona": {3: "aino", 81: "eino"}.get(number),
            }
        )
    assert len({each["national_id"] for each in made}) == count
    return made


@pytest.fixture
def extract(tmp_path: Path, settings) -> Path:
    """An extract of a small city, where the settings say it is."""
    path = tmp_path / "extract.json"
    path.write_text(json.dumps({"version": 1, "seed": 7, "people": people(160)}))
    settings.DEMO, settings.DEMO_EXTRACT = True, path
    return path


def load() -> str:
    """This function will run the command and return what it said."""
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def everything() -> list[tuple[object, ...]]:
    """This function will return what the library holds, apart from seals, which differ by design."""
    return [
        *Patron.objects.order_by("pk").values_list(
            "pk", "card_number", "name", "national_id_fingerprint", "pairwise_id"
        ),
        *Loan.objects.order_by("pk").values_list(),
        *Reservation.objects.order_by("pk").values_list(),
        *DemoCard.objects.order_by("pk").values_list(),
    ]


def without_keys() -> list[tuple[object, ...]]:
    """This function will return who borrowed what and when, apart from the database's own numbers."""
    return sorted(
        Loan.objects.values_list("patron__card_number", "work", "borrowed_on", "due_on", "returned_on"), key=str
    )


@pytest.mark.django_db
def test_the_second_time_changes_nothing(extract: Path) -> None:
    assert "library: 0 rows" not in load()
    before = everything()
    assert len(before) > 400
    assert "library: 0 rows added" in load()
    assert everything() == before


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_city_and_another_another(extract: Path) -> None:
    load()
    first, cards = without_keys(), set(Patron.objects.values_list("card_number", flat=True))
    Patron.objects.all().delete()
    load()
    assert without_keys() == first
    Patron.objects.all().delete()
    extract.write_text(json.dumps({"version": 1, "seed": 8, "people": people(160)}))
    load()
    assert without_keys() != first
    assert cards & set(Patron.objects.values_list("card_number", flat=True))


@pytest.mark.django_db
def test_a_city_that_grew_gets_the_newcomers_only(extract: Path) -> None:
    load()
    before = set(everything())
    extract.write_text(json.dumps({"version": 1, "seed": 7, "people": people(300)}))
    assert "library: 0 rows" not in load()
    assert before < set(everything())


@pytest.mark.django_db
def test_the_cast_always_has_cards_and_a_history_to_recommend_from(extract: Path) -> None:
    load()
    cards = dict(DemoCard.objects.values_list("persona", "card_number"))
    assert set(cards) == {"aino", "eino"}
    for card in cards.values():
        assert Loan.objects.filter(patron__card_number=card).count() >= 10


@pytest.mark.django_db
def test_the_data_is_like_a_librarys(extract: Path) -> None:
    load()
    assert Work.objects.count() > 300
    assert all(is_card_number(card) for card in Patron.objects.values_list("card_number", flat=True))
    assert not Loan.objects.filter(borrowed_on__gt=today()).exists()
    assert not Loan.objects.filter(returned_on__gt=today()).exists()
    assert Loan.objects.filter(returned_on=None).exists()
    child = Patron.objects.get(card_number=DemoCard.objects.get(persona="eino").card_number)
    assert {loan.work.audience for loan in child.loans.select_related("work")} == {"children"}
    assert not Patron.objects.exclude(pairwise_id="").exists()


@pytest.mark.django_db
def test_it_runs_in_a_demonstration_only(extract: Path, settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode"):
        load()
    assert not Patron.objects.exists()


@pytest.mark.django_db
def test_an_unknown_module_is_named(extract: Path) -> None:
    with pytest.raises(CommandError, match="No such service module: zoo"):
        call_command("load_demo", "zoo")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "[]",
        "{}",
        '{"version": 2, "seed": 1, "people": []}',
        '{"version": 1, "seed": 1, "people": [{}]}',
        '{"version": 1, "seed": 1, "people": [{"national_id": "x", "birth_date": "yesterday"}]}',
    ],
)
def test_an_extract_that_cannot_be_read_is_an_error_and_no_traceback(extract: Path, content: str | None) -> None:
    extract.unlink()
    if content is not None:
        extract.write_text(content)
    with pytest.raises(ExtractError):
        read_extract(extract)
    with pytest.raises(CommandError):
        load()


def test_one_wrong_digit_or_two_swapped_are_no_card_number() -> None:
    draw = Random(5)
    for _ in range(50):
        card = complete("29" + "".join(str(draw.randrange(10)) for _ in range(11)))
        assert is_card_number(card)
        place = draw.randrange(14)
        wrong = card[:place] + str((int(card[place]) + 1 + draw.randrange(9)) % 10) + card[place + 1 :]
        assert not is_card_number(wrong)
    assert not is_card_number("٢٩٠٠٠٠٠٠٠٠٠٠٠١")
