"""What the registers hold for a step, beside its papers: inventory, promises, contracts, the canvass, meetings."""

from functools import partial

from django.db.models import Q
from django.urls import reverse

from assets import questions as assets
from communities.access import Verb, may
from communities.models import Intake, Place
from communities.rules.intakes import State
from mergers.rules.facts import BODIES, MATTERS
from risk import questions as risk
from shareholders import questions as shareholders
from votes import questions as votes
from votes.answer_questions import answers_of
from votes.canvass_questions import canvassed
from votes.publicity_questions import answers_now, letters_of
from votes.talk_questions import talks_of

# Steps by key → the registers that belong to their work.
OF_STEP = {
    "mobilisation": ("promises", "publicity", "talks", "answers"),
    "risk_assessment": ("assessment", "talks"),
    "inventory": ("inventory", "contracts"),
    "canvass": ("canvass",),
    "inventory_posting": ("inventory",),
    "membership": ("roll", "shares"),
    "party_proposal": ("meeting",),
    "party_meeting": ("meeting",),
    "vote": ("meeting",),
    "handover": ("contracts",),
    "archive": ("promises", "contracts"),
    "request_approval": ("assessment",),
}
# Registers that are not open to everybody who reads the step.
READ_WITH = {"assessment": Verb.RISK, "roll": Verb.RESIDENTS}


def registers(key: str, place: Place, account) -> list[dict]:
    """For the `item_list` component, with links for whom they open; nothing for steps that none belongs to."""
    drawn = DRAWN | {"meeting": partial(_meeting, key)}
    shut = {name: {"url": ""} for name, verb in READ_WITH.items() if not may(account, verb, place)}
    return [drawn[name](place) | shut.get(name, {}) for name in OF_STEP.get(key, ())]


def figures(key: str, place: Place) -> dict:
    """What the step's form shows at first: the register's own totals, so that nobody types them again."""
    match key:
        case "party_proposal" | "party_meeting" | "vote":
            return _meeting_figures(key, place)
        case "inventory":
            return assets.inventory_figures(place) or {}
        case "risk_assessment":
            return _concluded(place)
        case "canvass":
            return _canvass_figures(place)
        case "mobilisation":
            return _publicity_figures(place)
    return {}


def _meeting_figures(key: str, place: Place) -> dict:
    found = votes.last_put(place, MATTERS[key], BODIES.get(key, ()))
    told = found.figures if found else {}
    return told | {"discussed_on": told["held_on"]} if told and key == "party_proposal" else told


def _canvass_figures(place: Place) -> dict:
    found = canvassed(place)
    if found is None:
        return {}
    told = found.opinions
    return {
        "started_on": found.started_on.isoformat(),
        "households_due": told.due,
        "households_visited": told.met,
        "agree": told.agree,
        "against": told.against,
        "abstain": told.abstain,
        "unreached": told.not_met,
        "visits_offered": found.offered,
    }


def _canvass(place: Place) -> dict:
    row = {"text": "入户征求意见", "url": reverse("canvasses"), "tone": "idle", "word": "未开始"}
    found = canvassed(place)
    if found is None:
        return row | {"detail": "没有登记的，在下面填写各类意见户数"}
    told = found.opinions
    row |= {"url": reverse("canvass", args=[found.canvass]), "word": "已结束" if found.closed else "进行中"}
    return row | {"detail": f"应征求{told.due}户，已入户{told.met}户，未联系上{told.not_met}户，未入户{told.left}户"}


def _concluded(place: Place) -> dict:
    """What the newest concluded assessment says; nothing before there is one."""
    found = risk.assessment_of(place)
    if found is None or not found.conclusion:
        return {}
    names = ("conclusion", "concluded_on", "excluded_items", "receipt_number")
    return {"risk_level": found.final_level, **{name: getattr(found, name) for name in names}}


def _assessment(place: Place) -> dict:
    found = risk.assessment_of(place)
    if found is None:
        return {"text": "风险评估", "url": reverse("assessments"), "tone": "idle", "word": "未立项"}
    row = {"text": f"风险评估{found.number}", "url": reverse("assessment", args=[found.pk])}
    row["detail"] = f"结论后有关信访{found.calls}件，须重新研判" if found.calls else ""
    if not found.conclusion:
        return row | {"tone": "going", "word": found.get_status_display()}
    tone = "done" if found.passed else "hold"
    return row | {"tone": tone, "word": f"{found.get_final_level_display()}风险，{found.get_conclusion_display()}"}


def _inventory(place: Place) -> dict:
    found = assets.inventory_of(place)
    if found is None:
        row = {"text": "清产核资登记簿", "url": reverse("inventories"), "tone": "idle", "word": "未开始"}
        return row | _sent(place)
    totals = assets.inventory_figures(place)
    detail = f"资产总计{totals['total_assets']:,}元，负债{totals['total_liabilities']:,}元" if totals else "还没有明细"
    tone = "done" if found.status == found.Status.LOCKED else "going"
    row = {"text": "清产核资登记簿", "url": reverse("inventory", args=[found.pk]), "tone": tone}
    return row | {"word": found.get_status_display(), "detail": f"登记时点{found.base_date}；{detail}"}


def _sent(place: Place) -> dict:
    """The workbook that was to begin the inventory and has faults."""
    last = Intake.objects.of("assets").filter(place=place).exclude(state=State.CANCELLED).first()
    if last is None or last.state != State.REFUSED:
        return {}
    told = {"word": "工作簿有错，已退回", "detail": f"{last.file_name}：{last.fault_count}处错误"}
    return told | {"tone": "late", "url": reverse("assets_intake", args=[last.pk])}


