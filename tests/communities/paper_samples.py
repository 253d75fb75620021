"""One full set of inputs for every kind of paper, with rare characters, and long enough to fill pages."""

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.communities import meeting_samples, paper_lists
from tests.communities.paper_lists import DIGEST, RARE

VERIFY = "https://example.gov.cn/p/3f9c2a7d"

LETTER = """您好！为顺应城市发展、更好服务居民，街道拟对我社区实施撤并。现将有关情况告知如下。
一、为什么撤并
社区规模小、服务半径交叉，居民办事要跑多个地方。撤并后由新社区统一提供党建引领、公共服务、公共安全和便民调解四类服务。
二、四个不变
（一）集体资产权属不变
原村集体资产、债权债务由股份经济合作社依法继续持有和经营，不因社区撤并而平调、合并。
（二）股东权益不变
股权按已固化的份额享有，收益分配由合作社成员大会依法决定。
（三）惠民政策不变
养老、医疗、救助等待遇按现行政策执行，居民不必集中更换证件。
（四）土地承包关系不变
三、时间安排
动员部署后开展入户征求意见，随后依法召开会议表决，结果公示，再由街道提出申请，报区政府批准。
您的意见对我们很重要，工作人员入户时，请如实填写意见表；有疑问可随时拨打下方电话。"""

NOTICE = {
    "title": "关于柳溪社区居民委员会撤并事项\n居民会议表决结果的公示",
    "number": "柳溪公示〔2026〕3号",
    "body": "根据《中华人民共和国城市居民委员会组织法》有关规定，柳溪社区于2026年11月16日召开居民会议，"
    f"就社区居民委员会撤并事项进行表决，表决由{RARE}等人监票。现将结果公示如下。\n"
    "应到会742人，实到会611人；同意602票，反对5票，弃权4票。同意票超过到会人数的半数，表决通过。",
    "first_day": date(2026, 11, 18),
    "objection_end": date(2026, 11, 25),
    "display_end": date(2026, 12, 3),
    "days": 7,
    "unit": "自然日",
    "how_counted": "自最后一处公示栏张贴次日起算，末日为法定休假日的顺延。",
    "objection_way": "对公示内容有异议的，可在公示期内以书面形式实名向受理单位提出，写明事实、理由和联系方式。",
    "office": "云河街道办事处村改社区工作专班",
    "contact": "王堃",
    "telephone": "0633-0000000",
    "address": "云河街道便民服务中心二楼205室",
    "supervision": "0633-0000001",
    "issuer": "云河街道柳溪社区居民委员会",
    "date": date(2026, 11, 17),
    "verify_url": VERIFY,
    "digest": DIGEST,
}

