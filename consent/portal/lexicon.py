"""The registry's words for the codes that uses and decisions are kept under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names in one language by code. A code without a name is shown as it is: an odd look must not be hidden."""

    activities: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, activities: Iterable[ActivityView], language: str) -> "Lexicon":
        """This function will return the words that ``activities`` bring with them."""
        views = list(activities)
        # A declared recipient asks for itself too; where its own name is known, that one is shown.
        receivers = {
            entry["department"]: entry["name"][language]
            for view in views
            for entry in view.recipients
            if "department" in entry
        }
        return cls(
            activities={view.code: view.title(language) for view in views},
            departments=receivers | {view.department.code: view.department.name(language) for view in views},
            categories={category.code: category.name(language) for view in views for category in view.categories},
            # A recipient without a department's code is known by its Finnish name.
            recipients={entry["name"]["fi"]: entry["name"][language] for view in views for entry in view.recipients},
            laws={view.code: view.law_name.get(language, "") for view in views},
        )

    def recipient(self, kept: str) -> str:
        """This function will return the name of somebody whom data were passed on to."""
        return self.departments.get(kept) or self.recipients.get(kept, kept)
