"""Two operators publish in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from consent.people.actors import Actor
from consent.registry.actions.load_manifest import Loaded, load_manifest
from consent.registry.models import Notice
from tests.registry.samples import sample

PUBLISHERS = 4


def all_at_once(manifests: list[dict[str, Any]]) -> list[Loaded]:
    """This function will load the manifests from as many threads, let go together."""
    start = Barrier(len(manifests))

    def publish(manifest: dict[str, Any]) -> Loaded:
        try:
            start.wait(timeout=30)
            return load_manifest(actor=Actor.system("test_operator"), manifest=manifest)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(manifests)) as pool:
        return list(pool.map(publish, manifests))


def test_the_same_manifest_is_published_once(own_database: str) -> None:
    outcomes = all_at_once([sample() for _ in range(PUBLISHERS)])
    news = [row for outcome in outcomes for row in outcome.rows if row.change == "new"]
    assert len(news) == 4  # a department, two categories and an activity, by whoever came first
    assert Notice.objects.count() == 1


def test_different_texts_get_versions_one_after_another(own_database: str) -> None:
    all_at_once([sample(valid_months=months) for months in range(1, PUBLISHERS + 1)])
    versions = Notice.objects.order_by("event_id").values_list("version", flat=True)
    assert list(versions) == list(range(1, PUBLISHERS + 1))
