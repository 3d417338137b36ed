"""What the worker does about sign-in: what was begun and never finished goes, and so do tokens too old to matter."""

from procrastinate.contrib.django import app
from social_django.models import Association, Nonce

from consent import clock
from consent.people.actions.spend_token import forget_spent_tokens
from consent.signin.oidc.backends import CityProvider


@app.periodic(cron="17 * * * *")
@app.task(queue="tidy", queueing_lock="clear_unfinished_sign_ins", pass_context=False)
def clear_unfinished_sign_ins(timestamp: int) -> int:
    """This function will delete states and nonces of sign-ins that can no longer be finished, and return how many.

    ``timestamp`` is the moment for which the run was planned (seconds), as procrastinate passes it; it is not used.
    """
    over = int(clock.now().timestamp()) - 2 * CityProvider.STATE_LIFETIME
    states, _ = Nonce.objects.filter(timestamp__lt=over).delete()
    nonces, _ = Association.objects.filter(issued__lt=over).delete()
    return states + nonces + forget_spent_tokens()
