"""The people room: accounts, residents, subjects, representation, pairwise ids and staff roles."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class PeopleConfig(AppConfig):
    """Makes the room's events known to the log and shouts when the population register is a stand-in."""

    name = "consent.people"
    verbose_name = "people"

    def ready(self) -> None:
        """This function will register events and checks, and warn about a stand-in outside demo mode."""
        from consent.core.events import Kind
        from consent.log import kinds
        from consent.log.verification.rooms import register_room_check
        from consent.people.checks import check_population_register
        from consent.people.events import encode_representation_change
        from consent.people.models import RepresentationChange
        from consent.people.population import shout_when_stand_in
        from consent.people.verification import representations_that_differ

        for kind in (Kind.REPRESENTATION_BEGAN, Kind.REPRESENTATION_ENDED):
            kinds.register(kind, RepresentationChange, encode_representation_change, subject_field="represented")
        register_room_check("representations", representations_that_differ)
        register(Tags.security)(check_population_register)
        shout_when_stand_in()
