"""What one kind of problem is made of (RFC 9457 §3.1)."""

from dataclasses import dataclass

from django.conf import settings

INDEX = "/api/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem; ``title``, ``meaning`` and ``remedy`` are translated on its page and nowhere else."""

    slug: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def address(self) -> str:
        """This function will return the ``type`` of a document: the address of the page, under the city's own name."""
        return f"{settings.PUBLIC_URL}{INDEX}{self.slug}/"
