"""The tests' own witness: a name, a key that is no secret, and a policy that asks for it."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.cosignatures import cosigner_vkey
from consent.core.notes import public_bytes

WITNESS = "witness.test/dpo"
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"the tests' witness").digest())
WITNESS_VKEY = cosigner_vkey(WITNESS, public_bytes(WITNESS_KEY))


def write_policy(file: Path, url: str = "") -> Path:
    """This function will write a trust policy that asks for the tests' witness and return its file."""
    file.write_text(f"witness dpo {WITNESS_VKEY} {url}".rstrip() + "\nquorum dpo\n")
    return file
