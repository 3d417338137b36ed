"""Which terms the W3C Data Privacy Vocabulary (DPV 2.3) has, so that nothing is published under a made-up one."""

from functools import cache
from pathlib import Path

TERMS_FILE = Path(__file__).with_name("terms") / "dpv-2.3.txt"


@cache
def dpv_terms() -> frozenset[str]:
    """This function will return every known term as a prefixed name, such as ``dpv:Personalisation``."""
    lines = TERMS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
