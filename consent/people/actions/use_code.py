"""The second factor is used up by using it: a code of the authenticator, or a recovery code, is taken once."""

import logging

from django.db import transaction

from consent import clock
from consent.people import authenticator
from consent.people.actors import Actor
from consent.people.models import LocalCredential, RecoveryCode

logger = logging.getLogger(__name__)

CODE_DIGITS = 6


def use_code(*, actor: Actor, code: str) -> bool:
    """This function will take a code of the actor's authenticator or a recovery code, and tell whether it was right.

    Six digits are the authenticator's; anything else is a recovery code. Of many requests with one code at most one
    gets True. Standard: RFC 6238 section 5.2; NIST SP 800-63B-4 sections 3.1.2 and 3.1.4.
    """
    digits = "".join(code.split())
    with transaction.atomic():
        credential = LocalCredential.objects.select_for_update().filter(account=actor.account).first()
        if credential is None or credential.enrolled_at is None or credential.key_sealed is None:
            return False
        if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit():
            secret = authenticator.opened_secret(credential.account_id, credential.key_sealed)
            step = authenticator.step_of(secret, digits, after=credential.last_step, at=clock.now())
            if step is None:
                return False
            credential.last_step = step
            credential.save(update_fields=["last_step"])
            return True
        (digest,) = authenticator.recovery_digests(credential.account_id, [code])
        used, _ = RecoveryCode.objects.filter(account=actor.account, digest=digest).delete()
    if used:
        logger.warning("a recovery code was used by %s %s", actor.kind, actor.name)
    return bool(used)
