"""Ask the law a question on the command line; the answer is JSON. It needs no database.

Where there is one, days are counted by the holiday table that the office of the district has entered.
"""

import json
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from communities.lib.errors import Refused
from communities.lib.workdays import Calendar, shipped_calendar
from communities.models import Place
from communities.rules import periods
from communities.services import holidays
from votes import rules as deciding

FAULTY_INPUT = 2
# option → (what it counts, its name in the law of deciding); the first six must be given.
COUNTS = {
    "entitled": ("应到人数", "entitled"),
    "present": ("实到人数，含在线参加的", "present"),
    "for": ("赞成票", "in_favour"),
    "against": ("反对票", "against"),
    "abstain": ("弃权票", "abstained"),
    "invalid": ("无效票", "invalid"),
    "women-entitled": ("妇女代表应到人数", "women_entitled"),
    "women-present": ("妇女代表实到人数", "women_present"),
    "proxies": ("委托他人参加的人数，不在实到之内", "proxies"),
    "proxies-outside": ("其中不是同一户内书面委托的人数", "unlawful_proxies"),
}
REQUIRED = tuple(COUNTS)[:6]


class Command(BaseCommand):
    help = "按法定规则推算，以 JSON 输出结果：period 计算通知、公示、异议三类期间；verdict 判断表决是否通过。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        questions = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
        period = questions.add_parser("period", help="计算期间的末日，逐日列出计入和不计入的日期")
        period.set_defaults(answer=answer_period)
        period.add_argument("--kind", required=True, help="notice 通知 | display 公示 | objection 异议、答复")
        period.add_argument("--from", required=True, dest="start", metavar="DATE", help="张贴（送达）日，如 2026-02-12")
        period.add_argument("--days", required=True, metavar="N", help="天数，1 至 366")
        period.add_argument("--unit", required=True, help="natural 自然日 | working 工作日")
        period.add_argument("--district", metavar="CODE", help="按这个区录入的节假日表；只有一个区时可以不写")
        _add_verdict(questions.add_parser("verdict", help="判断一次表决：会议是否有权、是否按期通知、人数、票数"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = options["answer"](options)
        except Refused as refused:
            raise CommandError(str(refused), returncode=FAULTY_INPUT) from refused
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def answer_period(options: dict[str, Any]) -> dict[str, Any]:
    """The period asked for, as `Period.as_dict`."""
    start, days = _date(options["start"]), _whole_number(options["days"])
    calendar = calendar_of(options["district"])
    return periods.count(options["kind"], start, days, options["unit"], calendar).as_dict()


def answer_verdict(options: dict[str, Any]) -> dict[str, Any]:
    """The verdict asked for, as `Verdict.as_dict`."""
    for option, label, known in (("body", "会议", deciding.BODIES), ("matter", "事项", deciding.MATTERS)):
        if options[option] not in known:
            listed = "、".join(f"{key}（{words}）" for key, words in known.items())
            raise Refused(f"{label}“{options[option]}”无法识别，应为 {listed}。")
    stated = {name: options[f"count_{option}"] for option, (_, name) in COUNTS.items()}
    numbers = {name: _whole_number(text, "人数、票数", 57) for name, text in stated.items() if text is not None}
    motion = deciding.Motion(
        options["body"],
        options["matter"],
        _date(options["held_on"]),
        notice_on=_date(options["notice_on"]) if options["notice_on"] else None,
        authorized=options["authorized"],
        reform_done=options["reform_done"],
    )
    return deciding.verdict(motion, deciding.Counts(**numbers)).as_dict()


def _add_verdict(parser: CommandParser) -> None:
    parser.set_defaults(answer=answer_verdict)
    parser.add_argument("--body", required=True, help="、".join(deciding.BODIES))
    parser.add_argument("--matter", required=True, help="、".join(deciding.MATTERS))
    parser.add_argument("--date", required=True, dest="held_on", metavar="DATE", help="会议日期，按当日有效的规则")
    for option, (words, _) in COUNTS.items():
        required = option in REQUIRED
        parser.add_argument(f"--{option}", required=required, dest=f"count_{option}", metavar="N", help=words)
    parser.add_argument("--notice-date", dest="notice_on", metavar="DATE", help="通知（张贴）日期；不写则不核对通知期")
    parser.add_argument("--authorized", action="store_true", help="代表会议有授权决议，或章程有授权")
    parser.add_argument("--reform-done", action="store_true", help="集体产权制度改革已经完成")


def calendar_of(code: str | None) -> Calendar:
    """The table of the district of that code, or of the only district; the shipped one where there is no such.

    Raises Refused for a code that cannot be looked up or that no district has.
    """
    try:
        connection.ensure_connection()
        found = list(Place.objects.districts().current().filter(**({"code": code} if code else {}))[:2])
    except (DatabaseError, ImproperlyConfigured):
        if code:
            raise Refused(f"数据库连接不上，取不到区{code}的节假日表；不写 --district 则按内置节假日表推算。") from None
        return shipped_calendar()
    if code and not found:
        raise Refused(f"没有代码为 {code} 的区，请核对。")
    return holidays.calendar_for(found[0]) if len(found) == 1 else shipped_calendar()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"日期“{text}”无法识别，应写成 2026-02-12 的形式。") from None


def _whole_number(text: str, what: str = "天数", such_as: int = 7) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(f"{what}“{text}”不是整数，应写成 {such_as} 的形式。") from None
