"""The three dates of a paper: written (成文), effective (生效), uploaded (上传)."""

from datetime import date

EARLIEST = date(1900, 1, 1)


def date_faults(written_on: date, uploaded_on: date) -> list[str]:
    """Sentences for what cannot be: a paper that was uploaded before it was written."""
    if written_on < EARLIEST:
        return [f"成文日期 {written_on} 过早，请核对年份。"]
    if written_on > uploaded_on:
        return [f"成文日期 {written_on} 晚于今天（{uploaded_on}），尚未成文的材料不能上传，请核对成文日期。"]
    return []


def date_warnings(written_on: date, effective_on: date | None) -> list[str]:
    """Sentences for what is possible but seldom right; empty when the dates agree."""
    if effective_on and effective_on < written_on:
        return [f"生效日期 {effective_on} 早于成文日期 {written_on}，请确认是否填反或确需追溯生效。"]
    return []
