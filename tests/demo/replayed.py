"""A small campaign of the replay in the test's own process, with a gateway in memory."""

from datetime import date

from django.core.management import call_command

from consent import clock
from consent.demo.replay.behaviour import Shown
from consent.demo.replay.campaign import begin_campaign
from consent.demo.replay.families import Household, make_families, make_units
from consent.demo.replay.rates import Rates
from consent.demo.replay.street import shown_by
from consent.demo.replay.town import offer_places, settle_families
from consent.messaging.actions.send import send_due
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.config import MessagingConfig
from consent.proactive.read_models import CampaignView
from tests.cast import SYSTEM

SECRET = "a-secret-of-the-gateway-which-is-long-enough"
IN_MEMORY = MessagingConfig(
    backend="consent.messaging.backends.memory.MemoryBackend",
    gateway_secret=SECRET,
    sender="16120",
    per_second=1_000,
    connections=16,
    quiet=None,
)
# Telephones as they should be, one guardian each: then what a family said is known. Twins stay.
ORDERLY = Rates(
    two_guardians=0, not_eligible=0, secret_home=0, shared_number=0, foreign_number=0, no_number=0, twins=0.05
)


def campaign_of(families: int) -> tuple[CampaignView, dict[str, list[str]], list[Household]]:
    """This function will run a campaign up to the sending, and return which codes each number was shown."""
    call_command("publish_registry", "services/preschool/manifest.yaml", verbosity=0)
    today: date = clock.today()
    households = make_families(11, families, today, ORDERLY)
    units = make_units(households)
    list(settle_families(households))
    campaign = begin_campaign(f"11-{families}", units, today)
    list(offer_places(households, units, campaign))
    while send_due(actor=SYSTEM):
        pass
    codes: dict[str, list[str]] = {}
    for sms in MemoryBackend.outbox:
        shown, code = shown_by(sms.text)
        if shown is Shown.OFFER:
            codes.setdefault(sms.number, []).append(code)
    return campaign, codes, households
