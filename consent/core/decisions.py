"""The decision: may this department use this category of this person for this activity, now?

Pure and total: every question gets an answer, nothing is read from outside, and there is no path to ``Allow`` that does
not pass a ground (a consent in force, a contract, a registered law, vital interests).
"""

from dataclasses import dataclass
from datetime import datetime

from consent.core.conditions import Hours, UseLimit
from consent.core.permissions import Permission, has_run_out
from consent.core.vocabulary import Basis, DecidedBy, Reason


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for ``department``. ``case`` and ``staff_ref`` say for which matter and by whose hand.

    ``break_glass``: it is asked in an emergency, for the ``reason`` given.
    """

    department: str
    activity: str
    category: str
    case: str | None = None
    staff_ref: str | None = None
    reason: str | None = None
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """What the registry says of the activity; ``categories`` are those of the notice in force.

    ``terms_since_version`` is the oldest notice version whose consents still cover what the activity does now.
    ``recipients`` are departments besides its own that it declares to receive the data; those not asked about may lack.
    ``break_glass``: it may be asked in an emergency, past its other conditions.
    """

    department: str
    basis: Basis
    categories: frozenset[str]
    in_force_from: datetime
    in_force_until: datetime | None = None
    law_ref: str = ""
    compulsory: bool = False
    continues_despite_restriction: bool = False
    requires_case: bool = False
    requires_staff_ref: bool = False
    terms_since_version: int = 1
    recipients: frozenset[str] = frozenset()
    use_limit: UseLimit | None = None
    hours: Hours | None = None
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision may rest on, read in one statement.

    ``known_to_department``: the pairwise id was issued to the asking department. ``permission`` is None when the person
    never decided. ``agreed_categories`` are those of the notice that was agreed to: a consent is never stretched.
    ``guardian_needed``: the person is younger than the activity's age of own decision. ``times_used``: how often the
    activity was permitted for the person in the current period of its limit; nought where it has none.
    """

    known_to_department: bool
    activity: Activity | None
    permission: Permission | None = None
    agreed_categories: frozenset[str] = frozenset()
    guardian_needed: bool = False
    times_used: int = 0


@dataclass(frozen=True, slots=True)
class Allow:
    """Allowed, and on which ground."""

    reason: Reason
    basis: Basis
    valid_until: datetime | None = None

    allowed = True


@dataclass(frozen=True, slots=True)
class Deny:
    """Refused, and why; ``basis`` is None when nothing may be said of the activity."""

    reason: Reason
    basis: Basis | None = None

    allowed = False


Decision = Allow | Deny

GROUND = {
    Basis.CONTRACT: Reason.CONTRACT,
    Basis.LEGAL_OBLIGATION: Reason.LAW,
    Basis.PUBLIC_TASK: Reason.LAW,
    Basis.VITAL_INTERESTS: Reason.VITAL,
}


def decide(facts: Facts, question: Question, at: datetime) -> Decision:
    """This function will answer ``question`` at the moment ``at`` (aware) from ``facts`` alone.

    Never raises. Implements GDPR 5(1)(b) (purpose), 6(1) (ground), 7(3) (withdrawal), 18 (restriction), 21 (objection).
    """
    activity = facts.activity
    if not facts.known_to_department or activity is None:
        return Deny(Reason.NO_PERMISSION)
    if question.department != activity.department and question.department not in activity.recipients:
        return Deny(Reason.NO_PERMISSION)
    if at < activity.in_force_from or (activity.in_force_until is not None and at >= activity.in_force_until):
        return Deny(Reason.ACTIVITY_NOT_IN_FORCE, activity.basis)
    if question.category not in activity.categories:
        return Deny(Reason.CATEGORY_NOT_COVERED, activity.basis)
    if question.break_glass:
        return _in_an_emergency(facts, activity, question)
    if (activity.requires_case and not question.case) or (activity.requires_staff_ref and not question.staff_ref):
        return Deny(Reason.CONDITION_NOT_MET, activity.basis)
    if activity.hours is not None and not activity.hours.cover(at):
        return Deny(Reason.CONDITION_NOT_MET, activity.basis)
    if activity.basis is Basis.CONSENT:
        decision = _by_consent(facts, activity, question, at)
    else:
        decision = _by_law_or_contract(facts, activity)
    # Last, so that whoever refuses keeps being told why: only an allow can be one too many.
    if activity.use_limit is not None and decision.allowed and facts.times_used >= activity.use_limit.most:
        return Deny(Reason.CONDITION_NOT_MET, activity.basis)
    return decision


def _in_an_emergency(facts: Facts, activity: Activity, question: Question) -> Decision:
    """To save a life the ordinary conditions give way, but not to somebody without a name and a reason (GDPR 6(1)(d)).

    A restriction is not lifted by it: GDPR 18(2) has its own exceptions, which an activity states.
    """
    open_to_it = activity.break_glass and activity.basis is Basis.VITAL_INTERESTS
    if not (open_to_it and _says(question.staff_ref) and _says(question.reason)):
        return Deny(Reason.CONDITION_NOT_MET, activity.basis)
    return _by_law_or_contract(facts, activity)


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def _by_consent(facts: Facts, activity: Activity, question: Question, at: datetime) -> Decision:
    def deny(reason: Reason) -> Deny:
        return Deny(reason, Basis.CONSENT)

    permission = facts.permission
    if permission is None or permission.decision is None:
        return deny(Reason.RESTRICTED if permission is not None and permission.restricted else Reason.NO_PERMISSION)
    if permission.decision is Reason.REFUSED:
        return deny(Reason.REFUSED)
    if permission.decision is Reason.WITHDRAWN:
        return deny(Reason.WITHDRAWN)
    if permission.restricted:
        return deny(Reason.RESTRICTED)
    if has_run_out(permission, at, activity.terms_since_version):
        return deny(Reason.EXPIRED)
    if permission.waiting or (facts.guardian_needed and permission.decided_by is DecidedBy.SELF):
        return deny(Reason.GUARDIAN_REQUIRED)
    if question.category not in facts.agreed_categories:
        return deny(Reason.CATEGORY_NOT_COVERED)
    return Allow(Reason.CONSENT, Basis.CONSENT, permission.valid_until)


def _by_law_or_contract(facts: Facts, activity: Activity) -> Decision:
    permission = facts.permission
    if permission is not None and not activity.continues_despite_restriction:
        if permission.restricted:
            return Deny(Reason.RESTRICTED, activity.basis)
        # Only a public task that no law makes compulsory can be objected to (GDPR 21(1)).
        if permission.objected and activity.basis is Basis.PUBLIC_TASK and not activity.compulsory:
            return Deny(Reason.OBJECTED, activity.basis)
    ground = GROUND.get(activity.basis)
    if ground is None or (activity.basis is Basis.PUBLIC_TASK and not activity.law_ref):
        return Deny(Reason.NO_PERMISSION, activity.basis)
    return Allow(ground, activity.basis)
