"""What departments have asked, among the permissions of a page, and for whom else something waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consent.asking.queries import RequestView
from consent.core.vocabulary import State
from consent.ledger.queries import PermissionView
from consent.ledger.visibility import Extent, self_decided
from consent.portal.acting import Acting, Person, acting_as
from consent.portal.cards import Card, decides_here
from consent.portal.controls import GIVE, REFUSE
from consent.portal.wording import TONES
from consent.registry.queries import ActivityView

Waiting = Mapping[tuple[UUID, str], RequestView]

NEW_REQUEST = _("New request")
# States in which nothing is given: a request is then answered by one of two equal buttons, whatever was said before.
OPEN = (State.UNDECIDED, State.REFUSED, State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody else one may act for, and how many requests wait for a decision about them, in words."""

    person: Person
    text: str


def asked_cards(
    cards: Iterable[Card], permissions: Iterable[PermissionView], waiting: Waiting, acting: Acting
) -> list[Card]:
    """This function will mark the cards that a department has asked about, and return those first."""
    views = {view.activity.code: view for view in permissions}
    marked = [asked_card(card, views[card.code], waiting.get((acting.subject, card.code))) for card in cards]
    return sorted(marked, key=lambda card: card.asked is None)


def asked_card(card: Card, permission: PermissionView, request: RequestView | None) -> Card:
    """This function will return a card with the request that waits for it, and both answers to choose from.

    What a young person decides alone is no news for who acts for them (Data Protection Act 1050/2018 s. 5).
    """
    if request is None or card.hidden:
        return card
    if permission.state not in OPEN:
        return replace(card, asked=request)
    return replace(
        card,
        asked=request,
        section="waiting",
        state_label=NEW_REQUEST,
        tone=TONES[State.UNDECIDED],
        controls=(GIVE, REFUSE) if card.controls else (),
    )


def waits_elsewhere(permissions: Iterable[PermissionView], waiting: Waiting, acting: Acting) -> tuple[Waits, ...]:
    """This function will tell for whom else the one who acts has requests to decide on."""
    views = {view.activity.code: view.activity for view in permissions}
    counted = ((person, _count(person, views, waiting, acting)) for person in acting.choices)
    return tuple(
        Waits(
            person,
            ngettext("%(count)d request waits for an answer.", "%(count)d requests wait for an answer.", count)
            % {"count": count},
        )
        for person, count in counted
        if count
    )


def _count(person: Person, views: Mapping[str, ActivityView], waiting: Waiting, acting: Acting) -> int:
    asked = [views[code] for subject, code in waiting if subject == person.subject and code in views]
    there = acting_as(acting, person.subject)
    if not asked or there is None:
        return 0
    own = self_decided(person.subject) if there.sight.of_young_person else frozenset()
    return sum(
        there.sight.extent(view, self_decided=view.code in own) is Extent.WHOLE and decides_here(view, there)
        for view in asked
    )
