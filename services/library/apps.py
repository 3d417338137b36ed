"""The library: loans desk and recommendations."""

from services.kit.apps import ServiceConfig, Tick
from services.kit.extract import Extract
from services.kit.trial import Trial


class LibraryConfig(ServiceConfig):
    """The library's module."""

    name = "services.library"

    def load_demo(self, extract: Extract, tick: Tick) -> int:
        """This function will give the demo city library cards and loans."""
        # Models cannot be imported before all apps are loaded.
        from services.library.actions.load_demo import load_demo

        return load_demo(extract=extract, tick=tick)

    def trial(self) -> Trial:
        """This function will store a made-up person for the kit to try the module with."""
        from services.library.actions.begin_trial import begin_trial

        return begin_trial(actor="trial")
