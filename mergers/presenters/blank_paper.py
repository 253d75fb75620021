"""A blank form as the inputs of its paper, with what is known of the case filled in."""

from mergers.models import MergerCase
from mergers.presenters.words import day
from mergers.rules.blank_forms import BlankForm

WIDE = 7  # columns that still fit an upright sheet


def blank_paper(form: BlankForm, case: MergerCase | None) -> dict:
    known = _known(case) if case else {}
    return {
        "title": form.title,
        "across": len(form.columns) > WIDE,
        "fields": [{"label": label, "value": known.get(label, "")} for label in form.fields],
        "columns": form.columns,
        "rows": _rows(form),
        "note": form.note,
        "signatures": form.signatures,
    }


def _rows(form: BlankForm) -> list[list[str]]:
    empty = [""] * (len(form.columns) - 1)
    if form.items:
        return [[item, *empty] for item in form.items]
    return [["", *empty] for _ in range(form.rows)]


def _known(case: MergerCase) -> dict[str, str]:
    return {
        "社区（村）": case.place.name,
        "街道": case.place.parent.name,
        "法律主体": case.get_legal_body_display(),
        "路径": case.get_route_display(),
        "方式": case.get_mode_display(),
        "改制是否完成": "是" if case.reform_done else "否",
        "启动日期": day(case.opened_on),
    }
