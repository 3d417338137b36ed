"""A permission as a page shows it, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.asking.queries import RequestView
from consent.core.vocabulary import Basis, State
from consent.ledger.queries import COUNTED_MOST, COUNTED_ON_ONE, PermissionView
from consent.ledger.visibility import OWN_STANDING_FROM, Extent
from consent.people.ages import FULL_AGE
from consent.people.representation import RepresentationKind
from consent.portal import wording
from consent.portal.acting import Acting
from consent.portal.controls import GIVE, REFUSE, Control, controls_for, outgrown
from consent.portal.layers import Layer, layers_of
from consent.portal.wording import Text
from consent.registry.queries import ActivityView

# States in which the end of the consent itself is what counts.
STANDING = (State.GRANTED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything of one permission that a person reads before deciding: layer one, layer two and the controls."""

    code: str
    title: str
    summary: str
    section: str
    state: State | None
    state_label: Text
    state_text: Text
    tone: str
    who: str
    what: tuple[str, ...]
    why: str
    law: str
    until: datetime | None
    until_text: str
    if_no: str
    decided_at: datetime | None
    decided_label: Text
    notes: tuple[str, ...]
    layers: tuple[Layer, ...]
    recipients: tuple[str, ...]
    retention: str
    notice_url: str
    notice_version: int
    uses: int
    uses_text: str
    controls: tuple[Control, ...]
    hidden: bool = False
    asked: RequestView | None = None


def card_of(permission: PermissionView, acting: Acting, language: str) -> Card:
    """This function will return ``permission`` as a card in ``language`` for the one who acts.

    What a young person decides alone is a card without state, decision or uses (Data Protection Act 1050/2018 s. 5).
    """
    card = _whole_card(permission, acting, language)
    if extent_of(permission, acting) is Extent.WHOLE:
        return card
    assert acting.other is not None  # noqa: S101  (one sees one's own matters whole)
    activity, name = permission.activity, acting.other.label
    decides = decides_here(activity, acting) and activity.basis is Basis.CONSENT
    return replace(
        card,
        section="own",
        state=None,
        state_label=_("%(name)s decides") % {"name": name},
        state_text=_("What has been decided and who has used the data is shown to %(name)s only.") % {"name": name},
        tone="own",
        until=activity.in_force_until,
        decided_at=None,
        notes=(_("%(name)s decides this.") % {"name": name},) if not decides else (),
        uses=0,
        uses_text="",
        controls=(GIVE, REFUSE) if decides else (),
        hidden=True,
    )


def _whole_card(permission: PermissionView, acting: Acting, language: str) -> Card:
    activity = permission.activity
    texts = activity.notice.text(language)
    basis, state = activity.basis, permission.state
    decides = decides_here(activity, acting)
    incomplete = permission.waiting_for_guardian and state is State.GRANTED
    return Card(
        code=activity.code,
        title=texts["title"],
        summary=texts["summary"],
        section=_section(permission),
        state=state,
        state_label=wording.INCOMPLETE_LABEL if incomplete else wording.state_label(state, basis),
        state_text=wording.INCOMPLETE_TEXT if incomplete else wording.state_text(state, basis),
        tone=wording.TONES[State.UNDECIDED] if incomplete else wording.TONES[state],
        who=activity.department.name(language),
        what=tuple(category.name(language) for category in activity.categories),
        why=texts["why"],
        law=law_of(activity, language),
        until=permission.valid_until if state in STANDING and not outgrown(permission) else activity.in_force_until,
        until_text=_until_text(permission),
        if_no=texts.get("if_no", "") if basis is Basis.CONSENT else "",
        decided_at=permission.decided_at,
        decided_label=wording.STATE_LABELS[state]
        if state is not State.EXPIRED
        else wording.STATE_LABELS[State.GRANTED],
        notes=tuple(_notes(permission, acting, decides)),
        layers=layers_of(activity.notice, language),
        recipients=tuple(recipient["name"][language] for recipient in activity.recipients),
        retention=activity.retention["text"][language],
        notice_url=f"/activities/{activity.code}/{activity.notice.version}/",
        notice_version=activity.notice.version,
        uses=permission.uses_90d,
        uses_text=_uses_text(permission) if acting.sight.tells_times else "",
        controls=controls_for(permission) if decides else (),
    )


def extent_of(permission: PermissionView, acting: Acting) -> Extent:
    """This function will say how much of ``permission`` the one who acts may see."""
    return acting.sight.extent(permission.activity, self_decided=permission.self_decided)


