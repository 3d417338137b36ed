"""Enrolment of a local account: a password of one's own, an authenticator and recovery codes, in one act."""

import logging
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.people import authenticator
from consent.people.actors import Actor
from consent.people.models import Account, LocalCredential, RecoveryCode

logger = logging.getLogger(__name__)


def offer_authenticator(*, actor: Actor) -> bytes:
    """This function will return the secret of the actor's authenticator-to-be, the same until the enrolment is done.

    Raises ``Conflict`` when the account is enrolled already or its one-time password has run out.
    """
    with transaction.atomic():
        credential = _unfinished(actor)
        account = UUID(str(credential.account_id))
        if credential.key_sealed is None:
            credential.key_sealed = authenticator.sealed_secret(account, authenticator.new_secret())
            credential.save(update_fields=["key_sealed"])
        return authenticator.opened_secret(account, credential.key_sealed)


def enrol_authenticator(*, actor: Actor, password: str, code: str) -> list[str]:
    """This function will finish the enrolment and return the recovery codes, which nobody can show again.

    The one-time password is void from then on. Raises ``Invalid`` (code ``password`` with everything that is wrong
    with it, or ``code``) and ``Conflict`` as ``offer_authenticator``. Standard: NIST SP 800-63B-4 section 4.1.2.
    """
    with transaction.atomic():
        credential = _unfinished(actor)
        account: Account = Account.objects.select_for_update().get(pk=credential.account_id)
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Invalid("password", error.messages) from None
        if account.check_password(password):
            raise Invalid("password", [])
        secret = authenticator.opened_secret(account.pk, credential.key_sealed or b"")
        at = clock.now()
        step = authenticator.step_of(secret, code, after=credential.last_step, at=at)
        if step is None:
            raise Invalid("code")
        account.set_password(password)
        account.save(update_fields=["password"])
        credential.one_time_until, credential.enrolled_at, credential.last_step = None, at, step
        credential.save()
        codes = authenticator.new_recovery_codes()
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, digest=digest) for digest in authenticator.recovery_digests(account.pk, codes)
        )
    logger.info("account %s enrolled an authenticator", account.reference)
    return codes


def _unfinished(actor: Actor) -> LocalCredential:
    credential = LocalCredential.objects.select_for_update().filter(account=actor.account).first()
    if credential is None or credential.one_time_until is None or credential.one_time_until <= clock.now():
        raise Conflict("enrolment_over", "there is no enrolment to finish")
    return credential
