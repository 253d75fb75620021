"""What one may look for in allocations, the ledger, holdings and tickets."""

from datetime import date

from django import forms
from django.db.models import Q

from communities.forms.base import DatedForm, DayInput
from communities.lib import clock
from shareholders.models import ShareClass, SharePlan, ShareTicket
from shareholders.rules.ledger import LABELS, Kind


class AllotmentFilterForm(forms.Form):
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)
    share_class = forms.ModelChoiceField(
        label="股类", required=False, queryset=ShareClass.objects.none(), empty_label="全部"
    )
    carried = forms.BooleanField(label="只看进位行", required=False)

    def __init__(self, plan: SharePlan, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.fields["share_class"].queryset = plan, plan.classes.all()

    def found(self):
        asked = self.cleaned_data if self.is_valid() else {}
        found = self.plan.allotments.with_holders()
        if text := asked.get("q"):
            found = found.filter(Q(person__name__icontains=text) | Q(household__number__icontains=text))
        if asked.get("share_class"):
            found = found.filter(share_class=asked["share_class"])
        return found.carried() if asked.get("carried") else found


class EntryFilterForm(DatedForm):
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)
    kind = forms.ChoiceField(
        label="业务", required=False, choices=[("", "全部"), *((each.value, LABELS[each]) for each in Kind)]
    )
    since = forms.DateField(label="发生自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())

    def found(self, entries):
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("q"):
            entries = entries.filter(
                Q(account__person__name__icontains=text) | Q(account__household__number__icontains=text)
            )
        for name, lookup in (("kind", "kind"), ("since", "occurred_on__gte"), ("until", "occurred_on__lte")):
            if asked.get(name):
                entries = entries.filter(**{f"transaction__{lookup}": asked[name]})
        return entries


class HoldingsFilterForm(DatedForm):
    on = forms.DateField(label="截至", required=False, widget=DayInput())
    known = forms.DateField(label="按当时登记", required=False, widget=DayInput(), help_text="只算到这一天为止已录入的")
    q = forms.CharField(label="姓名或户编号", required=False, max_length=40)

    def asked(self) -> tuple[date, date | None, str]:
        given = self.cleaned_data if self.is_valid() else {}
        return given.get("on") or clock.today(), given.get("known"), given.get("q", "")


class TicketFilterForm(forms.Form):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *ShareTicket.Status.choices])
    q = forms.CharField(label="转出人或社区", required=False, max_length=40)

    def found(self, tickets):
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("status"):
            tickets = tickets.filter(status=asked["status"])
        if text := asked.get("q"):
            tickets = tickets.filter(
                Q(giver__name__icontains=text) | Q(plan__organisation__place__name__icontains=text)
            )
        return tickets
