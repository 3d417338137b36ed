"""An officer's browser, and the town of the proactive tests."""

import pytest
from django.test import Client

from consent.people.models import Account, StaffRole
from tests.proactive.conftest import later, sms, town

__all__ = ["later", "sms", "town"]


def member_of(department: str, role: str = "officer") -> Client:
    """This function will return the browser of a member of a department's staff."""
    account = Account.objects.create_user(username=f"{role}-{department}", display_name="Oili Officer", language="en")
    StaffRole.objects.create(account=account, role=role, department=department)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def officer(town: object) -> Client:
    """An officer of early education."""
    return member_of("education")
