"""Early childhood education: pre-primary placements and the kitchen's allergies."""

from services.kit.apps import ServiceConfig, Tick
from services.kit.extract import Extract
from services.kit.trial import Trial


class PreschoolConfig(ServiceConfig):
    """The module of early childhood education."""

    name = "services.preschool"

    def load_demo(self, extract: Extract, tick: Tick) -> int:
        """This function will give the demo city pre-primary units, and its five- and six-year-olds their records."""
        # Models cannot be imported before all apps are loaded.
        from services.preschool.actions.load_demo import load_demo

        return load_demo(extract=extract, tick=tick)

    def trial(self) -> Trial:
        """This function will store a made-up person for the kit to try the module with."""
        from services.preschool.actions.begin_trial import begin_trial

        return begin_trial(actor="trial")
