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

FAULTY_INPUT = 2


class Command(BaseCommand):
    help = "按法定规则推算，以 JSON 输出结果：period 计算通知、公示、异议三类期间。"
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


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(f"天数“{text}”不是整数，应写成 7 的形式。") from None
