"""The blank forms a step offers for its evidence, as data: a renderer prints them as PDF or as a workbook."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlankForm:
    """One form on A4. `fields` stand above the table as labels with room to write; `columns` and `rows` are the empty
    table, or `items` are rows printed in its first column; `signatures` stand below, with room for hand and date.

    No form asks for identity, telephone or account numbers: those belong to the sealed registers.
    """

    slug: str
    title: str
    fields: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    items: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    note: str = ""


def _form(slug: str, title: str, **parts: str | int) -> BlankForm:
    """Lists are written as words with spaces between, so that a form reads as it prints."""
    lists = {name: tuple(value.split()) for name, value in parts.items() if name in _LISTS and isinstance(value, str)}
    return BlankForm(slug, title, **{**parts, **lists})


_LISTS = frozenset({"fields", "columns", "items", "signatures"})
_MEETING = "会议名称 时间 地点 主持人 记录人"

_FORMS = (
    _form(
        "baseline_survey",
        "摸底表",
        fields="社区（村） 街道 法律主体 改制是否完成 换届届满日 填表日期",
        columns="项目 数量 说明",
        items="户数 户籍人口 常住人口 面积（平方公里） 党员人数 “两委”成员人数及待遇 集体资产总额（万元） "
        "集体负债总额（万元） 集体土地（亩） 合同份数 历史遗留问题 信访件 正在进行的诉讼 对外担保",
        signatures="填表人 社区党组织书记 街道核对人",
    ),
    _form(
        "plan_outline",
        "“一村一策”方案提纲",
        fields="社区（村） 法律主体 路径 方式 计划完成日期",
        columns="部分 内容",
        items="基本情况 撤改撤并方式与理由 并入社区 四至与示意图 并入后人口规模 服务半径 干部安置 合作社安排 "
        "债务、诉讼、担保承继 过渡期安排 步骤与时间",
        signatures="起草人 社区党组织书记",
    ),
    _form(
        "opinion_record",
        "征求意见记录",
        fields="征求单位 被征求单位 事项 时间 方式",
        columns="序号 意见 采纳情况 说明",
        rows=10,
        signatures="记录人 被征求单位负责人",
    ),
    _form(
        "sign_in", "会议签到表", fields=_MEETING + " 应到人数 实到人数", columns="序号 姓名 身份 签名 到会时间", rows=24
    ),
    _form(
        "minutes",
        "会议记录",
        fields=_MEETING + " 应到人数 实到人数 缺席人员及原因 列席人员 议题",
        columns="发言人 发言要点",
        rows=12,
        signatures="主持人 记录人 参会人员",
        note="表决情况、形成的决议写在最后，参会人员逐人签名。",
    ),
    _form(
        "tally",
        "票数统计表",
        fields="会议名称 时间 表决事项 应到人数 实到人数 发出票数 收回票数",
        columns="赞成 反对 弃权 无效 合计",
        rows=1,
        signatures="计票人 监票人 主持人",
        note="无记名投票；四数之和等于收回票数，不登记个人意见。",
    ),
    _form(
        "resolution",
        "会议决议",
        fields=_MEETING + " 应到 实到 赞成 反对 弃权 决议事项 决议内容",
        signatures="主持人 参会人员",
    ),
    _form(
        "motion",
        "议案",
        fields="提出单位 事由 依据 议案内容 提请会议 日期",
        signatures="党组织书记 村（居）民委员会主任",
    ),
    _form(
        "letter_log",
        "《致居民的一封信》发放登记",
        fields="社区（村） 小组 发放日期",
        columns="户号 户主 送达方式 签收 未送达原因 发放人",
        rows=24,
    ),
    _form(
        "questionnaire_summary",
        "问卷汇总表",
        fields="社区（村） 问卷名称 发放份数 收回份数 有效份数 起止日期",
        columns="题目 选项 份数 占有效份数 备注",
        rows=16,
        signatures="汇总人 复核人",
    ),
    _form(
        "four_commitments",
        "“四个不变”承诺书",
        fields="社区（村） 承诺单位 日期",
        columns="承诺事项 落实办法 责任人",
        items="承包关系不变 已签订的有效经济合同不变 公益性生产生活设施的投入和受益范围不变 "
        "民生资金和项目的享受对象范围不变",
        signatures="社区党组织书记 合作社理事长 街道负责人",
    ),
    _form(
        "four_aspects",
        "四性评估表",
        fields="评估事项 评估主体 评估日期",
        columns="方面 评估内容 风险点 等级 防范化解措施 责任单位",
        items="合法性 合理性 可行性 可控性",
        signatures="评估人 评估主体负责人",
        note="如实记录反对意见；结论由评估主体集体研究确定。",
    ),
    _form(
        "inventory_register",
        "清查登记表",
        fields="集体经济组织 登记时点 清查日期",
        columns="序号 名称 用途 账面数 清查增加 清查减少 核实数 备注",
        rows=20,
        signatures="清查人 保管人 清查小组组长",
        note="核实数=账面数+清查增加-清查减少，金额单位：元。",
    ),
    _form(
        "off_book_list",
        "账外资产清单",
        fields="集体经济组织 登记时点",
        columns="序号 名称 坐落 数量 来源 计价办法 金额 证明人",
        rows=16,
        signatures="清查人 清查小组组长",
    ),
    _form(
        "liabilities",
        "债权债务清单",
        fields="集体经济组织 登记时点",
        columns="序号 类别 对方 形成原因 发生日 到期日 金额 核实情况 承继主体",
        rows=16,
        signatures="清查人 清查小组组长 街道核对人",
        note="诉讼、担保一并列入。",
    ),
    _form(
        "contracts",
        "合同台账",
        fields="集体经济组织 登记时点",
        columns="合同编号 类型 标的 面积或数量 对方 起止日期 年租金 应收 实收 民主程序 问题 承继主体",
        rows=16,
        signatures="登记人 清查小组组长",
        note="租赁期限超过二十年的部分无效（民法典第七百零五条）；家庭承包不适用。",
    ),
    _form(
        "posting_proof",
        "张贴证明",
        fields="公示名称 张贴处 张贴时间 撤下时间 异议受理单位 联系人",
        columns="时间 照片或见证情况 见证人签字",
        rows=4,
        signatures="张贴人 见证人",
        note="每处一张，起、止各证明一次；可以附照片，也可以由见证人签字说明。",
    ),
    _form(
        "objection_log",
        "异议登记与答复",
        fields="公示名称 异议期限",
        columns="编号 提出日期 提出人 事实与理由 受理人 核查情况 答复日期 结果 签收",
        rows=10,
        note="没有异议的写明“无异议”，由受理人签字。",
    ),
    _form(
        "member_check",
        "入户核对签字表",
        fields="集体经济组织 基准日 户号 户主",
        columns="姓名 性别 与户主关系 增减变动原因 拟定意见 依据 户主签字",
        rows=10,
        signatures="核对人 核对日期",
    ),
    _form(
        "canvass_log",
        "入户台账",
        fields="社区（村） 小组 起止日期",
        columns="户号 户主 走访日期 走访人 联系情况 签字人与户主关系 备注",
        rows=24,
        note="只登记走访经过；意见写在每户意见表。",
    ),
    _form(
        "household_opinion",
        "每户意见表",
        fields="社区（村） 户号 走访日期 意见（同意、不同意、弃权） 理由 签字人与户主关系",
        signatures="户代表 走访人",
        note="征求意见不是表决，不同意不影响任何权益；由走访人和街道指定人员保管。",
    ),
    _form(
        "opinion_summary",
        "意见汇总表",
        fields="社区（村） 截止日期",
        columns="小组 应征求户 同意 不同意 弃权 未联系上 代签",
        rows=12,
        signatures="汇总人 复核人 社区党组织书记",
        note="只汇总户数，不列户名。",
    ),
    _form(
        "return_visits",
        "回访登记",
        fields="社区（村） 走访人",
        columns="户号 回访日期 是否接受回访 反映事项 答复",
        rows=12,
        note="每户提供一次回访，谢绝的照记；由走访人和街道指定人员保管。",
    ),
    _form(
        "dissent_summary",
        "不同意见归纳",
        fields="会议名称 时间 表决事项",
        columns="序号 不同意见要点 说明或采纳情况",
        rows=10,
        signatures="归纳人",
        note="不记名，不对应到个人或户。",
    ),
    _form(
        "site_check",
        "民政现场核查记录",
        fields="街道 核查社区 核查日期 人口 户数 面积 办公用房 活动用房 工作人员",
        columns="核查事项 核查情况",
        items="四至范围 地域性 认同感 服务设施 听取汇报",
        signatures="核查人 街道陪同人",
    ),
    _form(
        "functions_list",
        "职责清单",
        fields="城市社区 合作社 日期",
        columns="序号 职责 承担单位 说明",
        rows=10,
        signatures="城市社区 合作社 街道",
    ),
    _form(
        "handover_list",
        "移交清单",
        fields="移交单位 接收单位 移交日期",
        columns="类别 名称 数量 状况 接收情况",
        items="公章 证书 场所 资产 档案 债权债务 合同 在办事项",
        signatures="移交人 接收人 监交人",
    ),
    _form(
        "handover_deed",
        "交接书",
        fields="移交单位 接收单位 监交单位 交接日期 交接依据 所附清单页数 未尽事项",
        signatures="移交人 接收人 监交人",
        note="一式三份。",
    ),
    _form(
        "archive_catalogue",
        "档案目录与移交书",
        fields="移交单位 接收单位 移交日期 总件数",
        columns="档号 题名 责任者 日期 页数 保管期限 备注",
        rows=20,
        signatures="移交人 接收人",
    ),
    _form(
        "acceptance",
        "验收表",
        fields="社区（村） 验收日期 批复文号",
        columns="步骤 材料 完成日期 验收意见",
        rows=18,
        signatures="社区 街道 区领导小组办公室",
    ),
    _form(
        "transition_log",
        "过渡期台账",
        fields="社区（村） 过渡期起 过渡期止",
        columns="事项 对象 标准 责任单位 到期日 检查情况",
        items="干部待遇 工作人员到岗 承包关系 有效合同 公益设施 民生资金和项目",
        signatures="填表人 街道核对人",
    ),
)

BLANK_FORMS: dict[str, BlankForm] = {form.slug: form for form in _FORMS}
