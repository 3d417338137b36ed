"""What is logged names nobody, and one event is one line whatever is in it."""

import io
import json
import logging
import logging.config
import time
import uuid

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from consent.logging import logging_config
from consent.logging.lines import escape, json_line, plain_line
from consent.logging.redaction import NATIONAL_ID, PHONE, redact, redact_event
from consent.logging.requests import RequestLog, request_id_from
from tests.log_lines import logged

CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
SIGNS = "+-YXWVUABCDEF"


@st.composite
def national_ids(draw: st.DrawFn) -> str:
    """Artificial ids: a real birth date, an individual number of 900–999, the right check character."""
    born = draw(st.dates())
    sign = draw(st.sampled_from(SIGNS))
    digits = f"{born.day:02}{born.month:02}{born.year % 100:02}"
    number = draw(st.integers(900, 999))
    text = f"{digits}{sign}{number}{CHECKS[int(f'{digits}{number}') % 31]}"
    return draw(st.sampled_from([text, text.lower()]))


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    """Finnish numbers in the ways people write them."""
    operator = draw(st.sampled_from(["40", "41", "44", "45", "50", "46", "9"]))
    rest = draw(st.text("0123456789", min_size=6, max_size=7))
    gap = draw(st.sampled_from(["", " ", "-"]))
    prefix = draw(st.sampled_from(["+358", "00358", "+358 ", "0", "358"]))
    return f"{prefix}{operator}{gap}{rest[:3]}{gap}{rest[3:]}"


def lines_of(debug: bool, say) -> list[str]:
    """This function will return the lines that come out when ``say`` logs with the platform's configuration."""
    stream = io.StringIO()
    config = logging_config(debug=debug)
    formatter = config["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter["()"](**{name: value for name, value in formatter.items() if name != "()"}))
    logger = logging.getLogger(f"tests.logs.{uuid.uuid4().hex}")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    say(logger)
    return stream.getvalue().split("\n")[:-1]


@given(st.text(), national_ids(), st.text())
def test_a_national_id_is_masked_wherever_it_stands(before: str, national_id: str, after: str) -> None:
    masked = redact(f"{before}{national_id}{after}")
    assert national_id not in masked


@given(national_ids(), st.sampled_from(["{}", "id={}", "'{}'", "/api/{}/x", "%22{}%22", "[{}]", "_{}_", "hetu:{}\n"]))
def test_what_stood_around_a_national_id_is_kept(national_id: str, frame: str) -> None:
    assert redact(frame.format(national_id)) == frame.format(NATIONAL_ID)


@pytest.mark.parametrize(
    "encoded",
    [
        "/x/010190%2D900X",
        "/x/010190%252D900X",
        "/x/010190%2525252D900X",
        "/x/%30%31%30%31%39%30-900X",
        "/x/%2530%2531%2530190%252d900X",
        "/x/010190%%32%44900X",
        "/x/0%31019%30-9000",
        "to=%2B358401234567",
        "to=%252B358%2520401234567",
    ],
)
def test_a_number_behind_percent_encoding_is_masked_however_often_it_was_encoded(encoded: str) -> None:
    masked = redact(f"GET {encoded} ü%FF%")
    assert NATIONAL_ID in masked or PHONE in masked
    assert not any(rest in masked for rest in ("900X", "9000", "0401234567", "401234567"))


@given(national_ids(), st.lists(st.booleans(), min_size=11, max_size=11), st.integers(1, 6))
@example("010100+900F", [False, True, *[False] * 9], 1)
def test_no_mixture_of_encodings_hides_a_national_id(national_id: str, encode: list[bool], times: int) -> None:
    text = "".join(f"%{ord(each):02x}" if at else each for each, at in zip(national_id, encode, strict=True))
    for _ in range(times - 1):
        text = text.replace("%", "%25")
    assert redact(f"/x/{text}/y") == f"/x/{NATIONAL_ID}/y"


@pytest.mark.parametrize("harmless", ["100 %", "a%20b", "%zz", "%25", "50%25 off", "%C3%A4", "%"])
def test_encoded_text_without_a_number_stays_as_it_was(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_a_very_long_encoded_line_is_read_in_no_time() -> None:
    started = time.perf_counter()
    for bomb in ("%25" * 50_000, "%" + "25" * 50_000, "%" * 100_000, "%%32%35" * 15_000):
        redact(bomb)
    assert time.perf_counter() - started < 3


def test_what_the_database_quotes_of_a_row_is_withheld() -> None:
    first = "UniqueViolation: duplicate key value\nDETAIL:  Key (name)=(Aino\n\nVirtanen) already exists."
    text = (
        f"Traceback\n{first}\n\nThe above exception was the direct cause\nIntegrityError: again\nCONTEXT:  $1 = 'Aino'"
    )
    assert redact(text) == (
        "Traceback\nUniqueViolation: duplicate key value\nDETAIL: [withheld]"
        "\n\nThe above exception was the direct cause\nIntegrityError: again\nCONTEXT: [withheld]"
    )


@pytest.mark.parametrize("mistyped", ["010190-9000", "311299A9991", "010190-900i"])
def test_a_mistyped_national_id_is_masked_too(mistyped: str) -> None:
    assert mistyped not in redact(f"national_id {mistyped} is wrong")


@given(phone_numbers(), st.sampled_from(["{}", "to={}", "'{}'", "tel:{}", "({})", "{}, {}", "_{}_", "\u00e4 {}."]))
def test_a_phone_number_is_masked(number: str, frame: str) -> None:
    assert redact(frame.format(number, number)) == frame.format(PHONE, PHONE)


@given(st.uuids())
def test_an_id_is_not_taken_for_a_phone_number(value: uuid.UUID) -> None:
    assert PHONE not in redact(f"event {value} recorded")


@pytest.mark.parametrize(
    "harmless", ["2026-11-24T09:00:00.123456Z", "took 0.0123456 s", "10.0.0.1", "port 8000", "x" * 64]
)
def test_what_is_no_personal_number_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


@given(national_ids(), phone_numbers())
def test_nested_values_names_and_objects_are_masked(national_id: str, number: str) -> None:
    class Person:
        def __repr__(self) -> str:
            return f"<Person {national_id}>"

    event = redact_event(
        {
            "event": number,
            "list": [{"deep": (national_id,)}],
            national_id: 1,
            "bytes": national_id.encode(),
            "object": Person(),
            "set": {number},
        }
    )
    line = json_line(event)
    assert national_id not in line
    assert number not in line


@pytest.mark.parametrize("debug", [True, False])
@given(national_ids(), phone_numbers())
def test_messages_arguments_and_exceptions_are_masked(debug: bool, national_id: str, number: str) -> None:
    def say(logger: logging.Logger) -> None:
        logger.info("resolved %s for %s", national_id, number)
        structlog.stdlib.BoundLogger(logger, structlog.get_config()["processors"], {}).info(
            "resolved", who=national_id, phone=number
        )
        try:
            raise ValueError(f"bad {national_id} {number}")
        except ValueError:
            logger.exception("failed for %s", national_id)

    lines = lines_of(debug, say)
    assert len(lines) == 3
    assert all(national_id not in line and number not in line for line in lines)


@pytest.mark.parametrize("debug", [True, False])
@given(st.text(st.characters()), st.text(st.characters()))
def test_one_event_is_one_line(debug: bool, text: str, value: str) -> None:
    def say(logger: logging.Logger) -> None:
        logger.info("%s", text)
        structlog.stdlib.BoundLogger(logger, structlog.get_config()["processors"], {}).info(text, value=value)
        try:
            raise ValueError(value)
        except ValueError:
            logger.exception(text.replace("%", ""))

    lines = lines_of(debug, say)
    assert len(lines) == 3
    for line in lines:
        assert len(line.splitlines()) == 1
        assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in line)
        assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@given(st.text(st.characters()), st.dictionaries(st.text(), st.text(st.characters())))
def test_a_json_line_says_what_was_meant(text: str, more: dict[str, str]) -> None:
    event = {**more, "event": text}
    assert json.loads(json_line(event)) == event


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\r\nb", "a\\r\\nb"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("\u202eevil", "\\u202eevil"),
        ("a\\nb", "a\\\\nb"),
        ("äö", "äö"),
    ],
)
def test_tricks_are_written_out(text: str, written: str) -> None:
    assert escape(text) == written


