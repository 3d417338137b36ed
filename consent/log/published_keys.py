"""The log's keys as the public is told them, in the form that the offline verifier reads."""

from consent.log.models import Log
from consent.log.signing_keys import TrustedKey, vkeys


def published_keys() -> str:
    """This function will return every key of every log, the present log's newest key first, a line each.

    Behind a compromised key stands ``trusted_size=N``: its checkpoints hold up to that size. Receipts of old keys and
    of predecessor logs verify forever, so no key is ever left out (``consent.core.verify.keys_of``).
    """
    keys = [key for log in Log.objects.order_by("-number") for key in reversed(vkeys(log))]
    return "".join(f"{_line(key)}\n" for key in keys)


def _line(key: TrustedKey) -> str:
    return key.vkey if key.trusted_size is None else f"{key.vkey} trusted_size={key.trusted_size}"
