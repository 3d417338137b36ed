"""The library's tables."""

from services.library.models.catalogue import DemoCard, Work
from services.library.models.customers import Loan, Patron, Reservation

__all__ = ["DemoCard", "Loan", "Patron", "Reservation", "Work"]
