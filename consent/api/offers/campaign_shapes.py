"""How campaigns are spelled for the department that runs them."""

from typing import Any

from rest_framework import serializers

from consent.api.moments import MomentField
from consent.api.serializers import StrictBooleanField, StrictCharField, StrictIntegerField, StrictSerializer
from consent.messaging.vocabulary import MessageClass
from consent.proactive.drafts import MOST_POOLS, CampaignDraft, PoolDraft
from consent.proactive.read_models import CampaignView
from consent.proactive.vocabulary import CampaignState, Condition, Mode

_LONGEST, _MOST_TAKEN = 1_000, 1_000_000
_MAPPINGS = ("service", "texts", "benefit_resident", "benefit_city", "if_declined")
_AS_THEY_ARE = (
    "code", "round", "activity", "category", "rules", *_MAPPINGS, "form_url", "sender", "duty_ref", "message_class",
    "letter_fallback", "minutes_saved_each", "deadline", "created_at", "started_at", "closed_at",
)  # fmt: skip


class WordsShape(StrictSerializer):
    """A text in the city's languages; a draft may lack one, a campaign that starts may not."""

    fi = StrictCharField(max_length=_LONGEST, required=False, allow_blank=True, trim_whitespace=False)
    sv = StrictCharField(max_length=_LONGEST, required=False, allow_blank=True, trim_whitespace=False)
    en = StrictCharField(max_length=_LONGEST, required=False, allow_blank=True, trim_whitespace=False)


class PoolShape(StrictSerializer):
    """Places that offers share, such as a unit; without `capacity` there is no end of them."""

    code = StrictCharField(max_length=64, allow_blank=True, help_text="Empty for the one pool of a campaign.")
    name = StrictCharField(max_length=120, required=False, allow_blank=True, help_text="What the family is told.")
    capacity = StrictIntegerField(min_value=0, max_value=_MOST_TAKEN, required=False, allow_null=True)


class DraftShape(StrictSerializer):
    """A campaign as its department writes it."""

    code = StrictCharField(max_length=64, help_text="Names the service, year after year.")
    round = StrictCharField(max_length=16, help_text="Names this time, such as 2027.")
    activity = StrictCharField(max_length=64, help_text="The processing activity that permits the use.")
    category = StrictCharField(max_length=64, help_text="What the ledger is asked about at sending and at the answer.")
    rules = StrictCharField(max_length=64, help_text="The code of a published rule set of the department.")
    rules_version = StrictIntegerField(
        min_value=1, max_value=_MOST_TAKEN, required=False, allow_null=True, help_text="Null: the newest at the start."
    )
    mode = serializers.ChoiceField([mode.value for mode in Mode], required=False, help_text="`ask` without it.")
    message_class = serializers.ChoiceField([one.value for one in MessageClass], required=False)
    service = WordsShape(help_text="The name of the service.")
    texts = WordsShape(help_text="The message, with {code} {deadline} {service} {place} {url} as variables.")
    benefit_resident = WordsShape(help_text="What the family gains.")
    benefit_city = WordsShape(help_text="What the city gains.")
    if_declined = WordsShape(help_text="What declining means, and what the law still asks for.")
    form_url = StrictCharField(max_length=300, help_text="Where the ordinary form is.")
    sender = StrictCharField(max_length=16, help_text="A number or short code that can be answered.")
    deadline = MomentField()
    duty_ref = StrictCharField(max_length=120, required=False, allow_blank=True, help_text="The law that asks for it.")
    letter_fallback = StrictBooleanField(required=False, help_text="Whom no message reaches gets a letter.")
    minutes_saved_each = StrictIntegerField(min_value=0, max_value=10_000, required=False, allow_null=True)
    pools = PoolShape(many=True, required=False, max_length=MOST_POOLS)  # type: ignore[call-arg]


class PoolShown(serializers.Serializer[Any]):
    """Places, and how many are taken now."""

    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    capacity = serializers.IntegerField(allow_null=True)
    taken = serializers.IntegerField()


class WordsShown(serializers.Serializer[Any]):
    """A text in the city's languages."""

    fi = serializers.CharField(required=False, allow_blank=True)
    sv = serializers.CharField(required=False, allow_blank=True)
    en = serializers.CharField(required=False, allow_blank=True)


class CampaignShape(serializers.Serializer[Any]):
    """One campaign, as it stands now."""

    campaign = serializers.UUIDField()
    code = serializers.CharField()
    round = serializers.CharField()
    activity = serializers.CharField()
    category = serializers.CharField()
    rules = serializers.CharField()
    rules_version = serializers.IntegerField(allow_null=True, help_text="Which is applied; null while it is open.")
    mode = serializers.ChoiceField([mode.value for mode in Mode])
    message_class = serializers.ChoiceField([one.value for one in MessageClass])
    service = WordsShown()
    texts = WordsShown()
    benefit_resident = WordsShown()
    benefit_city = WordsShown()
    if_declined = WordsShown()
    form_url = serializers.CharField()
    sender = serializers.CharField()
    deadline = serializers.DateTimeField()
    duty_ref = serializers.CharField(allow_blank=True)
    letter_fallback = serializers.BooleanField()
    minutes_saved_each = serializers.IntegerField(allow_null=True)
    pools = PoolShown(many=True)
    state = serializers.ChoiceField([state.value for state in CampaignState])
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class CampaignList(serializers.Serializer[Any]):
    """The department's campaigns, the newest first."""

    campaigns = CampaignShape(many=True)


class LackShape(serializers.Serializer[Any]):
    """Something that keeps a campaign from starting."""

    condition = serializers.ChoiceField([*(one.value for one in Condition), "texts", "deadline"])
    why = serializers.CharField()


class ConditionsShape(serializers.Serializer[Any]):
    """Whether a draft could start now, and what it lacks."""

    would_start = serializers.BooleanField()
    lacking = LackShape(many=True)


def draft_of(said: dict[str, Any]) -> CampaignDraft:
    """This function will return the draft that a validated body writes."""
    members = {name: value for name, value in said.items() if name not in ("mode", "pools")}
    pools = [PoolDraft(**one) for one in said.get("pools", ())]
    return CampaignDraft(**members, mode=Mode(said.get("mode", Mode.ASK)), pools=pools)


def campaign_of(view: CampaignView) -> dict[str, Any]:
    """This function will return one campaign as ``CampaignShape`` has it."""
    return {
        "campaign": str(view.id),
        **{name: getattr(view, name) for name in _AS_THEY_ARE},
        "rules_version": view.rules_version or None,
        "mode": view.mode.value,
        "state": view.state.value,
        "pools": [
            {"code": one.code, "name": one.name, "capacity": one.capacity, "taken": one.taken} for one in view.pools
        ],
    }
