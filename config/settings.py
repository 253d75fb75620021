"""All settings, one file. The table below is the whole of what the environment may say."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR") or BASE_DIR / ".data")

env = environ.Env(
    PORTAL_MODE=(str, "production"),  # production | demo | test
    PORTAL_DATA_DIR=(str, str(DATA_DIR)),  # the demo's databases, keys and logs; below it whatever is not set here
    SECRET_KEY=(str, ""),  # at least 50 characters in production
    DATABASE_URL=(str, ""),  # the web role; it owns nothing
    DATABASE_OWNER_URL=(str, ""),  # the owner role, for migrations only
    REDIS_URL=(str, ""),  # carries wake-ups only; AOF on in production
    ALLOWED_HOSTS=(list, []),
    CSRF_TRUSTED_ORIGINS=(list, []),
    PUBLIC_BASE_URL=(str, "http://127.0.0.1:8000"),  # printed in the QR codes of posted papers
    KEY_DIR=(str, str(DATA_DIR / "keys")),  # record.key, index.key, seal-<kid>.key; mode 0400
    SEAL_KEY_ID=(str, "k1"),
    SEAL_CIPHER=(str, "aes256gcm"),  # aes256gcm | sm4gcm
    DOCUMENT_ROOT=(str, str(DATA_DIR / "documents")),
    OUTPUT_ROOT=(str, str(DATA_DIR / "out")),
    NOTICE_FONT_DIR=(str, ""),  # the office's own licensed typefaces
    PASSWORD_POLICY=(str, "dengbao"),  # dengbao | asvs
    PORTAL_PLAIN_HTTP=(bool, False),  # never in production
    TRUSTED_PROXIES=(int, 0),  # how many proxies stand in front
    LOG_LEVEL=(str, "INFO"),
)

PORTAL_MODE = env("PORTAL_MODE")
PRODUCTION = PORTAL_MODE == "production"
DEMO = PORTAL_MODE == "demo"
TESTING = PORTAL_MODE == "test"
DEBUG = False
SECRET_KEY = env("SECRET_KEY") or "unset"
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or ([] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")
PUBLIC_BASE_URL = env("PUBLIC_BASE_URL").rstrip("/")
KEY_DIR = Path(env("KEY_DIR"))
SEAL_KEY_ID, SEAL_CIPHER = env("SEAL_KEY_ID"), env("SEAL_CIPHER")
DOCUMENT_ROOT, OUTPUT_ROOT = Path(env("DOCUMENT_ROOT")), Path(env("OUTPUT_ROOT"))
NOTICE_FONT_DIR = env("NOTICE_FONT_DIR")
PLAIN_HTTP = env("PORTAL_PLAIN_HTTP") or not PRODUCTION

INSTALLED_APPS = [
    "config",
    "mergers",
    "votes",
    "risk",
    "assets",
    "shareholders",
    "communities",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "pgtrigger",
]
MIDDLEWARE = [
    "communities.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "communities.middleware.SessionAgeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "communities.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "communities.middleware.HtmxSessionMiddleware",
    "communities.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "config.context.chrome",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

DATABASES = {
    "default": {
        **(env.db("DATABASE_URL") if env("DATABASE_URL") else {"ENGINE": "django.db.backends.postgresql"}),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
        },
    }
}
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL")
WEB_ROLE = "portal_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- time and words
LANGUAGE_CODE, USE_I18N, USE_TZ, TIME_ZONE = "zh-hans", True, True, "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False
DATE_FORMAT, DATETIME_FORMAT = "Y-m-d", "Y-m-d H:i"

# -- who
AUTH_USER_MODEL = "communities.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_POLICY = env("PASSWORD_POLICY")
PASSWORD_DAYS = 90 if PASSWORD_POLICY == "dengbao" else None
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10 if PASSWORD_POLICY == "dengbao" else 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    *([{"NAME": "communities.passwords.ThreeClassesValidator"}] if PASSWORD_POLICY == "dengbao" else []),
]
SECOND_FACTOR = PRODUCTION
OTP_TOTP_ISSUER = "撤改撤并工作台"
AXES_LOCKOUT_PARAMETERS = ["username"]  # never the address: an office shares one
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_RESET_ON_SUCCESS = 5, 0.25, True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "communities.lib.addresses.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # a log of its own: a failed sign-in is no line of the record book
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # lock by user on purpose, see above
SESSION_IDLE_SECONDS, SESSION_ABSOLUTE_SECONDS, SESSION_TOUCH_SECONDS = 30 * 60, 10 * 60 * 60, 60

# -- browser
SESSION_COOKIE_NAME = "sid" if PLAIN_HTTP else "__Host-sid"
CSRF_COOKIE_NAME = "csrf" if PLAIN_HTTP else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE, SESSION_EXPIRE_AT_BROWSER_CLOSE = SESSION_IDLE_SECONDS, True  # written by SessionAgeMiddleware
CSRF_FAILURE_VIEW = "communities.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY, SECURE_CROSS_ORIGIN_OPENER_POLICY, X_FRAME_OPTIONS = "same-origin", "same-origin", "DENY"
TRUSTED_PROXIES = env("TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- files
STATIC_URL, STATICFILES_DIRS, STATIC_ROOT = "/static/", [BASE_DIR / "static"], DATA_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # documents have a store of their own
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DOCUMENT_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 2000, 20
FILE_UPLOAD_HANDLERS = ["communities.uploads.LimitedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640

# -- work in the background: PostgreSQL holds the truth, Redis wakes the worker
CELERY_BROKER_URL = env("REDIS_URL")
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT, CELERY_RESULT_BACKEND = True, None
CELERY_TASK_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", ["json"]
CELERY_TIMEZONE, CELERY_ENABLE_UTC = "Asia/Shanghai", True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = SCHEDULE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "communities.lib.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
