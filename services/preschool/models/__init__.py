"""The tables of early education."""

from services.preschool.models.children import Allergy, Child, Guardian, Placement
from services.preschool.models.units import DemoChild, Unit

__all__ = ["Allergy", "Child", "DemoChild", "Guardian", "Placement", "Unit"]
