"""A monitor sees how many messages stand where, and nothing of anybody."""

import pytest
from django.test import Client, override_settings

from tests.messaging.conftest import Notebook, outgoing, phone, queue, resident, send_all, write

TOKEN = "a-token-for-the-monitor-which-is-long-enough"


@pytest.mark.django_db
@override_settings(METRICS_TOKEN=TOKEN)
def test_messages_are_counted_by_state_and_name_nobody(notebook: Notebook) -> None:
    queue(outgoing(resident(1), text="Salainen"), outgoing(resident(2, phone="")))
    send_all()
    write(phone(1), "Salaisempi")
    text = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    assert 'mydata_messages{state="sent"} 1.0' in text
    assert 'mydata_messages{state="unreachable"} 1.0' in text
    assert "mydata_replies_waiting 1.0" in text
    for word in ("Salai", phone(1)[1:]):
        assert word not in text
