"""The two providers as social-auth knows them, with what its checks leave open closed.

Its own ``OpenIdConnectAuth`` binds state, nonce and PKCE verifier to the browser's session, uses each once, and checks
signature, ``iss``, ``aud``, ``exp``, ``iat``, ``nbf`` and ``at_hash``. Here are added: the issuer is the configured one
and not what a document says; no second audience; algorithms pinned by kind of key; every claim read from the signed
token and none from UserInfo; the ``iss`` of the answer; and no table of social-auth's keeps a person or a token.
"""

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from jwt import PyJWTError
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import AuthProviderError, AuthResponseError, SocialAuthBaseException
from social_core.utils import url_add_parameters
from social_django.utils import load_strategy

from consent.signin.config import Provider
from consent.signin.oidc.signatures import ALGORITHMS, signing_key
from consent.signin.oidc.tokens import Proof, SignInFailed

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
RELOAD_SECONDS = 30.0
# What broken input makes the library or the JSON of a provider raise beside its own errors.
BROKEN = (PyJWTError, ValueError, TypeError, KeyError, AttributeError)


class CityProvider(OpenIdConnectAuth[HttpResponse]):
    """A provider of the city. All settings come from one ``Provider``; nothing else in the settings is asked."""

    ID_TOKEN_MAX_AGE = 300
    JWT_ALGORITHMS = list(ALGORITHMS)
    JWT_LEEWAY = 10.0
    STATE_LIFETIME = NONCE_LIFETIME = 1200
    DEFAULT_USE_PKCE = True
    _reloaded: dict[str, float] = {}

    def __init__(self, provider: Provider, request: HttpRequest | None = None) -> None:
        self.provider = provider
        super().__init__(load_strategy(request), f"{settings.PUBLIC_URL}/sign-in/complete/{provider.name}/")

    def setting(self, name: str, default: Any = None) -> Any:
        """This function will return what the library asks for by ``name``."""
        ours: dict[str, Any] = {
            "KEY": self.provider.client_id,
            "SECRET": self.provider.client_secret,
            "OIDC_ENDPOINT": self.provider.issuer.rstrip("/"),
            "ID_TOKEN_ISSUER": self.provider.issuer,
            "SCOPE": list(self.provider.scopes),
            "IGNORE_DEFAULT_SCOPE": True,
            "ACR_VALUES": self.provider.acr_values or None,
            "UI_LOCALES": get_language(),
        }
        return ours.get(name, default)

    def begin(self, *, again: bool = False) -> str:
        """This function will return where the provider asks the person; ``again`` when an old sign-in is not enough.

        Raises ``SignInFailed`` when the provider cannot be reached or its configuration is not its own.
        """
        try:
            url = str(self.auth_url())
        except SocialAuthBaseException as error:
            raise _failure(error) from None
        except BROKEN:
            raise SignInFailed("malformed_response") from None
        return str(url_add_parameters(url, {"prompt": "login"})) if again else url

    def finish(self) -> Proof:
        """This function will take the provider's answer and return what it proves; raises ``SignInFailed``."""
        try:
            self._check_issuer_of_the_answer()
            proof = self.auth_complete()
        except SocialAuthBaseException as error:
            raise _failure(error) from None
        except BROKEN:
            raise SignInFailed("malformed_response") from None
        if not isinstance(proof, Proof):
            raise SignInFailed("malformed_response")
        return proof

    def do_auth(self, access_token: str, *args: Any, **kwargs: Any) -> Proof:
        """This function will end the library's part: the verified claims are all that is wanted.

        The access token is used for nothing and forgotten here; UserInfo, which nobody signs, is never asked.
        """
        if self.id_token is None:
            raise SignInFailed("missing_claim")
        return Proof(claims=self.id_token, id_token=kwargs["response"]["id_token"])

    def oidc_config(self) -> dict[str, Any]:
        """This function will return the provider's metadata, which must be its own and lead over TLS where it does.

        Standard: OpenID Connect Discovery 1.0 §4.3.
        """
        found: dict[str, Any] = super().oidc_config()
        secure = self.provider.issuer.startswith("https://")
        if found.get("issuer") != self.provider.issuer or (
            secure and not all(str(found.get(name, "https://")).startswith("https://") for name in ENDPOINTS)
        ):
            self.get_openid_configuration.invalidate(self, self.oidc_config_url())
            raise AuthResponseError(self, claim="issuer", code="invalid_claim", stage="begin")
        return found

    def find_valid_key(self, id_token: str) -> dict[str, Any] | None:
        """This function will return the provider's key that signed a token, asking for new keys now and then."""
        key = signing_key(id_token, self.get_jwks_keys())
        if key is None and self._may_reload():
            self.get_jwks_keys_for_uri.invalidate(self, self.jwks_uri())
            key = signing_key(id_token, self.get_jwks_keys())
        return key

    def validate_authorized_party(self, claims: dict[str, Any], client_id: str) -> None:
        """This function will refuse a token that is meant for anybody beside us.

        Standard: OpenID Connect Core 1.0 §3.1.3.7 no. 3 to 5: no other audience is trusted here.
        """
        super().validate_authorized_party(claims, client_id)
        if claims.get("aud") not in (client_id, [client_id]):
            raise AuthResponseError(self, claim="aud", code="invalid_claim", stage="token_validation")

    def verified(self, token: str) -> dict[str, Any]:
        """This function will return the claims of a token that came by another way than a sign-in, as RFC 7519 checks.

        Signature, ``iss``, ``aud``, ``exp``, ``iat`` and ``nbf`` hold; raises ``SignInFailed`` (status 400).
        """
        try:
            claims = self.decode_and_validate_id_token(token, "")  # type: ignore[no-untyped-call]
            self.validate_temporal_claims(claims)
        except (SocialAuthBaseException, *BROKEN):
            raise SignInFailed("invalid_token", 400) from None
        return dict(claims)

    def _check_issuer_of_the_answer(self) -> None:
        """RFC 9207: an answer that another provider gave is not taken to this one."""
        said = self.data.get("iss")
        promised = bool(self.oidc_config().get("authorization_response_iss_parameter_supported"))
        if said != self.provider.issuer and (said is not None or promised):
            raise AuthResponseError(self, claim="iss", code="invalid_claim", stage="callback")

    def _may_reload(self) -> bool:
        """Keys are new rarely; whoever sends forged tokens must not make us ask for them each time."""
        now = time.monotonic()
        if now - self._reloaded.get(self.provider.issuer, -RELOAD_SECONDS) < RELOAD_SECONDS:
            return False
        self._reloaded[self.provider.issuer] = now
        return True


class Residents(CityProvider):
    """Where residents identify themselves: Suomi.fi through the city's provider."""

    name = "residents"


class Staff(CityProvider):
    """Where staff sign in: the city's directory."""

    name = "staff"


BACKENDS: dict[str, type[CityProvider]] = {backend.name: backend for backend in (Residents, Staff)}


def city_provider(name: str, request: HttpRequest | None = None) -> CityProvider | None:
    """This function will return the provider called ``name``, or None when the city has not configured it."""
    provider = settings.OIDC_PROVIDERS.get(name)
    return BACKENDS[name](provider, request) if provider else None


def configured() -> Iterable[str]:
    """This function will return the names of the configured providers."""
    return tuple(settings.OIDC_PROVIDERS)


def _failure(error: SocialAuthBaseException) -> SignInFailed:
    if isinstance(error, AuthProviderError) and error.code in ("timeout", "tls_error", "connection_failed"):
        return SignInFailed("provider_unreachable", 503)
    return SignInFailed(error.code, 400 if error.code == "missing_parameter" else 403)
