"""A filter of a list in which one community may be chosen."""

from django import forms

from communities.models import Place


class PlaceFilter(forms.Form):
    place = forms.ModelChoiceField(label="社区", queryset=None, required=False, empty_label="全部")

    def chosen_place(self) -> Place | None:
        """The community chosen, or the only one there is to choose."""
        if self.is_bound and self.is_valid() and self.cleaned_data["place"]:
            return self.cleaned_data["place"]
        places = list(self.fields["place"].queryset[:2])
        return places[0] if len(places) == 1 else None


class FindForm(forms.Form):
    """One's own community by its name, without an account."""

    q = forms.CharField(max_length=40, required=False)

    def found(self, most: int):
        """What was asked for, and the communities that may be meant."""
        asked = self.cleaned_data["q"] if self.is_valid() else ""
        return asked, Place.objects.communities().current().named(asked).order_by("code")[:most] if asked else []
