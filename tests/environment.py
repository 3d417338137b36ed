"""Loaded by pytest before Django's settings (``-p tests.environment``): a database server and secrets for the tests.

A DATABASE_URL that is set already is used as it is; otherwise the clone's own embedded server named ``test`` runs for
as long as the tests do.
"""

import atexit
import base64
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from deploy.local.environment import prepare

os.environ["DEMO"] = "1"
os.environ["PYTEST_RUNNING"] = "1"
if not os.environ.get("DATABASE_URL"):
    prepare(cluster="test")
# Playwright leaves its event loop on the main thread, where Django would refuse every query of the tests after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
if not os.environ.get("MYDATA_HOME"):
    os.environ["MYDATA_HOME"] = tempfile.mkdtemp(prefix="mydata-tests-")
    atexit.register(shutil.rmtree, os.environ["MYDATA_HOME"], ignore_errors=True)
if os.environ.get("PYTEST_XDIST_WORKER"):  # one of several processes: what it writes is its own
    os.environ["MYDATA_HOME"] = str(Path(os.environ["MYDATA_HOME"], os.environ["PYTEST_XDIST_WORKER"]))
# The static files' place must be there, or WhiteNoise warns; tests serve them from their sources.
Path(os.environ["MYDATA_HOME"], "static").mkdir(parents=True, exist_ok=True)
# A test asks thousands of times about a handful of people; those of the quotas set quotas of their own.
for _name in ("QUOTA_CHECKS_PER_MINUTE", "QUOTA_CHECKS_PER_PERSON_A_DAY", "QUOTA_LOOKUPS_PER_MINUTE"):
    os.environ.setdefault(_name, "0")
for _name, _value in (
    ("SECRET_KEY", secrets.token_urlsafe(60)),
    ("ROOT_KEY", base64.b64encode(secrets.token_bytes(32)).decode()),
):
    if not os.environ.get(_name) and not os.environ.get(f"{_name}_FILE"):
        os.environ[_name] = _value
