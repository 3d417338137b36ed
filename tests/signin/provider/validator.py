"""django-oauth-toolkit's validator, with the person the test has chosen and the faults it has asked for."""

import json
from typing import Any

from django.conf import settings
from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.signin.provider import state
from tests.signin.provider.tokens import signed, spoiled


class Validator(OAuth2Validator):
    """Says of everybody what the test says."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """This function will return the claims of the person the test has chosen."""
        return dict(state.person)

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any) -> str:
        """This function will make the ID token as usual, then spoil it if the test asks for it."""
        good = super().finalize_id_token(id_token, token, token_handler, request)
        how = state.misbehave["how"]
        if not how:
            return str(good)
        claims = spoiled(json.loads(json.dumps(id_token, default=str)), how, request.client.client_id)
        pem = settings.OAUTH2_PROVIDER["OIDC_RSA_PRIVATE_KEY"]
        return signed(claims, pem, request.client.jwk_key.thumbprint(), how)
