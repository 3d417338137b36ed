"""What is written by hand for speed says what the libraries say."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from consent.core.events import SALT_LABEL, commitment, moment, salt
from consent.core.keys import expand, hmac_sha256

keys = st.binary(min_size=32, max_size=32)


@given(keys, st.binary(max_size=300))
def test_the_commitment_is_the_hmac_of_the_specification(key: bytes, message: bytes) -> None:
    assert hmac_sha256(key, message) == hmac.digest(key, message, hashlib.sha256)


@given(keys, st.integers(0, 2**63 - 1), st.binary(max_size=100))
def test_the_salt_is_the_hkdf_of_the_specification(key: bytes, event_id: int, event: bytes) -> None:
    info = SALT_LABEL + event_id.to_bytes(8, "big")
    expected = HKDFExpand(algorithm=SHA256(), length=32, info=info).derive(key)
    assert salt(key, event_id) == expected
    assert commitment(key, event_id, event) == hmac.digest(expected, event, hashlib.sha256)


@given(keys, st.integers(1, 100))
def test_a_key_of_any_length_is_expanded(key: bytes, length: int) -> None:
    assert expand(key, b"info", length) == HKDFExpand(algorithm=SHA256(), length=length, info=b"info").derive(key)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError):
        hmac_sha256(bytes(length), b"")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2500, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_a_moment_has_one_spelling_whatever_its_zone(naive: datetime, minutes: int) -> None:
    at = naive.replace(tzinfo=UTC)
    said = moment(at.astimezone(timezone(timedelta(minutes=minutes))))
    assert said == at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
