"""The clients of a city service: who is this towards my department, may I look, and what has ended since?

Both offer the same operations, each written once: `ConsentClient` returns when it is done, `AsyncConsentClient` is
awaited. What an operation takes, returns and raises stands at its definition.
"""

from services.sdk import asking, feed, listening, proofs, questions, reports, returning
from services.sdk import campaigns as campaigning
from services.sdk import offers as offering
from services.sdk import uses as recorded
from services.sdk.credentials import Credentials, KeyCredentials
from services.sdk.questions import EVALUATION_PATH, RESOLVE_PATH
from services.sdk.running import Awaiting, Blocking, awaiting, blocking
from services.sdk.session import SCOPES

__all__ = [
    "EVALUATION_PATH",
    "RESOLVE_PATH",
    "SCOPES",
    "AsyncConsentClient",
    "ConsentClient",
    "Credentials",
    "KeyCredentials",
]


class ConsentClient(Blocking):
    """Asks the ledger for one department. Threads may share it. It never keeps an answer: every check asks afresh."""

    resolve = blocking(questions.resolve)
    check = blocking(questions.check)
    check_many = blocking(questions.check_many)
    redeem = blocking(proofs.redeem)
    verify = blocking(proofs.verify)
    changes = blocking(feed.changes)
    uses = blocking(recorded.uses)
    report_uses = blocking(reports.report_uses)
    ask_consent = blocking(asking.ask_consent)
    consent_request = blocking(asking.consent_request)
    consent_requests = blocking(asking.consent_requests)
    cancel_consent_request = blocking(asking.cancel_consent_request)
    verify_return = blocking(returning.verify_return)
    publish_rules = blocking(campaigning.publish_rules)
    rules = blocking(campaigning.rules)
    create_campaign = blocking(campaigning.create_campaign)
    campaign = blocking(campaigning.campaign)
    campaigns = blocking(campaigning.campaigns)
    campaign_lacks = blocking(campaigning.campaign_lacks)
    start_campaign = blocking(campaigning.start_campaign)
    close_campaign = blocking(campaigning.close_campaign)
    campaign_figures = blocking(campaigning.campaign_figures)
    make_offers = blocking(offering.make_offers)
    offer = blocking(offering.offer)
    offers = blocking(offering.offers)
    offer_outcomes = blocking(offering.offer_outcomes)
    begin_stream = blocking(listening.begin_stream)
    stream = blocking(listening.stream)
    end_stream = blocking(listening.end_stream)
    try_stream = blocking(listening.try_stream)
    listen_once = blocking(listening.listen_once)
    listen = blocking(listening.listen)


class AsyncConsentClient(Awaiting):
    """The same for a program with an event loop. Tasks may share it; handlers and journals may be coroutines."""

    resolve = awaiting(questions.resolve)
    check = awaiting(questions.check)
    check_many = awaiting(questions.check_many)
    redeem = awaiting(proofs.redeem)
    verify = awaiting(proofs.verify)
    changes = awaiting(feed.changes)
    uses = awaiting(recorded.uses)
    report_uses = awaiting(reports.report_uses)
    ask_consent = awaiting(asking.ask_consent)
    consent_request = awaiting(asking.consent_request)
    consent_requests = awaiting(asking.consent_requests)
    cancel_consent_request = awaiting(asking.cancel_consent_request)
    verify_return = awaiting(returning.verify_return)
    publish_rules = awaiting(campaigning.publish_rules)
    rules = awaiting(campaigning.rules)
    create_campaign = awaiting(campaigning.create_campaign)
    campaign = awaiting(campaigning.campaign)
    campaigns = awaiting(campaigning.campaigns)
    campaign_lacks = awaiting(campaigning.campaign_lacks)
    start_campaign = awaiting(campaigning.start_campaign)
    close_campaign = awaiting(campaigning.close_campaign)
    campaign_figures = awaiting(campaigning.campaign_figures)
    make_offers = awaiting(offering.make_offers)
    offer = awaiting(offering.offer)
    offers = awaiting(offering.offers)
    offer_outcomes = awaiting(offering.offer_outcomes)
    begin_stream = awaiting(listening.begin_stream)
    stream = awaiting(listening.stream)
    end_stream = awaiting(listening.end_stream)
    try_stream = awaiting(listening.try_stream)
    listen_once = awaiting(listening.listen_once)
    listen = awaiting(listening.listen)
