"""What a monitor reads: figures of the whole city, taken from the database at each reading, and of this process."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Count
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from consent import clock
from consent.ledger.use_figures import checks_since
from consent.log.counting import EventCounter
from consent.log.queries import oldest_pending_at, pending_count
from consent.messaging.queries import message_counts, waiting_replies

RECENT = timedelta(minutes=5)


class CityCollector(Collector):
    """Reads the city's figures when it is asked, so that every process tells the same and none keeps a tally.

    No figure is about a person: labels are kinds, reasons and states out of closed lists (DESIGN section 8).
    """

    def __init__(self) -> None:
        self._events = EventCounter()

    def describe(self) -> Iterable[Metric]:
        """This function will name nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """This function will yield every figure, each with one statement or two."""
        at = clock.now()
        yield _counters("mydata_events", "Events in the ledger's log.", self._events.totals(at))
        yield GaugeMetricFamily("mydata_events_pending", "Events that wait for their index.", value=pending_count())
        yield GaugeMetricFamily(
            "mydata_events_pending_oldest_seconds", "How long the oldest of them has waited.", value=_waited(at)
        )
        yield _checks(at)
        yield _messages()
        yield GaugeMetricFamily("mydata_replies_waiting", "Replies that nobody has handled.", value=waiting_replies())
        yield _jobs()
        sessions = Session.objects.filter(expire_date__gt=at).count()
        yield GaugeMetricFamily("mydata_sessions", "Sessions that have not expired.", value=sessions)


def _counters(name: str, text: str, totals: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, text, labels=["kind"])
    for kind, number in sorted(totals.items()):
        family.add_metric([kind], number)
    return family


def _waited(at: datetime) -> float:
    oldest = oldest_pending_at()
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def _checks(at: datetime) -> Metric:
    family = GaugeMetricFamily(
        "mydata_checks_last_5_minutes", "Checks of the last five minutes.", labels=["decision", "reason"]
    )
    for (allowed, reason), number in sorted(checks_since(at - RECENT).items()):
        family.add_metric(["allowed" if allowed else "refused", reason], number)
    return family


def _messages() -> Metric:
    family = GaugeMetricFamily("mydata_messages", "Text messages by where they stand.", labels=["state"])
    for state, number in sorted(message_counts().items()):
        family.add_metric([state.value], number)
    return family


def _jobs() -> Metric:
    family = GaugeMetricFamily("mydata_jobs", "Background jobs that are kept.", labels=["status"])
    for status, number in ProcrastinateJob.objects.values_list("status").annotate(Count("id")).order_by("status"):
        family.add_metric([status], number)
    return family


def own_registry() -> CollectorRegistry:
    """This function will return a registry with the city's figures and those of this process, and no one else's."""
    registry = CollectorRegistry()
    registry.register(CityCollector())
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


_REGISTRY = own_registry()


def metrics_text() -> bytes:
    """This function will return every figure in Prometheus' text format, version 0.0.4."""
    return generate_latest(_REGISTRY)
