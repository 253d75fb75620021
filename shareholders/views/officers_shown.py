"""The three bodies as their pages show them: terms with their seats, candidates, what may be done, the roster."""

from django.urls import reverse

from communities.access import Verb, may
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Organisation
from shareholders.models import Candidate, OfficerTerm
from shareholders.rules.officers import BODIES, SIZES, Body, Status

from .shown import moment, trail

HEADS = ("届次", "机构", "职务", "姓名", "性别", "来源", "专长", "提名", "资格联审", "状态", "任职", "依据")
ORDER = ("-term__number", "body", "-is_chair", "pk")
TONES = {
    "nominated": "wait", "qualified": "going", "refused": "hold", "withdrawn": "idle", "elected": "done",
    "not_elected": "idle", "ended": "idle",
}  # fmt: skip
ROSTER = (
    {"label": "机构", "width": 4, "align": ""},
    {"label": "职务", "width": 3, "align": ""},
    {"label": "姓名", "width": 3, "align": ""},
    {"label": "性别", "width": 1, "align": "centre"},
    {"label": "来源", "width": 0, "align": ""},
    {"label": "专长", "width": 0, "align": ""},
    {"label": "任职自", "width": 4, "align": "centre"},
    {"label": "选举依据", "width": 0, "align": ""},
)


def address(organisation: Organisation) -> str:
    return reverse("officers", args=[organisation.pk])


def candidate_address(this: Candidate) -> str:
    return reverse("candidate", args=[this.pk])


def row(this: Candidate) -> tuple:
    reviewed = f"{this.reviewed_on} {'通过' if this.status != Status.REFUSED else '未通过'}" if this.reviewed_on else ""
    return (
        str(this.term), this.get_body_display(), this.post, this.person.name, this.person.get_sex_display(),
        this.get_source_display(), this.skill, this.proposer, reviewed, this.get_status_display(), _time(this),
        str(this.decision or this.document or ""),
    )  # fmt: skip


def listing(candidates) -> dict:
    rows = []
    for this in candidates:
        cells = list(row(this))
        cells[3] = {"text": cells[3], "url": candidate_address(this)}
        cells[9] = {"text": cells[9], "tone": TONES[this.status]}
        rows.append(cells)
    return table(*HEADS, rows=rows)


def overview(organisation: Organisation, viewer) -> dict:
    """The terms with how many sit, and what may be done."""
    terms = list(organisation.officer_terms.all())
    keeps = may(viewer, Verb.ROLL, organisation.place)
    acts = [("登记届次", reverse("officer_term_new", args=[organisation.pk]))] if keeps else []
    if keeps and terms:
        acts.insert(0, ("提名", reverse("candidate_new", args=[terms[0].pk])))
    standing = terms[0].candidates.filter(status=Status.QUALIFIED) if keeps and terms else Candidate.objects.none()
    for body in dict.fromkeys(standing.order_by("body").values_list("body", flat=True)):
        url = reverse("officer_seats", args=[terms[0].pk, body])
        acts.append((f"登记{BODIES[Body(body)]}当选", url))
    return {
        "trail": trail(organisation, {"label": "三会成员"}),
        "acts": [{"label": label, "url": url} for label, url in acts],
        "terms": [_term(each) for each in terms],
    }


def one(this: Candidate, viewer) -> dict:
    """A candidate's page."""
    keeps, reviews = may(viewer, Verb.ROLL, this.place), may(viewer, Verb.REVIEW, this.place)
    offers = (
        ("登记资格联审", "candidate_review", reviews and this.status == Status.NOMINATED),
        ("撤回提名", "candidate_withdraw", keeps and this.status in (Status.NOMINATED, Status.QUALIFIED)),
        ("登记离任", "candidate_end", keeps and this.status == Status.ELECTED),
    )
    acts = [{"label": label, "url": reverse(name, args=[this.pk])} for label, name, is_open in offers if is_open]
    return {
        "trail": trail(this.term.organisation, _up(this.term.organisation), {"label": this.person.name}),
        "status": {"word": this.get_status_display(), "tone": TONES[this.status]},
        "facts": _facts(this),
        "acts": acts,
        "history_url": reverse("history", args=[Candidate._meta.label_lower, this.pk]),
    }