MEETING = {
    "title": "关于召开柳溪社区居民会议的通知",
    "number": "",
    "salutation": "柳溪社区全体居民",
    "body": "经社区党组织提议、两委商议、党员大会审议，定于近期召开居民会议，就社区撤并事项进行表决。现通知如下：",
    "held_at": datetime(2026, 11, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    "place": "柳溪社区党群服务中心一楼会议室",
    "attendance": "年满十八周岁的本社区居民，或者每户派一名代表",
    "agenda": ["审议《柳溪社区撤并方案》", "表决柳溪社区居民委员会撤并事项"],
    "remarks": f"请携带身份证件准时参会。因故不能参加的，请于会前告知楼组长{RARE[:3]}。",
    "contact": "王堃",
    "telephone": "0633-0000000",
    "issuer": "云河街道柳溪社区居民委员会",
    "date": date(2026, 11, 17),
    "verify_url": VERIFY,
    "digest": DIGEST,
}

DISPATCH = {
    "title": "调度情况（送审稿）",
    "issue": "2026年第47期",
    "issuer": "示范区村改社区工作领导小组办公室",
    "date": date(2026, 11, 23),
    "period": "2026年11月16日至22日",
    "cutoff": "2026年11月23日8时",
    "figures": [
        {"label": "纳入计划", "value": 26, "note": "居委会22 村委会4"},
        {"label": "已完成", "value": 3, "note": "本周增加1"},
        {"label": "按期", "value": 16, "note": ""},
        {"label": "临期", "value": 3, "note": ""},
        {"label": "超期", "value": 2, "note": "最长9日"},
        {"label": "法定等待", "value": 1, "note": "公示1"},
        {"label": "暂缓", "value": 1, "note": "稳评结论"},
    ],
    "progress": "截至本周末，26个社区（村）纳入撤并计划，3个已完成全部16个步骤，"
    "2个步骤超期，分别等待第三方机构和接收社区办理。",
    "changes": [
        {"place": "槐里社区", "text": "完成归档验收，16个步骤全部完成，进入过渡期。"},
        {"place": "渔湾村", "text": "表决结果于11月18日张贴公示，异议期至11月25日，处于法定等待。"},
        {"place": "大窑村", "text": "会议通知不足十日，依法重新召开，后续步骤待复核。"},
    ],
    "followups": [
        {"place": "盐场社区", "matter": "清查报告11月20日前报送。", "state": "推进中", "note": "等待第三方机构补正。"},
        {"place": "高桥社区", "matter": "公示栏照片补传。", "state": "已落实", "note": ""},
    ],
    "requests": [
        {
            "place": "西坡社区",
            "matter": "集体土地权证办理。",
            "department": "自然资源局",
            "note": "11月16日交办，11月25日前反馈。",
        },
    ],
    "instructions": [
        {
            "leader": "区领导",
            "date": date(2026, 11, 17),
            "text": "表决程序务必合法，材料逐户归档。",
            "state": "反馈2/3",
        },
    ],
    "digest": DIGEST,
}

STEPS = (
    ("一　摸底动员", ("摸底研判", "撤并方案", "动员部署", "稳评")),
    ("二　清资确权", ("清产核资", "清查公示", "资格股权")),
    ("三　民主决策", ("提议商议", "党员大会", "入户", "会议表决", "结果公示")),
    ("四　报批衔接", ("请示批复", "党组织", "移交", "归档")),
)
KEY_STEPS = {"动员部署", "入户", "结果公示", "请示批复"}
STATES = {
    "done": "完成",
    "going": "进行",
    "due": "临期",
    "late": "超期",
    "wait": "法定等待",
    "hold": "暂缓",
    "again": "待复核",
    "idle": "未启动",
}
PLACES = {
    "云河街道　8个": "槐里 东湾 柳溪 南仓 新桥 石榴园 上泊 下泊",
    "松山街道　9个": "前岭 后岭 大窑 小窑 西坡 松涛 杏林 塘头 沙岗",
    "海棠街道　9个": "北港 南港 渔湾 盐场 望楼 五里 十里 高桥 麦䶮",
}


def wallchart() -> dict:
    numbers = itertools.count(1)
    stages = [
        {
            "title": title,
            "steps": [{"number": next(numbers), "title": step, "key": step in KEY_STEPS} for step in steps],
        }
        for title, steps in STEPS
    ]
    groups, at = [], 0
    for title, names in PLACES.items():
        rows = []
        for name in names.split():
            at += 1
            rows.append(wall_row(name, at))
        groups.append({"title": title, "rows": rows})
    legend = [{"state": state, "label": label} for state, label in STATES.items()]
    return {
        "title": "示范区村改社区撤改撤并挂图作战",
        "subtitle": "2026年第47周（11月16日至22日）　数据截止11月23日8时　纳入计划26个",
        "stages": stages,
        "groups": groups,
        "columns": 18,
        "legend": legend,
        "digest": DIGEST,
    }


def wall_row(name: str, at: int) -> dict:
    reached = (at * 7) % 17
    now = list(STATES)[1 + at % 6]
    start = date(2026, 3, 2)
    cells = []
    for step in range(16):
        state = "done" if step < reached else now if step == reached else "idle"
        planned = start + timedelta(days=17 * step + at)
        cells.append(
            {
                "state": state,
                "label": "超期3日" if state == "late" else STATES[state],
                "planned": planned,
                "actual": planned + timedelta(days=at % 5 - 2) if state == "done" else None,
            }
        )
    light = {"state": now, "label": STATES[now], "note": "待民政局审核" if now == "late" else ""}
    return {"name": name, "kind": "居委会" if at % 5 else "村委会", "cells": cells, "light": light}


def ledger(rows: int) -> dict:
    heads = "序号 街道 社区 法律主体 路径 户数 人口 党员 当前步骤 状态 计划完成 本周进展 存在问题 需协调事项 下周打算"
    widths = (2, 5, 5, 4, 3, 3, 3, 3, 6, 4, 5, 0, 0, 0, 0)
    numbers = {"户数", "人口", "党员"}
    columns = [
        {"label": head, "width": width, "align": "number" if head in numbers else "centre" if 0 < width < 6 else ""}
        for head, width in zip(heads.split(), widths, strict=True)
    ]
    one = ("云河街道", "柳溪社区", "居委会", "B", 742, 2210, 86, "12 表决结果公示", "法定等待", "2026-12-03")
    texts = ("表决结果已张贴公示，公示栏三处均有照片。", "一处公示栏被遮挡，已恢复。", None, "公示期满后办结异议登记。")
    return {
        "title": "示范区村改社区撤改撤并进展台账",
        "subtitle": "2026年第47周（11月16日至22日）　数据截止11月23日8时",
        "columns": columns,
        "rows": [(number, *one, *texts) for number in range(1, rows + 1)],
        "totals": [("", "合计", f"{rows}个", "", "", 742 * rows, 2210 * rows, 86 * rows, "", "", "", "", "", "", "")],
        "notes": ["状态由规则按日期推算；法定公示期、通知期和等待批复不计为超期。"],
        "digest": DIGEST,
    }


def letter(paragraphs: str = LETTER) -> dict:
    return {
        "title": "致柳溪社区全体居民的一封信",
        "salutation": "尊敬的柳溪社区居民",
        "body": paragraphs,
        "contact": "王堃",
        "telephone": "0633-0000000",
        "issuer": "云河街道柳溪社区居民委员会",
        "date": date(2026, 11, 17),
        "verify_url": "",
        "digest": "",
    }


PAPERS = meeting_samples.papers(RARE) | {
    "notice": NOTICE,
    "letter": letter(LETTER.replace("您好", f"{RARE}，您好") + "\n" + LETTER),
    "meeting_notice": MEETING,
    "dispatch": DISPATCH,
    "wallchart": wallchart(),
    "posted_list": {
        "title": f"柳溪{RARE}股份经济合作社成员名册",
        "subtitle": "第一榜",
        "columns": [{"label": "户号"}, {"label": "姓名"}],
        "rows": [("0001", f"王{RARE}")] * 40,
        "notes": ["名册不列证件号码。"],
        "digest": DIGEST[:16],
        "office": "柳溪股份经济合作社",
        "date": date(2026, 11, 17),
    },
    "share_list": paper_lists.SHARE_LIST,
    "assessment": paper_lists.ASSESSMENT,
    "canvass_sheet": paper_lists.CANVASS_SHEET,
    "certificate": {
        "title": "柳溪股份经济合作社股权证书00001",
        "organisation": f"柳溪{RARE}股份经济合作社",
        "number": "00001",
        "head": f"王{RARE}",
        "household": "0001",
        "address": f"柳溪{RARE}1号",
        "issued_on": date(2026, 11, 17),
        "as_on": date(2026, 11, 17),
        "reprint": 0,
        "classes": ["人口股"],
        "rows": [{"name": f"王{RARE}", "relation": "户主", "shares": ["10"], "total": "10"}],
        "sums": ["10"],
        "total": "10",
        "changes": [],
        "empty_changes": range(3),
        "lines": range(3),
        "dividend_pages": [
            [{"day": date(2026, 11, 17), "year": 2025, "a_share": "12.5", "shares": "10", "yuan": "125.00"}],
            [],
        ],
    },
    "register": {
        "title": f"柳溪{RARE}股份经济合作社资产清册",
        "subtitle": "示范区资产清册〔2026〕1号",
        "columns": [{"label": head, "width": 3 if head != "名称" else 0} for head in ("行号", "名称", "核实数")],
        "rows": [
            {"kind": "head", "cells": [{"text": "资产 · 固定资产", "across": 3}]},
            *(
                {"kind": "", "cells": [{"text": text} for text in (number, "办公楼", "1,200.00")]}
                for number in range(60)
            ),
        ],
        "notes": ["按锁定的清查数据生成。"],
        "signatures": ("清查小组组长", "街道审核人（盖章）"),
        "foot": f"内容摘要 {DIGEST}",
    },
    "blank_form": {
        "title": "债权债务清单",
        "across": True,
        "fields": [{"label": "集体经济组织", "value": f"柳溪{RARE}"}, {"label": "登记时点", "value": ""}],
        "columns": ("序号", "类别", "对方", "形成原因", "发生日", "到期日", "金额", "核实情况", "承继主体"),
        "rows": [[""] * 9] * 16,
        "note": "诉讼、担保一并列入。",
        "signatures": ("清查人", "街道核对人"),
    },
}
