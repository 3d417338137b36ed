"""All settings, read from the environment; each secret may also come from a file named by ``<NAME>_FILE``."""

import base64
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from consent.api import certificate_config
from consent.api.access import policy_config
from consent.api.adapters import config as adapters_config
from consent.api.framework_config import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401  (read by DRF)
from consent.api.oauth.config import OAUTH2_PROVIDER  # noqa: F401  (read by django-oauth-toolkit)
from consent.ledger import quota_config
from consent.log import database_config, key_config, log_config, witness_config
from consent.logging import logging_config
from consent.rights import config as rights_config
from consent.signals import config as signals_config
from consent.signin import config as signin_config
from consent.signin.passwords import AUTH_PASSWORD_VALIDATORS  # noqa: F401  (read by Django)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# What this process is, and whether it is a demonstration.
PROCESS = env.str("PROCESS", "all")  # all, web, api or worker
DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
TESTING = "pytest" in sys.modules

# Where it is reached and where its files are.
VERSION = "0.1.0"
RELEASE = env.str("RELEASE", "").strip()  # what was installed, in the operator's own words: a tag or a commit
CITY_NAME = env.str("CITY_NAME", "Helsinki" if DEMO else "")
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CONSENT_API_URL = env.str("CONSENT_API_URL", PUBLIC_URL).rstrip("/")
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=sorted(LOCAL_HOSTS) if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
MYDATA_HOME = Path(env.str("MYDATA_HOME", str(BASE_DIR / ".mydata")))
SERVICE_CREDENTIALS_DIR = Path(env.str("SERVICE_CREDENTIALS_DIR", str(MYDATA_HOME / "credentials")))
DEMO_EXTRACT = Path(env.str("DEMO_EXTRACT", str(MYDATA_HOME / "demo" / "extract.json")))

# Secrets. Nothing has a default: a city that forgets one does not start.
# A file's closing line break is not part of the secret.
SECRET_KEY = env.str("SECRET_KEY", "").strip()
# What service modules seal their own columns with; set it apart, so that SECRET_KEY can be changed without them.
SERVICES_KEY = env.str("SERVICES_KEY", "").strip() or (SECRET_KEY if DEMO else "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "").strip()  # without one there are no metrics
_root_key = env.str("ROOT_KEY", "").strip()
try:
    ROOT_KEY = base64.b64decode(_root_key, validate=True)
except ValueError:
    raise ImproperlyConfigured("ROOT_KEY must be base64 of 32 random bytes (openssl rand -base64 32).") from None
KEY_ENCRYPTION_KEYS, KEY_ENCRYPTION_FROM_ROOT, _of_keys = key_config.read(env)
RETENTION_YEARS, _of_periods = rights_config.read(env)
QUOTAS, _of_quotas = quota_config.read(env)
SSF, _of_signals = signals_config.read(env)
ADAPTERS, _of_adapters = adapters_config.read(env, demo=DEMO)
_log, _of_log = log_config.read(env, demo=DEMO, process=PROCESS, home=MYDATA_HOME)
LOG_ORIGIN, GUARD_DIR = _log.origin, _log.guard
LOG_KEYS_DIR, LOG_SIGNING_KEY_FILE = _log.keys, _log.key_file
LOG_WITNESS_POLICY, _of_witnesses = witness_config.read(env)

# What is wrong, each with what to do; every one of them is told at once.
_database, _owner = env.str("DATABASE_URL", "").strip(), env.str("DATABASE_OWNER_URL", "").strip()
_user, _owning_user = (urlsplit(url).username for url in (_database, _owner))
SESSION_IDLE_MINUTES_RESIDENT = env.int("SESSION_IDLE_MINUTES_RESIDENT", 30)
SESSION_IDLE_MINUTES_STAFF = env.int("SESSION_IDLE_MINUTES_STAFF", 20)
SESSION_HOURS_RESIDENT = env.int("SESSION_HOURS_RESIDENT", 8)
SESSION_HOURS_STAFF = env.int("SESSION_HOURS_STAFF", 8)
_always = {
    "SECRET_KEY (or SECRET_KEY_FILE) must hold at least 50 random characters.": len(SECRET_KEY) < 50,
    "ROOT_KEY (or ROOT_KEY_FILE) must be base64 of 32 random bytes: openssl rand -base64 32.": len(ROOT_KEY) != 32,
    "METRICS_TOKEN (or METRICS_TOKEN_FILE) must hold at least 32 random characters, or be left out.": 0
    < len(METRICS_TOKEN)
    < 32,
    "SESSION_IDLE_MINUTES_RESIDENT and SESSION_IDLE_MINUTES_STAFF must be 20 to 120 (WCAG 2.2 SC 2.2.1).": not all(
        20 <= minutes <= 120 for minutes in (SESSION_IDLE_MINUTES_RESIDENT, SESSION_IDLE_MINUTES_STAFF)
    ),
    "SESSION_HOURS_RESIDENT and SESSION_HOURS_STAFF must be 1 to 24.": not all(
        1 <= hours <= 24 for hours in (SESSION_HOURS_RESIDENT, SESSION_HOURS_STAFF)
    ),
    "DATABASE_URL is not set; `make run` starts an embedded PostgreSQL for you.": not _database,
    "DATABASE_URL must begin with postgresql:// or postgres://.": not _database.startswith(
        ("postgresql://", "postgres://")
    ),
    "DATABASE_OWNER_URL and DATABASE_URL are one role: the running city may not own its tables.": bool(_owner)
    and _user == _owning_user,
    "PROCESS must be one of all, web, api, worker.": PROCESS not in ("all", "web", "api", "worker"),
}
_in_demo = {
    "DEMO=1 lets anybody sign in as anybody: it serves this machine only, or remove DEMO.": not set(ALLOWED_HOSTS)
    <= LOCAL_HOSTS,
}
_in_production = {
    "DEBUG=1 is only for a demonstration on one's own machine: set DEMO=1 or remove DEBUG.": DEBUG,
    "SECRET_KEY looks like a default: make a random one.": len(set(SECRET_KEY)) < 16
    or any(word in SECRET_KEY.lower() for word in ("secret", "insecure")),
    "SERVICES_KEY (or SERVICES_KEY_FILE) must hold at least 32 random characters of its own.": len(SERVICES_KEY) < 32
    or SERVICES_KEY == SECRET_KEY,
    "ROOT_KEY looks like a default: make a random one.": len(set(ROOT_KEY)) < 8,
    "PUBLIC_URL must begin with https:// outside the demonstration.": not PUBLIC_URL.startswith("https://"),
    "ALLOWED_HOSTS must name the hosts that this city serves, each in full.": not ALLOWED_HOSTS
    or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS),
}
ACCESS_POLICY_SOURCE, ACCESS_POLICY_FIXTURE, _of_policy = policy_config.read(env, demo=DEMO)
CLIENT_CERTIFICATES, _of_certificates = certificate_config.read(env, demo=DEMO)
OIDC_PROVIDERS, _of_providers = signin_config.read(env, demo=DEMO)
_problems = [said for said, wrong in (_always | (_in_demo if DEMO else _in_production)).items() if wrong]
_problems += [*_of_adapters, *_of_certificates, *_of_keys, *_of_log, *_of_periods, *_of_policy, *_of_providers]
_problems += [*_of_quotas, *_of_signals, *_of_witnesses]
if _problems:
    raise ImproperlyConfigured("MyData refuses to start:\n  - " + "\n  - ".join(_problems))

