"""Who may sign in: made and kept by the system administrator of a district, who sees no business data."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Place
from communities.services.permission import require
from communities.services.recording import SEALED, differences, record

USERNAME = re.compile(r"[\w.\-]{2,40}")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def locked(account: Account) -> Account:
    """The account's row, held until the end of the transaction; a message to the person need not wait for it."""
    return Account.objects.select_for_update(of=("self",), no_key=True).select_related("district").get(pk=account.pk)


@transaction.atomic
def create_account(
    username: str,
    name: str,
    *,
    district: Place,
    password: str = "",
    phone: str = "",
    must_change: bool = True,
    by,
) -> Account:
    """A new account of the district, without a post. Without a password nobody can sign in with it yet.

    `must_change` asks for a password of the person's own at the first sign-in. Raises Refused.
    """
    require(by, Verb.PEOPLE, district)
    username = username.strip()
    reasons = _person_faults(name, phone)
    if not USERNAME.fullmatch(username):
        reasons.append("账号应为2至40个字母、数字、汉字或“.”“-”“_”。")
    if Account.objects.filter(username__iexact=username).exists():
        reasons.append(f"账号“{username}”已经有人使用，请换一个。")
    account = Account(username=username, name=name.strip(), district=district, must_change_password=must_change)
    if password:
        reasons += _password_faults(password, account)
    if reasons:
        raise Refused(*reasons)
    _give_password(account, password)
    if phone:
        account.phone = phone.strip()
    account.save(force_insert=True)
    changes = differences({}, {"账号": username, "姓名": account.name}) | ({"手机": SEALED} if phone else {})
    record("建立账号", account, by=by, place=district, changes=changes)
    return account


@transaction.atomic
def change_person(account: Account, *, name: str, phone: str | None = None, by) -> Account:
    """Correct the name; `phone` None leaves the number as it is, "" removes it. Raises Refused."""
    account = locked(account)
    require(by, Verb.PEOPLE, account.district)
    if reasons := _person_faults(name, phone or ""):
        raise Refused(*reasons)
    changes = differences({"姓名": account.name}, {"姓名": name.strip()})
    account.name = name.strip()
    if phone is not None and phone.strip() != account.phone.reveal():
        account.phone = phone.strip()
        changes["手机"] = SEALED
    if not changes:
        raise Refused("姓名和手机都没有变动，没有需要保存的内容。")
    account.save(update_fields=["name", "phone"])
    record("更正人员信息", account, by=by, place=account.district, changes=changes)
    return account


@transaction.atomic
def set_password(account: Account, password: str, *, must_change: bool = True, by) -> Account:
    """Hand out a new password; every session of the person ends. Raises Refused."""
    account = locked(account)
    require(by, Verb.PEOPLE, account.district)
    if reasons := _password_faults(password, account):
        raise Refused(*reasons)
    _give_password(account, password)
    account.must_change_password = must_change
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record("重设密码", account, by=by, place=account.district, changes={"密码": SEALED})
    return account


@transaction.atomic
def change_password(account: Account, password: str, *, by: Account) -> Account:
    """One's own new password; the person's other sessions end. Raises Refused."""
    if by.pk != account.pk:
        raise Refused("只能修改本人的密码；他人的密码由系统管理员重设。")
    account = locked(account)
    reasons = _password_faults(password, account)
    if account.check_password(password):
        reasons.append("新密码不能与原密码相同。")
    if reasons:
        raise Refused(*reasons)
    _give_password(account, password)
    account.must_change_password = False
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record("修改本人密码", account, by=by, place=account.district, changes={"密码": SEALED})
    return account


def _give_password(account: Account, password: str) -> None:
    if password:
        account.set_password(password)
        account.password_changed_at = clock.now()
    else:
        account.set_unusable_password()


def _person_faults(name: str, phone: str) -> list[str]:
    reasons = []
    if not 2 <= len(name.strip()) <= 40:
        reasons.append("姓名应为2至40个字。")
    if phone.strip() and not PHONE.fullmatch(phone.strip()):
        reasons.append("手机应为11位手机号，或带区号的座机号。")
    return reasons


def _password_faults(password: str, account: Account) -> list[str]:
    try:
        validate_password(password, account)
    except ValidationError as faults:
        return list(faults.messages)
    return []
