"""The filter of the event list as a URL carries it: allow-listed values in, an ``EventFilter`` out, and back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import BadRequest

from consent.audit.names import Names
from consent.audit.wording import GROUPS
from consent.clock import CITY_ZONE
from consent.core.events import Kind
from consent.core.vocabulary import Basis, Reason
from consent.ledger.event_filter import EventFilter

FIELDS = ("kind", "department", "client", "activity", "category", "basis", "decision", "reason", "from", "to")
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for: the filter, and the same as the text of a query without the page."""

    filter: EventFilter
    given: Mapping[str, str]

    @property
    def query(self) -> str:
        """The filter as a query string, to begin a link with."""
        return urlencode(self.given)


def read_filter(query: Mapping[str, str], names: Names) -> Asked:
    """This function will read the filter; a value that is not on its list is a ``BadRequest``, never a guess."""
    given = {field: query[field] for field in FIELDS if query.get(field)}
    decision = _among("decision", given, ("allowed", "refused"))
    basis = _among("basis", given, [basis.value for basis in Basis])
    reason = _among("reason", given, [reason.value for reason in Reason])
    since, until = _moment("from", given), _moment("to", given)
    return Asked(
        EventFilter(
            kinds=_kinds(given),
            department=_among("department", given, names.departments),
            client=_among("client", given, names.clients),
            activity=_among("activity", given, names.activities),
            category=_among("category", given, names.categories),
            basis=Basis(basis) if basis else None,
            allowed=None if decision is None else decision == "allowed",
            reason=Reason(reason) if reason else None,
            since=since,
            until=until,
        ),
        given,
    )


def read_before(query: Mapping[str, str]) -> int | None:
    """This function will read where the page begins: the id of an event, or None for the newest."""
    text = query.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) > LARGEST_ID:
        raise BadRequest("before")
    return int(text)


def local(at: datetime) -> str:
    """This function will write a moment as a form's date-and-time field does, by the city's clock."""
    return f"{at.astimezone(CITY_ZONE):%Y-%m-%dT%H:%M}"


def _among(field: str, given: Mapping[str, str], allowed: Collection[str]) -> str | None:
    value = given.get(field)
    if value is not None and value not in allowed:
        raise BadRequest(field)
    return value


def _kinds(given: Mapping[str, str]) -> tuple[Kind, ...]:
    kind = _among("kind", given, [*GROUPS, *(kind.value for kind in Kind)])
    if kind is None:
        return ()
    return tuple(one for one in Kind if one.value == kind or (kind in GROUPS and one.value.startswith(f"{kind}.")))


def _moment(field: str, given: Mapping[str, str]) -> datetime | None:
    text = given.get(field)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE) if len(text) in (10, 16) else None
    except ValueError:
        at = None
    # Within what the database can hold and every zone can reach.
    if at is None or not 1970 < at.year < 9000:
        raise BadRequest(field)
    return at
