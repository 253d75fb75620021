"""Forms of the inventories: the list's filter."""

from django import forms

from assets.models import Inventory


class InventoryFilterForm(forms.Form):
    place = forms.ModelChoiceField(label="社区", queryset=None, required=False, empty_label="全部")
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Inventory.Status.choices])
    year = forms.IntegerField(label="登记时点年份", required=False, min_value=1990, max_value=2100)

    def __init__(self, inventories, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.inventories = inventories
        self.fields["place"].queryset = places

    def found(self):
        """The inventories asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.inventories
        if place := asked.get("place"):
            found = found.filter(organisation__place=place)
        if status := asked.get("status"):
            found = found.filter(status=status)
        if year := asked.get("year"):
            found = found.filter(base_date__year=year)
        return found
