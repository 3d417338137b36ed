"""A department cancels what nobody has answered; it gets no second question for that."""

from uuid import uuid4

import pytest

from consent.asking.actions.ask import Asker
from consent.asking.actions.cancel import cancel_request
from consent.asking.models import Cancellation
from consent.asking.vocabulary import Refusal, Status
from consent.core.errors import Conflict, NotFound
from tests.asking.conftest import TRIAL, Later, ask, asked, give, now
from tests.cast import SYSTEM, Cast


def test_a_cancelled_request_waits_no_more_and_cancelling_again_changes_nothing(cast: Cast) -> None:
    request = asked(cast.aino)
    for _ in range(2):
        done = cancel_request(actor=SYSTEM, asker=TRIAL, request=request.id)
        assert done.status is Status.CANCELLED
    assert now(request).status is Status.CANCELLED
    assert Cancellation.objects.count() == 1
    give(cast.aino)
    assert now(request).status is Status.CANCELLED, "a later decision is no answer to it"


def test_cancelling_is_no_way_to_ask_again(cast: Cast, later: Later) -> None:
    cancel_request(actor=SYSTEM, asker=TRIAL, request=asked(cast.aino).id)
    assert ask(cast.aino) is Refusal.ASKED_ALREADY
    later(days=200)
    assert ask(cast.aino) is Refusal.ASKED_ALREADY


def test_another_client_of_the_department_may_cancel_too(cast: Cast) -> None:
    request = asked(cast.aino)
    other = Asker(client="another-client", department=TRIAL.department)
    assert cancel_request(actor=SYSTEM, asker=other, request=request.id).status is Status.CANCELLED


def test_what_was_answered_or_has_run_out_is_not_cancelled(cast: Cast, later: Later) -> None:
    answered, silent = asked(cast.aino), asked(cast.mikko)
    give(cast.aino)
    later(days=31)
    for request in (answered, silent):
        with pytest.raises(Conflict, match="not_waiting"):
            cancel_request(actor=SYSTEM, asker=TRIAL, request=request.id)


def test_another_departments_request_and_none_are_the_same(cast: Cast) -> None:
    request = asked(cast.aino)
    for asker, identifier in ((Asker("c", "library"), request.id), (TRIAL, uuid4())):
        with pytest.raises(NotFound, match="no_such_request"):
            cancel_request(actor=SYSTEM, asker=asker, request=identifier)
    assert now(request).status is Status.WAITING