def test_a_forged_second_event_stays_inside_the_first() -> None:
    line = plain_line({"timestamp": "t", "level": "info", "event": "x", "agent": "curl\nt error breach user=aino"})
    assert line == 't info x agent="curl\\nt error breach user=aino"'


@pytest.mark.parametrize(
    "presented",
    [None, "", "a b", "a\nb", "x" * 65, "ä", "<script>", "010190-900X", "0401234567", "id\x00", "a/b", "a;b"],
)
def test_a_request_id_that_is_not_short_and_harmless_is_replaced(presented: str | None) -> None:
    assert request_id_from(presented) != presented
    assert len(request_id_from(presented)) == 32


@pytest.mark.parametrize("presented", ["a", "x" * 64, "4bf92f35-77b3.4d_a6"])
def test_a_callers_request_id_is_kept(presented: str) -> None:
    assert request_id_from(presented) == presented


def test_the_answer_carries_the_request_id() -> None:
    seen = []

    def view(request) -> HttpResponse:
        seen.append(request.request_id)
        return HttpResponse()

    response = RequestLog(view)(RequestFactory().get("/", headers={"x-request-id": "from-the-gateway"}))
    assert response["X-Request-ID"] == "from-the-gateway"
    assert seen == ["from-the-gateway"]


def test_a_request_is_logged_without_query_address_agent_or_person() -> None:
    request = RequestFactory().get(
        "/permissions/?national_id=010190-900X&access_token=secret", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="agent/1"
    )
    request.user = type("Account", (), {"pk": "the-account"})()
    with logged() as written:
        RequestLog(lambda request: HttpResponse())(request)
    line = written.getvalue()
    assert line.count("\n") == 1
    assert 'request_finished code=200 request="GET /permissions/"' in line
    assert not any(part in line for part in ("national", "secret", "192.0.2.7", "agent/1", "the-account"))


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11"])
def test_the_services_calls_to_the_ledger_are_not_a_line_each(name: str) -> None:
    with logged() as written:
        logging.getLogger(name).info("HTTP Request: POST")
        logging.getLogger(name).warning("worth telling")
    assert "HTTP Request" not in written.getvalue()
    assert "worth telling" in written.getvalue()


def test_one_requests_context_does_not_reach_the_next() -> None:
    RequestLog(lambda request: HttpResponse())(RequestFactory().get("/", headers={"x-request-id": "first"}))
    assert structlog.contextvars.get_contextvars() == {}