SECTIONS: tuple[tuple[str, Text, Text, Text], ...] = (
    (
        "waiting",
        gettext_lazy("Waiting for you"),
        gettext_lazy("A city service asks for consent. You may decide now, later or never."),
        gettext_lazy("Nothing waits for a decision."),
    ),
    (
        "you",
        gettext_lazy("You decide"),
        gettext_lazy("These have been decided. Every decision can be changed at any time."),
        gettext_lazy("There are no decisions yet."),
    ),
    (
        "law",
        gettext_lazy("The law decides"),
        gettext_lazy(
            "The city uses these data because a law or an agreement says so, and no consent is asked. "
            "Each entry says which one it is."
        ),
        gettext_lazy("There is nothing here."),
    ),
)
OWN: tuple[str, Text, Text, Text] = (
    "own",
    gettext_lazy("The young person decides"),
    gettext_lazy(
        "The one you act for decides these without a guardian. What has been decided and who has used the data is "
        "shown to them only."
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the front page with its cards."""

    key: str
    title: Text
    intro: Text
    empty: Text
    cards: tuple[Card, ...]

    @property
    def count_text(self) -> str:
        """How many entries the section has, in words."""
        return ngettext("%(count)d purpose", "%(count)d purposes", len(self.cards)) % {"count": len(self.cards)}

    @property
    def asked_text(self) -> str:
        """How many of them a department has asked about, in words; nothing when it is none."""
        asked = sum(card.asked is not None for card in self.cards)
        return ngettext("%(count)d new request", "%(count)d new requests", asked) % {"count": asked} if asked else ""


def sections_of(cards: Iterable[Card]) -> tuple[Section, ...]:
    """This function will sort cards under the headings *waiting for you*, *you decide* and *the law decides*."""
    cards = list(cards)
    shown = (*SECTIONS, OWN) if any(card.section == "own" for card in cards) else SECTIONS
    return tuple(
        Section(key, title, intro, empty, tuple(card for card in cards if card.section == key))
        for key, title, intro, empty in shown
    )


def _section(permission: PermissionView) -> str:
    if permission.activity.basis is not Basis.CONSENT:
        return "law"
    changed = permission.newer_notice and permission.state in STANDING
    return "waiting" if permission.state is State.UNDECIDED or changed or permission.waiting_for_guardian else "you"


def law_of(activity: ActivityView, language: str) -> str:
    """This function will name the law that an activity without consent rests on."""
    if activity.basis is Basis.CONSENT:
        return ""
    name = activity.law_name.get(language, "")
    return f"{name} ({activity.law_ref})" if name and activity.law_ref else name or activity.law_ref


def _uses_text(permission: PermissionView) -> str:
    if permission.uses_90d > COUNTED_ON_ONE:
        return _("More than %(count)d times in 90 days") % {"count": COUNTED_ON_ONE}
    if permission.uses_more and not permission.uses_90d:
        return _("Not among the latest %(count)d uses") % {"count": COUNTED_MOST}
    if not permission.uses_90d:
        return _("Not in 90 days")
    times = permission.uses_90d
    return ngettext("%(times)d time in 90 days", "%(times)d times in 90 days", times) % {"times": times}


def _until_text(permission: PermissionView) -> str:
    activity = permission.activity
    if activity.basis is Basis.CONSENT and activity.valid_months:
        months = activity.valid_months
        return ngettext("%(count)d month from the day of giving", "%(count)d months from the day of giving", months) % {
            "count": months
        }
    if activity.basis is Basis.CONTRACT:
        return _("As long as the agreement is in force")
    return _("As long as the law is in force")


def decides_here(activity: ActivityView, acting: Acting) -> bool:
    """This function will tell whether the one who acts decides on ``activity``.

    The ledger decides; this only spares people a button that would be refused.
    """
    alone = acting.age >= activity.own_decision_from
    if acting.right is None:
        return alone or (activity.basis is Basis.PUBLIC_TASK and acting.age >= OWN_STANDING_FROM)
    if acting.age >= FULL_AGE:
        return acting.right.kind is not RepresentationKind.GUARDIAN
    return not alone and acting.right.kind is not RepresentationKind.MANDATE


def _notes(permission: PermissionView, acting: Acting, decides: bool) -> Iterable[str]:
    if permission.waiting_for_guardian:
        yield _("Waiting for the other guardian. The consent works when every guardian has given it.")
    if permission.newer_notice and permission.state is State.GRANTED:
        yield _("The text has changed since the consent was given. The consent covers only the earlier text.")
    if outgrown(permission):
        yield _("The activity now reaches further than the consent that was given. That consent no longer counts.")
    if permission.activity.basis is Basis.CONSENT and not decides:
        if acting.other is not None and acting.age < permission.activity.own_decision_from:
            yield _("A guardian decides this.")
        elif acting.other is not None:
            yield _("%(name)s decides this.") % {"name": acting.other.label}
        else:
            yield _("A guardian decides this until you turn %(age)d.") % {"age": permission.activity.own_decision_from}
    if permission.activity.compulsory:
        yield _("This cannot be objected to, because the law makes it compulsory.")
