"""The receipt of a decision: a page to read and print, and the file that verifies without the city."""

import base64
import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.core.errors import NotFound
from consent.ledger.receipts import Receipt, receipt_of
from consent.portal import wording
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.qr import code_of
from consent.portal.rows import change_row


@require_safe
@resident_only
def receipt(request: HttpRequest, acting: Acting, receipt: UUID) -> HttpResponse:
    """This function will show one receipt; unknown, another's and not mine to see are the same 404 (GDPR 7(1), 15)."""
    return render(request, "portal/receipt.html", _page(receipt_or_404(acting, receipt), acting))


@require_safe
@resident_only
def receipt_file(request: HttpRequest, acting: Acting, receipt: UUID) -> HttpResponse:
    """This function will give the receipt as a file, the same bytes each time; the page says when it is not ready."""
    found = receipt_or_404(acting, receipt)
    if found.document is None:
        return HttpResponseRedirect(f"/receipts/{found.id}/")
    response = HttpResponse(found.document, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.id}.json"'
    return response


def receipt_or_404(acting: Acting, receipt: UUID) -> Receipt:
    """This function will return the receipt when the one who acts may see it, and raise ``Http404`` otherwise."""
    try:
        return receipt_of(str(receipt), acting.subject, acting.sight)
    except NotFound:
        raise Http404 from None


def _page(found: Receipt, acting: Acting) -> dict[str, Any]:
    language = get_language() or "fi"
    page = {
        "page": "history",
        "acting": acting,
        "acting_for": acting.other,
        "receipt": found,
        "row": change_row(found.change, Lexicon.of([found.activity], language), acting),
        "department": found.activity.department.name(language),
        "title": (found.notice or found.activity).title(language),
        "language": wording.LANGUAGES[found.change.language],
    }
    if found.document is None:
        return page
    digest = hashlib.sha256(found.document)
    # The part behind the # stays in the browser. It is a fingerprint of the file and tells nothing of a person.
    fragment = base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
    address = f"{settings.PUBLIC_URL}/verify/#{fragment}"
    return page | {"digest": digest.hexdigest(), "verify_address": address, "code": code_of(address)}
