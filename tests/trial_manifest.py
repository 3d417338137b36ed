"""A department called ``trial`` with one activity for every rule that a decision can turn on."""

from typing import Any

LANGUAGES = ("fi", "sv", "en")
DEPARTMENT = "trial"
CATEGORIES = ("trial.plain", "trial.other")
PAST = {"in_force_from": "2025-01-01T00:00:00Z", "in_force_until": "2026-01-01T00:00:00Z"}


def _said(text: str) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in LANGUAGES}


def _notice(code: str, consent: bool) -> dict[str, dict[str, str]]:
    parts = {
        "title": f"Trial of {code}",
        "summary": "We use this data in a trial.",
        "why": "We try the rules of this platform.",
        "what_we_do": "We read the data and do nothing else.",
        "rights": "You can see, correct and take your data.",
    }
    if consent:
        parts["if_no"] = "Nothing changes for you."
    return {language: dict(parts) for language in LANGUAGES}


def activity(code: str, basis: str, **changes: Any) -> dict[str, Any]:
    """This function will return one activity of the manifest on ``basis``, with ``changes`` to its members."""
    consent = basis == "consent"
    entry: dict[str, Any] = {
        "code": code,
        "basis": basis,
        "purpose": "dpv:RequestedServiceProvision",
        "categories": ["trial.plain"],
        "recipients": [],
        "retention": {"months": 12, "text": _said("A year")},
        "child_rule": {"own_decision_from": 13, "guardians": "any"},
        "governance": {"drafted_by": "trial / drafter", "approved_by": "city / registrar", "dpo_opinion": "Fine."},
        "notice": _notice(code, consent),
    }
    if consent:
        entry["valid_months"] = 12
    if basis in ("public_task", "legal_obligation"):
        entry |= {"law_ref": "Trial Act 1/2026 s. 1", "law_name": _said("Trial Act")}
    return entry | changes


def manifest(all_guardians: dict[str, Any] | None = None, **consent_changes: Any) -> dict[str, Any]:
    """This function will return the trial manifest.

    ``consent_changes`` alter the activity ``trial-consent``, ``all_guardians`` the activity ``trial-all-guardians``.
    """
    rule = {"own_decision_from": 15, "guardians": "all"}
    return {
        "module": "trial",
        "department": {"code": DEPARTMENT, "name": _said("Trial"), "contact": {"email": "trial@city.example"}},
        "scopes": ["decision:evaluate", "subjects:resolve"],
        "categories": [
            {"code": code, "name": _said(code), "pd": "pd:Identifying", "sensitivity": "normal"} for code in CATEGORIES
        ],
        "activities": [
            activity("trial-consent", "consent", **consent_changes),
            activity("trial-all-guardians", "consent", child_rule=rule, **(all_guardians or {})),
            activity("trial-contract", "contract"),
            activity("trial-task", "public_task"),
            activity("trial-compulsory", "public_task", compulsory=True),
            activity("trial-exception", "public_task", restriction_exception="Trial Act 1/2026 s. 2"),
            activity("trial-duty", "legal_obligation"),
            activity("trial-vital", "vital_interests"),
            activity("trial-conditions", "contract", conditions={"case": True, "staff_ref": True}),
            activity(
                "trial-ended", "contract", in_force_until="2026-01-01T00:00:00Z", in_force_from="2025-01-01T00:00:00Z"
            ),
            activity("trial-coming", "contract", in_force_from="2100-01-01T00:00:00Z"),
        ],
    }
