"""Never open: while the database is away pages show no data and checks answer 503, and all of it comes back alone."""

import json
import threading
from contextlib import closing, suppress

import httpx
import psycopg
import pytest

from tests.faults.conftest import RunningCity, eventually, kept_away

pytestmark = pytest.mark.faults
SCOPES = "decision:evaluate subjects:resolve"


@pytest.fixture(scope="module")
def token(faulty_city: RunningCity) -> str:
    """An access token of the library."""
    return faulty_city.register("library", SCOPES)


@pytest.fixture(scope="module")
def aino(faulty_city: RunningCity, token: str) -> str:
    """Aino's pairwise id at the library."""
    extract = json.loads((faulty_city.home / "demo" / "extract.json").read_text())
    national_id = next(person["national_id"] for person in extract["people"] if person["persona"] == "aino")
    answer = httpx.post(
        f"{faulty_city.api_url}/api/v1/subjects/resolve",
        json={"national_id": national_id},
        headers={"Authorization": f"Bearer {token}"},
    )
    return str(answer.raise_for_status().json()["id"])


def test_a_killed_server_is_survived_without_one_wrong_answer(faulty_city: RunningCity, token: str, aino: str) -> None:
    assert faulty_city.check(token, aino).json()["decision"] is True
    faulty_city.server.kill9()
    statuses = set()

    def allowed_again() -> bool:
        answer = faulty_city.check(token, aino)
        statuses.add(answer.status_code)
        assert answer.status_code in (200, 503)
        if answer.status_code == 503:
            assert answer.headers["Retry-After"]
            assert isinstance(answer.json(), str)
        return answer.status_code == 200 and answer.json()["decision"] is True

    eventually(allowed_again)
    recovered = [faulty_city.check(token, aino).status_code for _ in range(40)]
    assert recovered.count(200) == len(recovered), "every thread finds its way back"


def test_while_it_is_away_nothing_is_shown_and_nothing_is_allowed(
    faulty_city: RunningCity, token: str, aino: str
) -> None:
    with closing(faulty_city.sign_in("aino")) as resident, closing(faulty_city.sign_in("librarian")) as librarian:
        home = resident.get("/")
        assert home.status_code == 200
        assert "Aino" in home.text
        cards = librarian.get("/services/library/")
        assert cards.status_code == 200
        with kept_away(faulty_city):
            eventually(lambda: faulty_city.check(token, aino).status_code == 503)
            for browser, path in ((resident, "/"), (resident, "/uses/"), (librarian, "/services/library/")):
                page = browser.get(path)
                assert page.status_code == 503, path
                assert page.headers["Retry-After"]
                assert "no-store" in page.headers["Cache-Control"]
                assert "Aino" not in page.text
                assert "Traceback" not in page.text
            assert httpx.get(f"{faulty_city.url}/healthz").status_code == 200
            assert httpx.get(f"{faulty_city.url}/readiness").status_code == 503
            resolving = httpx.post(
                f"{faulty_city.api_url}/api/v1/subjects/resolve",
                json={"national_id": "010190-900A"},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert resolving.status_code == 503
            assert resolving.headers["Content-Type"].startswith("application/problem+json")
        eventually(lambda: resident.get("/").status_code == 200)
        assert "Aino" in resident.get("/").text
        eventually(lambda: faulty_city.check(token, aino).json()["decision"] is True)


def test_a_check_that_was_answered_before_the_kill_is_on_record_after_it(
    faulty_city: RunningCity, token: str, aino: str
) -> None:
    answered: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            with suppress(httpx.HTTPError, ValueError):
                answer = faulty_city.check(token, aino)
                if answer.status_code == 200:
                    answered.append(answer.json()["context"]["decision_id"])

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    eventually(lambda: len(answered) > 30)
    faulty_city.server.kill9()
    eventually(lambda: len(answered) > 60)
    stop.set()
    for asker in askers:
        asker.join()
    with psycopg.connect(faulty_city.server.urls().owner) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT event_id) FROM ledger_use").fetchone()
        events = connection.execute(
            "SELECT count(*) FROM ledger_use u JOIN log_event e ON e.id = u.event_id"
            " WHERE (SELECT count(*) FROM log_pending p WHERE p.event_id = e.id)"
            " + (SELECT count(*) FROM log_leaf l WHERE l.event_id = e.id) = 1"
        ).fetchone()
    assert row is not None
    assert events is not None
    assert len(set(answered)) == len(answered)
    assert row[0] >= len(answered), "each answer stands on a recorded use"
    assert events[0] == row[0] == row[1]
