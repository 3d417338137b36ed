"""Who asks, where the source's own statement does not tell."""

from consent import clock
from consent.api.access.sources import Refused
from consent.api.principal import Principal, principal_by


def require(token: str, scope: str) -> Principal:
    """This function will return the holder of the token with the checksum ``token``; raises ``Refused``."""
    caller = principal_by(token, clock.now())
    if caller is None:
        raise Refused(error="invalid_token")
    if scope not in caller.scopes:
        raise Refused(error="insufficient_scope", scope=scope)
    return caller
