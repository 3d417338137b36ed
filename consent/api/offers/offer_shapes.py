"""How offers, and what became of them, are spelled for the department that makes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consent.api.serializers import StrictCharField, StrictSerializer
from consent.core.eligibility_shape import LONGEST_TEXT, MOST_INPUTS
from consent.proactive.drafts import MOST_CANDIDATES, Candidate
from consent.proactive.outcome_feed import TOLD, FedStep
from consent.proactive.read_models import OfferView, Refusal
from consent.proactive.vocabulary import AnsweredBy, Choice, OfferState

# Every word of the seam that makes offers; its own tests say that it has no other.
REFUSALS = ("no_such_person", "no_such_pool", "undeclared_input", "bad_input")


@extend_schema_field({"type": ["string", "integer", "boolean", "null"], "maxLength": LONGEST_TEXT, "maximum": 10**9})
class InputField(serializers.Field[Any, Any, Any, Any]):
    """What one rule is given; the rule set says of which type it must be, and a wrong one refuses that person alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        """This function will take whatever JSON has: it is judged by the rule set that declares it."""
        return data


class InputsField(serializers.DictField):
    """What the rules are given of one person, by the names that the rule set declares."""

    child = InputField()

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """This function will refuse more inputs than a rule set can have."""
        if isinstance(data, dict) and len(data) > MOST_INPUTS:
            raise serializers.ValidationError([f"A rule set has at most {MOST_INPUTS} inputs."])
        return super().run_validation(data)


class CandidateShape(StrictSerializer):
    """One person whom the department would offer the service to."""

    id = StrictCharField(max_length=64, help_text="The department's own id of the person.")
    inputs = InputsField(help_text="What the campaign's rules ask for, and nothing else.")
    pool = StrictCharField(max_length=64, required=False, allow_blank=True, help_text="A pool's code.")
    place = StrictCharField(
        max_length=120, required=False, allow_blank=True, help_text="The place, where it is not the pool's name."
    )


class OffersShape(StrictSerializer):
    """A campaign that runs, and people."""

    campaign = serializers.UUIDField()
    candidates = CandidateShape(many=True, min_length=1, max_length=MOST_CANDIDATES)  # type: ignore[call-arg]


class OfferShape(serializers.Serializer[Any]):
    """Where one person stands in one campaign; `not_offered` says by `reason` why there is no offer."""

    offer = serializers.UUIDField()
    campaign = serializers.UUIDField()
    id = serializers.CharField(allow_null=True, help_text="The person, or null once erased.")
    pool = serializers.CharField(allow_null=True, help_text="Null too where nothing may tell where the person is.")
    state = serializers.ChoiceField([state.value for state in OfferState])
    reason = serializers.CharField(allow_null=True)
    choice = serializers.ChoiceField([choice.value for choice in Choice], allow_null=True)
    answered_through = serializers.ChoiceField([way.value for way in AnsweredBy], allow_null=True)
    version = serializers.IntegerField(help_text="Counts the steps of one offer, without a gap.")
    rules_version = serializers.IntegerField(help_text="By which the person was judged.")
    made_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class CandidateResult(serializers.Serializer[Any]):
    """What became of one candidate: where they stand, or why they are not in the campaign at all."""

    id = serializers.CharField()
    offer = OfferShape(required=False)
    reason = serializers.ChoiceField(REFUSALS, required=False)
    problems = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The inputs that are not as they must be."
    )


class OfferResults(serializers.Serializer[Any]):
    """One result a candidate, in the order of the request."""

    results = CandidateResult(many=True)


class OfferList(serializers.Serializer[Any]):
    """Some offers of a campaign, and where to read on."""

    offers = OfferShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next request; null when there is none.")
    more = serializers.BooleanField(help_text="Whether there is more to read.")


class OutcomeShape(serializers.Serializer[Any]):
    """One step of one offer, at its place in the log."""

    offer = serializers.UUIDField()
    campaign = serializers.UUIDField()
    id = serializers.CharField(min_length=32, max_length=32, help_text="The department's own id of the person.")
    kind = serializers.ChoiceField([kind.value for kind in TOLD])
    state = serializers.ChoiceField([state.value for state in OfferState], help_text="Where the offer stood after it.")
    reason = serializers.CharField(allow_null=True)
    choice = serializers.ChoiceField([choice.value for choice in Choice], allow_null=True)
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    log_index = serializers.IntegerField()


class OutcomeList(serializers.Serializer[Any]):
    """Some steps, and where to read on."""

    outcomes = OutcomeShape(many=True)
    next = serializers.CharField(help_text="The cursor of the next request, also when nothing is left to read now.")
    more = serializers.BooleanField(help_text="Whether there is more to read now.")


def candidate_of(said: dict[str, Any]) -> Candidate:
    """This function will return the candidate that one validated member of ``candidates`` names."""
    return Candidate(person=said["id"], inputs=said["inputs"], pool=said.get("pool", ""), place=said.get("place", ""))


def offer_of(view: OfferView) -> dict[str, Any]:
    """This function will return one offer as ``OfferShape`` has it: never who answered, nor by which number."""
    return {
        "offer": str(view.id),
        "campaign": str(view.campaign.id),
        "id": view.person or None,
        "pool": view.pool or None,
        "state": view.state.value,
        "reason": view.reason or None,
        "choice": view.choice.value if view.choice else None,
        "answered_through": view.answered_through.value if view.answered_through else None,
        "version": view.version,
        "rules_version": view.rules_version,
        "made_at": view.made_at,
        "sent_at": view.sent_at,
        "delivered_at": view.delivered_at,
        "answered_at": view.answered_at,
        "decided_at": view.decided_at,
    }


def result_of(candidate: Candidate, outcome: OfferView | Refusal) -> dict[str, Any]:
    """This function will return what became of one candidate as ``CandidateResult`` has it."""
    if isinstance(outcome, OfferView):
        return {"id": candidate.person, "offer": offer_of(outcome)}
    problems = {"problems": list(outcome.problems)} if outcome.problems else {}
    return {"id": candidate.person, "reason": outcome.reason, **problems}


def outcome_of(outcome: FedStep, person: str) -> dict[str, Any]:
    """This function will return one step as ``OutcomeShape`` has it."""
    return {
        "offer": str(outcome.offer),
        "campaign": str(outcome.campaign),
        "id": person,
        "kind": outcome.kind.value,
        "state": outcome.state.value,
        "reason": outcome.reason or None,
        "choice": outcome.choice.value if outcome.choice else None,
        "version": outcome.version,
        "at": outcome.at,
        "log_index": outcome.index,
    }
