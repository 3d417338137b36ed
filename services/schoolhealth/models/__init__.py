"""The tables of school health care."""

from services.schoolhealth.models.demonstration import DemoPupil
from services.schoolhealth.models.pupils import Finding, Measure, Pupil

__all__ = ["DemoPupil", "Finding", "Measure", "Pupil"]
