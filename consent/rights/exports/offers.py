"""Offers of services as nodes: every step, what the rules were given, the answers, the decision documents."""

import json
from collections.abc import Iterator

from consent.core.events import Kind
from consent.proactive.queries import OfferEventView, OfferView, offers_of_subject
from consent.proactive.resident_queries import offer_events_of
from consent.rights.exports.holdings import Holdings, Reader
from consent.rights.exports.records import named, reference
from consent.rights.exports.terms import Node, moment, ref, said, urn


def own_offers(holdings: Holdings) -> Iterator[Node]:
    """This function will yield every offer and non-offer whose matter may be seen whole (GDPR 15(1)(h), 15(3), 22).

    Where times may not be told, neither are those of the steps nor what the rules were given (Act 661/2009 s. 36).
    """
    reader, among = holdings.reader, list(holdings.activities)
    offers = [view for view in offers_of_subject([reader.subject]) if view.campaign.activity in holdings.activities]
    if not offers:
        return
    steps = offer_events_of(reader.subject, among=among)
    for view in offers:
        yield _offer(view, steps.get(view.id, []), reader)


def _offer(view: OfferView, steps: list[OfferEventView], reader: Reader) -> Node:
    campaign = view.campaign
    node: Node = {
        "@id": urn("offer", view.id),
        "@type": "mydata:Offer",
        "dct:title": said(campaign.service[reader.language], reader.language),
        "dct:identifier": f"{campaign.code}/{campaign.round}",
        "dpv:hasDataSubject": ref(named(reader.subject)),
        "dpv:hasEntity": ref(urn("department", campaign.department)),
        "mydata:activity": campaign.activity,
        "mydata:state": view.state.value,
        "mydata:rules": f"{campaign.rules}/{view.rules_version}",
        "mydata:answerBy": moment(campaign.deadline),
        "mydata:steps": [_step(step, reader) for step in steps],
    }
    if view.place:
        node["mydata:place"] = view.place
    return node


def _step(step: OfferEventView, reader: Reader) -> Node:
    node: Node = {"@type": "mydata:OfferStep", "mydata:event": step.kind.value, "mydata:state": step.state.value}
    if reader.sight.tells_times:
        node |= {"@id": reference(step.event_id), "dct:date": moment(step.at)}
    for name, value in (("reason", step.reason), ("choice", step.choice), ("channel", step.channel)):
        if value:
            node[f"mydata:{name}"] = value
    if step.actor_subject is not None:
        # Who another guardian is, is nobody's to take away (GDPR 15(4)).
        known = step.actor_subject in (reader.me, reader.subject)
        node["dpv:isIndicatedBy"] = ref(named(step.actor_subject)) if known else {"@type": "dpv:Representative"}
    if step.text is not None and _may_be_told(step, reader):
        node["mydata:document"] = {"@type": "@json", "@value": json.loads(step.text)}
    return node


def _may_be_told(step: OfferEventView, reader: Reader) -> bool:
    if step.kind is Kind.OFFER_RATED:
        return step.actor_subject in (reader.me, reader.subject)
    return reader.sight.tells_times or step.kind is Kind.OFFER_DECIDED
