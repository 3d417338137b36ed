"""Whoever is refused and why: to the byte the answer that an unrelated adult gets, on every page and act."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from consent import clock
from consent.ledger.models import PermissionChange
from consent.people.actions.end_representation import end_representation
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.models import Resident
from consent.people.representation import RepresentationKind
from consent.portal.acting import SESSION_KEY
from consent.portal.urls import urlpatterns
from tests.cast import SYSTEM, Cast, Person, enrol, years_ago
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for

PERSONAL = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{32}|[0-9a-f-]{36}')
CASES = ["ended guardian", "unknown subject", "secret home", "ended guardian of a secret home", "other scope"]
VERBS = [("give", CONSENT), ("refuse", CONSENT), ("withdraw", CONSENT), ("object", "trial-task")]
PAGES = ["/", f"/permissions/{CONSENT}/", "/permissions/trial-task/", "/permissions/no-such-thing/", "/uses/",
         f"/uses/?activity={CONSENT}", "/uses/?activity=no-such-thing", "/uses/?before=9", "/history/",
         "/history/?before=9", "/take/", "/take/permissions.jsonld", "/take/permissions.csv", "/take/decisions.csv",
         "/take/uses.csv", "/take/print/", "/offers/", "/for-me/", "/preferences/"]  # fmt: skip
# Acts that are not about a person one could be refused for.
NOT_ABOUT_A_PERSON = {"language", "sign-out", "emergencies-seen", "preferences-messages"}


def adult(number: int) -> Person:
    """Somebody of whom pages say nothing that they do not say of the others."""
    return enrol("Kaino", years_ago(45), number)


def whole(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """Everything an answer says, without the token of the form, ids and the session's own cookie."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in ("x-request-id", "expires")}
    cookies = sorted(name for name in answer.cookies if name not in ("csrftoken",))
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, headers | {"cookies": str(cookies)}, PERSONAL.sub(b"", said)


def scene(cast: Cast, case: str) -> tuple[Person, uuid.UUID]:
    """Who is refused, and for whom."""
    who = adult(910)
    secret = "secret home" in case
    whom = cast.saara if case == "other scope" else enrol("Vilja", years_ago(6), 911)
    Resident.objects.filter(pk=whom.subject).update(non_disclosure=secret)
    if "ended" in case or case == "other scope":
        entry = record_representation(
            actor=SYSTEM,
            right=NewRepresentation(
                representative=who.subject,
                represented=whom.subject,
                kind=RepresentationKind.MANDATE if case == "other scope" else RepresentationKind.GUARDIAN,
                scope="trial-contract" if case == "other scope" else "all",
                valid_from=clock.now() - timedelta(days=9),
                source="tests",
            ),
        )
        if "ended" in case:
            end_representation(actor=SYSTEM, entry=entry, source="tests")
    return who, uuid.uuid4() if case == "unknown subject" else whom.subject


def remembering(client: Client, subject: uuid.UUID) -> Client:
    """A browser whose session still names somebody."""
    session = client.session
    session[SESSION_KEY] = str(subject)
    session.save()
    return client


def everything(client: Client, subject: uuid.UUID, *, switch: bool) -> dict[str, Any]:
    """What a browser is answered on every page and by every act about ``subject``."""
    said: dict[str, Any] = {}
    for verb, activity in VERBS:
        body = {"person": str(subject), "notice_version": 1}
        said[f"{verb}"] = whole(client.post(f"/permissions/{activity}/{verb}/", body))
        said[f"{verb}, the page after"] = whole(client.get("/"))
        said[f"{verb} from home"] = whole(client.post(f"/permissions/{activity}/{verb}/", body | {"back": "home"}))
        said[f"{verb} of nothing"] = whole(client.post(f"/permissions/no-such-thing/{verb}/", body))
        said[f"{verb}, cleared"] = whole(client.get("/history/"))
    if switch:
        said["switch"] = whole(client.post("/acting/", {"person": str(subject)}))
    return said | {path: whole(client.get(path)) for path in PAGES}


# A mandate may be acted on, so its holder's session may name the giver: what it does not cover is the next test.
SESSIONS = [
    (case, remembers) for case in CASES for remembers in (False, True) if (case, remembers) != ("other scope", True)
]


@pytest.mark.parametrize(("case", "remembers"), SESSIONS)
@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "a refusal tells nothing of custody or of a secret home")
def test_every_answer_is_the_one_an_unrelated_adult_gets(
    cast: Cast, sign_in: SignIn, case: str, remembers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, subject = scene(cast, case)
    moment = clock.now()  # what is taken away says when
    monkeypatch.setattr(clock, "now", lambda: moment)
    one, other = sign_in(who), sign_in(adult(920))
    if remembers:
        remembering(one, subject)
        remembering(other, cast.eino.subject)
    # Who holds a mandate in other matters may switch, and knows it.
    holder = case == "other scope"
    mine = everything(one, subject, switch=not holder)
    theirs = everything(other, cast.eino.subject, switch=not holder)
    if holder:  # the bar that offers to act for the giver is theirs to see, on their own pages
        mine = {name: said for name, said in mine.items() if said[0] != 200}
    assert [name for name, said in mine.items() if said != theirs[name]] == []
    assert not PermissionChange.objects.exists()


@pytest.mark.parametrize(("verb", "activity"), [("", CONSENT), *VERBS])
def test_what_a_mandate_does_not_cover_is_like_what_does_not_exist(
    cast: Cast, sign_in: SignIn, verb: str, activity: str
) -> None:
    who, _ = scene(cast, "other scope")
    client = sign_in(who)
    assert act_for(client, cast.saara).status_code == 302
    answers = []
    for code in (activity, "no-such-thing"):
        path = f"/permissions/{code}/{verb + '/' if verb else ''}"
        body = {"person": str(cast.saara.subject), "notice_version": 1}
        answers.append(whole(client.post(path, body) if verb else client.get(path)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert not PermissionChange.objects.exists()


def test_no_route_of_the_portal_was_forgotten() -> None:
    assert get_resolver()  # the addresses resolve
    known = {"home", "permission", "uses", "history", "acting", *(verb for verb, _ in VERBS)} | NOT_ABOUT_A_PERSON
    known |= {pattern.name for pattern in urlpatterns if f"/{pattern.pattern}" in PAGES}
    # Receipts, requests, offers and the pages of sessions have their own tests of this.
    elsewhere = {
        pattern.name
        for pattern in urlpatterns
        if str(pattern.pattern).startswith(("receipts/", "requests/", "offers/", "session"))
    }
    assert {pattern.name for pattern in urlpatterns} - known - elsewhere == set()
