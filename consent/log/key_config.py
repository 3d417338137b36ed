"""The key-encryption keys as an operator names them in the environment."""

import base64

from environ import Env

HOW_IT_LOOKS = "KEY_ENCRYPTION_KEYS must look like 1:BASE64,2:BASE64, each key of 32 random bytes."
HIGHEST = 32_767


def read(env: Env) -> tuple[dict[int, bytes], bool, list[str]]:
    """This function will return the keys by version, whether version 1 may come from the root key, and what is wrong.

    They are apart from the root key, so that an old one can be destroyed; the highest version wraps new data keys.
    ``KEY_ENCRYPTION_FROM_ROOT`` is for a city that moves away from keys wrapped under the root key.
    """
    from_root = env.bool("KEY_ENCRYPTION_FROM_ROOT", False)
    keys: dict[int, bytes] = {}
    for entry in env.list("KEY_ENCRYPTION_KEYS", default=[]):
        version, _, text = entry.strip().partition(":")
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError:
            return {}, from_root, [HOW_IT_LOOKS]
        if not version.isascii() or not version.isdigit() or not 1 <= int(version) <= HIGHEST or len(key) != 32:
            return {}, from_root, [HOW_IT_LOOKS]
        if int(version) in keys:
            return {}, from_root, [f"KEY_ENCRYPTION_KEYS names version {int(version)} twice."]
        keys[int(version)] = key
    return keys, from_root, []
