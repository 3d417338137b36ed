"""A receipt verifies without the city; whatever was changed in it, the verifier says so and never stumbles."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from consent.core.receipt_checks import Refused, TrustedKey, check_receipt
from consent.core.receipt_words import WORDS
from consent.core.receipts import MAX_BYTES
from consent.core.verifier_keys import COSIGNATURE, parse_vkey, vkey
from consent.core.verify import keys_of, main, strictest
from scripts.receipt_vectors import files
from tests.receipt_vectors import FOLDER, KEY, PLAIN, Vector, vectors

WITNESS = vkey(parse_vkey(KEY).name, parse_vkey(KEY).public, COSIGNATURE)
ROOT = Path(__file__).resolve().parent.parent.parent
VECTORS = vectors()
CHECKS = WORDS["en"].keys() & WORDS["fi"].keys() - {"genuine", "refused", "decision", "where", "reach", "check"}
# Refuses every socket and every other program, and says in the end whether Django had been imported.
WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "urllib.")):
        raise SystemExit(f"opened {event}")
sys.addaudithook(watch)
from consent.core.verify import main
status = main(sys.argv[1:])
known = [name for name in ("django", "socket", "ssl", "http.client", "asyncio", "psycopg") if name in sys.modules]
sys.exit(f"imported {known}" if known else status)
"""


def verdict(data: bytes, keys: tuple[TrustedKey, ...] = (TrustedKey(KEY),)) -> str:
    try:
        check_receipt(data, keys)
    except Refused as refused:
        return refused.check
    return "genuine"


@pytest.fixture
def plain(tmp_path: Path) -> str:
    """A genuine receipt in a file."""
    file = tmp_path / "receipt.json"
    file.write_bytes(PLAIN)
    return str(file)


def asked(*arguments: str, watched: bool = False) -> subprocess.CompletedProcess[str]:
    how = ["-c", WATCHED] if watched else ["-m", "consent.core.verify"]
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *how, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("vector", VECTORS, ids=str)
@pytest.mark.law("GDPR", "7(1)", "a receipt proves a decision offline, without the city; a changed one is refused")
def test_every_vector_gets_its_verdict(vector: Vector) -> None:
    assert verdict(vector.data, vector.keys) == vector.verdict


def test_the_vectors_are_those_of_their_script() -> None:
    assert {
        name: (FOLDER / name).read_text(encoding="utf-8") == text for name, text in files().items()
    } == dict.fromkeys(files(), True), "run: python -m scripts.receipt_vectors"


def test_every_check_is_tried_and_has_words_in_each_language() -> None:
    verdicts = {vector.verdict for vector in VECTORS} | {"too_large"}
    assert WORDS["fi"].keys() == WORDS["sv"].keys() == WORDS["en"].keys()
    assert verdicts <= WORDS["fi"].keys()
    kinds = {word for word in WORDS["en"] if "." in word}
    assert CHECKS - kinds == verdicts - {"genuine"}


def test_whatever_character_is_changed_it_is_seen() -> None:
    text, draw = PLAIN.decode(), random.Random(4)
    places = range(len(text)) if os.environ.get("FULL") == "1" else draw.sample(range(len(text)), 1500)
    letters = 'aZ09+/="{}[],:\\ \n-—ä'
    for place in places:
        other = draw.choice([letter for letter in letters if letter != text[place]])
        flipped = text[:place] + other + text[place + 1 :]
        assert verdict(flipped.encode()) != "genuine", f"{text[place]!r} at {place} turned into {other!r}"


def test_whatever_bit_is_flipped_it_is_seen() -> None:
    draw = random.Random(5)
    for _ in range(1500):
        data = bytearray(PLAIN)
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        assert verdict(bytes(data)) != "genuine"


def test_whatever_is_cut_out_doubled_or_added_is_seen() -> None:
    draw = random.Random(6)
    for _ in range(500):
        first, last = sorted(draw.sample(range(len(PLAIN) + 1), 2))
        assert verdict(PLAIN[:first] + PLAIN[last:]) != "genuine"
        assert verdict(PLAIN[:last] + PLAIN[first:]) != "genuine"


@pytest.mark.parametrize("data", [b" " * (MAX_BYTES + 1), PLAIN + b" " * (5 * MAX_BYTES), b"[" * (5 * MAX_BYTES)])
def test_a_file_of_megabytes_is_refused_by_its_size(data: bytes) -> None:
    assert verdict(data) == "too_large"


