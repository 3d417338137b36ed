"""Activities of the trial department with limits: so many uses, at these hours, or in an emergency past them."""

from typing import Any

from consent.registry.actions.load_manifest import load_manifest
from tests import trial_manifest
from tests.trial_manifest import activity

OFFICE = {"from": "08:00", "until": "16:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
# So that a question may be asked on any day of the calendar that a case names.
SINCE = {"in_force_from": "2020-01-01T00:00:00Z"}


def limits() -> list[dict[str, Any]]:
    """This function will return the activities."""
    return [
        activity("trial-twice-a-day", "contract", conditions={"uses": {"most": 2, "per": "day"}}),
        activity("trial-twice-a-month", "consent", conditions={"uses": {"most": 2, "per": "month"}}),
        activity("trial-once-a-week", "public_task", conditions={"uses": {"most": 1, "per": "week"}}),
        activity("trial-office-hours", "contract", conditions={"hours": OFFICE}),
        activity("trial-mornings", "consent", conditions={"hours": {"from": "06:00", "until": "24:00"}}),
        activity(
            "trial-rescue",
            "vital_interests",
            break_glass=True,
            conditions={"case": True, "hours": OFFICE, "uses": {"most": 1, "per": "day"}},
        ),
    ]


def publish_limits() -> None:
    """This function will publish the activities beside those of the trial manifest, which stay in force."""
    from tests.cast import SYSTEM

    beside = {"activities": [entry | SINCE for entry in limits()]}
    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest() | beside)
