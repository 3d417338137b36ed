"""Text messages to and from a person, and how they want to be told, as nodes of their own copy."""

from collections.abc import Iterator

from consent.messaging.preferences import PreferenceView, has_stopped, preferences_of
from consent.messaging.queries import messages_with
from consent.rights.exports.holdings import Holdings
from consent.rights.exports.records import named
from consent.rights.exports.terms import Node, moment, ref, urn


def own_messages(holdings: Holdings) -> Iterator[Node]:
    """This function will yield what was written to and by the person, to nobody but the person (GDPR 15(1), 15(4)).

    A guardian's copy of a child's data has none: messages are the affair of who has the telephone.
    """
    reader = holdings.reader
    if reader.me != reader.subject:
        return
    chosen, stopped = preferences_of(reader.subject), has_stopped(reader.subject)
    person = ref(named(reader.subject))
    if stopped or chosen != PreferenceView(reader.subject):
        yield {
            "@type": "mydata:MessagePreference",
            "dpv:hasDataSubject": person,
            "mydata:channel": chosen.channel.value,
            "mydata:quietFrom": chosen.quiet_from.isoformat("minutes") if chosen.quiet_from else None,
            "mydata:quietUntil": chosen.quiet_until.isoformat("minutes") if chosen.quiet_until else None,
            "mydata:noOffers": chosen.no_offers,
            "mydata:topics": list(chosen.topics),
            "mydata:stopped": stopped,
        }
    for each in messages_with(reader.subject):
        node: Node = {
            "@id": urn("message", each.message),
            "@type": "mydata:TextMessage",
            "dct:date": moment(each.at),
            "dpv:hasDataSubject": person,
            "mydata:direction": "to" if each.to_person else "from",
        }
        if each.to_person:
            node["mydata:messageState"] = each.state
        if each.text is not None:
            node["dct:description"] = each.text
        yield node
