"""The pages of every installed service module, each under its own name."""

from django.apps import apps
from django.urls import include, path

from services.kit.apps import ServiceConfig

urlpatterns = [
    path(f"{config.module_name}/", include(f"{config.name}.urls"))
    for config in apps.get_app_configs()
    if isinstance(config, ServiceConfig)
]