def _roll(place: Place) -> dict:
    found = shareholders.roll_of(place)
    if found is None:
        return {"text": "成员名册", "url": reverse("members"), "tone": "idle", "word": "未建立"}
    pending = shareholders.pending_members(place)
    row = {"text": "成员名册", "url": reverse("roll", args=[found.organisation_id])}
    row["detail"] = f"{found.get_mode_display()}；成员{shareholders.members_on_roll(place)}人"
    if pending:
        return row | {"tone": "due", "word": f"待定{pending}人"}
    return row | {"tone": "done", "word": "已锁定" if found.locked_at else "无待定人员"}


def _shares(place: Place) -> dict:
    found = shareholders.plan_of(place)
    if found is None:
        return {"text": "股权台账", "url": reverse("shares"), "tone": "idle", "word": "未拟订方案"}
    row = {"text": "股权台账", "url": reverse("share_plan", args=[found.pk]), "word": found.get_status_display()}
    difference = shareholders.share_difference(place)
    if difference is None:
        return row | {"tone": "going", "detail": f"第{found.version}版方案，还没有表决"}
    detail = f"总股数{found.total_shares:,f}股，与台账相差{difference:f}股"
    return row | {"tone": "late" if difference else "done", "detail": detail}


def _promises(place: Place) -> dict:
    row = {"text": "“四个不变”台账", "url": f"{reverse('commitments')}?place={place.pk}"}
    found = assets.promises(place)
    if found is None:
        return row | {"tone": "idle", "word": "未建立", "detail": "撤并前登记冻结，撤并后逐项核对"}
    row["detail"] = f"已冻结{found.items}项；已核对台账{found.checked}份，有差异{found.changed}项"
    if found.frozen < found.registers:
        return row | {"tone": "going", "word": "登记中"}
    if found.changed:
        return row | {"tone": "due", "word": "有差异"}
    return row | {"tone": "done", "word": "核对一致" if found.checked else "已冻结"}


def _contracts(place: Place) -> dict:
    row = {"text": "合同台账", "url": f"{reverse('contracts')}?place={place.pk}"}
    found = assets.contracts(place)
    if found is None:
        return row | {"tone": "idle", "word": "未登记"}
    detail = f"{found.contracts}份，待街道核对{found.to_review}份"
    if found.unfiled:
        return row | {"tone": "due", "word": f"未备案{found.unfiled}件，请补报", "detail": detail}
    return row | {"tone": "done", "word": "已登记", "detail": detail}


def _meeting(key: str, place: Place) -> dict:
    found = votes.last_put(place, MATTERS[key], BODIES.get(key, ()))
    if found is None:
        address = f"{reverse('bodies')}?place={place.pk}"
        return {"text": "会议和表决", "url": address, "tone": "idle", "word": "未登记"}
    states = {None: ("going", "未封存"), True: ("done", "通过"), False: ("hold", "未通过")}
    tone, word = states[found.passed]
    return {"text": found.label, "url": reverse("motion", args=[found.motion]), "tone": tone, "word": word}


def _publicity_figures(place: Place) -> dict:
    """Of the letter and of the questionnaire, as far as they are registered."""
    letters, told = letters_of(place), _answers(place)
    found = told.facts() if told else {}
    if letters:
        found |= {"letters_due": letters.due, "letters_delivered": letters.delivered}
        found["letters_attempted"] = letters.attempted
    return found


def _answers(place: Place):
    return answers_now(Q(organisation__place=place)).get(place.pk)


def _publicity(place: Place) -> dict:
    row = {"text": "一封信与问卷", "url": reverse("publicity"), "tone": "idle", "word": "未开始"}
    letters, told = letters_of(place), _answers(place)
    if letters is None and told is None:
        return row | {"detail": "没有登记的，在下面填写户数和份数"}
    said = [f"一封信应发{letters.due}户，送达{letters.delivered}户，未登记{letters.left}户" if letters else ""]
    said.append(f"问卷发放{told.sent}份，收回{told.back}份" if told else "")
    return row | {"word": "已登记", "detail": "；".join(filter(None, said))}


def _talks(place: Place) -> dict:
    row = {"text": "座谈与协商", "url": f"{reverse('talks')}?place={place.pk}"}
    found = talks_of(place)
    if found is None:
        return row | {"tone": "idle", "word": "未登记", "detail": "没有登记的，把座谈记录作为材料上传"}
    said = [f"起草{found.drafts}次" if found.drafts else "", f"已存签名件{found.signed}份" if found.signed else ""]
    said.append(f"待答复意见{found.waiting}条，超期{found.late}条" if found.waiting else "意见都已答复")
    row["detail"] = "；".join(filter(None, said))
    tone = "due" if found.late else "done" if found.final else "going"
    return row | {"tone": tone, "word": f"已定稿{found.final}次"}


def _questions(place: Place) -> dict:
    row = {"text": "政策问答", "url": f"{reverse('policy_questions')}?place={place.pk}"}
    found = answers_of(place)
    if found is None:
        return row | {"tone": "idle", "word": "未登记"}
    row["detail"] = f"公开{found.released}件；待答复{found.waiting}件，超期{found.late}件"
    return row | {"tone": "due" if found.late else "done", "word": f"已答复{found.answered}件"}


DRAWN = {
    "inventory": _inventory,
    "roll": _roll,
    "shares": _shares,
    "promises": _promises,
    "contracts": _contracts,
    "canvass": _canvass,
    "publicity": _publicity,
    "talks": _talks,
    "answers": _questions,
    "assessment": _assessment,
}
