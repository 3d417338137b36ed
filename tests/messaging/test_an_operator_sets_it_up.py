"""What an operator may set, and that nothing is sent while anything of it is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error
from environ import Env

from consent.messaging import config
from consent.messaging.checks import check_messaging
from consent.messaging.config import MessagingConfig, read
from consent.messaging.models import Message
from consent.messaging.quiet import QuietHours
from tests.messaging.conftest import Notebook, outgoing, queue, resident, send_all

HELSINKI = "consent.messaging.backends.helsinki.HelsinkiBackend"
GOOD = {
    "SMS_BACKEND": HELSINKI,
    "SMS_GATEWAY_SECRET": "x" * 32,
    "SMS_API_URL": "https://sms.city.example/api",
    "SMS_API_TOKEN": "token",
    "SMS_SENDER": "16120",
}


def told(demo: bool = False, **environment: str) -> tuple[MessagingConfig, list[str]]:
    """This function will read settings as an operator would write them."""
    env = Env()
    env.ENVIRON = environment
    return read(env, demo=demo, home=Path("/var/lib/mydata"))


@pytest.fixture
def environment(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment is what counts, as in a city."""
    settings.MESSAGING = None
    for name in (*GOOD, "SMS_PER_SECOND", "SMS_CONNECTIONS", "SMS_KEEP_DAYS", "SMS_QUIET_HOURS"):
        monkeypatch.delenv(name, raising=False)
    config._from_environment.cache_clear()
    yield monkeypatch
    config._from_environment.cache_clear()


def test_a_city_that_sets_everything_may_send() -> None:
    read_config, wrong = told(**GOOD)
    assert wrong == []
    assert (read_config.backend, read_config.quiet) == (HELSINKI, QuietHours(time(21), time(8)))


def test_a_city_that_sets_nothing_sends_nothing() -> None:
    read_config, wrong = told()
    assert (read_config.backend, wrong) == ("", [])


def test_the_demonstration_writes_into_a_file() -> None:
    read_config, wrong = told(demo=True)
    assert (read_config.backend.rsplit(".", 1)[1], wrong) == ("FileBackend", [])
    assert read_config.file == Path("/var/lib/mydata/messages/sms.jsonl")
    assert read_config.quiet is None


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"SMS_BACKEND": "consent.messaging.backends.file.FileBackend"}, "SMS_BACKEND"),
        ({"SMS_BACKEND": "consent.messaging.backends.console.ConsoleBackend"}, "SMS_BACKEND"),
        ({"SMS_BACKEND": "consent.messaging.backends.memory.MemoryBackend"}, "SMS_BACKEND"),
        ({"SMS_GATEWAY_SECRET": ""}, "SMS_GATEWAY_SECRET"),
        ({"SMS_GATEWAY_SECRET": "qwerty"}, "SMS_GATEWAY_SECRET"),
        ({"SMS_API_URL": ""}, "SMS_API_URL"),
        ({"SMS_API_URL": "http://sms.city.example"}, "SMS_API_URL"),
        ({"SMS_API_URL": "http://127.0.0.1:8800"}, "SMS_API_URL"),
        ({"SMS_API_URL": "https://user:pass@sms.city.example"}, "SMS_API_URL"),
        ({"SMS_API_URL": "https://sms.city.example:port"}, "SMS_API_URL"),
        ({"SMS_API_URL": "https://[half"}, "SMS_API_URL"),
        ({"SMS_API_TOKEN": ""}, "SMS_API_TOKEN"),
        ({"SMS_API_TOKEN": "two\nlines"}, "SMS_API_TOKEN"),
        ({"SMS_SENDER": ""}, "SMS_SENDER"),
        ({"SMS_SENDER": "City of Helsinki"}, "SMS_SENDER"),
        ({"SMS_PER_SECOND": "0"}, "SMS_PER_SECOND"),
        ({"SMS_PER_SECOND": "many"}, "SMS_PER_SECOND"),
        ({"SMS_CONNECTIONS": "65"}, "SMS_CONNECTIONS"),
        ({"SMS_KEEP_DAYS": "-1"}, "SMS_KEEP_DAYS"),
        ({"SMS_QUIET_HOURS": "21"}, "SMS_QUIET_HOURS"),
        ({"SMS_QUIET_HOURS": "8-8"}, "SMS_QUIET_HOURS"),
        ({"SMS_QUIET_HOURS": "21-24"}, "SMS_QUIET_HOURS"),
    ],
)
def test_what_is_wrong_is_told_by_name_and_no_secret_is(changes: dict[str, str], name: str) -> None:
    _, wrong = told(**(GOOD | changes))
    assert any(name in each for each in wrong)
    assert not any("x" * 32 in each or "qwerty" in each for each in wrong)


@pytest.mark.parametrize(
    ("sender", "answerable"), [("16120", True), ("+358401234567", True), ("Helsinki", False), ("Hel.fi", False)]
)
def test_only_a_number_can_be_answered(sender: str, answerable: bool) -> None:
    read_config, wrong = told(**(GOOD | {"SMS_SENDER": sender}))
    assert (wrong, read_config.answerable) == ([], answerable)


@pytest.mark.parametrize(("text", "hours"), [("none", None), ("22-7", QuietHours(time(22), time(7)))])
def test_quiet_hours_are_the_citys_to_choose(text: str, hours: QuietHours | None) -> None:
    assert told(**(GOOD | {"SMS_QUIET_HOURS": text}))[0].quiet == hours


@pytest.mark.django_db
def test_while_anything_is_wrong_nothing_is_sent(
    notebook: Notebook, environment: pytest.MonkeyPatch, settings: Any
) -> None:
    environment.setenv("SMS_QUIET_HOURS", "all night")
    queue(outgoing(resident(1)))
    assert send_all() == 0
    (found,) = check_messaging()
    assert isinstance(found, Error)
    assert "SMS_QUIET_HOURS" in found.msg


def test_the_check_refuses_a_city_that_has_set_half_of_it(environment: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = False
    assert check_messaging() == []  # a city may do without messages
    for name, value in GOOD.items():
        environment.setenv(name, value)
    config._from_environment.cache_clear()
    assert check_messaging() == []
    environment.delenv("SMS_GATEWAY_SECRET")
    config._from_environment.cache_clear()
    assert [found.id for found in check_messaging()] == ["messaging.E001"]


@pytest.mark.parametrize("path", ["consent.nowhere.Backend", "consent.messaging.backends.file.NoBackend", "nothing"])
def test_a_backend_that_is_not_there_is_told_and_loses_nothing(
    notebook: Notebook, city: MessagingConfig, settings: Any, path: str, db: None
) -> None:
    settings.MESSAGING = replace(city, backend=path)
    assert [found.id for found in check_messaging()] == ["messaging.E001"]
    queue(outgoing(resident(1)))
    with pytest.raises(ImportError):
        send_all()
    assert Message.objects.get().state == "queued"


def test_a_secret_may_come_from_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("y" * 40 + "\n")
    environment.setenv("SMS_GATEWAY_SECRET_FILE", str(tmp_path / "secret"))
    config._from_environment.cache_clear()
    assert config.messaging_config().gateway_secret == "y" * 40


def test_what_a_test_sets_stands_over_the_environment(settings: Any) -> None:
    settings.MESSAGING = replace(MessagingConfig(), sender="1")
    assert config.messaging_config().sender == "1"
    assert config.problems() == []
