"""How the tests are shared out between processes (``pytest -n 2``), so that both cores work and nobody is in the way.

A file's tests stay together, in their order. What drives a browser is one piece, since the city it looks at is started
once; what starts, kills and measures servers is another, so that no two of them do so at the same time. These long
pieces are handed out first. The short ones fill up what is left, those with the fewest tests last.
"""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

PIECES = {
    "tests/browser/": "browser",
    "tests/local/": "servers",
    "tests/faults/": "servers",
    "tests/integrate/": "servers",
    "tests/test_bench.py": "servers",
}


def piece(test: str) -> str:
    """This function will return the piece that a test belongs to: what one process does in one go."""
    named = (name for path, name in PIECES.items() if test.startswith(path))
    return next(named, test.partition("::")[0])


class Sharing(LoadScopeScheduling):
    """Hands a piece to whoever has nothing left to do."""

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        for name in ("servers", "browser"):
            if name in self.workqueue:
                self.workqueue.move_to_end(name, last=False)
        super()._assign_work_unit(node)
