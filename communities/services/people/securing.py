"""What the security administrator does: accounts shut, sessions ended, locked sign-ins opened, second factors reset."""

from binascii import unhexlify
from datetime import timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account
from communities.services.permission import require
from communities.services.recording import SEALED, record

from .accounts import locked


@transaction.atomic
def disable(account: Account, *, reason: str, by) -> Account:
    """Shut the account; every session of the person ends with its next request. Raises Refused."""
    account = _secured(account, by)
    if account.pk == by.pk:
        raise Refused("不能停用本人的账号，请由另一位安全管理员办理。")
    if not account.is_active:
        raise Refused(f"{account.name}的账号已经停用。")
    if not reason.strip():
        raise Refused("停用账号须写明理由。")
    account.is_active = False
    _end_sessions(account)
    account.save(update_fields=["is_active", "session_epoch"])
    record("停用账号", account, by=by, place=account.district, changes={"启用": [True, False]}, reason=reason.strip())
    return account


@transaction.atomic
def enable(account: Account, *, reason: str, by) -> Account:
    """Open a shut account again. Raises Refused."""
    account = _secured(account, by)
    if account.is_active:
        raise Refused(f"{account.name}的账号没有停用。")
    if not reason.strip():
        raise Refused("启用账号须写明理由。")
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("启用账号", account, by=by, place=account.district, changes={"启用": [False, True]}, reason=reason.strip())
    return account


@transaction.atomic
def end_sessions(account: Account, *, by) -> Account:
    """End every session of the person at once. Raises Refused."""
    account = _secured(account, by)
    _end_sessions(account)
    account.save(update_fields=["session_epoch"])
    record("结束全部会话", account, by=by, place=account.district)
    return account


@transaction.atomic
def clear_lockout(account: Account, *, by) -> Account:
    """Let a person sign in again who was locked out by wrong passwords. Raises Refused."""
    account = _secured(account, by)
    reset(username=account.username)
    record("解除登录锁定", account, by=by, place=account.district)
    return account


@transaction.atomic
def reset_second_factor(account: Account, *, by) -> Account:
    """Forget a lost one-time-code device; sessions end and the next sign-in binds a new one. Raises Refused."""
    account = _secured(account, by)
    count, _ = TOTPDevice.objects.filter(user=account).delete()
    if not count:
        raise Refused(f"{account.name}没有绑定动态口令。")
    _end_sessions(account)
    account.save(update_fields=["session_epoch"])
    record("重置动态口令", account, by=by, place=account.district, changes={"动态口令": SEALED})
    return account


@transaction.atomic
def enrol_second_factor(account: Account, key: str, code: str, *, by: Account) -> TOTPDevice:
    """Bind the device that shows codes of `key` (hex) to one's own account, proved by one of its codes."""
    account = locked(account)
    if by.pk != account.pk:
        raise Refused("动态口令只能由本人绑定。")
    if TOTPDevice.objects.filter(user=account, confirmed=True).exists():
        raise Refused("已经绑定动态口令；更换设备请先联系安全管理员重置。")
    totp = TOTP(unhexlify(key))
    if not code.isdecimal() or not totp.verify(int(code), tolerance=1):
        raise Refused("动态口令不正确，请核对手机时间后输入最新的6位数字。")
    device = TOTPDevice.objects.create(user=account, name="手机", key=key, confirmed=True, last_t=totp.t())
    record("绑定动态口令", account, by=by, place=account.district, changes={"动态口令": SEALED})
    return device


def is_locked_out(account: Account) -> bool:
    """Whether wrong passwords keep the person from signing in now."""
    since = clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(username=account.username, attempt_time__gt=since)
    return (attempts.aggregate(n=Sum("failures_since_start"))["n"] or 0) >= settings.AXES_FAILURE_LIMIT


def _secured(account: Account, by) -> Account:
    account = locked(account)
    require(by, Verb.SECURE, account.district)
    return account


def _end_sessions(account: Account) -> None:
    account.session_epoch += 1