def test_a_megabyte_of_brackets_is_refused_and_no_more() -> None:
    for data in (b"[" * MAX_BYTES, b'{"a":' * (MAX_BYTES // 5), b'"' + b"\\" * (MAX_BYTES - 1)):
        assert verdict(data) == "unreadable"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_command_says_in_a_sentence_that_a_receipt_is_genuine(plain: str, language: str) -> None:
    told = asked(plain, "--key", KEY, "--language", language)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(WORDS[language]["genuine"])
    for fact in ("24.11.2026 12:02:33 UTC", "Vinkkejä – tips", "log.city.example/receipts", "5", "7"):
        assert fact in told.stdout


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_command_says_which_check_failed(tmp_path: Path, language: str) -> None:
    file = tmp_path / "changed.json"
    file.write_bytes(PLAIN.replace(b"consent.granted", b"consent.refused", 1))
    told = asked(str(file), "--key", KEY, "--language", language)
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.startswith(WORDS[language]["refused"])
    assert WORDS[language]["not_in_log"] in told.stdout
    assert "not_in_log" in told.stdout


@pytest.mark.parametrize(("changed", "status"), [(False, 0), (True, 1)])
def test_the_command_opens_no_socket_and_knows_no_django(plain: str, changed: bool, status: int) -> None:
    if changed:
        Path(plain).write_bytes(PLAIN.replace(b"index 5", b"index 4"))
    told = asked(plain, "--key", KEY, watched=True)
    assert (told.returncode, told.stderr) == (status, "")


def test_the_watch_would_have_seen_a_socket() -> None:
    told = subprocess.run(
        [sys.executable, "-c", WATCHED.replace("status = main", "import socket; socket.socket(); status = main")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "opened socket" in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["{plain}"],
        ["{plain}", "--key"],
        ["{plain}", "--key", "nonsense"],
        ["{plain}", "--key", KEY[:-1]],
        ["{plain}", "--key", f"{KEY} trusted_size=many"],
        ["{plain}", "--key", f"{KEY} trustedsize=6"],
        ["{plain}", "--key", f"{KEY} trusted_size=6 trusted_size=7"],
        ["{plain}", "--key", ""],
        ["{plain}", "--key", WITNESS],
        ["{plain}", "--key", KEY, "--language", "de"],
        ["{plain}", "--keys", "/no/such/file"],
        ["{plain}", "--keys", "{plain}"],
        ["/no/such/file", "--key", KEY],
        ["/", "--key", KEY],
        ["{plain}", "{plain}", "--key", KEY],
    ],
)
def test_used_wrongly_the_command_says_how_to_use_it(
    plain: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([argument.replace("{plain}", plain) for argument in arguments])
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_compromised_key_is_trusted_up_to_its_size_only(tmp_path: Path, plain: str) -> None:
    keys = tmp_path / "key"
    for size, status in ((7, 0), (6, 1)):
        keys.write_text(f"# the log’s keys\n{KEY} trusted_size={size}\n", encoding="utf-8")
        assert main([plain, "--keys", str(keys)]) == status
        assert main([plain, "--key", f"{KEY} trusted_size={size}"]) == status
        # Naming the key by itself as well does not buy it more trust.
        assert main([plain, "--keys", str(keys), "--key", KEY]) == status


def test_keys_that_windows_saved_with_its_mark_are_read(tmp_path: Path, plain: str) -> None:
    keys = tmp_path / "key.txt"
    keys.write_bytes(b"\xef\xbb\xbf" + f"{KEY}\r\n".encode())
    assert main([plain, "--keys", str(keys)]) == 0


def test_of_two_sayings_about_a_key_the_stricter_counts() -> None:
    said = [TrustedKey(KEY), TrustedKey(KEY, 9), TrustedKey(KEY, 4), TrustedKey(KEY)]
    assert list(strictest(said)) == [TrustedKey(KEY, 4)]
    assert list(keys_of(f"\n# remark\n{KEY}\n")) == [TrustedKey(KEY)]


def test_a_receipt_that_was_saved_by_an_editor_is_told_apart_from_a_forged_one() -> None:
    assert verdict(json.dumps(json.loads(PLAIN), indent=4).encode()) == "not_canonical"
