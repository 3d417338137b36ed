"""Everybody who may knock: the cast with accounts, staff, and departments' clients with tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from uuid import UUID

from django.db import connection
from django.test import Client

from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.actions.return_addresses import change_return_addresses
from consent.core.events import Kind
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.decision_ids import decision_id
from consent.log.append import append
from consent.people.actions.end_representation import end_representation
from consent.people.actions.open_account import open_account
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import Account
from consent.registry.actions.change_client import change_client
from consent.registry.actions.save_draft import save_draft
from consent.registry.models import ClientApplication
from consent.registry.scopes import SCOPES
from consent.signals.actions.manage_stream import Wishes, create_stream
from consent.signals.receivers import Receiver
from tests.access.families import offer_to_each
from tests.access.offering import offer
from tests.api.test_draft_an_activity import entry
from tests.cast import SYSTEM, Cast, token_for
from tests.log.histories import use
from tests.signed_log import sign_log
from tests.trial_manifest import DEPARTMENT

STAFF = {
    "librarian": ("librarian", "librarian", "library"),
    "officer": ("officer", "officer", "education"),
    "registrar": ("registrar", "registrar", None),
    "dpo": ("kaisa", "dpo", None),
}
UNKNOWN = UUID(int=0xDEAD)
OTHER = "library"


@dataclass(frozen=True, slots=True)
class Knocker:
    """Somebody at the door: the cookies of a session, or the token of a client; ``own`` is the person they are."""

    role: str
    cookies: str = ""
    token: str = ""
    department: str = "nobody"
    client_id: str = "nobody"
    scopes: str = ""
    own: UUID = UNKNOWN
    acts_for: UUID = UNKNOWN


class City:
    """The cast and the knockers, by role."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.knockers: dict[str, Knocker] = {"anonymous": Knocker("anonymous")}
        self.things: dict[str, Callable[[str], str]] = {}  # placeholders of the services, by name
        self.events: dict[str, int] = {}
        self.receipts: dict[UUID, str] = {}  # of a decision about each person
        self.requests: dict[UUID, str] = {}  # for consent, about each person
        self.offers: dict[UUID, str] = {}  # of a service, to each person
        self.asked: dict[str, str] = {}  # by each department
        self.uses: dict[str, str] = {}  # permitted, by each department
        self.drafts: dict[str, str] = {}  # etags, by each department
        self.owned: dict[str, dict[str, str]] = {}  # placeholders of what departments have, each by each department
        self.streams: dict[str, str] = {}  # of signals, of the clients that may have one
        self._people()
        self._clients()
        self._happened()

    def _happened(self) -> None:
        """Saara has decided about an activity that nothing else here is about."""
        grant_consent(
            actor=self.cast.saara.actor,
            subject=self.cast.saara.subject,
            activity="library-recommendations",
            notice_version=1,
            language="fi",
            channel=Channel.PORTAL,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, max(id) FROM log_event GROUP BY kind")
            self.events = dict(cursor.fetchall())
        for name, by in (("aino", "aino"), ("saara", "saara"), ("mikko", "mikko"), ("oona", "oona"), ("eino", "aino")):
            person = getattr(self.cast, name).subject
            done = object_to_activity(
                actor=getattr(self.cast, by).actor, subject=person, activity="trial-exception", language="fi",
                channel=Channel.PORTAL,
            )  # fmt: skip
            assert done.event_id is not None
            self.receipts[person] = decision_id(done.event_id)
        self._asked()
        self._used_and_drafted()
        offer(self, DEPARTMENT, "trial-task", "trial.plain")
        offer(self, OTHER, "library-loans", "library.loans")
        self.offers = offer_to_each(self)
        sign_log()
        for role in ("every-scope", "ssf.manage", "ssf.read", "other-department"):
            receiver = Receiver(self.knockers[role].client_id, self.knockers[role].department)
            self.streams[role] = create_stream(actor=SYSTEM, receiver=receiver, wishes=Wishes()).id

    def _used_and_drafted(self) -> None:
        """Each department was permitted one use of Aino's data, and has a draft waiting."""
        for department, activity in ((DEPARTMENT, "trial-contract"), (OTHER, "library-loans")):
            made = use(self.cast.aino.subject)
            made.department, made.activity = department, activity
            append(Kind.USE_PERMITTED, made.subject, made)
            self.uses[department] = decision_id(made.event_id)
            code = f"{department}-drafted"
            saved, _ = save_draft(
                actor=SYSTEM, department=department, client="c", code=code, entry=entry(code), read=None
            )
            self.drafts[department] = saved.etag

    def _asked(self) -> None:
        """The trial department asks everybody, with a way back; another department asks Aino."""
        back = "https://trial.example/back"
        trial, other = (
            Asker(self.knockers[r].client_id, self.knockers[r].department) for r in ("every-scope", "other-department")
        )
        change_return_addresses(actor=SYSTEM, client=trial.client, add=[back])
        people = [self.cast.aino, self.cast.saara, self.cast.mikko, self.cast.oona, self.cast.eino]
        wishes = [Wish(person.pairwise_id, "trial-consent", return_uri=back) for person in people]
        for made in ask_for_consent(actor=SYSTEM, asker=trial, wishes=wishes):
            self.requests[made.subject] = self.asked[DEPARTMENT] = str(made.id)
        theirs = resolve_pairwise_id(department=OTHER, national_id=self.cast.aino.national_id)
        (made,) = ask_for_consent(actor=SYSTEM, asker=other, wishes=[Wish(theirs, "library-recommendations")])
        self.asked[OTHER] = str(made.id)

    def _people(self) -> None:
        cast = self.cast
        for role, person in (("resident", cast.aino), ("young", cast.oona), ("stranger", cast.mikko)):
            self._resident(role, person.subject, person.subject)
        self._resident("guardian", cast.aino.subject, cast.eino.subject)
        self._resident("ended-guardian", cast.saara.subject, cast.eino.subject)
        end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="court")
        for role, (username, held, department) in STAFF.items():
            self._knocks(role, _account(username, roles=[(held, department)]), UNKNOWN)
        closed = _account("closed", roles=[("librarian", "library"), ("dpo", None)])
        self._knocks("closed", closed, UNKNOWN)
        Account.objects.filter(pk=closed.pk).update(is_active=False)

    def _resident(self, role: str, own: UUID, acts_for: UUID) -> None:
        names = {getattr(self.cast, name).subject: name for name in ("aino", "saara", "oona", "mikko")}
        account = Account.objects.filter(resident=own).first() or _account(names[own], resident=own)
        browser = self._knocks(role, account, own, acts_for)
        if own != acts_for:
            answer = browser.post("/acting/", {"person": str(acts_for)})
            assert answer.status_code == 302, f"{role} cannot act for the child"

    def _knocks(self, role: str, account: Account, own: UUID, acts_for: UUID | None = None) -> Client:
        browser = Client()
        browser.force_login(account)
        # A right that ended is gone from the session: what is left is to act for oneself.
        acting = own if role == "ended-guardian" or acts_for is None else acts_for
        self.knockers[role] = Knocker(role, cookies=_written(browser.cookies), own=own, acts_for=acting)
        return browser

    def _clients(self) -> None:
        everything = " ".join(SCOPES)
        for role, scopes in {"every-scope": everything, "no-scope": everything, "disabled": everything}.items():
            self._client(role, DEPARTMENT, scopes)
        self._client("other-department", OTHER, everything)
        for scope in SCOPES:
            self._client(scope, DEPARTMENT, scope)
        change_client(actor=SYSTEM, client_id=self.knockers["disabled"].client_id, disabled=True)
        ClientApplication.objects.filter(client_id=self.knockers["no-scope"].client_id).update(allowed_scopes="")

    def _client(self, role: str, department: str, scopes: str) -> None:
        token = token_for(department, scopes)
        client = ClientApplication.objects.get(pk=int(token.split("-")[1]))
        client.client_secret = "a-secret-of-the-matrix"
        client.save(update_fields=["client_secret"])
        self.knockers[role] = Knocker(
            role, token=token, department=department, client_id=client.client_id, scopes=scopes
        )

    # What a request may name: the object is the table's word for whose it is.

    def value(self, placeholder: str, knocker: Knocker, thing: str) -> str:
        """This function will return what a placeholder of the table means for somebody and somebody's object."""
        name = placeholder.removeprefix("$")
        if name in self.things:
            return self.things[name](thing)
        if name in self.owned:
            own, others = _sides(knocker)
            said = {"another department's": self.owned[name][others], "unknown": str(UNKNOWN)}
            return said.get(thing, self.owned[name][own])
        found: Callable[[Knocker, str], str] = getattr(self, "say_" + name)
        return found(knocker, thing)

    def say_person(self, knocker: Knocker, thing: str) -> str:
        """The subject of a person; one's own where the object is not a person."""
        eino, mikko, aino = self.cast.eino.subject, self.cast.mikko.subject, self.cast.aino.subject
        strangers = {"stranger": aino, "young": mikko}.get(knocker.role, mikko)
        return str({"child's": eino, "stranger's": strangers, "unknown": UNKNOWN}.get(thing, knocker.own))

    def say_receipt(self, knocker: Knocker, thing: str) -> str:
        """The receipt of a decision about a person: whom the knocker acts for, the child, or somebody else."""
        if thing == "unknown":
            return str(UNKNOWN)
        eino, mikko, aino = self.cast.eino.subject, self.cast.mikko.subject, self.cast.aino.subject
        stranger = aino if knocker.acts_for == mikko else mikko
        return self.receipts[{"child's": eino, "stranger's": stranger}.get(thing, self._whom(knocker, aino))]

    def say_request(self, knocker: Knocker, thing: str) -> str:
        """A request about a person: whom the knocker acts for, the child, or somebody else."""
        if thing == "unknown":
            return str(UNKNOWN)
        eino, mikko, aino = self.cast.eino.subject, self.cast.mikko.subject, self.cast.aino.subject
        stranger = aino if knocker.acts_for == mikko else mikko
        return self.requests[{"child's": eino, "stranger's": stranger}.get(thing, self._whom(knocker, aino))]

    def say_family_offer(self, knocker: Knocker, thing: str) -> str:
        """An offer to a person: whom the knocker acts for, the child, or somebody else."""
        if thing == "unknown":
            return str(UNKNOWN)
        eino, mikko, aino = self.cast.eino.subject, self.cast.mikko.subject, self.cast.aino.subject
        stranger = aino if knocker.acts_for == mikko else mikko
        return self.offers[{"child's": eino, "stranger's": stranger}.get(thing, self._whom(knocker, aino))]

    def say_asked(self, knocker: Knocker, thing: str) -> str:
        """A request of a department: the client's own, another one's, or none that ever was."""
        others = DEPARTMENT if knocker.department == OTHER else OTHER
        own = OTHER if knocker.department == OTHER else DEPARTMENT
        return {"another department's": self.asked[others], "unknown": str(UNKNOWN)}.get(thing, self.asked[own])

    def say_decision(self, knocker: Knocker, thing: str) -> str:
        """A permitted use: the client's department's own, another one's, or none that ever was."""
        own, others = _sides(knocker)
        return {"another department's": self.uses[others], "unknown": str(UNKNOWN)}.get(thing, self.uses[own])

    def say_drafted(self, knocker: Knocker, thing: str) -> str:
        """An activity with a draft: the own department's, another one's; or without one."""
        own, others = _sides(knocker)
        published = {DEPARTMENT: "trial-consent", OTHER: "library-loans"}[others]
        things = {"another department's": f"{others}-drafted", "published by another department": published}
        return {**things, "unknown": "no-such-draft"}.get(thing, f"{own}-drafted")

    def say_etag(self, knocker: Knocker, thing: str) -> str:
        """The ETag of the own department's draft."""
        return f'"{self.drafts[_sides(knocker)[0]]}"'

    def say_read(self, knocker: Knocker, thing: str) -> str:
        """The draft that a registrar has read."""
        return self.drafts[DEPARTMENT]

    @staticmethod
    def _whom(knocker: Knocker, otherwise: UUID) -> UUID:
        return otherwise if knocker.acts_for == UNKNOWN else knocker.acts_for

    def say_self(self, knocker: Knocker, thing: str) -> str:
        """The person whom the knocker acts for at this moment."""
        return str(knocker.acts_for)

    def say_activity(self, knocker: Knocker, thing: str) -> str:
        """An activity that residents decide about, or none."""
        return "no-such-activity" if thing == "unknown activity" else "trial-consent"

    def say_task(self, knocker: Knocker, thing: str) -> str:
        """An activity that residents may object to, or none."""
        return "no-such-activity" if thing == "unknown activity" else "trial-task"

    def say_persona(self, knocker: Knocker, thing: str) -> str:
        """One of the demonstration's cast who has an account here, or nobody."""
        return "nobody" if thing == "unknown" else "librarian"

    def say_event(self, knocker: Knocker, thing: str) -> str:
        """An event about a person, one about nobody, or none."""
        if thing == "unknown":
            return "999999999"
        kind = Kind.NOTICE_PUBLISHED if thing == "about nobody" else Kind.CONSENT_GRANTED
        return str(self.events[kind])

    def say_trend(self, knocker: Knocker, thing: str) -> str:
        """A table behind a figure of the console, or none."""
        return "no-such-trend" if thing == "unknown" else "consents"

    def say_form(self, knocker: Knocker, thing: str) -> str:
        """A format of an export, or none."""
        return "no-such-format" if thing == "unknown" else "csv"

    def say_department(self, knocker: Knocker, thing: str) -> str:
        """The department that a client speaks for."""
        if thing == "another department's name":
            return OTHER if knocker.department == DEPARTMENT else DEPARTMENT
        return knocker.department

    def say_owner(self, knocker: Knocker, thing: str) -> str:
        """A department that has clients, or none."""
        return "no-such-department" if thing == "unknown" else DEPARTMENT

    def say_client(self, knocker: Knocker, thing: str) -> str:
        """A department's client, or none."""
        return "nobody" if thing == "unknown" else self.knockers["registry:read"].client_id

    def say_seen(self, knocker: Knocker, thing: str) -> str:
        """That client as the page showed it."""
        return ClientApplication.objects.get(client_id=self.say_client(knocker, "")).updated.isoformat()

    def say_pairwise(self, knocker: Knocker, thing: str) -> str:
        """An id of Aino's: issued to the asking department, to another one, or to nobody."""
        if thing == "unknown":
            return "a" * 32
        others = OTHER if knocker.department == DEPARTMENT else DEPARTMENT
        department = others if thing == "another department's" else knocker.department
        return resolve_pairwise_id(department=department, national_id=self.cast.aino.national_id)

    def say_govstack_record(self, knocker: Knocker, thing: str) -> str:
        """The name by which GovStack's adapter knows Aino's record of a contract."""
        return f"trial-contract.{self.say_pairwise(knocker, thing)}"

    def say_national_id(self, knocker: Knocker, thing: str) -> str:
        """The national id of a resident, or of somebody nobody knows."""
        return self.cast.unknown.national_id if thing == "unknown" else self.cast.aino.national_id

    def say_client_id(self, knocker: Knocker, thing: str) -> str:
        """The id by which a client asks for its token."""
        return knocker.client_id

    def say_scopes(self, knocker: Knocker, thing: str) -> str:
        """The scopes that a client was registered with."""
        return knocker.scopes or "decision:evaluate"

    def say_stream(self, knocker: Knocker, thing: str) -> str:
        """A stream of signals: the client's own, one of another department's, or none that ever was."""
        others = self.streams["every-scope" if knocker.department == OTHER else "other-department"]
        never = "f" * 32
        return {"another department's": others, "unknown": never}.get(thing, self.streams.get(knocker.role, never))

    def say_token(self, knocker: Knocker, thing: str) -> str:
        """A token: one's own, another department's, or none that was ever given."""
        others = self.knockers["every-scope" if knocker.department == OTHER else "other-department"].token
        return {"another department's": others, "unknown": "never-given"}.get(thing, knocker.token or "none")


def _sides(knocker: Knocker) -> tuple[str, str]:
    """The knocker's department, that of the trial for who has none, and the other one."""
    return (OTHER, DEPARTMENT) if knocker.department == OTHER else (DEPARTMENT, OTHER)


def _account(username: str, **options: object) -> Account:
    opened = open_account(
        actor=SYSTEM,
        username=username,
        display_name="Somebody of the cast",
        language="en",
        **options,  # type: ignore[arg-type]
    )
    return Account.objects.get(pk=opened)


def _written(cookies: "SimpleCookie") -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
