"""Many people at once, and a stream of signals, in one event loop. `python async_example.py SANDBOX.json`."""

import json
import sys
from pathlib import Path

import anyio
from mydata_sdk.client import AsyncConsentClient, Credentials
from mydata_sdk.journal import FileJournal

SCOPES = ("decision:evaluate", "subjects:resolve", "consent:read", "ssf.manage", "ssf.read")


async def main(sandbox_file: str) -> None:
    sandbox = json.loads(Path(sandbox_file).read_text(encoding="utf-8"))
    own = sandbox["clients"]["library"]
    credentials = Credentials(own["client_id"], own["client_secret"])
    async with AsyncConsentClient(sandbox["api"], credentials, department="library", scopes=SCOPES) as client:

        async def look(persona: str) -> None:
            person = await client.resolve(sandbox["people"][persona])
            answer = (await client.check("library-loans", ["library.loans"], person, staff_ref="nightly"))[
                "library.loans"
            ]
            print(persona, "allowed" if answer else f"refused: {answer.reason}")

        async with anyio.create_task_group() as tasks:  # one token and one pool of connections for all of them
            for persona in ("aino", "mikko"):
                tasks.start_soon(look, persona)

        page = await client.changes()
        print("changes", len(page.changes), "more" if page.more else "no more")

        async def handle(event) -> None:
            print("heard", event.kind)

        stream = await client.begin_stream("Example")
        await client.try_stream(stream.stream_id, "hello")
        journal = Path(sandbox_file).with_name("example.journal")
        await client.listen_once(stream, handle, FileJournal(journal))
        await client.end_stream(stream.stream_id)
        journal.unlink()


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
