"""Write a campaign down, and change it while it is a draft."""

from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.proactive.bounds import problems_of_draft
from consent.proactive.drafts import CampaignDraft
from consent.proactive.models import Campaign, Pool
from consent.proactive.read_models import CampaignView
from consent.proactive.views import campaign_view
from consent.proactive.vocabulary import CampaignState
from consent.registry.queries import departments

_AS_DRAFTED = (
    "code", "round", "activity", "category", "rules", "message_class", "form_url", "sender", "duty_ref",
    "letter_fallback", "minutes_saved_each", "deadline",
)  # fmt: skip
_MAPPINGS = ("service", "texts", "benefit_resident", "benefit_city", "if_declined")


def create_campaign(*, actor: Actor, client: str, department: str, draft: CampaignDraft) -> CampaignView:
    """This function will write a draft down and return it. It offers nothing yet, and may lack whatever it lacks.

    Raises ``Invalid`` (``campaign``) with everything that is malformed, ``Conflict`` (``round_exists``) for a code and
    round that the department has already, ``NotFound`` for no such department and ``NotAllowed`` for a resident.
    """
    _check(actor, draft)
    if department not in {one.code for one in departments()}:
        raise NotFound("no_such_department")
    with transaction.atomic():
        row = Campaign(department=department, client=client)
        _fill(row, draft)
        _refuse_second(row)
        row.save(force_insert=True)
        _lay_pools(row, draft)
        return campaign_view(row)


def change_campaign(*, actor: Actor, department: str, campaign: UUID, draft: CampaignDraft) -> CampaignView:
    """This function will replace a draft by ``draft`` and return it.

    Raises as ``create_campaign`` does, ``NotFound`` for another department's campaign as for none and ``Conflict``
    (``not_a_draft``) for one that has started: what people were offered is never changed under them.
    """
    _check(actor, draft)
    with transaction.atomic():
        row = locked_campaign(department, campaign)
        if row.state != CampaignState.DRAFT:
            raise Conflict("not_a_draft")
        _fill(row, draft)
        _refuse_second(row)
        row.save()
        row.pools.all().delete()
        _lay_pools(row, draft)
        return campaign_view(row)


def locked_campaign(department: str, campaign: UUID) -> Campaign:
    """This function will return a campaign of ``department``, held until the caller's transaction ends.

    Raises ``NotFound`` for another's as for none. Offers may still be read, and written by who has locked them.
    """
    rows = Campaign.objects.select_for_update(no_key=True).filter(department=department, pk=campaign)
    row = rows.first()
    if row is None:
        raise NotFound("no_such_campaign")
    return row


def _check(actor: Actor, draft: CampaignDraft) -> None:
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    problems = problems_of_draft(draft, clock.now())
    if problems:
        raise Invalid("campaign", problems)


def _fill(row: Campaign, draft: CampaignDraft) -> None:
    for name in _AS_DRAFTED:
        setattr(row, name, getattr(draft, name))
    for name in _MAPPINGS:
        setattr(row, name, dict(getattr(draft, name)))
    row.mode = draft.mode.value
    row.rules_version = draft.rules_version or 0  # nought: the newest when it starts


def _refuse_second(row: Campaign) -> None:
    same = Campaign.objects.filter(department=row.department, code=row.code, round=row.round)
    if same.exclude(pk=row.pk).exists():
        raise Conflict("round_exists", "the department has this round of the service already")


def _lay_pools(row: Campaign, draft: CampaignDraft) -> None:
    Pool.objects.bulk_create(
        [Pool(campaign=row, code=pool.code, name=pool.name, capacity=pool.capacity) for pool in draft.pools]
    )
