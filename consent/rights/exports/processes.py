"""A processing activity as a DPV process, from the notice of one version: what was published, nothing added. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from consent.core.vocabulary import Basis, Sensitivity
from consent.registry.queries import DepartmentView, NoticeView
from consent.rights.exports import terms
from consent.rights.exports.holdings import PORTABLE, Reader
from consent.rights.exports.terms import Node, ref, said, urn


def process(notice: NoticeView, reader: Reader) -> Node:
    """This function will return the purpose, data, recipients, retention, source and rights (GDPR 15(1)(a)–(g))."""
    document, language = notice.document, reader.language
    basis, texts = Basis(document["basis"]), notice.text(language)
    node: Node = {
        "@id": process_id(notice.activity, notice.version),
        "@type": "dpv:Process",
        "dct:identifier": notice.activity,
        "dct:title": said(texts["title"], language),
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "skos:broader": ref(document["purpose"]),
            "skos:prefLabel": said(texts["summary"], language),
            "dct:description": said(texts["why"], language),
        },
        "dpv:hasPersonalData": [_category(category, language) for category in document["categories"]],
        "dpv:hasDataController": ref(urn("department", document["department"]["code"])),
        "dpv:hasRecipient": [_recipient(recipient, language) for recipient in document["recipients"]],
        "dpv:hasStorageCondition": _retention(document["retention"], language),
        "dpv:hasLegalBasis": _basis(basis, document),
        "dpv:hasApplicableLaw": [ref("legal-eu:law-GDPR"), *_law(document["law"], language)],
        "dpv:hasJurisdiction": ref("loc:FI"),
        "dpv:hasRight": [ref(right) for right in (*terms.RIGHTS, *terms.RIGHTS_BY_BASIS.get(basis, ()))],
        "dpv:hasNotice": notice_node(notice, reader),
        "mydata:portable": basis in PORTABLE,
    }
    if basis is Basis.CONSENT:
        node["dpv:hasConsentControl"] = {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": ref(f"{reader.site}/permissions/{notice.activity}/"),
        }
    return node


def process_id(activity: str, version: int) -> str:
    """This function will name a process: an activity as one version of its notice describes it."""
    return urn("process", activity, version)


def notice_node(notice: NoticeView, reader: Reader, language: str = "") -> Node:
    """This function will point at a notice: its address, version, fingerprint and the ``language`` it was read in.

    A notice of something that rests on a law is a privacy notice and never a consent notice.
    """
    consent = notice.document["basis"] == Basis.CONSENT
    return {
        "@id": f"{reader.site}/activities/{notice.activity}/{notice.version}/",
        "@type": "dpv:ConsentNotice" if consent else "dpv:PrivacyNotice",
        "dct:language": language or reader.language,
        "schema:version": notice.version,
        "mydata:sha256": notice.hash.hex(),
    }


def department(view: DepartmentView, language: str) -> Node:
    """This function will return a department with how to reach it."""
    contact = {"email": "schema:email", "phone": "schema:telephone", "url": "schema:url"}
    reached = {contact[key]: value for key, value in view.contact.items() if key in contact and value}
    return {
        "@id": urn("department", view.code),
        "@type": ["dpv:DataController", "dpv:GovernmentalOrganisation"],
        "dpv:hasIdentifier": view.code,
        "dpv:hasName": said(view.name(language), language),
        "schema:contactPoint": {"@type": "schema:ContactPoint", **reached},
    }


def _category(category: Mapping[str, Any], language: str) -> Node:
    return {
        "@id": urn("category", category["code"]),
        "@type": terms.DATA_KINDS[Sensitivity(category["sensitivity"])],
        "dct:identifier": category["code"],
        "skos:broader": ref(category["pd"]),
        "skos:prefLabel": said(category["name"][language], language),
        "dpv:hasDataSource": ref(urn("department", category["source"])),
    }


def _recipient(recipient: Mapping[str, Any], language: str) -> Node:
    return {"@type": "dpv:Recipient", "dpv:hasName": said(recipient["name"][language], language)}


def _retention(retention: Mapping[str, Any], language: str) -> Node:
    node: Node = {"@type": "dpv:StorageDuration", "dct:description": said(retention["text"][language], language)}
    if retention.get("months") is not None:
        node["dpv:hasDuration"] = {"@type": "xsd:duration", "@value": f"P{retention['months']}M"}
    return node


def _basis(basis: Basis, document: Mapping[str, Any]) -> list[Node]:
    found = [ref(terms.BASES[basis])]
    if basis is Basis.CONSENT:
        explicit = bool(document["explicit_consent"])
        found.append(ref("dpv:ExplicitlyExpressedConsent" if explicit else "dpv:ExpressedConsent"))
    return found


def _law(law: Mapping[str, Any] | None, language: str) -> Iterable[Node]:
    if law:
        yield {"@type": "dpv:Law", "dct:identifier": law["ref"], "dct:title": said(law["name"][language], language)}
