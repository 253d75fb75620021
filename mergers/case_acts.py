"""What may be done about a case as a whole, as data: each act with its form, its service, and who is offered it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from communities import access
from communities.access import Verb
from mergers.forms import case_acts as forms
from mergers.models import MergerCase
from mergers.services import case_parts, case_status, cases

Call = Callable[[MergerCase, dict, object], object]


@dataclass(frozen=True, slots=True)
class Act:
    """`shown_on` is the page that offers it; `open`: whether the state lets it; a `row` act stands at its row."""

    label: str
    verbs: tuple[Verb, ...]
    form: type[forms.ActForm]
    call: Call
    shown_on: str = "case"
    open: Callable[[MergerCase], bool] = lambda case: True
    row: bool = False
    danger: bool = False


def _without_row(service) -> Call:
    """Call a service about one row with the rest of the form."""

    def call(case: MergerCase, asked: dict, by):
        return service(asked.pop("row"), **asked, by=by)

    return call


def _with_case(service) -> Call:
    def call(case: MergerCase, asked: dict, by):
        return service(case, **asked, by=by)

    return call


FILE, CONFIRM, OFFICE, PLAN = (Verb.FILE,), (Verb.CONFIRM,), (Verb.OFFICE,), (Verb.REVIEW, Verb.OFFICE)
ACTS: dict[str, Act] = {
    "mode": Act("选定方式", FILE, forms.ModeForm, _with_case(cases.choose_mode)),
    "approve-mode": Act(
        "批准方式",
        CONFIRM,
        forms.ActForm,
        _with_case(cases.approve_mode),
        open=lambda case: bool(case.mode) and not case.mode_approved_at,
    ),
    "arrangement": Act("办理安排", FILE, forms.ArrangementForm, _with_case(case_parts.set_arrangement)),
    "suspend": Act(
        "暂缓", CONFIRM, forms.ReasonActForm, _with_case(cases.suspend), open=lambda case: not case.suspended_on
    ),
    "resume": Act(
        "恢复办理", CONFIRM, forms.ReasonActForm, _with_case(cases.resume), open=lambda case: bool(case.suspended_on)
    ),
    "status": Act("人工定状态", OFFICE, forms.StatusForm, _with_case(case_status.set_status)),
    "clear-status": Act(
        "取消人工状态",
        OFFICE,
        forms.ReasonActForm,
        _with_case(case_status.clear_status),
        open=lambda case: case_status.override_of(case) is not None,
    ),
    "remove": Act("移出计划", OFFICE, forms.RemoveForm, _with_case(case_status.take_out_of_plan), danger=True),
    "replan": Act("调整计划日期", PLAN, forms.ReplanForm, _with_case(cases.replan), "case_plan"),
    "receiver": Act("登记接收社区", FILE, forms.ReceiverForm, _with_case(case_parts.add_receiver), "case_parts"),
    "receiver-size": Act(
        "核对规模", FILE, forms.ResizeForm, _without_row(case_parts.resize_receiver), "case_parts", row=True
    ),
    "receiver-withdraw": Act(
        "取消", FILE, forms.WithdrawReceiverForm, _without_row(case_parts.withdraw_receiver), "case_parts", row=True
    ),
    "liability": Act(
        "登记债务、诉讼、担保", FILE, forms.LiabilityForm, _with_case(case_parts.add_liability), "case_parts"
    ),
    "liability-settle": Act(
        "登记承接", FILE, forms.SettleForm, _without_row(case_parts.settle_liability), "case_parts", row=True
    ),
    "cadre": Act("登记干部待遇", FILE, forms.CadreForm, _with_case(case_parts.add_cadre), "case_parts"),
    "cadre-change": Act(
        "更正", FILE, forms.ChangeCadreForm, _without_row(case_parts.change_cadre), "case_parts", row=True
    ),
}


def offered(case: MergerCase, account, shown_on: str, bound: dict) -> list[dict]:
    """The acts of a page that this person may carry out now, each with its form."""
    if case.completed_on or case.removed_on:
        return []
    return [
        offer(name, case, account, bound)
        for name, act in ACTS.items()
        if act.shown_on == shown_on and not act.row and allowed(act, account, case) and act.open(case)
    ]


def allowed(act: Act, account, case: MergerCase) -> bool:
    return any(access.may(account, verb, case.place) for verb in act.verbs)


def offer(name: str, case: MergerCase, account, bound: dict, row=None, initial: dict | None = None) -> dict:
    """One act for the template; a form that was refused stands open."""
    act, key = ACTS[name], f"{name}:{row.pk if row else ''}"
    sent = bound.get(key)
    form = sent or act.form(case, account, initial={**(initial or {}), "row": row.pk if row else None})
    form.auto_id = f"id_{name}_{row.pk if row else ''}_%s"
    return {
        "name": name,
        "label": act.label,
        "url": reverse("case_act", args=[case.pk, name]),
        "form": form,
        "open": sent is not None,
        "danger": act.danger,
    }
