"""Consent records of GovStack's Consent BB: verified by the check itself, and listed for a department's audit."""

import re

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.adapters.govstack import documents
from consent.api.adapters.govstack.documents import Node
from consent.api.adapters.govstack.views import GovStackView, agreement_of, answer, newest_revision, place
from consent.api.authentication import caller_of
from consent.api.certificates import certificate_of
from consent.api.permissions import has_scope
from consent.api.principal import bearer_token, token_checksum
from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.vocabulary import Refusal
from consent.core.errors import NotFound
from consent.core.permissions import Permission, state_of
from consent.core.vocabulary import Basis, State
from consent.ledger.actions.check import Answer, check
from consent.ledger.decided_queries import decided_about
from consent.ledger.reads import CheckQuestion
from consent.ledger.standing_queries import standing_of
from consent.people.actors import Actor
from consent.people.pairwise_queries import pairwise_ids, subjects_of_pairwise_ids
from consent.registry.queries import activities, activity
from consent.registry.read_models import ActivityView

_PAIRWISE = re.compile(r"[a-z2-7]{32}")
_CODE = re.compile(r"[a-z0-9-]{1,64}")
_ASKER = Actor.system("govstack_adapter")


class VerifyRecords(GovStackView):
    """Whether consent holds for one individual and one agreement: asked and recorded like any other use."""

    permission_classes = [has_scope("decision:evaluate")]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will list the record when every category of the agreement may be used now, else nothing."""
        person, code = (request.query_params.get(name, "") for name in ("individualId", "dataAgreementId"))
        record = _verified(request, code, person)
        return answer({"consentRecords": [] if record is None else [record]})


class VerifyRecord(GovStackView):
    """The same by the record's own id."""

    permission_classes = [has_scope("decision:evaluate")]

    @extend_schema(exclude=True)
    def get(self, request: Request, record: str) -> Response:
        """This function will show the record when consent holds; whatever else is the same 400."""
        code, _, person = record.rpartition(".")
        found = _verified(request, code, person)
        if found is None:
            raise NotFound("no_such_record")
        return answer({"consentRecord": found, "revision": found["dataAgreementRevision"]})


class AskIndividual(GovStackView):
    """A record that an individual is to decide on: nobody consents for a resident here, so the resident is asked."""

    permission_classes = [has_scope("consent:request")]

    @extend_schema(exclude=True)
    def post(self, request: Request, code: str) -> Response:
        """This function will ask, and answer with a record that has not been opted into (GDPR 4(11))."""
        person = _person(request.query_params.get("individualId", ""))
        caller, view = caller_of(request), activity(code)
        asker = Asker(caller.client_id, caller.department)
        (asked,) = ask_for_consent(actor=_ASKER, asker=asker, wishes=[Wish(person, code)])
        if isinstance(asked, Refusal):
            raise ParseError("This individual cannot be asked about this agreement now.")
        revision = newest_revision(code)
        record = documents.consent_record(agreement_of(view), revision, person, opt_in=False)
        return answer({"consentRecord": record, "revision": revision})


class AuditRecords(GovStackView):
    """Where the people whom a department knows stand with its own consent activities."""

    permission_classes = [has_scope("consent:read")]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will list the records of who has decided; people it has not resolved are left out."""
        offset, limit = place(request)
        own = _own(request)
        found = decided_about(own, offset=offset, limit=limit)
        ids = pairwise_ids(caller_of(request).department, {one.subject for one in found})
        records = [_record(own[one.activity], ids[one.subject], one.permission) for one in found if one.subject in ids]
        return answer({"consentRecords": records})


class AuditRecord(GovStackView):
    """One of those."""

    permission_classes = [has_scope("consent:read")]

    @extend_schema(exclude=True)
    def get(self, request: Request, record: str) -> Response:
        """This function will show where one person stands; an unknown and a foreign one are the same 400."""
        code, _, told = record.rpartition(".")
        person, view = _person(told), _own(request).get(code)
        subject = subjects_of_pairwise_ids(caller_of(request).department, [person]).get(person)
        permission = None if subject is None or view is None else standing_of([(subject, code)]).get((subject, code))
        if view is None or permission is None or permission.decision is None:
            raise NotFound("no_such_record")
        found = _record(view, person, permission)
        return answer({"consentRecord": found, "revision": found["dataAgreementRevision"]})


def _verified(request: Request, code: str, person: str) -> Node | None:
    """Asks about every category at once, and records each: what may be used in part is no consent to the whole."""
    _person(person)
    if not _CODE.fullmatch(code):
        raise ParseError("Name the agreement by its id.")
    view = activity(code)
    token = bearer_token(request.headers.get("Authorization", "")) or ""
    checksum = token_checksum(token, certificate_of(request.META))
    department = caller_of(request).department
    outcomes = check([CheckQuestion(checksum, department, code, category.code, person) for category in view.categories])
    if not all(isinstance(outcome, Answer) and outcome.allowed for outcome in outcomes):
        return None
    return documents.consent_record(agreement_of(view), newest_revision(code), person, opt_in=True)


def _person(told: str) -> str:
    if not _PAIRWISE.fullmatch(told):
        raise ParseError("Name the individual by your own id of them.")
    return told


def _own(request: Request) -> dict[str, ActivityView]:
    department = caller_of(request).department
    return {
        view.code: view for view in activities() if view.department.code == department and view.basis is Basis.CONSENT
    }


def _record(view: ActivityView, person: str, permission: Permission) -> Node:
    state = state_of(permission, view.basis, clock.now(), view.terms_since_version)
    return documents.consent_record(
        agreement_of(view),
        newest_revision(view.code),
        person,
        opt_in=state is State.GRANTED and not permission.waiting,
        waiting=permission.waiting,
    )