INSTALLED_APPS = [
    "consent.log",
    "consent.people",
    "consent.tokens",
    "consent.registry",
    "consent.messaging",
    "consent.ledger",
    "consent.signals",
    "consent.asking",
    "consent.proactive",
    "consent.rights",
    "consent.signin",
    "consent.api",
    "consent.portal",
    "consent.audit",
    "consent.desk",
    "consent.public",
    *(["consent.demo"] if DEMO else []),
    "services.kit",
    "services.library",
    "services.preschool",
    "services.schoolhealth",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "social_django",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_structlog",
    "csp",
]
AUTH_USER_MODEL = "people.Account"
OAUTH2_PROVIDER_APPLICATION_MODEL = "registry.ClientApplication"
DPO_CONTACT = env.str("DPO_CONTACT", "tietosuojavastaava@city.example" if DEMO else "").strip()
POPULATION_REGISTER = env.str("POPULATION_REGISTER", "consent.people.population.TableRegister")
# The stand-in register warns until an operator says that it is known and wanted.
SILENCED_SYSTEM_CHECKS = ["people.W001"] if env.bool("ACCEPT_STAND_IN_REGISTER", False) else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "consent.logging.requests.RequestLog",
    "consent.api.middleware.ProblemDocuments",
    "consent.public.open_files.OpenFiles",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consent.signin.middleware.SessionRules",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "consent.urls"
WSGI_APPLICATION = "consent.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consent.public.context.city",
            ],
        },
    }
]

DATABASES = database_config.read(env)

# Jobs: what a finished one was about is nobody's business any more.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "always"}

# Sign-in and sessions.
SESSION_ENGINE = "consent.signin.store"
SESSION_COOKIE_AGE = 60 * 60 * max(SESSION_HOURS_RESIDENT, SESSION_HOURS_STAFF)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "consent.portal.flash.PrivateFlash"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "consent.public.errors.csrf_failure"
LOGIN_URL = "/sign-in/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "consent.registry.hashers.ClientSecretHasher",  # of client secrets only, see there
]

# Languages.
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Helsinki"

# Static files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(MYDATA_HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A page names hashed files only, and nobody but a debugger asks for a source map: neither is worth compressing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("br", "gz", "jpg", "map", "png", "webp", "woff", "woff2")
if TESTING:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# What a browser may do with our pages: nothing from elsewhere, no script at all on pages of our own.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        # A browser follows a form's redirects by this rule too: signing in and out lead to the city's providers.
        "form-action": [SELF, *sorted(frozenset[str]().union(*(each.origins for each in OIDC_PROVIDERS.values())))],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not DEMO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A browser takes these from this host only: no other site of the city can plant a session (ASVS 5.0 V3.3.1).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True

# What a request may carry.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
APPEND_SLASH = False

# Errors and logs.
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(debug=DEMO and os.environ.get("LOG_FORMAT") != "json")
