"""The whole of an export as one JSON-LD document in the words of DPV, written as it is read."""

import json
from collections.abc import Iterable, Iterator

from consent.rights.exports import asked, looks, messages, offers, records, terms
from consent.rights.exports.holdings import Holdings, every_use, weeks
from consent.rights.exports.processes import department, process
from consent.rights.exports.terms import Node, moment, ref

Described = tuple[str, int]


def json_ld(holdings: Holdings) -> Iterator[bytes]:
    """This function will yield the document piece by piece; no more than a thousand uses are held at a time.

    GDPR 15(3) and 20(1): structured, commonly used, machine-readable.
    """
    yield b'{"@context":' + _written(dict(terms.CONTEXT)) + b',\n"@graph":[\n'
    separator = b""
    for part in _parts(holdings):
        nodes = b",\n".join(_written(node) for node in part)
        if nodes:
            yield separator + nodes
            separator = b",\n"
    yield b"\n]}\n"


def _parts(holdings: Holdings) -> Iterator[Iterable[Node]]:
    reader = holdings.reader
    yield _document(holdings), records.person(holdings)
    yield (department(view, reader.language) for view in holdings.departments.values())
    yield (records.permission(view, holdings) for view in holdings.permissions)
    yield records.consent_records(holdings)
    yield records.rights_exercised(holdings)
    yield (asked.consent_request(view, holdings) for view in holdings.requests)
    yield offers.own_offers(holdings)
    yield messages.own_messages(holdings)
    yield (looks.staff_view(view, holdings) for view in holdings.looks.by_staff)
    yield (looks.portal_view(view, holdings) for view in holdings.looks.through_portal)
    yield (looks.imported_use(view, holdings) for view in holdings.imported)
    yield (looks.week(view, holdings) for view in weeks(holdings))
    told = _decided_on(holdings)
    yield _processes(told, holdings)
    # A use names the notice it was decided by; one that nothing above names follows after the uses.
    late: dict[Described, None] = {}
    for page in every_use(holdings):
        yield (looks.use(view, holdings) for view in page)
        late |= {found: None for view in page if (found := looks.described(view, holdings)) is not None}
    yield _processes([found for found in late if found not in told], holdings)


def _document(holdings: Holdings) -> Node:
    reader = holdings.reader
    return {
        "@type": "schema:Dataset",
        "dct:created": moment(reader.at),
        "dct:language": reader.language,
        "dct:publisher": ref(f"{reader.site}/"),
        "schema:about": ref(records.named(reader.subject)),
        # What a young person decides alone is not in here (docs/adr/0025-what-a-guardian-sees.md).
        "mydata:someNotShown": holdings.some_not_shown,
    }


def _decided_on(holdings: Holdings) -> dict[Described, None]:
    now = {(view.activity.code, view.activity.notice.version): None for view in holdings.permissions}
    decided = {
        (change.activity, change.notice_version or holdings.activities[change.activity].notice.version): None
        for change in holdings.changes
    }
    questioned = {(view.activity, view.notice_version): None for view in holdings.requests}
    return now | decided | questioned


def _processes(described: Iterable[Described], holdings: Holdings) -> Iterable[Node]:
    return (process(holdings.notices[found], holdings.reader) for found in described)


def _written(node: Node) -> bytes:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode()
