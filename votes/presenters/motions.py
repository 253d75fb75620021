"""A motion's page: its rule, the counts one may see, the sealed result with its reasons."""

from django.urls import reverse

from communities.lib import clock
from votes.models import Count, Motion, Result
from votes.presenters.meetings import mark, outcome
from votes.rules import percent_cut
from votes.rules.words import in_words

HEADS = ("计票人", "赞成", "反对", "弃权", "无效", "时间", "说明")
FIGURES = (
    ("entitled", "应到"),
    ("present", "实到"),
    ("proxies", "委托"),
    ("in_favour", "赞成"),
    ("against", "反对"),
    ("abstained", "弃权"),
    ("invalid", "无效"),
)


def facts(this: Motion) -> list[dict]:
    meeting = this.meeting
    pairs = [
        ("会议", str(meeting), {"url": reverse("meeting", args=[meeting.pk])}),
        ("序号", f"第{this.number}项", {}),
        ("事项", this.get_matter_display(), {}),
        ("通过标准", mark(this), {}),
    ]
    again = this.again.select_related("meeting")
    if this.previous:
        told = f"重议：{this.previous.meeting.held_on}未通过的议题"
        pairs.append(("原议题", told, {"url": reverse("motion", args=[this.previous_id])}))
    pairs += [("重议", f"{each.meeting.held_on}的会议", {"url": reverse("motion", args=[each.pk])}) for each in again]
    return [{"label": label, "value": value, **more} for label, value, more in pairs]


def law(this: Motion) -> dict:
    return {"lines": in_words(this.law), "basis": this.law.basis}


def count_row(each: Count) -> list:
    """Every count stays, the corrected one with what it was corrected to and why."""
    told = f"更正，原因：{each.reason}" if each.corrects_id else "首次登记"
    replaced = getattr(each, "corrected_by", None)
    told += "；已被更正" if replaced else ""
    return [each.counted_by.name, *each.figures, clock.to_minute(each.counted_at), told]


def apart(newest: list[Count]) -> list[str]:
    """Where the newest counts of two people differ, figure by figure."""
    told = [
        f"{label}：{'、'.join(f'{each.counted_by.name}{getattr(each, name)}票' for each in newest)}"
        for name, label in FIGURES[3:]
        if len({getattr(each, name) for each in newest}) > 1
    ]
    return [f"{'；'.join(told)}。请共同复核选票，由登记有误的一人更正。"] if told else []


def figures(result: Result) -> list[dict]:
    """For the `tiles` component."""
    told = [{"label": label, "value": result.figures[name]} for name, label in FIGURES]
    for name, label in (("needed_present", "须到"), ("needed_for", "须赞成")):
        if result.verdict[name] is not None:
            told.append({"label": label, "value": result.verdict[name]})
    return told


def result(this: Result) -> dict:
    """The sealed result: the sums with their percentages cut, what stands against it, article and fingerprint."""
    found = this.verdict
    told = outcome(this.motion)
    share = percent_cut(this.figures["in_favour"], this.figures["entitled"])
    pairs = [
        ("依据", found["article"]),
        ("效力", found["effect"]),
        ("赞成占应到", share),
        ("计票", f"{this.first_by.name}、{this.second_by.name}"),
        ("封存", f"{this.sealed_by.name} {clock.to_minute(this.sealed_at)}"),
        ("指纹", this.fingerprint),
    ]
    return {
        "passed": this.passed,
        "word": told["text"],
        "tone": told["tone"],
        "explanation": found["explanation"],
        "reasons": [*found["reasons"], *found["unstated"]],
        "notes": found["notes"],
        "facts": [{"label": label, "value": value} for label, value in pairs if value],
    }
