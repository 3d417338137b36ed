"""What the replay prints: the funnel as the log tells it, the figures of 2021 beside it, and what must be nought."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from consent.demo.replay.rates import ACCEPTED_2021, ANSWERED_2021, FAMILIES_2021, SATISFACTION_2021, Rates
from consent.proactive.event_figures import EventFigures


def print_report(
    console: Console, figures: EventFigures, wrong: Mapping[str, int], rates: Rates, satisfaction: float | None
) -> None:
    """This function will print three tables."""
    console.print(_funnel(figures))
    console.print(_beside_2021(figures, rates, satisfaction))
    console.print(_nought(wrong))


def _funnel(figures: EventFigures) -> Table:
    table = Table(title="The funnel, counted from the log's events")
    table.add_column("step")
    table.add_column("children", justify="right")
    table.add_column("of the step before", justify="right")
    steps = {
        "candidates": figures.candidates,
        "eligible": figures.eligible,
        "permitted": figures.permitted,
        "sent": figures.sent,
        "delivered": figures.delivered,
        "answered": figures.answered,
        "accepted": figures.accepted,
        "placed": figures.placed,
    }
    before = figures.candidates
    for name, count in steps.items():
        table.add_row(name, f"{count:,}", _share(count, before))
        before = count
    table.add_section()
    for state, count in sorted(figures.final.items()):
        table.add_row(f"in the end: {state.value.replace('_', ' ')}", f"{count:,}", _share(count, figures.candidates))
    return table


def _beside_2021(figures: EventFigures, rates: Rates, satisfaction: float | None) -> Table:
    table = Table(title="Beside Helsinki in 2021", caption=f"People’s waits are shortened {rates.speed:g}-fold.")
    table.add_column("")
    table.add_column("replay", justify="right")
    table.add_column("2021", justify="right")
    seconds = figures.median_seconds
    table.add_row("offers sent", f"{figures.sent:,}", f"over {FAMILIES_2021:,}")
    table.add_row("answered", _share(figures.answered, figures.sent), f"{ANSWERED_2021:.0%}")
    table.add_row("accepted", _share(figures.accepted, figures.sent), f"{ACCEPTED_2021:.0%}")
    table.add_row(
        "from sending to the answer, median",
        "–" if seconds is None else f"{seconds:.1f} s",
        "one minute instead of two months",
    )
    table.add_row(
        f"satisfaction, 1 to 5 ({figures.rated:,} rated)",
        "–" if satisfaction is None else f"{satisfaction:.2f}",
        f"{SATISFACTION_2021}",
    )
    return table


def _nought(wrong: Mapping[str, int]) -> Table:
    table = Table(title="What must be nought")
    table.add_column("")
    table.add_column("count", justify="right")
    for name, count in wrong.items():
        table.add_row(name, f"[green]{count}[/]" if not count else f"[bold red]{count}[/]")
    return table


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else "–"
