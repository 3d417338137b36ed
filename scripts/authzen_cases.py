"""Asks a decision point every case of published AuthZEN files, unchanged: `python -m scripts.authzen_cases --help`.

The files are the OpenID AuthZEN working group's (github.com/openid/authzen, `decisions*.json` and `results.json` below
`interop/`) and are not part of this repository. An answer is compared as their own runners do: a decision by its value,
a search by the whole answer, in any order.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Case:
    """One request, where it goes, and the answer that the file expects."""

    path: str
    request: dict[str, Any]
    expected: Any

    def holds(self, answer: Any) -> bool:
        """This function will tell whether an answer is the expected one."""
        if "/search/" in self.path:
            return bool(_in_order(answer) == _in_order(self.expected))
        if self.path.endswith("evaluations"):
            return [one.get("decision") for one in answer.get("evaluations", [])] == self.expected
        return bool(answer.get("decision") is self.expected)


def main() -> int:
    """This function will ask all cases of all files, print what failed, and return 1 when anything did."""
    parser = argparse.ArgumentParser(description="Ask a decision point the cases of published AuthZEN files.")
    parser.add_argument("--api", required=True, metavar="URL", help="where /access/v1/… is")
    parser.add_argument("--token", required=True, type=Path, metavar="FILE", help="holds an access token")
    parser.add_argument("files", nargs="+", type=Path, metavar="CASES.json")
    options = parser.parse_args()
    headers = {"Authorization": f"Bearer {options.token.read_text(encoding='utf-8').strip()}"}
    failed = 0
    with httpx.Client(base_url=options.api, headers=headers, timeout=30) as client:
        for file in options.files:
            cases = list(read_cases(json.loads(file.read_text(encoding="utf-8"))))
            wrong = [said for case in cases if (said := ask(client, case)) is not None]
            print(f"{file.name}: {len(cases) - len(wrong)} of {len(cases)} cases pass")
            for said in wrong:
                print(f"  {said}")
            failed += len(wrong)
    return 1 if failed else 0


def ask(client: httpx.Client, case: Case) -> str | None:
    """This function will ask one case and return what was wrong with the answer, None when nothing was."""
    answer = client.post(case.path, json=case.request)
    if answer.status_code == httpx.codes.OK and case.holds(answer.json()):
        return None
    asked = f"{case.path} {json.dumps(case.request)} expects {json.dumps(case.expected)}"
    return f"{asked}: {answer.status_code} {answer.text}"


def read_cases(said: Any) -> Iterator[Case]:
    """This function will read the cases of one file, in any of the shapes that the suites have published."""
    if isinstance(said, dict) and "decisions" in said:
        said = said["decisions"]
    lists = said if isinstance(said, dict) else {"evaluation": said}
    for case in [*lists.get("evaluation", []), *lists.get("evaluations", [])]:
        yield _case(case["request"], case["expected"])


def _case(request: dict[str, Any], expected: Any) -> Case:
    if "evaluations" in request:
        # A preview wrote items and decisions as objects by number.
        items, wanted = (
            list(one.values()) if isinstance(one, dict) else one for one in (request["evaluations"], expected)
        )
        decisions = [one["decision"] if isinstance(one, dict) else one for one in wanted]
        return Case("/access/v1/evaluations", {**request, "evaluations": items}, decisions)
    if isinstance(expected, dict) and "results" in expected:
        target = "action" if "action" not in request else "resource" if "id" in request["subject"] else "subject"
        return Case(f"/access/v1/search/{target}", request, expected)
    return Case("/access/v1/evaluation", request, expected["decision"] if isinstance(expected, dict) else expected)


def _in_order(answer: Any) -> Any:
    return {**answer, "results": sorted(answer["results"], key=lambda one: sorted(one.items()))}


if __name__ == "__main__":
    sys.exit(main())
