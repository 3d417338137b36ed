"""A receipt that a resident kept verifies after the city has forgotten the resident, and the log verifies whole."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from consent.core.receipt_checks import TrustedKey, check_receipt
from consent.ledger.decision_ids import decision_id
from consent.ledger.queries import history_of
from consent.ledger.receipts import receipt_of
from consent.ledger.visibility import Sight
from consent.log.models import Leaf, Log
from consent.log.shredding import shred_payloads
from consent.log.signing_keys import vkeys
from consent.rights.actions.erase_resident import erase_resident
from consent.rights.models import Erasure, ShreddedEvent
from tests.cast import SYSTEM, assemble_with_consent
from tests.log.check_log import check_log
from tests.log.sequencing import sequence_all


@pytest.mark.law("GDPR", "5(2)", "a resident proves a decision with a receipt that verifies without the city")
@pytest.mark.law("GDPR", "17(1)", "after an erasure the log is whole: commitments stay, content is gone by design")
def test_the_kept_receipt_and_the_log_both_verify_afterwards(own_database: str, log_keys: Path) -> None:
    cast = assemble_with_consent()
    sequence_all()
    decision = decision_id(history_of(cast.aino.subject)[0].event_id)
    kept = receipt_of(decision, cast.aino.subject, Sight(36, non_disclosure=False, right=None)).document
    assert kept is not None
    leaves = Leaf.objects.count()
    erase_resident(actor=SYSTEM, subject=cast.aino.subject)
    sequence_all()
    keys = [TrustedKey(key.vkey) for key in vkeys(Log.objects.get())]
    assert check_receipt(kept, keys)
    assert Leaf.objects.count() == leaves + 3, "two guardianships ended, and the erasure"
    check_log()
    out = StringIO()
    call_command("verify_log", "--json", "--processes", "1", stdout=out)
    verdict = json.loads(out.getvalue())
    assert verdict["whole"] is True
    assert verdict["erased"] == ShreddedEvent.objects.count() == Erasure.objects.get().count == 1


def test_a_payload_deleted_without_a_manifest_is_tampering(own_database: str, log_keys: Path) -> None:
    cast = assemble_with_consent()
    sequence_all()
    gone = history_of(cast.aino.subject)[0].event_id
    shred_payloads([gone])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_log", "--json", "--processes", "1", stdout=out)
    assert ended.value.code == 1
    verdict = json.loads(out.getvalue())
    assert verdict["whole"] is False
    assert verdict["first_bad"]["event_id"] == gone
