"""The figures the office may change, each in force from a date; until then the shipped default, marked 默认."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import OfficeSetting, Place
from communities.rules import legal_numbers
from communities.services.permission import require
from communities.services.recording import record

ANSWER = legal_numbers.lookup("answer.objection", date.max)
WEEKDAYS = {1: "周一", 2: "周二", 3: "周三", 4: "周四", 5: "周五", 6: "周六", 7: "周日"}


@dataclass(frozen=True)
class Setting:
    """A whole number between `least` and `most`; `words` name its values where they are not counted."""

    label: str
    default: int
    least: int
    most: int
    unit: str
    basis: str
    help: str = ""
    words: dict[int, str] | None = None

    def shown(self, value: int) -> str:
        """“周一”, “3个工作日”."""
        return self.words[value] if self.words else f"{value}{self.unit}"


DEFAULTS: dict[str, Setting] = {
    "dispatch.weekday": Setting(
        "调度日", 1, 1, 7, "", "每周一调度（东港区做法）", "遇节假日顺延到下一个工作日", WEEKDAYS
    ),
    "dispatch.hour": Setting("截止时刻", 8, 0, 23, "时", "本项目默认", "调度日这一时刻截止，其后报送的列入更正"),
    "reminder.days_before": Setting("提前催报", 1, 0, 6, "日", "本项目默认", "截止前几日提醒尚未报送的单位"),
    "transition.days_before": Setting(
        "过渡期届满提醒", 60, 0, 365, "日", "本项目默认", "干部待遇过渡期届满前几日提醒街道和办公室"
    ),
    "lights.due_soon_workdays": Setting(
        "临期提醒", 3, 0, 20, "个工作日", "本项目默认", "距计划日期不超过几个工作日显示“临期”"
    ),
    "lights.grace_days": Setting("超期宽限", 0, 0, 10, "日", "本项目默认", "计划日期过后几日内仍不显示“超期”"),
    "review.street_workdays": Setting("街道审核时限", 3, 1, 30, "个工作日", "本项目默认", "自提交次日起算"),
    "review.district_workdays": Setting("区级确认时限", 5, 1, 30, "个工作日", "本项目默认", "自街道审核通过次日起算"),
    "receipt.days": Setting("协办事项签收期限", 3, 1, 30, "个工作日", "本项目默认", "自推送次日起算"),
    "objection.answer_days": Setting(
        "异议答复期限", ANSWER.value, 1, 60, "日", ANSWER.article, "自收到异议次日起按自然日计，末日遇休息日顺延"
    ),
    "reveal.daily_limit": Setting(
        "逐人查看号码上限", 50, 1, 200, "人次/日", "本项目默认", "每个账号每日最多逐人查看几次证件号码"
    ),
    "number_search.daily_limit": Setting(
        "按身份证号查找上限",
        100,
        1,
        1000,
        "次/日",
        "本项目默认",
        "每个账号每日最多按身份证号查找几次，含没有找到的",
    ),
    "full_list.daily_limit": Setting(
        "导出完整名册上限", 2, 0, 20, "次/日", "本项目默认", "每个账号每日最多导出几次含证件号码的名册"
    ),
    "intake.keep_days": Setting(
        "工作簿待确认期限", 30, 1, 365, "日", "本项目默认", "核对通过后几日内没有确认的工作簿，连同暂存内容一并删除"
    ),
    "contract.filing_yuan": Setting(
        "合同备案起点",
        30_000,
        1,
        100_000_000,
        "元",
        "3万元以上租赁、工程须报告和备案（东港区石臼街道做法）；“以上”含本数（民法典第一千二百五十九条）",
        "按合同签订日当时的数额判断；未备案的提示补报，不影响合同效力",
    ),
    "contract.split_days": Setting(
        "疑似拆分的期间",
        365,
        1,
        1_825,
        "日",
        "本项目默认",
        "同一对方在这一期间内的几份小额合同合计达到备案起点的，提示核对",
    ),
    "contract.first_reminder_days": Setting(
        "合同到期首次提醒", 90, 1, 730, "日", "本项目默认", "到期前几日提醒登记合同的社区"
    ),
    "contract.last_reminder_days": Setting("合同到期再次提醒", 30, 1, 365, "日", "本项目默认", "到期前几日再提醒一次"),
    "commitment.check_months": Setting(
        "“四个不变”核对间隔", 12, 1, 60, "个月", "本项目默认", "自冻结或上次核对起，几个月内再核对一次"
    ),
    "risk.majors_medium": Setting(
        "风险等级不低于中", 1, 1, 50, "个重大风险点", "本项目默认", "有这么多“重大”风险点的，总体等级不低于中"
    ),
    "risk.majors_high": Setting(
        "风险等级为高", 2, 1, 50, "个重大风险点", "本项目默认", "有这么多“重大”风险点的，总体等级为高"
    ),
    "risk.opposed_medium": Setting(
        "反对比例达到中", 10, 1, 100, "%", "上海、汉中等地做法（10%—33%为中）", "反对比例达到这一数的为中，含本数"
    ),
    "risk.opposed_high": Setting(
        "反对比例超过为高", 33, 1, 100, "%", "上海、汉中等地做法（超过33%为高）", "反对比例超过这一数的为高，不含本数"
    ),
    "risk.escalate_days": Setting(
        "措施逾期再提级", 7, 1, 90, "日", "本项目默认", "措施逾期次日提一级，此后每隔几日再提一级"
    ),
    "risk.measure_reminder_days": Setting("措施到期提醒", 3, 0, 60, "日", "本项目默认", "措施到期前几日提醒责任单位"),
    "slip.claim_workdays": Setting("诉求领单期限", 2, 1, 30, "个工作日", "本项目默认", "自群众下单次日起算"),
    "slip.finish_days": Setting("诉求承诺最长", 15, 1, 180, "日", "本项目默认", "领单时承诺的办结日期最迟几日"),
    "slip.check_workdays": Setting("诉求督单期限", 3, 1, 30, "个工作日", "本项目默认", "自报办理结果次日起算"),
    "slip.publish_workdays": Setting("诉求晒单期限", 5, 1, 30, "个工作日", "本项目默认", "自督单通过次日起算"),
    "slip.reopen_days": Setting("诉求可要求重办", 30, 1, 365, "日", "本项目默认", "督单通过后几日内反映人可以要求重办"),
    "policy_answer.workdays": Setting("政策问答答复期限", 5, 1, 60, "个工作日", "本项目默认", "自提问次日起算"),
    "dispatch_order.answer_days": Setting("批示反馈期限", 5, 1, 60, "个工作日", "本项目默认", "自转办次日起算"),
}


def value(key: str, district: Place, on: date | None = None) -> int:
    """The figure in force on a day (today): the office's own newest row, else the default. KeyError for no such key."""
    row = _rows(key, district, on or clock.today()).first()
    return row.value if row else DEFAULTS[key].default


