"""However much is registered, decided and looked at, a page takes few statements and little time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.ledger.models import PermissionChange, PermissionRow, Use
from consent.log.append import draw_ids
from consent.registry.actions.load_manifest import load_manifest
from tests import trial_manifest
from tests.cast import SYSTEM, Cast, Person
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, text

MOST = 8
PATHS = ["/", f"/permissions/{CONSENT}/", "/uses/", f"/uses/?activity={CONSENT}", "/history/", "/take/"]


def looked_at(person: Person, times: int, activity: str = CONSENT, ago: timedelta = timedelta()) -> None:
    """Many looks, each a second after the one before, the last just now or some time ``ago``."""
    at = clock.now() - ago - timedelta(seconds=times)
    rows = [
        Use(
            event_id=event_id,
            recorded_at=at + timedelta(seconds=place),
            subject=person.subject,
            department="trial",
            client="c",
            activity=activity,
            category="trial.plain",
            allowed=True,
            reason="consent",
            basis="consent",
        )
        for place, event_id in enumerate(draw_ids(times))
    ]
    Use.objects.bulk_create(rows, batch_size=5_000)


def decided_often(person: Person, times: int) -> None:
    """Many decisions on one permission."""
    rows = [
        PermissionChange(
            event_id=event_id,
            recorded_at=clock.now(),
            kind="consent.granted" if place % 2 else "consent.withdrawn",
            subject=person.subject,
            activity=CONSENT,
            version=place + 1,
            notice_version=1,
            language="fi",
            channel="portal",
            decided_by="self",
            actor_subject=person.subject,
        )
        for place, event_id in enumerate(draw_ids(times))
    ]
    PermissionChange.objects.bulk_create(rows)
    PermissionRow.objects.create(
        subject=person.subject, activity=CONSENT, version=times, decision="withdrawn", decided_at=clock.now(),
        decided_by="self", notice_version=1,
    )  # fmt: skip


def many_activities(count: int) -> None:
    """A registry of ``count`` more activities that ask for consent."""
    manifest = trial_manifest.manifest()
    manifest["activities"] += [trial_manifest.activity(f"trial-more-{number}", "consent") for number in range(count)]
    load_manifest(actor=SYSTEM, manifest=manifest)


def statements(client: Client, path: str) -> int:
    client.get(path)  # what is done once in a while is done
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("items", [5, 500])
def test_every_page_takes_at_most_eight_statements(cast: Cast, sign_in: SignIn, items: int) -> None:
    looked_at(cast.aino, items)
    decided_often(cast.aino, items)
    aino = sign_in(cast.aino)
    counted = {path: statements(aino, path) for path in PATHS}
    assert {path: count for path, count in counted.items() if count > MOST} == {}


@pytest.mark.parametrize("child", ["eino", "oona"])
def test_a_guardians_pages_take_no_more(cast: Cast, sign_in: SignIn, child: str) -> None:
    person = getattr(cast, child)
    looked_at(person, 500)
    aino = sign_in(cast.aino)
    act_for(aino, person)
    counted = {path: statements(aino, path) for path in [*PATHS, "/permissions/trial-all-guardians/"]}
    assert {path: count for path, count in counted.items() if count > MOST} == {}


def test_hundreds_of_purposes_take_no_more_statements(cast: Cast, sign_in: SignIn) -> None:
    many_activities(60)
    aino = sign_in(cast.aino)
    counted = {path: statements(aino, path) for path in PATHS}
    assert {path: count for path, count in counted.items() if count > MOST} == {}


def test_five_thousand_looks_are_not_counted_through(cast: Cast, sign_in: SignIn) -> None:
    looked_at(cast.aino, 3, "trial-task")
    looked_at(cast.aino, 5_000)
    aino = sign_in(cast.aino)
    assert card(aino).uses_text == "More than 100 times in 90 days"
    assert card(aino, "trial-task").uses_text == "Not among the latest 1000 uses"
    assert card(aino, "trial-duty").uses_text == "Not among the latest 1000 uses"


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (0, "Not in 90 days"),
        (1, "1 time in 90 days"),
        (100, "100 times in 90 days"),
        (101, "More than 100 times in 90 days"),
    ],
)
def test_a_count_is_exact_up_to_a_hundred(cast: Cast, sign_in: SignIn, times: int, said: str) -> None:
    looked_at(cast.aino, times)
    aino = sign_in(cast.aino)
    assert card(aino).uses_text == said
    assert said in text(aino, f"/permissions/{CONSENT}/")


@pytest.mark.parametrize(("items", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (500, 10)])
def test_a_long_history_is_read_page_by_page_without_gap_or_double(
    cast: Cast, sign_in: SignIn, items: int, pages: int
) -> None:
    if items:
        decided_often(cast.aino, items)
    aino, path, seen, count = sign_in(cast.aino), "/history/", [], 0
    while path:
        page = aino.get(path)
        seen += [change.what for change in page.context["changes"]]
        path, count = page.context["older"], count + 1
        assert bool(page.context["newest"]) == (count > 1)
    assert (len(seen), count) == (items, pages)


@pytest.mark.parametrize("place", ["x", "-1", "9" * 19, "²"])
def test_a_place_in_the_history_that_is_none_is_a_bad_request(cast: Cast, sign_in: SignIn, place: str) -> None:
    assert sign_in(cast.aino).get("/history/", {"before": place}).status_code == 400


def test_a_decision_takes_few_statements_too(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    with CaptureQueriesContext(connection) as asked:
        decide(aino, "give", cast.aino)
    assert len(asked) < 40
