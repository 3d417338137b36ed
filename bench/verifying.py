"""`python -m bench.verifying PROCESSES`: a process of its own that verifies the log and tells its speed and memory."""

import json
import resource
import sys
from pathlib import Path


def main() -> int:
    """This function will verify everything and print the verdict, and the most memory that a process took, as JSON."""
    import django

    django.setup()
    from consent.log.verification.run import verify_everything

    before = _peak()
    verdict = verify_everything(processes=int(sys.argv[1]) or None)
    said = verdict.as_data() | {
        "before": before,
        "peak": _peak(),
        "peak_of_children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }
    print(json.dumps(said))
    return 0 if verdict.whole else 1


def _peak() -> int:
    """The most memory that this process has had resident, in KiB; what it was started from does not count."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
