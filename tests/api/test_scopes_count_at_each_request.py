"""A scope taken from a client is gone with its next request, on every route, for a token that still names it."""

import pytest
from django.test import Client

from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.scopes import SCOPES
from tests.api.conftest import REGISTRAR, disable, shrink, token_for
from tests.api.department_routes import Knock, knocks

ROUTES = sorted({*knocks()}, key=str)


@pytest.fixture
def mighty(departments: None) -> RegisteredClient:
    """A client of the library that holds every scope there is."""
    return register_client(actor=REGISTRAR, department="library", scopes=list(SCOPES))


def test_the_walk_finds_the_routes() -> None:
    found = {str(knock) for knock in ROUTES}
    assert found >= {
        "POST /access/v1/evaluation",
        "POST /access/v1/search/resource",
        "POST /api/v1/subjects/resolve",
        "GET /api/v1/activities",
        "POST /ssf/v1/streams",
        "GET /ssf/v1/streams",
    }
    assert {knock.scope for knock in ROUTES} <= SCOPES.keys()


@pytest.mark.law(
    "RFC 9700", "2.3", "a scope taken away is gone with the next request, for tokens issued before as well"
)
@pytest.mark.parametrize("knock", ROUTES, ids=str)
def test_a_narrowed_client_is_refused_with_its_old_token(
    browser: Client, mighty: RegisteredClient, knock: Knock
) -> None:
    token = token_for(browser, mighty, " ".join(SCOPES))
    status, challenge = knock.send(token)
    assert status != 401
    assert "insufficient_scope" not in challenge
    shrink(mighty, *(scope for scope in SCOPES if scope != knock.scope))
    status, challenge = knock.send(token)
    assert status == 403
    assert 'error="insufficient_scope"' in challenge
    assert f'scope="{knock.scope}"' in challenge
    change_client(actor=REGISTRAR, client_id=mighty.client_id, scopes=list(SCOPES))
    assert "insufficient_scope" not in knock.send(token)[1]
    disable(mighty)
    assert knock.send(token)[0] == 401


@pytest.mark.parametrize("knock", ROUTES, ids=str)
def test_a_token_that_never_had_the_scope_gains_nothing_from_a_mighty_client(
    browser: Client, mighty: RegisteredClient, knock: Knock
) -> None:
    token = token_for(browser, mighty, " ".join(scope for scope in SCOPES if scope != knock.scope))
    status, challenge = knock.send(token)
    assert (status, "insufficient_scope" in challenge) == (403, True)
