"""Our activities, notices and permissions in the words of GovStack's Consent Building Block 1.1. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from consent.core.canonical import canonical
from consent.core.events import moment
from consent.core.vocabulary import Basis
from consent.registry.read_models import ActivityView, NoticeView

Node = dict[str, Any]
LANGUAGE = "en"
_BASES = {basis: basis.value for basis in Basis} | {Basis.VITAL_INTERESTS: "vital_interest"}
_DAYS_A_MONTH = 30


def policy(activity: ActivityView, site: str) -> Node:
    """This function will return the policy by which an activity's data are kept: its notice, as residents read it."""
    months = activity.retention.get("months")
    return {
        "id": activity.code,
        "name": activity.title(LANGUAGE),
        "version": str(activity.notice.version),
        "url": f"{site}/activities/{activity.code}/",
        "jurisdiction": "FI",
        "industrySector": "public administration",
        "dataRetentionPeriodDays": months * _DAYS_A_MONTH if isinstance(months, int) else None,
        "geographicRestriction": "EU",
        "storageLocation": "EU",
    }


def data_agreement(activity: ActivityView, site: str, *, active: bool) -> Node:
    """This function will return an activity as a data agreement."""
    return {
        "id": activity.code,
        "version": str(activity.notice.version),
        "controller": controller(activity),
        "policy": policy(activity, site),
        "policyId": activity.code,
        "purpose": activity.title(LANGUAGE),
        "purposeDescription": activity.text(LANGUAGE)["why"],
        "lawfulBasis": _BASES[activity.basis],
        "dataUse": "data_using_service",
        "dpia": activity.dpia_ref,
        "active": active,
        "forgettable": activity.basis is Basis.CONSENT,
        "compatibleWithVersion": str(activity.terms_since_version),
        "lifecycle": "complete",
        "signature": None,
        "dataAttributes": [
            {
                "id": category.code,
                "name": category.name(LANGUAGE),
                "sensitivity": category.sensitivity != "normal",
                "category": category.pd_iri,
            }
            for category in activity.categories
        ],
    }


def controller(activity: ActivityView) -> Node:
    """This function will return the department that an activity is of."""
    return {
        "id": activity.department.code,
        "name": activity.department.name(LANGUAGE),
        "url": activity.department.contact.get("url", ""),
    }


def revisions(schema: str, versions: Sequence[NoticeView]) -> list[Node]:
    """This function will return each version of a notice as a revision, the newest first, as ``versions`` are.

    ``serializedHash`` is the SHA-1 that the specification demands, and nothing here relies on it; the hash of a
    resident's receipt is beside it.
    """
    older: list[NoticeView | None] = [*versions[1:], None][: len(versions)]
    newer: list[NoticeView | None] = [None, *versions[:-1]][: len(versions)]
    return [
        {
            "id": revision_id(each),
            "schemaName": schema,
            "objectId": each.activity,
            "signedWithoutObjectId": False,
            "serializedSnapshot": _snapshot(each).decode(),
            "serializedHash": _sha1(each),
            "serializedHashSha256": each.hash.hex(),
            "timestamp": moment(each.published_at),
            "authorizedByIndividual": None,
            "authorizedByOther": str(each.governance.get("approved_by", "")),
            "successor": revision_id(after) if after else None,
            "predecessorHash": _sha1(before) if before else None,
            "predecessorSignature": None,
        }
        for each, before, after in zip(versions, older, newer, strict=True)
    ]


def revision_id(notice: NoticeView) -> str:
    """This function will return the name of a version."""
    return f"{notice.activity}.{notice.version}"


def consent_record(
    agreement: Mapping[str, Any], revision: Mapping[str, Any], person: str, *, opt_in: bool, waiting: bool = False
) -> Node:
    """This function will return where somebody stands; objects as specified, and ids flat beside them.

    Nobody signs here by a key of their own: a record is ``unsigned``, and a receipt proves it instead.
    """
    individual = {"id": person, "externalId": person, "externalIdType": "pairwise", "identityProviderId": ""}
    return {
        "id": record_id(str(agreement["id"]), person),
        "dataAgreement": dict(agreement),
        "dataAgreementId": agreement["id"],
        "dataAgreementRevision": dict(revision),
        "dataAgreementRevisionId": revision["id"],
        "dataAgreementRevisionHash": revision["serializedHash"],
        "individual": individual,
        "individualId": person,
        "optIn": opt_in,
        "state": "pending more signatures" if waiting else "unsigned",
        "signature": None,
    }


def record_id(activity: str, person: str) -> str:
    """This function will return the name of somebody's record of an activity."""
    return f"{activity}.{person}"


def _snapshot(notice: NoticeView) -> bytes:
    return canonical(dict(notice.document))


def _sha1(notice: NoticeView) -> str:
    return hashlib.sha1(_snapshot(notice), usedforsecurity=False).hexdigest()
