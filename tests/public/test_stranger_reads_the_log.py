"""A stranger with a program reads the log as files, and proves with them what a stranger can."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consent.core.checkpoints import parse_note, verify_checkpoint
from consent.core.merkle import leaf_hash, root, verify_consistency, verify_inclusion
from consent.core.policy import parse as parse_policy
from consent.core.policy import verify as verify_policy
from consent.core.tile_tree import TileTree
from consent.core.tiles import TILE_WIDTH, decode_entries, decode_tile, paths_of, tile_path, width_at
from consent.log.models import Leaf, Log, SignedCheckpoint
from consent.log.tree_queries import consistency, inclusion
from tests.cast import assemble_with_consent
from tests.log.facts import record_looks
from tests.log.histories import cosign_latest
from tests.log.sequencing import sequence_all
from tests.log.witness_key import WITNESS_VKEY, write_policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_keys")]


@pytest.fixture
def note() -> str:
    """The newest signed checkpoint of a log of two full tiles and a partial one."""
    record_looks(520)
    return sequence_all().note


def get(path: str, **options: Any) -> Any:
    """This function will ask for a file of the log as a stranger."""
    return Client(**options).get(f"/log/{path}")


def read(level: int, index: int, width: int) -> list[bytes]:
    """This function will read a tile over HTTP."""
    answer = get(tile_path(level, index, width))
    assert answer.status_code == 200
    return decode_tile(answer.content, width)


def keys() -> list[str]:
    """This function will read the log's keys over HTTP."""
    return get("key").content.decode().splitlines()


