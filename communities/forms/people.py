"""Forms about people: the list's filter, an account, a post, a reason."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from communities.access import LEVELS, Role, Verb, districts
from communities.forms.base import DayInput, KeyedForm
from communities.lib import clock
from communities.models import Account, Appointment, Organisation, Place

STATES = [("open", "启用"), ("shut", "停用"), ("postless", "未任职")]


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="姓名或账号", method="named")
    role = django_filters.ChoiceFilter(label="角色", choices=Role.choices, empty_label="全部", method="unchanged")
    place = django_filters.CharFilter(label="任职地点或机构", method="unchanged")
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("open", "启用"), ("shut", "停用"), ("postless", "未任职")],
        empty_label="全部",
        method="stated",
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def named(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def stated(self, people: QuerySet, name: str, value: str) -> QuerySet:
        if value == "postless":
            return people.exclude(pk__in=self._posts().values("account"))
        return people.filter(is_active=value == "open")

    def unchanged(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """Role and place are asked of one and the same post, in `filter_queryset`."""
        return people

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        people, asked = super().filter_queryset(queryset), self.form.cleaned_data
        role, place = asked.get("role"), asked.get("place")  # absent where the address holds nonsense
        if not (role or place):
            return people
        posts = self._posts()
        if role:
            posts = posts.filter(role=role)
        if place:
            posts = posts.filter(Q(place__name__icontains=place) | Q(organisation__name__icontains=place))
        return people.filter(pk__in=posts.values("account"))

    def _posts(self) -> QuerySet:
        return Appointment.objects.held_on(clock.today())


class PersonForm(KeyedForm):
    """A new account of the administrator's district."""

    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(label="账号", max_length=40, help_text="登录时输入，建立后不再改动")
    phone = forms.CharField(label="手机", max_length=20, required=False, help_text="加密保存，页面上只显示首尾")
    password = forms.CharField(
        label="初始密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="当面交给本人；首次登录须改密码",
    )
    district = forms.ModelChoiceField(label="所属区", queryset=Place.objects.none(), empty_label=None)

    def __init__(self, account: Account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = managed_districts(account)


class ChangeForm(KeyedForm):
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="新手机号", max_length=20, required=False, help_text="不改请留空")


class PasswordForm(KeyedForm):
    password = forms.CharField(
        label="新密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="当面交给本人；其现有登录全部结束，下次登录须改密码",
    )


class PostForm(KeyedForm):
    """A post within one district."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    place = forms.ModelChoiceField(label="任职地点", queryset=Place.objects.none(), empty_label="请选择")
    organisation = forms.ModelChoiceField(label="代表机构", queryset=Organisation.objects.none(), empty_label="请选择")
    starts_on = forms.DateField(label="自", widget=DayInput(), initial=clock.today)
    ends_on = forms.DateField(label="至", widget=DayInput(), required=False, help_text="含当日；长期任职请留空")

    def __init__(self, district: Place, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = (
            Place.objects.within(district).current().select_related("parent").order_by("code", "name")
        )
        self.fields["place"].label_from_instance = _place_label
        self.fields["organisation"].queryset = (
            Organisation.objects.filter(Q(place=district) | Q(place__district=district))
            .filter(ends_on=None)
            .select_related("place")
        )
        self.fields["role"].help_text = "；".join(
            f"{Place.Level(level).label}：{'、'.join(role.label for role in Role if level in LEVELS[role])}"
            for level in Place.Level.values
        )


class EndForm(KeyedForm):
    ends_on = forms.DateField(
        label="任职至", widget=DayInput(), initial=clock.today, help_text="含当日；填昨天即刻结束"
    )


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def managed_districts(account: Account) -> QuerySet[Place]:
    """The districts whose accounts the person keeps."""
    return Place.objects.districts().filter(pk__in=districts(account, Verb.PEOPLE)).order_by("code")


def _place_label(place: Place) -> str:
    if place.level == Place.Level.COMMUNITY:
        return f"　　{place.name}（{place.parent.name}）"
    return f"　{place.name}" if place.level == Place.Level.STREET else place.name
