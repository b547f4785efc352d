"""Django's settings; what differs between installations is read from the environment (docs/reference/settings.md)."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

ROOT = Path(os.environ.get("SAMDRIFT_ROOT", Path(__file__).resolve().parents[3]))
PACKAGE = Path(__file__).resolve().parents[1]
SAMDRIFT_VAR = Path(os.environ.get("SAMDRIFT_VAR", ROOT / "var"))


def _secret_key() -> str:
    """The installation's own key: given, or made once and kept readable to its owner only."""
    given = os.environ.get("SAMDRIFT_SECRET_KEY")
    if given:
        return given
    kept = SAMDRIFT_VAR / "secret-key"
    if not kept.exists():
        SAMDRIFT_VAR.mkdir(parents=True, exist_ok=True)
        made = SAMDRIFT_VAR / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # the first process wins; the others read what it wrote
            os.link(made, kept)
        made.unlink()
    return kept.read_text()


def _flag(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes"}


SECRET_KEY = _secret_key()
DEBUG = _flag("SAMDRIFT_DEBUG")
# Demonstration: shows the people to sign in as, and lets anybody be any of them.
SAMDRIFT_DEMO = _flag("SAMDRIFT_DEMO")
SAMDRIFT_CLOCK_OFFSET_SECONDS = float(os.environ.get("SAMDRIFT_CLOCK_OFFSET_SECONDS", "0"))
SAMDRIFT_BASE_URL = os.environ.get("SAMDRIFT_BASE_URL", "http://localhost:8000")
ALLOWED_HOSTS = os.environ.get(
    "SAMDRIFT_HOSTS", "*" if SAMDRIFT_DEMO else "localhost,127.0.0.1,[::1],testserver"
).split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SAMDRIFT_TRUSTED_ORIGINS", "").split(",") if origin]
_HTTPS = SAMDRIFT_BASE_URL.startswith("https://")
# How many proxies of ours stand in front and may be believed about a caller's address.
SAMDRIFT_PROXIES = int(os.environ.get("SAMDRIFT_PROXIES", "0"))
SAMDRIFT_MAX_UPLOAD_MB = int(os.environ.get("SAMDRIFT_MAX_UPLOAD_MB", "25"))
SAMDRIFT_MAX_MODEL_MB = int(os.environ.get("SAMDRIFT_MAX_MODEL_MB", "400"))
LARGEST_BODY = (max(SAMDRIFT_MAX_MODEL_MB, 64) + 1) << 20  # that and the form around it; more is turned away unread
SAMDRIFT_SEAL_KEY = os.environ.get("SAMDRIFT_SEAL_KEY", "")
# The folder with the official rules of e-invoices, and an interpreter that has the libraries to ask them.
_INSTALLED_RULES = SAMDRIFT_VAR / "einvoice"  # where ./samdrift einvoice-rules puts them
SAMDRIFT_EINVOICE_RULES = os.environ.get(
    "SAMDRIFT_EINVOICE_RULES", str(_INSTALLED_RULES) if _INSTALLED_RULES.is_dir() else ""
)
SAMDRIFT_ANALYTICS = os.environ.get("SAMDRIFT_ANALYTICS", "")
SAMDRIFT_ANALYTICS_READER = os.environ.get("SAMDRIFT_ANALYTICS_READER", "")
SAMDRIFT_EINVOICE_PYTHON = os.environ.get("SAMDRIFT_EINVOICE_PYTHON", "")
SAMDRIFT_FILE_STORAGE = os.environ.get("SAMDRIFT_FILE_STORAGE", "")
# Ways out of the house, each off while its address is empty.
SAMDRIFT_SMTP_URL = os.environ.get("SAMDRIFT_SMTP_URL", "")
SAMDRIFT_MAIL_FROM = os.environ.get("SAMDRIFT_MAIL_FROM", f"samdrift <samdrift@{urlsplit(SAMDRIFT_BASE_URL).hostname}>")
SAMDRIFT_MAIL_REPLY_TO = os.environ.get("SAMDRIFT_MAIL_REPLY_TO", "")
SAMDRIFT_HOOKS_INSIDE = _flag("SAMDRIFT_HOOKS_INSIDE")
SAMDRIFT_IMAP_URL = os.environ.get("SAMDRIFT_IMAP_URL", "")
SAMDRIFT_MAX_MAIL_MB = int(os.environ.get("SAMDRIFT_MAX_MAIL_MB", "40"))
SAMDRIFT_SMS_URL = os.environ.get("SAMDRIFT_SMS_URL", "")
SAMDRIFT_PUSH_KEY = os.environ.get("SAMDRIFT_PUSH_KEY", "")
SAMDRIFT_PUSH_HOSTS = os.environ.get(
    "SAMDRIFT_PUSH_HOSTS", "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com"
).split(",")
SAMDRIFT_SMS_TOKEN = os.environ.get("SAMDRIFT_SMS_TOKEN", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "samdrift.foundation.checks",
    "samdrift.foundation.datasets",
    "samdrift.foundation.events",
    "samdrift.foundation.files",
    "samdrift.foundation.guards",
    "samdrift.foundation.jobs",
    "samdrift.foundation.mail",
    "samdrift.foundation.notices",
    "samdrift.foundation.search",
    "samdrift.foundation.tallies",
    "samdrift.registers.parties",
    "samdrift.registers.estate",
    "samdrift.registers.catalogue",
    "samdrift.registers.contracts",
    "samdrift.registers.tags",
    "samdrift.operations.promises",
    "samdrift.operations.approvals",
    "samdrift.operations.workforce",
    "samdrift.operations.requests",
    "samdrift.operations.disputes",
    "samdrift.operations.work",
    "samdrift.operations.planning",
    "samdrift.operations.dispatch",
    "samdrift.operations.field",
    "samdrift.operations.rounds",
    "samdrift.operations.desk",
    "samdrift.operations.exchange",
    "samdrift.operations.bundles",
    "samdrift.partnership.performance",
    "samdrift.partnership.scaling",
    "samdrift.partnership.addons",
    "samdrift.partnership.savings",
    "samdrift.partnership.invoicing",
    "samdrift.partnership.joining",
    "samdrift.partnership.insight",
    "samdrift.partnership.reports",
    "samdrift.partnership.handover",
    "samdrift.partnership.benchmarking",
    "samdrift.doors",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "samdrift.doors.pages.squeeze.SqueezedFilesMiddleware",
    "samdrift.doors.pages.squeeze.LargePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "samdrift.doors.middleware.ScopeMiddleware",
    "samdrift.doors.audited.AuditedMiddleware",
    "samdrift.doors.middleware.LanguageMiddleware",
    "samdrift.doors.large.TooLargeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "samdrift.doors.errors.ErrorsMiddleware",
]

# Signing in through an identity provider: routes, tables and library only where one is configured.
SAMDRIFT_OIDC_URL = os.environ.get("SAMDRIFT_OIDC_URL", "")
SAMDRIFT_OIDC_NAME = os.environ.get("SAMDRIFT_OIDC_NAME", "Single sign-on")
if SAMDRIFT_OIDC_URL:
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    ACCOUNT_USER_MODEL_USERNAME_FIELD = None
    ACCOUNT_LOGIN_METHODS = {"email"}
    ACCOUNT_SIGNUP_FIELDS = ["email*"]
    ACCOUNT_EMAIL_VERIFICATION = "none"
    SOCIALACCOUNT_ADAPTER = "samdrift.doors.account.provider.Adapter"
    # A link, not a form: "form-action 'self'" would stop the way on to the provider.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": SAMDRIFT_OIDC_NAME,
                    "client_id": os.environ.get("SAMDRIFT_OIDC_CLIENT_ID", ""),
                    "secret": os.environ.get("SAMDRIFT_OIDC_CLIENT_SECRET", ""),
                    "settings": {"server_url": SAMDRIFT_OIDC_URL},
                }
            ],
        }
    }

ROOT_URLCONF = "samdrift.doors.urls"
WSGI_APPLICATION = "samdrift.doors.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = ["samdrift.doors.account.backend.PasswordBackend"]
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{SAMDRIFT_VAR / 'samdrift.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "samdrift.foundation.sqlite3"
    # Said out loud: what spreads tests over processes knows by itself only Django's own engine.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-8000;"
            "PRAGMA journal_size_limit=27103364;PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "doors" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "samdrift.doors.pages.environment.environment",
            "context_processors": ["samdrift.doors.pages.context.frame"],
        },
    },
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("da", _("Danish")), ("sv", _("Swedish"))]
LOCALE_PATHS = [PACKAGE / "doors" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "doors" / "static"]
STATIC_ROOT = SAMDRIFT_VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty until collected; whitenoise wants to see it
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_ENGINE = "samdrift.doors.account.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_FAILURE_VIEW = "samdrift.doors.pages.failures.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy's work
if SAMDRIFT_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SAMDRIFT_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = [
    "auth.E003",  # e-mail is unique; the check does not know our column
    "security.W005",  # other names of the owner's domain are the owner's to decide
    "security.W008",  # sending callers on to https is the proxy's work
    "security.W021",  # so is a place on the browsers' preload list
]
