"""A desk without a framework: whom, may I, why not. `python plain.py SANDBOX.json DEPARTMENT PERSONA`."""

import json
import sys
from pathlib import Path

from mydata_sdk.client import ConsentClient, Credentials
from mydata_sdk.errors import ConsentError
from mydata_sdk.permits import Permit
from mydata_sdk.questions import Question
from mydata_sdk.reports import Report

SCOPES = ("decision:evaluate", "subjects:resolve", "uses:report")


def main(sandbox_file: str, department: str, persona: str) -> int:
    sandbox = json.loads(Path(sandbox_file).read_text(encoding="utf-8"))
    own = sandbox["clients"][department]
    credentials = Credentials(own["client_id"], own["client_secret"])
    try:
        with ConsentClient(sandbox["api"], credentials, department=department, scopes=SCOPES) as client:
            person = client.resolve(sandbox["people"][persona])
            desk = client.check("library-loans", ["library.customer", "library.loans"], person, staff_ref="desk-3")
            tips, lending = client.check_many(
                [
                    Question("library-recommendations", "library.loans", person, staff_ref="desk-3"),
                    Question("library-loans", "library.loans", person, staff_ref="desk-3"),
                ]
            )
            for category, answer in desk.items():
                print("lending", category, "allowed" if answer else f"refused: {answer.reason}")
            print("tips", "allowed" if tips else f"refused: {tips.reason}")
            if isinstance(lending, Permit):
                # Here the system reads what it was allowed to; afterwards it tells the person how much that was.
                (told,) = client.report_uses([Report(lending.decision_ids[0], rows_read=2)])
                print("reported", told.recorded)
    except ConsentError as fault:
        print(f"No answer, so nothing is shown ({type(fault).__name__}).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
