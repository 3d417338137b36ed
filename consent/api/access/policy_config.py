"""Which policy source decides, as an operator sets it: the ledger, and for a demonstration also a file.

Imported by the settings themselves: nothing here may need a configured Django.
"""

from pathlib import Path

from environ import Env

from consent.api.access.fixture_file import load
from consent.api.access.fixture_rules import FixtureError

LEDGER = "consent.api.access.ledger_source.LedgerSource"
FIXTURE = "consent.api.access.fixture_source.FixtureSource"


def read(env: Env, *, demo: bool) -> tuple[str, Path | None, list[str]]:
    """This function will return the source's dotted path, the fixture's file, and what is wrong with them."""
    source = env.str("ACCESS_POLICY_SOURCE", "").strip() or LEDGER
    named = env.str("ACCESS_POLICY_FIXTURE", "").strip()
    if not demo:
        return LEDGER, None, _beside_real_data(source, named)
    if source == FIXTURE and not named:
        return source, None, ["ACCESS_POLICY_FIXTURE must name the file that the fixture source decides by."]
    if not named:
        return source, None, []
    if source == LEDGER:
        return source, None, [f"ACCESS_POLICY_FIXTURE is read only with ACCESS_POLICY_SOURCE={FIXTURE}."]
    file = Path(named)
    try:
        load(file)
    except OSError as reason:
        return source, file, [f"ACCESS_POLICY_FIXTURE ({file}) cannot be read: {reason.strerror}."]
    except FixtureError as reason:
        return source, file, [f"ACCESS_POLICY_FIXTURE ({file}) is no fixture: {reason}."]
    return source, file, []


def _beside_real_data(source: str, named: str) -> list[str]:
    wrong = []
    if source != LEDGER:
        wrong.append(
            "ACCESS_POLICY_SOURCE lets something else than the ledger decide, which only DEMO=1 may: remove it."
        )
    if named:
        wrong.append("ACCESS_POLICY_FIXTURE is only for a demonstration: remove it.")
    return wrong
