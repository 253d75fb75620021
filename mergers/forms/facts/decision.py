"""Steps 6–12: meetings and their counts, the canvass, the posting of results."""

from django import forms

from mergers.forms.facts.base import CountField, DayField, FactsForm
from votes.rules import BODIES


class MeetingFacts(FactsForm):
    """Who was entitled, who came, how they voted; the four counts make up no more than those present."""

    bodies: tuple[str, ...] = tuple(BODIES)
    held_on = DayField(label="会议日期")
    body = forms.ChoiceField(label="会议")
    entitled = CountField(label="应到（人）")
    present = CountField(label="实到（人）")
    in_favour = CountField(label="赞成（票）")
    against = CountField(label="反对（票）")
    abstain = CountField(label="弃权（票）")
    invalid = CountField(label="无效（票）")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(body, BODIES[body]) for body in self.bodies]
        self.fields["body"].choices = choices if len(choices) == 1 else [("", "请选择"), *choices]
        if len(choices) == 1:
            self.initial.setdefault("body", choices[0][0])

    def clean(self):
        data = super().clean()
        entitled, present = data.get("entitled"), data.get("present")
        if None not in (entitled, present) and present > entitled:
            self.add_error("present", f"实到{present}人多于应到{entitled}人，请核对。")
        votes = [data.get(name) for name in ("in_favour", "against", "abstain", "invalid")]
        if present is not None and votes[0] is not None:
            told = sum(vote or 0 for vote in votes)
            if told != present:
                self.add_error("in_favour", f"赞成、反对、弃权、无效合计{told}，实到{present}，两数须相等。")
        return data


class InventoryMeetingFacts(MeetingFacts):
    bodies = ("members_assembly", "members_representatives")
    review_number = forms.CharField(label="审核备案文号", max_length=80)


class MembershipFacts(MeetingFacts):
    bodies = ("members_assembly",)
    notice_posted_on = DayField(label="会议通知张贴日")
    reference_on = DayField(label="基准日")
    members = CountField(label="成员（人）")
    shareholders = CountField(label="股东（人）")
    pending = CountField(label="待定（人）")
    shares_total = forms.DecimalField(label="总股数（股）", min_value=0, max_digits=14, decimal_places=4)
    shares_registered = forms.DecimalField(label="登记簿合计（股）", min_value=0, max_digits=14, decimal_places=4)


class ProposalFacts(FactsForm):
    proposed_on = DayField(label="党组织提议日期")
    discussed_on = DayField(label="两委商议日期")
    entitled = CountField(label="两委应到（人）")
    present = CountField(label="两委实到（人）")
    in_favour = CountField(label="同意（人）")


class PartyMeetingFacts(MeetingFacts):
    bodies = ("party_members",)


class CanvassFacts(FactsForm):
    started_on = DayField(label="入户开始")
    households_due = CountField(label="应征求（户）")
    households_visited = CountField(label="已入户（户）")
    agree = CountField(label="同意（户）")
    against = CountField(label="不同意（户）", help_text="只填户数，不写户名")
    abstain = CountField(label="弃权（户）")
    unreached = CountField(label="未联系上（户）")
    visits_offered = CountField(label="已提供回访（户）")

    def clean(self):
        data = super().clean()
        due = data.get("households_due")
        told = sum(data.get(name) or 0 for name in ("agree", "against", "abstain", "unreached"))
        if due is not None and told > due:
            self.add_error("agree", f"各类意见合计{told}户，多于应征求的{due}户。")
        return data


class VoteFacts(MeetingFacts):
    bodies = ("villagers_meeting", "villagers_meeting_households", "residents_meeting", "residents_representatives")
    notice_posted_on = DayField(label="会议通知张贴日")

    def __init__(self, *args, case, **kwargs):
        side = self.bodies[:2] if case.village_rules else self.bodies[2:]
        self.bodies = side
        super().__init__(*args, case=case, **kwargs)


class PostingFacts(FactsForm):
    objections = CountField(label="收到异议（件）")
    answered = CountField(label="已答复（件）")
