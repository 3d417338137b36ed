"""Which witnesses must have seen a checkpoint, as an operator names them in a trust policy (C2SP tlog-policy)."""

from pathlib import Path

from environ import Env

from consent.core.policy import PolicyError, parse


def read(env: Env) -> tuple[Path | None, list[str]]:
    """This function will return the file that ``LOG_WITNESS_POLICY`` names, None without one, and what is wrong."""
    named = env.str("LOG_WITNESS_POLICY", "").strip()
    if not named:
        return None, []
    file = Path(named)
    try:
        parse(file.read_bytes())
    except OSError as reason:
        return None, [f"LOG_WITNESS_POLICY ({file}) cannot be read: {reason.strerror}."]
    except PolicyError as reason:
        return None, [f"LOG_WITNESS_POLICY ({file}) is not a trust policy: {reason}."]
    return file, []
