"""Ask the law a question on the command line, without a database; the answer is JSON."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.lib.errors import Refused
from communities.lib.workdays import shipped_calendar
from communities.rules import periods

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

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = options["answer"](options)
        except Refused as refused:
            raise CommandError(str(refused), returncode=FAULTY_INPUT) from refused
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def answer_period(options: dict[str, Any]) -> dict[str, Any]:
    """The period asked for, as `Period.as_dict`."""
    start, days = _date(options["start"]), _whole_number(options["days"])
    return periods.count(options["kind"], start, days, options["unit"], shipped_calendar()).as_dict()


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