def here(organisation: Organisation, heading: str) -> dict:
    """Where a form of the bodies stands."""
    up = _up(organisation)
    return {"sub": organisation.name, "back": up["url"], "trail": trail(organisation, up, {"label": heading})}


def beside(this: Candidate, heading: str) -> dict:
    """Where a form of a candidate stands."""
    organisation, url = this.term.organisation, candidate_address(this)
    own = {"label": this.person.name, "url": url}
    told = trail(organisation, _up(organisation), own, {"label": heading})
    return {"sub": f"{organisation.name}{this}", "back": url, "trail": told}


def roster(term: OfficerTerm) -> list[tuple[str, tuple]]:
    """The term's seats, body by body, each under its head."""
    seated, found = list(term.candidates.seated().with_names().order_by(*ORDER)), []
    for body in Body:
        own = [each for each in seated if each.body == body]
        found.append(("head", (f"{BODIES[body]}（{len(own)}人）",)))
        found += [("", _printed(each)) for each in own]
    return found


def roster_head(term: OfficerTerm) -> dict:
    return {
        "title": f"{term.organisation.name}{term}三会成员花名册",
        "subtitle": f"任期{term.starts_on}至{term.ends_on}　截至{clock.today()}",
        "notes": [],
        "signatures": ["理事长（签章）", "监事长（签章）", "经办人"],
        "foot": term.organisation.name,
    }


def _printed(this: Candidate) -> tuple:
    return (
        this.get_body_display(), this.post, this.person.name, this.person.get_sex_display(), this.get_source_display(),
        this.skill, str(this.seated_from), str(this.decision or this.document or ""),
    )  # fmt: skip


def _term(term: OfficerTerm) -> dict:
    counts = {body: term.candidates.seated().filter(body=body).count() for body in Body}
    missing = [BODIES[body] for body, many in counts.items() if many < SIZES[body].least]
    over = term.ends_on < clock.today()
    words = "已届满" if over else "人数不足" if missing else "人数符合"
    detail = "，".join(f"{BODIES[body]}{many}人" for body, many in counts.items())
    return {
        "text": f"{term}　{term.starts_on}至{term.ends_on}　花名册",
        "url": reverse("officer_roster", args=[term.pk]),
        "word": words,
        "tone": "idle" if over else "due" if missing else "done",
        "detail": detail + (f"；{'、'.join(missing)}未达法定人数" if missing and not over else ""),
    }


def _facts(this: Candidate) -> list[dict]:
    decision, document = this.decision, this.document
    paper = decision.document_id if decision else document.pk if document else None
    pairs = [
        ("届次", f"{this.term}（{this.term.starts_on}至{this.term.ends_on}）", ""),
        ("职务", this.post, ""),
        ("来源", this.get_source_display(), ""),
        ("专长", this.skill, ""),
        ("提名单位或方式", this.proposer, ""),
        ("财务会计人员", "是" if this.is_accountant else "否", ""),
        ("近亲属回避", "已书面声明" if this.declared else "未声明", ""),
        ("登记提名", f"{moment(this.nominated_at)} {this.nominated_by.name}", ""),
        ("资格联审", f"{this.reviewed_on} {this.reviewed_by.name}" if this.reviewed_on else "待联审", ""),
        ("联审意见", this.opinion, ""),
        ("选举依据", str(decision or document or ""), reverse("document", args=[paper]) if paper else ""),
        ("任职", _time(this), ""),
        ("撤回或离任原因", this.ending, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]


def _time(this: Candidate) -> str:
    if this.seated_from is None:
        return ""
    return f"{this.seated_from}至{this.seated_until or this.term.ends_on}"


def _up(organisation: Organisation) -> dict:
    return {"label": "三会成员", "url": address(organisation)}
