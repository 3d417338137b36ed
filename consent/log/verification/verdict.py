"""The verdict over all logs, as data and in a sentence."""

from dataclasses import dataclass, field
from typing import Any

from consent.log.verification.faults import Fault, in_order
from consent.log.verification.one_log import LogResult
from consent.log.verification.ranges import MOST_FAULTS


@dataclass(slots=True)
class Verdict:
    """What was recomputed and what is wrong. ``since`` is the size that was trusted to begin with, 0 for everything;
    ``guarded`` tells whether the fork guard could be asked."""

    logs: list[LogResult] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    pending: int = 0
    since: int = 0
    guarded: bool = True
    seconds: float = 0.0
    processes: int = 1

    @property
    def whole(self) -> bool:
        """This function will tell whether everything is as it was recorded and signed."""
        return not self.fault_count

    @property
    def first_bad(self) -> Fault | None:
        """This function will return the first fault in the order of the log, None when there is none."""
        return self.faults[0] if self.faults else None

    def add(self, faults: list[Fault]) -> None:
        """This function will take more faults in, and keep only the first ones by name."""
        self.fault_count += len(faults)
        self.faults = in_order([*self.faults, *faults])[:MOST_FAULTS]

    def total(self, name: str) -> int:
        """This function will add up one figure of all logs."""
        return sum(getattr(one, name) for one in self.logs)

    def verified_leaves(self) -> int:
        """This function will return how many leaves were recomputed."""
        return sum(one.leaves - one.verified_from for one in self.logs)

    def as_data(self) -> dict[str, Any]:
        """This function will return the verdict as plain values, for programs."""
        current = self.logs[-1] if self.logs else None
        leaves = self.verified_leaves()
        return {
            "whole": self.whole,
            "size": current.size if current else 0,
            "leaves": self.total("leaves"),
            "verified": leaves,
            "since": self.since,
            "erased": self.total("erased"),
            "erasure_unfinished": self.total("unfinished"),
            "pending": self.pending,
            "unsigned": max(0, current.leaves - current.size) if current else 0,
            "checkpoints": self.total("checkpoints"),
            "cosignatures": self.total("cosignatures"),
            "lost": self.total("lost"),
            "guard": self.guarded,
            "logs": [
                {
                    "number": one.number,
                    "origin": one.origin,
                    "leaves": one.leaves,
                    "size": one.size,
                    "checkpoints": one.checkpoints,
                    "lost": one.lost,
                }
                for one in self.logs
            ],
            "first_bad": self.first_bad.as_data() if self.first_bad else None,
            "faults": [one.as_data() for one in self.faults],
            "fault_count": self.fault_count,
            "bytes": self.total("volume"),
            "seconds": round(self.seconds, 3),
            "leaves_per_second": round(leaves / self.seconds) if self.seconds else 0,
            "processes": self.processes,
        }
