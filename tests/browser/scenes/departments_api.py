"""What departments' systems say shows on pages: a draft, signals that nobody took, what was read of a use."""

from typing import Any

from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, at, decided, of_the_card
from tests.registry.samples import NOTICE

DRAFT = "gym-tips"
SCOPES = ("registry:draft", "ssf.manage", "ssf.read", "uses:read", "uses:report")


class System:
    """A system of a department, registered by the registrar who looks, and what it asks by HTTP."""

    def __init__(self, visitor: Visitor, department: str) -> None:
        visitor.go(f"/audit/departments/{department}/clients/new/")
        visitor.page.fill("#name", f"System {visitor.page.evaluate('Date.now()')}")
        for scope in SCOPES:
            visitor.page.check(f"input[name=scopes][value='{scope}']")
        visitor.page.check("#proof-2")
        visitor.press(visitor.page.locator("form[action$='/new/'] button"))
        client = visitor.page.locator("dd.code").first.inner_text()
        secret = visitor.page.locator("p.secret").inner_text()
        self.visitor, self.request = visitor, visitor.page.context.request
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        form["scope"] = " ".join(SCOPES)
        self.base = visitor.page.url.partition("/audit/")[0]
        answer = self.request.post(f"{self.base}/o/token/", form=form)
        assert answer.ok, answer.text()
        self.token = answer.json()["access_token"]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """This function will send JSON and return what came back."""
        said = {"Authorization": f"Bearer {self.token}"} | headers
        answer = self.request.fetch(f"{self.base}{path}", method=method, data=body, headers=said)
        assert answer.status < 500, answer.text()
        return answer.json() if answer.body() else None


def _entry(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "basis": "consent",
        "purpose": "dpv:ProvidePersonalisedRecommendations",
        "categories": ["library.loans"],
        "recipients": [],
        "retention": {"months": 6, "text": {"fi": "6 kuukautta.", "sv": "6 månader.", "en": "6 months."}},
        "valid_months": 12,
        "child_rule": {"own_decision_from": 13, "guardians": "any"},
        "governance": {"drafted_by": "library / planner", "dpo_opinion": "Good as long as nothing is stored."},
        "notice": NOTICE,
    } | changes


def _draft(code: str, **changes: Any) -> Any:
    def reach(visitor: Visitor) -> None:
        System(visitor, "library").send("PUT", f"/api/v1/activities/{code}/draft", _entry(code, **changes))
        visitor.go(f"/audit/drafts/library/{code}/")

    return reach


def _not_ticked(visitor: Visitor) -> None:
    _draft(DRAFT)(visitor)
    visitor.press(visitor.page.locator("form[action$='/publish/'] button"))


def _sent_back(visitor: Visitor) -> None:
    _draft("gym-returned")(visitor)
    if visitor.page.locator("#reason").count():  # sent back once, it waits for the department
        visitor.page.locator("#reason").fill("Say in plain words what the loan history is used for.")
        visitor.press(visitor.page.locator("form[action$='/return/'] button"))


def _no_reason(visitor: Visitor) -> None:
    _draft(DRAFT)(visitor)
    visitor.press(visitor.page.locator("form[action$='/return/'] button"))


def _signals(visitor: Visitor) -> None:
    system = System(visitor, "library")
    stream = system.send("POST", "/ssf/v1/streams", {"description": "Lending"})
    system.send("POST", "/ssf/v1/verify", {"stream_id": stream["stream_id"], "state": "x"})
    path = stream["delivery"]["endpoint_url"].partition("/ssf/")[2]
    sets = system.send("POST", f"/ssf/{path}", {"returnImmediately": True})["sets"]
    complaints = {jti: {"err": "invalid_key", "description": "No such kid"} for jti in sets}
    system.send("POST", f"/ssf/{path}", {"setErrs": complaints, "returnImmediately": True})
    for used in system.send("GET", "/api/v1/uses?limit=500")["uses"]:
        if used["allowed"]:
            said = {"Idempotency-Key": used["decision_id"]}
            system.send("POST", f"/api/v1/uses/{used['decision_id']}/report", {"rows_read": 12}, **said)
    visitor.go("/audit/signals/")


SCENES = (
    Scene("library-loans-to-report", "librarian", of_the_card("loans", "Aino")),
    Scene("registrar-signals-none", "registrar", at("/audit/signals/")),
    Scene("registrar-signals", "registrar", _signals),
    Scene("registrar-draft-new", "registrar", _draft(DRAFT)),
    Scene("registrar-draft-changes", "registrar", _draft("library-recommendations", valid_months=24)),
    Scene("registrar-draft-broken", "registrar", _draft("gym-broken", valid_months=48, governance={})),
    Scene("registrar-draft-not-ticked", "registrar", _not_ticked),
    Scene("registrar-draft-without-a-reason", "registrar", _no_reason),
    Scene("registrar-draft-sent-back", "registrar", _sent_back),
    Scene("registrar-drafts-wait", "registrar", at("/audit/activities/")),
    # What the library's stream and reports, made above, look like to a resident.
    Scene("uses-reported", "aino", at("/uses/")),
    Scene("permission-stop-told", "aino", decided("withdraw")),
    Scene("history-stop-told", "aino", at("/history/")),
    Scene("audit-events-reported", "kaisa", at("/audit/events/?kind=use.reported")),
    Scene("audit-overview-signals", "kaisa", at("/audit/")),
)
