"""An operator sees which departments do not listen, and why, and of nobody what it is about."""

import json
from io import StringIO

from django.core.management import call_command

from consent.signals.actions.acknowledge import Complaint
from consent.signals.models import SecurityEvent
from tests.cast import Cast
from tests.signals.conftest import begin, catch_up, fetch, grant, told


def printed(*arguments: str) -> str:
    """This function will return what the command prints."""
    output = StringIO()
    call_command("signal_streams", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_streams_and_dead_letters_are_listed_and_sent_again(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    assert "1 waiting, the oldest since" in printed()
    first = fetch(stream)
    (jti,) = first.sets
    fetch(stream, complaints={jti: Complaint("invalid_key", "no such key")})
    said = printed()
    assert "0 waiting, 1 dead" in said
    assert "permission-granted" in said
    assert "invalid_key (no such key)" in said
    assert cast.aino.pairwise_id not in said
    found = json.loads(printed("--json"))
    assert [one["dead"] for one in found["streams"]] == [1]
    assert cast.aino.pairwise_id not in json.dumps(found)
    printed("--send-again", stream)
    assert fetch(stream) == first, "as it was signed"
    assert told(stream) == ["permission-granted"]


def test_what_was_emptied_cannot_be_sent_again(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    SecurityEvent.objects.update(state="dead", err="expired", token="", person="")
    printed("--send-again", stream)
    assert fetch(stream).sets == {}
    assert "expired" in printed()
