"""The columns of the progress ledger in the order of the printed sheet. A row each: what it is, how it is found."""

from dataclasses import dataclass

from mergers.ledger import burdens, commitments, consent
from mergers.ledger import figures as of
from mergers.ledger.figures import Compute, of_case, of_report, of_step, opened


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` text, int or date; `width` in characters; `counts`: the value is the number of events behind it."""

    key: str
    title: str
    group: str
    kind: str
    width: int
    compute: Compute
    counts: bool = False
    wide: bool = False


def _column(key: str, title: str, group: str, kind: str, width: int, compute: Compute, *marks: str) -> Column:
    return Column(key, title, group, kind, width, compute, counts="counts" in marks, wide="wide" in marks)


# fmt: off
COLUMNS: tuple[Column, ...] = (
    # key                title            group      kind   width  how
    _column("code",            "统计代码",       "基本情况", "text", 15, opened(lambda unit: unit.code or "拟设")),
    _column("street",          "街道",           "基本情况", "text", 10, opened(lambda unit: unit.street)),
    _column("community",       "社区（村）",       "基本情况", "text", 10, opened(lambda unit: unit.name)),
    _column("kind",            "类型",           "基本情况", "text", 9,  opened(lambda unit: of.KINDS[unit.kind])),
    _column("legal_body",      "法律主体",       "基本情况", "text", 14, of_case("legal_body", of.BODIES)),
    _column("route",           "路径",           "基本情况", "text", 12, of_case("route", of.ROUTES)),
    _column("mode",            "撤并方式",       "基本情况", "text", 8,  of_case("mode", of.MODES)),
    _column("receivers",       "并入社区",       "基本情况", "text", 12, of.receivers),
    _column("households",      "户数",           "基本情况", "int",  7,  of_step("survey", "households")),
    _column("population",      "人口",           "基本情况", "int",  8,  of_step("survey", "population")),
    _column("party_members",   "党员",           "基本情况", "int",  6,  of_step("survey", "party_members")),
    _column("shareholders",    "股东",           "基本情况", "int",  7,  of_step("membership", "shareholders")),
    _column("lead",            "包保领导",       "基本情况", "text", 9,  of_case("lead")),
    _column("officer",         "责任人",         "基本情况", "text", 9,  of_case("officer")),
    _column("term_ends_on",    "换届届满日",     "基本情况", "date", 11, of_step("survey", "term_ends_on")),
    _column("status",          "状态",           "进度",     "text", 9,  of.light),
    _column("stage",           "当前阶段",       "进度",     "text", 9,  of.stage),
    _column("step",            "当前步骤",       "进度",     "text", 12, of.current_step),
    _column("done",            "已完成步骤",     "进度",     "int",  7,  of.done_count, "counts"),
    _column("waived",          "不适用步骤",     "进度",     "int",  7,  of.waived_count, "counts"),
    _column("days_late",       "超期（日）",       "进度",     "int",  7,  of.days_late),
    _column("waits_for",       "卡点责任单位",   "进度",     "text", 14, of.waits_for),
    _column("planned_on",      "计划完成",       "进度",     "date", 11, of.planned_end),
    _column("finished_on",     "实际完成",       "进度",     "date", 11, of.finished),
    _column("replans",         "计划调整（次）",   "进度",     "int",  7,  of.replan_count, "counts"),
    _column("meeting_on",      "动员会",         "关键节点", "date", 11, of_step("mobilisation", "meeting_on")),
    _column("participation",   "参与率",         "关键节点", "text", 12, consent.publicity("participation")),
    _column("awareness",       "知晓率",         "关键节点", "text", 12, consent.publicity("awareness")),
    _column("support",         "支持率",         "关键节点", "text", 12, consent.publicity("support")),
    _column("canvass_due",     "入户·应征求",    "关键节点", "int",  7,  consent.households("due")),
    _column("canvass_visited", "入户·已入户",    "关键节点", "int",  7,  consent.households("met")),
    _column("agree",           "同意户数",       "关键节点", "int",  7,  consent.households("agree")),
    _column("against",         "反对户数",       "关键节点", "int",  7,  consent.households("against")),
    _column("abstain",         "弃权户数",       "关键节点", "int",  7,  consent.households("abstain")),
    _column("unreached",       "未联系上户数",   "关键节点", "int",  7,  consent.households("not_met")),
    _column("agree_share",     "同意率",         "关键节点", "text", 8,  consent.agreed),
    _column("posted_on",       "公示起",         "关键节点", "date", 11, of.posting_start),
    _column("posted_until",    "公示止",         "关键节点", "date", 11, of.posting_end),
    _column("objections",      "异议（件）",       "关键节点", "int",  7,  of_step("result_posting", "objections")),
    _column("request_number",  "申请文号",       "关键节点", "text", 16, of_step("request_approval", "request_number")),
    _column("request_on",      "申请日期",       "关键节点", "date", 11, of_step("request_approval", "request_on")),
    _column("approval_number", "批复文号",       "关键节点", "text", 16,
            of_step("request_approval", "approval_number")),
    _column("approval_on",     "批复日期",       "关键节点", "date", 11, of_step("request_approval", "approval_on")),
    _column("opinion",         "接收社区意见",   "要件",     "text", 16, of.receivers_opinion),
    _column("legality_on",     "合法性审查",     "要件",     "date", 11, of_step("request_approval", "legality_on")),
    _column("liabilities",     "债权债务承继",   "要件",     "text", 18, of.liabilities),
    _column("audit_on",        "离任审计",       "要件",     "date", 11, of_step("handover", "audit_published_on")),
    _column("petitions",       "摸底信访件",     "风险",     "int",  7,  of_step("survey", "petitions")),
    _column("petitions_open",  "在办信访件",     "风险",     "int",  7,  burdens.petitions_open, "counts"),
    _column("petitions_late",  "信访超期",       "风险",     "int",  7,  burdens.petitions_late, "counts"),
    _column("risk",            "风险等级",       "风险",     "text", 7,  burdens.risk_level),
    _column("unfiled",         "未备案（件）",     "风险",     "int",  7,  burdens.unfiled, "counts"),
    _column("issues",          "未销号事项",     "风险",     "int",  7,  burdens.open_issues, "counts"),
    _column("filed",           "报送",           "本周",     "text", 8,  of.filed),
    _column("changes",         "本周变化",       "本周",     "text", 28, of.week_changes, "wide"),
    _column("progress",        "本周进展",       "本周",     "text", 30, of_report("progress"), "wide"),
    _column("problems",        "存在问题",       "本周",     "text", 24, of_report("problems"), "wide"),
    _column("coordination",    "需协调事项",     "本周",     "text", 24, of_report("coordination"), "wide"),
    _column("next_week",       "下周打算",       "本周",     "text", 24, of_report("next_week"), "wide"),
    _column("nothing_reason",  "零报告理由",     "本周",     "text", 16, of_report("nothing_reason"), "wide"),
    _column("promised",        "上次承诺",       "落实",     "text", 18, commitments.promised),
    _column("kept",            "承诺落实",       "落实",     "text", 8,  commitments.kept),
    _column("instructions",    "领导批示",       "落实",     "text", 14, of.instructions),
    _column("remarks",         "备注",           "落实",     "text", 24, of.remarks, "wide"),
)
# fmt: on
