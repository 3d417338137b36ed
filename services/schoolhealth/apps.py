"""School health care: what the school nurse found and the school needs, handed over when both sides may."""

from services.kit.apps import ServiceConfig, Tick
from services.kit.extract import Extract
from services.kit.trial import Trial


class SchoolHealthConfig(ServiceConfig):
    """The module of school health care."""

    name = "services.schoolhealth"

    def load_demo(self, extract: Extract, tick: Tick) -> int:
        """This function will give the demo city's pupils their cards with the nurse, some of them with findings."""
        # Models cannot be imported before all apps are loaded.
        from services.schoolhealth.actions.load_demo import load_demo

        return load_demo(extract=extract, tick=tick)

    def trial(self) -> Trial:
        """This function will store a made-up person for the kit to try the module with."""
        from services.schoolhealth.actions.begin_trial import begin_trial

        return begin_trial(actor="trial")
