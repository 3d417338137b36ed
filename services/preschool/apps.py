"""Early childhood education: pre-primary placements and the kitchen's allergies."""

from services.kit.apps import ServiceConfig


class PreschoolConfig(ServiceConfig):
    """The module of early childhood education."""

    name = "services.preschool"
