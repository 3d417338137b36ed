"""What the checks report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """One way to personal data that no permit guards."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
