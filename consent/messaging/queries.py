"""What other rooms may ask about messages: where they stand, how many there are, and what somebody wrote."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from consent.core.errors import NotFound
from consent.log.private_texts import Sealed, open_private
from consent.messaging.models import Inbound, Message
from consent.messaging.numbers import bound_to
from consent.messaging.vocabulary import GIVEN_UP, MessageState


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message without its number and text."""

    message: UUID
    reference: UUID
    recipient: UUID | None
    state: MessageState
    reason: str
    language: str
    is_reply: bool
    queued_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Times:
    """When the first message of a batch was handed over and when the last one, and when the last one settled."""

    first_sent_at: datetime | None
    last_sent_at: datetime | None
    last_settled_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class InboundView:
    """What somebody wrote; ``text`` is None once it has been let go. Its repr tells nothing of it."""

    inbound: UUID
    text: str | None
    received_at: datetime
    handled_at: datetime | None
    outcome: str

    def __repr__(self) -> str:
        return f"<InboundView {self.inbound}>"


@dataclass(frozen=True, slots=True, repr=False)
class PersonalMessage:
    """A message as its own person may read it; ``text`` is None once it has been let go. Its repr tells nothing."""

    message: UUID
    at: datetime
    to_person: bool
    state: str
    text: str | None

    def __repr__(self) -> str:
        return f"<PersonalMessage {self.message}>"


def messages_about(references: Iterable[UUID]) -> dict[UUID, list[MessageView]]:
    """This function will return the messages of each of ``references``, in the order in which they were queued."""
    found: dict[UUID, list[MessageView]] = defaultdict(list)
    rows = Message.objects.filter(reference__in=set(references)).defer("number_sealed", "text_sealed", "number_mark")
    for row in rows.order_by("created_at", "pk"):
        if row.reference is not None:
            found[row.reference].append(_view(row, row.reference))
    return dict(found)


def message_texts(messages: Iterable[UUID]) -> dict[UUID, str]:
    """This function will open the texts of messages for the person who got them (GDPR 15), but those let go."""
    rows = list(Message.objects.filter(pk__in=set(messages)).only("sealed_for", "created_at", "text_sealed"))
    texts = open_private([Sealed(r.sealed_for, bound_to("text", r.pk), r.created_at, r.text_sealed) for r in rows])
    return {row.pk: text for row, text in zip(rows, texts, strict=True) if text is not None}


def messages_with(subject: UUID) -> list[PersonalMessage]:
    """This function will return every message to and from a person, opened, in the order of time (GDPR 15(1))."""
    sent = list(Message.objects.filter(recipient=subject).order_by("created_at", "pk"))
    came = list(Inbound.objects.filter(sealed_for=subject).order_by("position"))
    texts = open_private(
        [Sealed(r.sealed_for, bound_to("text", r.pk), r.created_at, r.text_sealed) for r in sent]
        + [Sealed(r.sealed_for, bound_to("inbound-text", r.inbound), r.stored_at, r.text_sealed) for r in came]
    )
    told = [(row.pk, row.sent_at or row.created_at, True, row.state) for row in sent]
    told += [(row.inbound, row.received_at, False, "") for row in came]
    found = [PersonalMessage(*each, text) for each, text in zip(told, texts, strict=True)]
    return sorted(found, key=lambda each: each.at)


def figures(batch: UUID) -> dict[MessageState, int]:
    """This function will count the messages of a batch by state; states without a message are left out."""
    counted = Message.objects.filter(batch=batch).values_list("state").annotate(Count("pk")).order_by("state")
    return {MessageState(state): number for state, number in counted}


def times(batch: UUID) -> Times:
    """This function will tell when a batch went out."""
    rows = Message.objects.filter(batch=batch)
    sent = rows.filter(sent_at__isnull=False).order_by("sent_at").values_list("sent_at", flat=True)
    settled = rows.filter(settled_at__isnull=False).order_by("-settled_at").values_list("settled_at", flat=True)
    return Times(sent.first(), sent.last(), settled.first())


def inbound(message: UUID) -> InboundView:
    """This function will open what somebody wrote, for the human queue; raises ``NotFound``."""
    found = inbounds([message])
    if message not in found:
        raise NotFound("no_such_message")
    return found[message]


def inbounds(messages: Iterable[UUID]) -> dict[UUID, InboundView]:
    """This function will open many of them with two statements; unknown ones are left out."""
    rows = list(Inbound.objects.filter(inbound__in=set(messages)))
    texts = open_private(
        [Sealed(r.sealed_for, bound_to("inbound-text", r.inbound), r.stored_at, r.text_sealed) for r in rows]
    )
    return {
        row.inbound: InboundView(row.inbound, text, row.received_at, row.handled_at, row.outcome)
        for row, text in zip(rows, texts, strict=True)
    }


def waiting_replies() -> int:
    """This function will count the replies that nobody has handled yet."""
    return Inbound.objects.filter(handled_at=None).count()


def given_up_replies() -> list[UUID]:
    """This function will return the replies that could not be handled for a week, the oldest first, for people."""
    rows = Inbound.objects.filter(outcome=GIVEN_UP, handled_at__isnull=False).order_by("position")
    return list(rows.values_list("inbound", flat=True))


def message_counts() -> dict[MessageState, int]:
    """This function will count all messages by state, for a monitor."""
    return {MessageState(s): n for s, n in Message.objects.values_list("state").annotate(Count("pk")).order_by("state")}


def _view(row: Message, reference: UUID) -> MessageView:
    return MessageView(
        message=row.pk,
        reference=reference,
        recipient=row.recipient,
        state=MessageState(row.state),
        reason=row.reason,
        language=row.language,
        is_reply=row.reply_to is not None,
        queued_at=row.created_at,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
    )
