"""Steps 13–16: the request and its approval, the party organisation, the hand-over, the archive."""

from django import forms

from mergers.forms.facts.base import CountField, DayField, FactsForm
from mergers.rules import separation


class RequestFacts(FactsForm):
    request_number = forms.CharField(label="请示文号", max_length=80, help_text="如：云街字〔2026〕5号")
    request_on = DayField(label="请示日期")
    signed_by = forms.CharField(label="签发人", max_length=40)
    contact = forms.CharField(label="联系人", max_length=40)
    legality_on = DayField(label="合法性审查日期")
    site_check_on = DayField(label="民政现场核查日期")
    approval_number = forms.CharField(label="批复文号", max_length=80)
    approval_on = DayField(label="批复日期")
    approval_posted_on = DayField(label="批复公布日期")

    def clean(self):
        data = super().clean()
        if data.get("approval_on") and data.get("request_on") and data["approval_on"] < data["request_on"]:
            self.add_error("approval_on", "批复日期早于请示日期，请核对。")
        if bool(data.get("approval_number")) != bool(data.get("approval_on")):
            self.add_error("approval_number", "批复文号和批复日期须同时填写。")
        return data


class PartyOrganisationFacts(FactsForm):
    decision_number = forms.CharField(label="党工委决定文号", max_length=80)
    decision_on = DayField(label="决定日期")
    members_transferred = CountField(label="转接组织关系（人）")
    cooperative_party = forms.CharField(label="合作社党组织隶属", max_length=80)


class HandoverFacts(FactsForm):
    audit_published_on = DayField(label="离任审计公布日期")
    handover_on = DayField(label="移交签字日期")
    items_due = CountField(label="移交清单（项）")
    items_received = CountField(label="已接收（项）")
    seal_returned_on = DayField(label="旧印章收缴日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        apart = {name: forms.BooleanField(label=label, required=False) for name, label in separation.ITEMS.items()}
        self.fields |= apart
        self.order_fields([name for name in self.fields if name != "note"])


class ArchiveFacts(FactsForm):
    volumes = CountField(label="归档（卷）")
    accepted_on = DayField(label="验收日期")
    plate_changed_on = DayField(label="摘牌挂牌日期")
    representatives_chosen_on = DayField(label="接收社区补选日期")
    watch_until = DayField(label="过渡期至", future=True)
