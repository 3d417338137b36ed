"""States that a young city does not show yet, made with the trial registry and looked at in the browser."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright

from consent import clock
from consent.people.actions.open_account import open_account
from consent.people.models import Account, Resident
from consent.registry.models import Activity
from tests.browser.browsing import LANGUAGES, NARROW, TEXT_SPACING, WIDE, chromium_or_skip, launch, visitor
from tests.browser.scenes.scene import show
from tests.cast import SYSTEM, Cast, Person, publish_trial
from tests.portal.test_pages_stay_cheap import decided_often, looked_at

pytestmark = pytest.mark.browser


Look = Callable[[str, str], list[str]]


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    """Looks at a page in a language: one browser for all the states.

    It has a thread of its own, because its event loop and Django's connections do not mix.
    """
    path = chromium_or_skip()
    with ThreadPoolExecutor(1) as aside, ExitStack() as stack:

        def open_browser() -> Browser:
            return stack.enter_context(launch(stack.enter_context(sync_playwright()), path))

        browser = aside.submit(open_browser).result()
        yield lambda page, language: aside.submit(problems, browser, page, language).result()
        aside.submit(stack.close).result()


def problems(browser: Browser, page: str, language: str) -> list[str]:
    found = []
    with visitor(browser, "http://city.example", language, java_script_enabled=True, bypass_csp=True) as seen:
        show(seen, page)
        for size in (WIDE, NARROW):
            seen.page.set_viewport_size(size)
            found += [f"{size['width']}: {barrier}" for barrier in seen.barriers()]
            found += [f"{size['width']}: sideways"] * bool(seen.sideways())
        seen.page.add_style_tag(content=TEXT_SPACING)
        found += ["sideways with text spacing"] * bool(seen.sideways())
    return found


def client_of(person: Person, language: str) -> Client:
    opened = open_account(
        actor=SYSTEM,
        username=f"r-{person.subject}",
        display_name="Aino Virtanen",
        language=language,
        resident=person.subject,
    )
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(pk=opened))
    return client


def press(client: Client, verb: str, person: Person, activity: str, version: int = 1) -> str:
    body = {"person": str(person.subject), "notice_version": version}
    return client.post(f"/permissions/{activity}/{verb}/", body, follow=True).content.decode()


def changed_notice(client: Client, cast: Cast) -> str:
    publish_trial(categories=["trial.plain", "trial.other"])
    return press(client, "give", cast.aino, "trial-consent")


def older_consent(client: Client, cast: Cast) -> str:
    press(client, "give", cast.aino, "trial-consent")
    publish_trial(categories=["trial.plain", "trial.other"])
    return client.get("/").content.decode()


def objection(client: Client, cast: Cast) -> str:
    return press(client, "object", cast.aino, "trial-task")


def waiting_for_the_other_guardian(client: Client, cast: Cast) -> str:
    client.post("/acting/", {"person": str(cast.eino.subject)})
    return press(client, "give", cast.eino, "trial-all-guardians")


def decided_by_the_child(client: Client, cast: Cast) -> str:
    client.post("/acting/", {"person": str(cast.oona.subject)})
    return press(client, "give", cast.oona, "trial-consent")


def many_laws(client: Client, cast: Cast) -> str:
    return client.get("/").content.decode()


def seen_by_the_guardian_of_a_young_person(client: Client, cast: Cast) -> str:
    client.post("/acting/", {"person": str(cast.oona.subject)})
    return client.get("/").content.decode()


def a_young_persons_own_matter(client: Client, cast: Cast) -> str:
    client.post("/acting/", {"person": str(cast.oona.subject)})
    return client.get("/permissions/trial-consent/").content.decode()


def a_secret_home_by_the_week(client: Client, cast: Cast) -> str:
    Resident.objects.filter(pk=cast.eino.subject).update(non_disclosure=True)
    looked_at(cast.eino, 2, ago=timedelta(weeks=2))
    client.post("/acting/", {"person": str(cast.eino.subject)})
    return client.get("/uses/").content.decode()


def a_history_of_five_hundred(client: Client, cast: Cast) -> str:
    decided_often(cast.aino, 500)
    return client.get(client.get("/history/").context["older"]).content.decode()


def five_hundred_uses(client: Client, cast: Cast) -> str:
    looked_at(cast.aino, 500)
    return client.get(client.get("/uses/").context["older"]).content.decode()


def five_hundred_uses_on_paper(client: Client, cast: Cast) -> str:
    looked_at(cast.aino, 500)
    decided_often(cast.aino, 20)
    return client.get("/take/print/").content.decode()


def a_secret_home_on_paper(client: Client, cast: Cast) -> str:
    a_secret_home_by_the_week(client, cast)
    return client.get("/take/print/").content.decode()


def the_data_of_a_young_person_to_take(client: Client, cast: Cast) -> str:
    client.post("/acting/", {"person": str(cast.oona.subject)})
    return client.get("/take/").content.decode()


def an_activity_that_has_ended(client: Client, cast: Cast) -> str:
    press(client, "give", cast.aino, "trial-consent")
    Activity.objects.filter(pk="trial-consent").update(in_force_until=clock.now())
    page = client.get("/permissions/trial-consent/").content.decode()
    assert "/permissions/trial-consent/withdraw/" in page, "a consent can always be taken back"
    return page


def the_register_does_not_answer(client: Client, cast: Cast) -> str:
    with override_settings(POPULATION_REGISTER="tests.portal.test_the_register_does_not_answer.DownRegister"):
        return press(client, "give", cast.aino, "trial-consent")


@pytest.mark.parametrize(
    "state",
    [
        changed_notice,
        older_consent,
        objection,
        waiting_for_the_other_guardian,
        decided_by_the_child,
        many_laws,
        seen_by_the_guardian_of_a_young_person,
        a_young_persons_own_matter,
        a_secret_home_by_the_week,
        a_history_of_five_hundred,
        five_hundred_uses,
        five_hundred_uses_on_paper,
        a_secret_home_on_paper,
        the_data_of_a_young_person_to_take,
        an_activity_that_has_ended,
        the_register_does_not_answer,
    ],
)
def test_a_rare_state_has_no_barrier_either(look: Look, cast: Cast, state: Callable[[Client, Cast], str]) -> None:
    language = LANGUAGES[len(state.__name__) % len(LANGUAGES)]
    assert look(state(client_of(cast.aino, language), cast), language) == []
