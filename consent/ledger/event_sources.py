"""Where each kind of event is kept, as one list for auditors reads them: uniform columns, and what each can be asked.

The tables of the rooms below are read in the list's own statement, as the check does; nothing is ever written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consent.core.events import Kind
from consent.ledger.encoders import CHANGE_KINDS, PORTAL, USE_KINDS, VIEW_KINDS

_OWNER = "(SELECT a.department_id FROM registry_activity a WHERE a.code = {})"
_OWNED = "{} IN (SELECT a.code FROM registry_activity a WHERE a.department_id = %(department)s)"


@dataclass(frozen=True, slots=True)
class Source:
    """One table of payloads. ``asked`` has a condition for each filter that means anything here.

    ``columns``: kind, department, client, activity, category, basis, allowed, reason, whether it is about a person,
    and one word more. ``subject`` is the column of the person, if any. ``looked_at`` are the columns that conditions
    look at; of a table that grows with every check, all of them are in the index that is read. A source
    ``tells_kinds_apart`` when only a row's own columns say which of several kinds it is.
    """

    table: str
    kinds: tuple[Kind, ...]
    kind: str
    columns: str
    asked: Mapping[str, str]
    subject: str = ""
    looked_at: str = "event_id, recorded_at"
    tells_kinds_apart: bool = False


SOURCES = (
    Source(
        table="ledger_use",
        kinds=USE_KINDS,
        kind=f"CASE WHEN allowed THEN '{Kind.USE_PERMITTED.value}' ELSE '{Kind.USE_REFUSED.value}' END",
        columns="department, client, activity, category, basis, allowed, reason, subject IS NOT NULL, ''::text",
        asked={
            "department": "department = %(department)s",
            "client": "client = %(client)s",
            "activity": "activity = %(activity)s",
            "category": "category = %(category)s",
            "basis": "basis = %(basis)s",
            "reason": "reason = %(reason)s",
            "allowed": "allowed",
        },
        subject="subject",
        looked_at="event_id, recorded_at, department, client, activity, category, allowed, reason, basis",
    ),
    Source(
        table="ledger_importeduse",
        kinds=(Kind.USE_IMPORTED,),
        kind=f"'{Kind.USE_IMPORTED.value}'",
        columns="department, NULL, activity, category, NULL, NULL::boolean, NULL, TRUE, system",
        asked={
            "department": "department = %(department)s",
            "activity": "activity = %(activity)s",
            "category": "category = %(category)s",
        },
        subject="subject",
        looked_at="event_id, recorded_at, department, activity, category",
    ),
    Source(
        table="ledger_permissionchange",
        kinds=CHANGE_KINDS,
        kind="kind",
        columns=f"{_OWNER.format('activity')}, NULL, activity, NULL, NULL, NULL::boolean, NULL, TRUE, decided_by",
        asked={"activity": "activity = %(activity)s", "department": _OWNED.format("activity")},
        subject="subject",
        looked_at="event_id, recorded_at, activity, kind",
        tells_kinds_apart=True,
    ),
    Source(
        table="registry_notice",
        kinds=(Kind.NOTICE_PUBLISHED,),
        kind=f"'{Kind.NOTICE_PUBLISHED.value}'",
        columns=f"{_OWNER.format('activity_id')}, NULL, activity_id, NULL, NULL, NULL::boolean, NULL, FALSE, "
        "version::text",
        asked={"activity": "activity_id = %(activity)s", "department": _OWNED.format("activity_id")},
        looked_at="event_id, recorded_at, activity_id",
    ),
    Source(
        table="registry_clientchange",
        kinds=(Kind.CLIENT_CHANGED,),
        kind=f"'{Kind.CLIENT_CHANGED.value}'",
        columns="department, client, NULL, NULL, NULL, NULL::boolean, NULL, FALSE, act",
        asked={"department": "department = %(department)s", "client": "client = %(client)s"},
        looked_at="event_id, recorded_at, department, client",
    ),
    Source(
        table="people_representationchange",
        kinds=(Kind.REPRESENTATION_BEGAN, Kind.REPRESENTATION_ENDED),
        kind="'representation.' || change",
        columns="NULL, NULL, NULL, NULL, NULL, NULL::boolean, NULL, TRUE, kind",
        asked={},
        subject="represented",
        looked_at="event_id, recorded_at, change",
        tells_kinds_apart=True,
    ),
    Source(
        table="ledger_staffview",
        kinds=VIEW_KINDS,
        kind=f"CASE role WHEN '{PORTAL}' THEN '{Kind.PORTAL_VIEWED.value}' ELSE '{Kind.STAFF_VIEWED.value}' END",
        columns=f"NULL, CASE role WHEN '{PORTAL}' THEN actor_name END, NULL, NULL, NULL, NULL::boolean, NULL, "
        "subject IS NOT NULL, what",
        asked={},
        subject="subject",
        looked_at="event_id, recorded_at, role",
        tells_kinds_apart=True,
    ),
    Source(
        table="ledger_usereview",
        kinds=(Kind.USE_REVIEWED,),
        kind=f"'{Kind.USE_REVIEWED.value}'",
        columns="NULL, NULL, NULL, NULL, NULL, NULL::boolean, NULL, TRUE, found",
        asked={},
        subject="subject",
    ),
    Source(
        table="ledger_usereport",
        kinds=(Kind.USE_REPORTED,),
        kind=f"'{Kind.USE_REPORTED.value}'",
        columns="department, client, activity, NULL, NULL, NULL::boolean, NULL, subject IS NOT NULL, rows_read::text",
        asked={
            "department": "department = %(department)s",
            "client": "client = %(client)s",
            "activity": "activity = %(activity)s",
        },
        subject="subject",
        looked_at="event_id, recorded_at, department, client, activity",
    ),
    Source(
        table="log_logbegan",
        kinds=(Kind.LOG_BEGAN,),
        kind=f"'{Kind.LOG_BEGAN.value}'",
        columns="NULL, NULL, NULL, NULL, NULL, NULL::boolean, NULL, FALSE, origin",
        asked={},
    ),
    Source(
        table="log_keychange",
        kinds=(Kind.LOG_KEY_BEGAN, Kind.LOG_KEY_RETIRED, Kind.LOG_KEY_COMPROMISED),
        kind="'log.key_' || change",
        columns="NULL, NULL, NULL, NULL, NULL, NULL::boolean, NULL, FALSE, split_part(vkey, '+', 2)",
        asked={},
        looked_at="event_id, recorded_at, change",
        tells_kinds_apart=True,
    ),
    Source(
        table="asking_consentrequest",
        kinds=(Kind.CONSENT_REQUESTED,),
        kind=f"'{Kind.CONSENT_REQUESTED.value}'",
        columns="department, client, activity, NULL, NULL, NULL::boolean, NULL, TRUE, notice_version::text",
        asked={
            "department": "department = %(department)s",
            "client": "client = %(client)s",
            "activity": "activity = %(activity)s",
        },
        subject="subject",
        looked_at="event_id, recorded_at, department, client, activity",
    ),
    Source(
        table="asking_cancellation",
        kinds=(Kind.CONSENT_REQUEST_CANCELLED,),
        kind=f"'{Kind.CONSENT_REQUEST_CANCELLED.value}'",
        columns="department, client, NULL, NULL, NULL, NULL::boolean, NULL, TRUE, ''::text",
        asked={"department": "department = %(department)s", "client": "client = %(client)s"},
        subject="subject",
        looked_at="event_id, recorded_at, department, client",
    ),
    Source(
        table="proactive_offerevent",
        kinds=tuple(kind for kind in Kind if kind.value.startswith("offer.")),
        kind="kind",
        columns="department, NULL, activity, NULL, NULL, NULL::boolean, NULL, TRUE, reason",
        asked={"department": "department = %(department)s", "activity": "activity = %(activity)s"},
        subject="subject",
        looked_at="event_id, recorded_at, department, activity, kind",
        tells_kinds_apart=True,
    ),
    Source(
        table="proactive_campaignevent",
        kinds=(Kind.CAMPAIGN_STARTED, Kind.CAMPAIGN_CLOSED),
        kind="kind",
        columns="department, NULL, activity, NULL, NULL, NULL::boolean, NULL, FALSE, rules",
        asked={"department": "department = %(department)s", "activity": "activity = %(activity)s"},
        looked_at="event_id, recorded_at, department, activity, kind",
        tells_kinds_apart=True,
    ),
    Source(
        table="proactive_ruleset",
        kinds=(Kind.RULES_PUBLISHED,),
        kind=f"'{Kind.RULES_PUBLISHED.value}'",
        columns="department, NULL, NULL, NULL, NULL, NULL::boolean, NULL, FALSE, code",
        asked={"department": "department = %(department)s"},
        looked_at="event_id, recorded_at, department",
    ),
    Source(
        table="rights_erasure",
        kinds=(Kind.RESIDENT_ERASED, Kind.RETENTION_APPLIED),
        kind="kind",
        columns="NULL, NULL, NULL, NULL, NULL, NULL::boolean, NULL, FALSE, law",
        asked={},
        looked_at="event_id, recorded_at, kind",
        tells_kinds_apart=True,
    ),
)
