"""From a proof to an account: the whole pipeline of a sign-in by the city's provider."""

from dataclasses import dataclass
from uuid import UUID

from consent.core.errors import DomainError, NotAllowed
from consent.people.actions.admit_resident import admit_resident
from consent.people.actions.admit_staff import admit_staff
from consent.people.actors import Actor
from consent.signin.config import Provider, RoleHeld
from consent.signin.oidc.tokens import Proof, SignInFailed

ACTOR = Actor.system("city-sign-in")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come, and how sure the city is of it."""

    account: UUID
    assurance: str


def arrive(provider: Provider, proof: Proof, *, language: str) -> Arrival:
    """This function will return the account of the person whom ``proof`` names.

    Raises ``SignInFailed`` with the code ``assurance`` (signed in too weakly), ``not_enrolled``, ``no_role``,
    ``account_closed`` or ``identity_changed``.
    """
    try:
        account = (
            _resident(provider, proof)
            if provider.name == "residents"
            else _member_of_staff(provider, proof, language=language)
        )
    except NotAllowed as refused:
        raise SignInFailed(refused.code) from None
    except DomainError:
        raise SignInFailed("not_possible") from None
    methods = " ".join(f"amr:{method}" for method in sorted(proof.amr))
    return Arrival(account, (proof.acr or methods)[:255])


def _resident(provider: Provider, proof: Proof) -> UUID:
    if not provider.demand.met_by(proof.acr, proof.amr):
        raise SignInFailed("assurance")
    return admit_resident(
        actor=ACTOR, issuer=proof.issuer, subject=proof.subject, national_id=proof.text(provider.person_claim)
    )


def _member_of_staff(provider: Provider, proof: Proof, *, language: str) -> UUID:
    roles = _roles(provider, proof)
    city_wide = any(department is None for _, department in roles)
    demand = provider.strict if city_wide else provider.demand
    if not demand.met_by(proof.acr, proof.amr):
        raise SignInFailed("assurance")
    account = admit_staff(
        actor=ACTOR,
        issuer=proof.issuer,
        subject=proof.subject,
        display_name=proof.text("name")[:150],
        language=language,
        roles=roles,
    )
    if account is None:
        raise SignInFailed("no_role")
    return account


def _roles(provider: Provider, proof: Proof) -> frozenset[RoleHeld]:
    groups = proof.listed(provider.person_claim)
    return frozenset(role for group in groups for role in provider.roles.get(group, ()))
