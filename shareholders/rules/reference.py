"""The reference moment (基准日): a date and an hour, against which births and deaths are decided."""

from datetime import date, datetime, time, timedelta, tzinfo


def moment_of(day: date, hour: int, zone: tzinfo) -> datetime:
    """0 to 24 o'clock of a day; 24时 is the first instant of the next day."""
    return datetime.combine(day, time.min, zone) + timedelta(hours=hour)


def in_words(moment: datetime) -> str:
    """“2018年4月30日24时”: midnight is written as the end of the day before it. `moment` is local."""
    if moment.time() == time.min:
        before = moment - timedelta(days=1)
        return f"{before.year}年{before.month}月{before.day}日24时"
    return f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时"


def happened_before(day: date, moment: datetime) -> bool:
    """Whether a birth or death of which only the day is known came before the (local) moment; the day itself does."""
    return datetime.combine(day, time.min, moment.tzinfo) < moment


def date_faults(category: str, born_on: date, died_on: date | None, moment: datetime) -> list[str]:
    """Why a category does not fit the dates of the person."""
    named = in_words(moment)
    born_before = happened_before(born_on, moment)
    died_before = died_on is not None and happened_before(died_on, moment)
    checks = {
        "born_before": (f"出生日期 {born_on} 晚于基准日（{named}），不属于基准日前出生。", born_before),
        "born_after": (f"出生日期 {born_on} 早于基准日（{named}），不属于基准日后出生。", not born_before),
        "dead_before": (f"没有登记基准日（{named}）前死亡，请核对死亡日期。", died_before),
        "dead_after": (f"没有登记基准日（{named}）后死亡，请核对死亡日期。", died_on is not None and not died_before),
    }
    sentence, holds = checks.get(category, ("", True))
    return [] if holds else [sentence]