@pytest.mark.law("GDPR", "5(2)", "anyone can recompute the signed root of the log from public files")
def test_the_signed_root_is_recomputed_from_the_public_files_alone(note: str) -> None:
    answer = get("checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    checkpoint = verify_checkpoint(answer.content.decode(), keys())
    assert checkpoint == parse_note(note)
    entries: list[bytes] = []
    for index in range(-(-checkpoint.size // TILE_WIDTH)):
        entries += decode_entries(get(tile_path(-1, index, width_at(0, index, checkpoint.size))).content)
    assert len(entries) == checkpoint.size
    assert all(len(entry) == 32 for entry in entries)
    assert root([leaf_hash(entry) for entry in entries]) == checkpoint.root
    assert TileTree(read, checkpoint.size).root() == checkpoint.root


def test_a_proof_is_made_from_the_public_tiles(note: str) -> None:
    checkpoint = parse_note(note)
    tree = TileTree(read, checkpoint.size)
    leaf = Leaf.objects.get(index=300)
    verify_inclusion(300, checkpoint.size, leaf_hash(bytes(leaf.entry)), tree.inclusion_proof(300), checkpoint.root)
    proved = inclusion(leaf.event_id)
    assert proved is not None
    assert list(proved.proof) == tree.inclusion_proof(300, parse_note(proved.checkpoint_note).size)


def test_each_checkpoint_is_proved_to_continue_the_one_before() -> None:
    sizes = []
    for count in (3, 300, 1, 7):
        record_looks(count)
        sizes.append(sequence_all())
    for old, new in pairwise(sizes):
        proof = consistency(1, old.size, new.size)
        verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)


def test_full_tiles_may_be_kept_forever_and_the_checkpoint_for_a_moment(note: str) -> None:
    assert get("tile/0/000")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get("tile/entries/001")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get("tile/0/002.p/10")["Cache-Control"] == "public, max-age=3600"
    assert get("tile/0/000")["Content-Type"] == "application/octet-stream"
    assert re.fullmatch(r"public, max-age=[1-5]", get("checkpoint")["Cache-Control"])


def test_every_tile_of_the_signed_size_is_there(note: str) -> None:
    for path in paths_of(parse_note(note).size):
        assert get(tile_path(path.level, path.index, path.width)).status_code == 200
        assert get(f"1/{tile_path(path.level, path.index, path.width)}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/003", "tile/0/002", "tile/0/002.p/11", "tile/0/002.p/255", "tile/1/000", "tile/1/000.p/3",
        "tile/entries/002", "tile/entries/002.p/11", "tile/0/0", "tile/0/00", "tile/00/000", "tile/0/x000/000",
        "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/", "tile/64/000", "tile/0/000/", "tile/",
        "tile/0/../0/000", "tile/0/-01", "tile/0/%30%30%30%0A", "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "2/checkpoint", "0/checkpoint", "99999999999/checkpoint",
        "1/tile/0/003", "1/key", "checkpoint/", "key/",
    ],
)  # fmt: skip
def test_what_is_not_signed_or_not_spelled_so_is_not_there(note: str, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


def test_leaves_that_no_checkpoint_covers_are_shown_to_nobody(note: str) -> None:
    size = parse_note(note).size
    Leaf.objects.create(log_number=1, index=size, event_id=9_000_000, entry=bytes(32))
    assert get(f"tile/0/002.p/{size % TILE_WIDTH}").status_code == 200
    assert get(f"tile/0/002.p/{size % TILE_WIDTH + 1}").status_code == 404
    assert get(f"tile/entries/002.p/{size % TILE_WIDTH + 1}").status_code == 404


def test_before_the_log_begins_there_is_a_page_and_no_file() -> None:
    assert Client().get("/log/").status_code == 200
    assert get("checkpoint").status_code == get("tile/0/000").status_code == 404
    assert get("key").content == b""


def test_a_shared_cache_never_keeps_a_visitors_cookie(note: str) -> None:
    client = Client()
    client.post("/language/", {"language": "sv", "next": "/log/"})
    client.cookies["sessionid"] = "a" * 32
    for path in ("checkpoint", "key", "tile/0/000", "tile/entries/000"):
        answer = client.get(f"/log/{path}")
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Vary" not in answer.headers
        assert "Content-Language" not in answer.headers


def test_witnesses_lines_are_handed_out_and_make_the_quorum(note: str, log_keys: Path, settings: Any) -> None:
    settings.LOG_WITNESS_POLICY = write_policy(log_keys / "policy")
    assert get("witnessed-checkpoint").status_code == 404
    cosign_latest()
    policy = parse_policy(f"log {keys()[0]}\nwitness w {WITNESS_VKEY}\nquorum w\n")
    for path in ("checkpoint", "witnessed-checkpoint", "1/witnessed-checkpoint"):
        assert verify_policy(policy, get(path).content.decode()) == parse_note(note)
    record_looks(1)
    later = sequence_all()
    assert parse_note(get("checkpoint").content.decode()).size == later.size
    assert parse_note(get("witnessed-checkpoint").content.decode()).size == parse_note(note).size
    assert "522" in Client(headers={"accept-language": "en"}).get("/log/").content.decode()


def test_the_checkpoint_is_there_while_an_operator_has_spoilt_the_policy(
    note: str, tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_WITNESS_POLICY = tmp_path / "policy"
    settings.LOG_WITNESS_POLICY.write_text("witness half a li", encoding="utf-8")
    answer = Client().get("/log/checkpoint")
    assert (answer.status_code, answer.content.decode()) == (200, note)
    assert Client().get("/log/witnessed-checkpoint").status_code == 404, "nobody can say that there is a quorum"
    assert [Client().get(path).status_code for path in ("/log/", "/log/key?format=json")] == [200, 200]
    assert any(record.levelname == "CRITICAL" for record in caplog.records)


def test_the_keys_are_told_with_their_times_and_witnesses(note: str, log_keys: Path, settings: Any) -> None:
    settings.LOG_WITNESS_POLICY = write_policy(log_keys / "policy")
    said = get("key?format=json").json()
    assert [one["vkey"] for one in said["logs"][0]["keys"]] == keys()
    assert said["witnesses"] == [{"name": "dpo", "vkey": WITNESS_VKEY}]
    assert said["quorum"] == "dpo"
    assert said["logs"][0]["origin"] == Log.objects.get().origin


@pytest.mark.law("GDPR", "5(1)(c)", "nothing in the public files of the log says who or what an entry is about")
def test_nothing_in_the_files_tells_who_or_what_an_entry_is_about() -> None:
    cast = assemble_with_consent()
    size = sequence_all().size
    everything = b"".join(
        get(path).content
        for path in ("checkpoint", "key", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}", "key?format=json")
    )
    assert len(everything) > 64 * size
    for word in (str(cast.aino.subject), "consent.granted", "trial-consent", "Aino", cast.aino.pairwise_id):
        assert word.encode() not in everything
    assert cast.aino.subject.bytes not in everything


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_person_reads_what_the_log_is(note: str, language: str) -> None:
    answer = Client(headers={"accept-language": language}).get("/log/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert SignedCheckpoint.objects.latest("size").note.splitlines()[2] in page
    assert keys()[0] in page
