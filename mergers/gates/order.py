"""No step can be skipped (步骤不减少): what must be done before."""

from mergers.gates.asked import Answer, Asked, closed
from mergers.rules.transitions import SETTLED, STATUS_LABELS


def earlier_steps(asked: Asked) -> Answer:
    return _settled(asked, asked.view.after)


def all_steps_done(asked: Asked) -> Answer:
    return _settled(asked, [number for number in asked.filings if number < asked.filing.step])


def _settled(asked: Asked, numbers) -> Answer:
    book = asked.case.rulebook_version.rulebook
    missing = [number for number in numbers if asked.filings[number].status not in SETTLED]
    if missing:
        return closed(
            *(
                f"第{number}步“{book.step(number).title}”{STATUS_LABELS[asked.filings[number].status]}，完成后才能办理本步。"
                for number in missing
            )
        )
    if not numbers:
        return Answer(detail="没有前置步骤")
    days = [asked.filings[number].done_on for number in numbers if asked.filings[number].done_on]
    latest = f"，最晚 {max(days):%Y-%m-%d}" if days else ""
    return Answer(detail=f"{len(numbers)}个前置步骤均已办结{latest}")
