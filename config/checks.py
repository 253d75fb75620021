"""What a production start refuses. `manage.py check --deploy` names all of it; web and worker do not start with any."""

import stat
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from communities.lib import dbroles

SHORTEST_SECRET, FEWEST_SIGNS, KEY_BYTES = 50, 8, 32


def refusals() -> list[str]:
    """A sentence for everything that forbids a production start; empty when all is well or this is not production."""
    return [*unsafe_settings(), *unsafe_servers()] if settings.PRODUCTION else []


def refuse_unsafe_start() -> None:
    """Called by the web process and the worker before their first piece of work. Raises ImproperlyConfigured."""
    try:
        reasons = refusals()
    finally:
        connection.close()  # the process may fork after this
    if reasons:
        raise ImproperlyConfigured("拒绝启动：\n" + "\n".join(f"  · {reason}" for reason in reasons))


def unsafe_settings() -> list[str]:
    """What the settings and the key files alone show."""
    return [*_secret_key(), *_keys(), *_switches()]


def unsafe_servers() -> list[str]:
    """What only the database and Redis themselves can say."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return []
    return [*_database(), *_redis()]


def _secret_key() -> Iterator[str]:
    secret = settings.SECRET_KEY
    if secret == "unset" or secret.startswith("django-insecure-"):
        yield "SECRET_KEY 未设置或仍是示例值。"
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        yield f"SECRET_KEY 过短或过于单一，须为至少{SHORTEST_SECRET}个随机字符。"


def _keys() -> Iterator[str]:
    """Each key a file of its own, 32 random bytes in hex, that only the portal's user can read."""
    seen = {settings.SECRET_KEY: "SECRET_KEY"}
    for name in ("record.key", "index.key", f"seal-{settings.SEAL_KEY_ID}.key"):
        path = Path(settings.KEY_DIR) / name
        try:
            text, mode = path.read_text().strip(), path.stat().st_mode
            length = len(bytes.fromhex(text))
        except OSError:
            yield f"密钥文件 {path} 不存在或无法读取。"
            continue
        except ValueError:
            text, length = "", 0
        if length != KEY_BYTES or len(set(text)) < FEWEST_SIGNS:
            yield f"密钥文件 {path} 应为{KEY_BYTES}字节随机数的十六进制。"
        elif text in seen:
            yield f"密钥文件 {path} 与 {seen[text]} 相同，每个密钥须各自生成。"
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"密钥文件 {path} 可被其他用户读写，请执行 chmod 400。"
        seen.setdefault(text, name)


def _switches() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG 已打开，会向访问者显示内部信息。"
    if settings.PLAIN_HTTP:
        yield "PORTAL_PLAIN_HTTP 已打开，登录信息会明文传输。"
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield "数据库不是 PostgreSQL。"
    if not settings.CELERY_BROKER_URL:
        yield "REDIS_URL 未设置，后台任务不会被唤醒。"


def _database() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('synchronous_commit')")
            durable = cursor.fetchone()[0]
        if durable != "on":
            yield f"PostgreSQL 的 synchronous_commit 为 {durable}，断电会丢失已答复的提交，请设为 on。"
        if dbroles.owned_by_me():
            yield "DATABASE_URL 的角色拥有数据表或为超级用户，可以改写记录簿；请改用不拥有任何表的 portal_app。"
    except DatabaseError as failure:
        yield f"数据库无法连接：{failure}".strip()


def _redis() -> Iterator[str]:
    """A Redis that does not answer refuses nothing: it carries wake-ups only, and filing goes on without it."""
    if not settings.CELERY_BROKER_URL:
        return
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=3, socket_connect_timeout=3) as server:
            kept = server.info("persistence").get("aof_enabled")
    except redis.RedisError:
        return
    if not kept:
        yield "Redis 未打开 AOF（appendonly yes），重启会丢失待办唤醒。"


@register("start")
def settings_check(app_configs, **kwargs) -> list[CheckMessage]:
    return _errors(unsafe_settings()) if settings.PRODUCTION else []


@register("start", deploy=True)
def servers_check(app_configs, **kwargs) -> list[CheckMessage]:
    return _errors(unsafe_servers()) if settings.PRODUCTION else []


def _errors(reasons: list[str]) -> list[CheckMessage]:
    return [Error(reason, id="portal.E001") for reason in reasons]
