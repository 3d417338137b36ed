"""The WSGI application: decisions are answered before Django, everything else by it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consent.settings")
_django = get_wsgi_application()

from consent.api.access.door import DecisionDoor  # noqa: E402  (Django must be set up first)
from consent.api.headers import WellFormedHeaders  # noqa: E402
from consent.log.guard import refuse_a_rewritable_log  # noqa: E402

refuse_a_rewritable_log()
application = DecisionDoor(WellFormedHeaders(_django))
