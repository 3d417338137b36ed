"""Where this clone is and where it keeps what it makes."""

import hashlib
import os
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/mydata-dev")
CAMPAIGN = "campaign"  # below a home: the families of a replay never meet the demo city's


def home() -> Path:
    """This function will return MYDATA_HOME as an absolute path; without it `.mydata` in the clone."""
    named = os.environ.get("MYDATA_HOME", "")
    return (CLONE / Path(named).expanduser()).resolve() if named else CLONE / ".mydata"


def clone_state() -> Path:
    """This function will return the directory outside the clone that only a server run by root uses."""
    return SYSTEM_STATE / hashlib.sha256(os.fsencode(CLONE)).hexdigest()[:16]
