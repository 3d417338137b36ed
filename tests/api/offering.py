"""A department that offers a service over the API: what it publishes, drafts and sends."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from consent import clock
from consent.registry.actions.register_client import RegisteredClient, register_client
from tests.api.conftest import REGISTRAR, bearer, token_for

RULES, CAMPAIGNS, OFFERS = "/api/v1/rules", "/api/v1/campaigns", "/api/v1/offers"
OUTCOMES = f"{OFFERS}/outcomes"
CODE = "trial-place"


def said(text: str) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in ("fi", "sv", "en")}


def rules(born: int = 2021) -> dict[str, Any]:
    return {
        "purely_rules": True,
        "inputs": {"born": {"type": "date", "category": "trial.plain", "words": said("Day of birth")}},
        "rules": [
            {
                "code": "right_year",
                "words": said(f"Born in {born}"),
                "when": {"input": "born", "op": "year_of", "value": born},
            }
        ],
    }


def draft(**changes: Any) -> dict[str, Any]:
    return {
        "code": CODE,
        "round": "2027",
        "activity": "trial-task",
        "category": "trial.plain",
        "rules": CODE,
        "service": dict.fromkeys(("fi", "sv", "en"), "Trial place"),
        "texts": {
            "fi": "{service}: vastaa {code} A tai {code} B, viimeistään {deadline}.",
            "sv": "{service}: svara {code} A eller {code} B senast {deadline}.",
            "en": "{service}: answer {code} A or {code} B by {deadline}.",
        },
        "benefit_resident": said("No application"),
        "benefit_city": said("No processing"),
        "if_declined": said("Nothing is lost"),
        "form_url": "https://city.example/form",
        "sender": "18181",
        "deadline": (clock.now() + timedelta(days=14)).isoformat(),
    } | changes


class Department:
    """One client of a department that may make offers."""

    def __init__(self, browser: Client, code: str = "trial") -> None:
        self.browser = browser
        self.client: RegisteredClient = register_client(actor=REGISTRAR, department=code, scopes=["offers:write"])
        self.headers = bearer(token_for(browser, self.client, "offers:write"))

    def get(self, path: str, **headers: str) -> Any:
        return self.browser.get(path, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        headers = self.headers | {"Idempotency-Key": key or uuid4().hex}
        return self.browser.post(path, json.dumps(body or {}), content_type="application/json", headers=headers)

    def put(self, path: str, body: Any, etag: str = "") -> Any:
        headers = self.headers | ({"If-Match": etag} if etag else {})
        return self.browser.put(path, json.dumps(body), content_type="application/json", headers=headers)

    def drafts(self, **changes: Any) -> str:
        """This function will publish rules, draft a campaign and return its address."""
        published = self.post(f"{RULES}/{CODE}", rules())
        assert published.status_code == 200, published.content
        made = self.post(CAMPAIGNS, draft(**changes))
        assert made.status_code == 201, made.content
        return f"{CAMPAIGNS}/{made.json()['campaign']}"

    def starts(self, **changes: Any) -> str:
        """This function will begin a campaign and return its id."""
        address = self.drafts(**changes)
        started = self.post(f"{address}/start")
        assert started.status_code == 200, started.content
        return address.rpartition("/")[2]

    def offers(self, campaign: str, *people: str, born: str = "2021-05-03", **more: Any) -> list[dict[str, Any]]:
        """This function will offer to people and return the results."""
        candidates = [{"id": person, "inputs": {"born": born}, **more} for person in people]
        answer = self.post(OFFERS, {"campaign": campaign, "candidates": candidates})
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = answer.json()["results"]
        return results


def slug(response: Any) -> str:
    """This function will return which problem a response is."""
    return str(response.json()["type"]).rstrip("/").rpartition("/")[2]
