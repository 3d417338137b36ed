"""The registry's names for the codes that events carry, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from consent.registry import queries as registry
from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code. A code without a name is shown as it is: an odd look must not be hidden from an auditor."""

    views: tuple[ActivityView, ...]
    activities: Mapping[str, str]
    departments: Mapping[str, str]
    categories: Mapping[str, str]
    clients: Mapping[str, str]

    @classmethod
    def read(cls, language: str) -> "Names":
        """This function will read the names of everything that a filter can name, in three statements."""
        clients = registry.clients()
        names = cls.of_register(language)
        departments = {client.department: client.department for client in clients}
        return replace(
            names,
            departments=departments | dict(names.departments),
            clients={client.client_id: client.name or client.client_id for client in clients},
        )

    @classmethod
    def of_register(cls, language: str) -> "Names":
        """This function will read the names of everything but clients, in two statements."""
        views = tuple(registry.activities())
        return cls(
            views=views,
            activities={view.code: view.title(language) for view in views},
            departments={view.department.code: view.department.name(language) for view in views},
            categories={category.code: category.name(language) for view in views for category in view.categories},
            clients={},
        )
