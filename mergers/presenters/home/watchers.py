"""The homes of those who watch and administer: auditor, system and security administrators, third parties."""

from datetime import timedelta

from axes.models import AccessFailureLog
from django.db.models import Count, Q
from django.urls import reverse

from communities.access import Role, Verb, has_verb
from communities.lib import clock
from communities.models import Account, Anchor, Heartbeat, Job, RecordEntry
from communities.services import checks, health
from mergers.models import MergerCase
from mergers.presenters.home.card import Card
from mergers.presenters.words import moment

ADMINS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
WEEK = timedelta(days=7)
SHOWN = 30


def cards(account) -> list[Card]:
    """Only what the person's posts let them look after."""
    roles, told = account.roles(), []
    if Role.AUDITOR in roles:
        told.append(_record_book(account))
    if has_verb(account, Verb.PEOPLE) or has_verb(account, Verb.SECURE):
        told.append(_accounts(account))
    if roles & ({Role.AUDITOR} | ADMINS):
        told.append(_machinery(account))
    if Role.AGENCY in roles:
        told.append(_cases(account))
    return told


def _record_book(account) -> Card:
    """How far the record book reaches, its last anchor, the last check of the files."""
    anchor, last = Anchor.objects.order_by("-at").first(), RecordEntry.objects.visible_to(account).first()
    beats = dict(Heartbeat.objects.filter(name__in=(checks.RAN, checks.RAN_CLEAN)).values_list("name", "at"))
    ran, clean = beats.get(checks.RAN), beats.get(checks.RAN_CLEAN)
    verdict = "全部完好" if ran and clean and clean >= ran else "发现问题，见消息"
    files = f"{moment(ran)} {verdict}" if ran else "尚未核对"
    pairs = [
        ("最近一行", f"{moment(last.at)} {last.action}" if last else "没有记录", reverse("records")),
        ("最近锚点", f"{anchor.label} {moment(anchor.at)}" if anchor else "没有锚点", reverse("records_verify")),
        ("锚点摘要", anchor.root[:16] if anchor else "", ""),
        ("材料核对", files, ""),
        ("近7日登录失败", f"{_failures()} 次", ""),
    ]
    facts = [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]
    return Card(title="记录簿", url=reverse("records_verify"), label="逐行校验", facts=facts)


def _failures() -> int:
    return AccessFailureLog.objects.filter(attempt_time__gte=clock.now() - WEEK).count()


def _accounts(account) -> Card:
    counted = Account.objects.visible_to(account).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        disabled=Count("pk", filter=Q(is_active=False)),
        fresh=Count("pk", filter=Q(is_active=True, must_change_password=True)),
    )
    url = reverse("people")
    tiles = [
        {"label": "启用账号", "value": counted["active"], "url": url},
        {"label": "停用账号", "value": counted["disabled"], "url": url},
        {"label": "待改初始密码", "value": counted["fresh"], "url": url},
        {"label": "近7日登录失败", "value": _failures()},
    ]
    return Card(title="人员任职", url=url, label="人员名册", tiles=tiles, wide=True)


def _machinery(account) -> Card:
    """The legs of the machinery and the jobs of one's district."""
    alarms = health.alarms()
    visible = Job.objects.visible_to(account)
    counted = visible.aggregate(
        waiting=Count("pk", filter=Q(state=Job.State.WAITING)),
        running=Count("pk", filter=Q(state=Job.State.RUNNING)),
        stopped=Count("pk", filter=Q(state=Job.State.STOPPED)),
    )
    url = reverse("operations")
    tiles = [
        {"label": "待办任务", "value": counted["waiting"], "url": url},
        {"label": "进行中", "value": counted["running"], "url": url},
        {"label": "已停止", "value": counted["stopped"], "tone": "late" if counted["stopped"] else "", "url": url},
    ]
    word = ("late", "有报警") if alarms else ("done", "正常")
    return Card(title="系统运行", url=url, label="查看", tone=word[0], word=word[1], lines=alarms, tiles=tiles)


def _cases(account) -> Card:
    found = MergerCase.objects.visible_to(account).open().with_places().in_order()
    entries = [{"text": case.place.name, "url": reverse("case", args=[case.pk])} for case in found[:SHOWN]]
    return Card(title="撤并事项", url=reverse("cases"), label="全部", entries=entries, empty="没有在办事项。")