def in_force(key: str, district: Place, on: date | None = None) -> OfficeSetting | None:
    """The office's own row in force on a day, or None while the default holds."""
    return _rows(key, district, on or clock.today()).first()


def history(keys: Iterable[str], districts: Iterable[Place | int]) -> list[OfficeSetting]:
    """Every row the offices have set for the keys, the earliest first: for facts that are judged by their own day."""
    found = OfficeSetting.objects.filter(key__in=list(keys), district__in=list(districts))
    return list(found.order_by("in_force_from", "pk"))


@transaction.atomic
def set_value(key: str, number: int, district: Place, *, in_force_from: date, basis: str, by) -> OfficeSetting:
    """Put a figure in force from a day, today or later: a past week was counted with what held then. Raises Refused."""
    require(by, Verb.OFFICE, district)
    setting = DEFAULTS.get(key)
    if setting is None:
        raise Refused(f"没有名为“{key}”的设置。")
    reasons = []
    if type(number) is not int or not setting.least <= number <= setting.most:
        span = f"{setting.shown(setting.least)}至{setting.shown(setting.most)}"
        reasons.append(f"“{setting.label}”应在{span}之间，填的是{number}。")
    if in_force_from < clock.today():
        reasons.append(f"“{setting.label}”的起用日期不能早于今天：此前的台账已按当时的设置计算。")
    if not basis.strip():
        reasons.append(f"请写明调整“{setting.label}”的依据，如会议纪要或文号。")
    if reasons:
        raise Refused(*reasons)
    Place.objects.select_for_update(no_key=True).get(pk=district.pk)  # two changes at once stand one after the other
    before = value(key, district, in_force_from)
    row = OfficeSetting.objects.create(
        district=district,
        key=key,
        value=number,
        in_force_from=in_force_from,
        basis=basis.strip()[:200],
        set_by_id=by.pk,
        set_at=clock.now(),
    )
    changes = {setting.label: [setting.shown(before), f"{setting.shown(number)}（{in_force_from}起）"]}
    record("调整设置", row, by=by, place=district, changes=changes, reason=basis.strip())
    return row


def _rows(key: str, district: Place, on: date):
    DEFAULTS[key]
    return OfficeSetting.objects.filter(district=district, key=key, in_force_from__lte=on).order_by(
        "-in_force_from", "-pk"
    )
