"""Forms of the notice board. What a paper of a kind does not have is not asked for."""

from django import forms
from django.db.models import Q

from communities.access import GRANTS, Role, Verb, may
from communities.forms.base import DayInput, KeyedForm
from communities.forms.documents import UploadInput
from communities.lib import clock
from communities.models import Board, Notice, Objection, Organisation, Place, Posting
from communities.rules.notice_texts import NoticeText, shipped
from communities.rules.notices import DETAILS, Terms
from communities.services.notices import Content

DEFAULT = "默认，可以修改"
OF_KIND = {
    "general": {"objection_days", "objection_unit", "display_days", "objection_way", "address", "supervision"},
    "letter": {"salutation", "display_days"},
    "meeting": {
        *("salutation", "meeting_at", "notice_days", "meeting_place", "attendance", "agenda", "remarks"),
        "display_days",
    },
}
OF_COOPERATIVE = {
    "posting.dividend",
    "posting.inventory",
    "posting.roll",
    "posting.shares",
    "notice.members_assembly",
}
VARIABLE = set().union(*OF_KIND.values())


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def posting_places(account):
    """Places in which the account may post papers, current ones."""
    visible = Place.objects.visible_to(account).current().select_related("parent", "district").order_by("code")
    return visible.filter(pk__in=[place.pk for place in visible if may(account, Verb.POST, place)])


def own_organisations(account):
    """Organisations of the places in which the account holds a post that posts papers."""
    places = [post.place_id for post in account.posts() if Verb.POST in GRANTS[Role(post.role)]]
    return Organisation.objects.filter(place__in=places, ends_on=None).order_by("place", "kind")


class StartForm(forms.Form):
    """The first question of a new paper: where, and from which default text."""

    place = forms.ModelChoiceField(label="地点", queryset=Place.objects.none(), empty_label="请选择")
    text = forms.ChoiceField(label="文稿", choices=[(text.key, text.label) for text in shipped().papers])

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["place"].queryset = posting_places(account)
        self.fields["place"].initial = places[0] if len(places) == 1 else None


class NoticeForm(KeyedForm):
    """A draft. Built from a default text, or from the draft itself."""

    issuer = forms.ModelChoiceField(label="落款单位", queryset=Organisation.objects.none())
    title = forms.CharField(label="标题", max_length=100)
    salutation = forms.CharField(label="称呼", required=False, max_length=60)
    body = forms.CharField(
        label="正文", max_length=8000, widget=area(12), help_text="一段一行；不得出现身份证号、手机号、银行账号"
    )
    meeting_at = forms.DateTimeField(label="会议时间", widget=MomentInput())
    meeting_place = forms.CharField(label="会议地点", max_length=100)
    attendance = forms.CharField(label="参会人员", max_length=200)
    agenda = forms.CharField(label="议题", max_length=1000, widget=area(3), help_text="一项一行")
    remarks = forms.CharField(label="备注", required=False, max_length=500, widget=area(2))
    notice_days = forms.IntegerField(label="提前通知（日）", min_value=1, max_value=366)
    objection_days = forms.IntegerField(label="异议期（天）", required=False, min_value=1, max_value=366)
    objection_unit = forms.ChoiceField(
        label="异议期单位", choices=Notice._meta.get_field("objection_unit").choices, initial="natural"
    )
    display_days = forms.IntegerField(label="张贴不少于（日）", required=False, min_value=1, max_value=366)
    objection_way = forms.CharField(label="异议方式", required=False, max_length=300, widget=area(2))
    entered_late = forms.BooleanField(
        label="补录",
        required=False,
        help_text="此前已在公开栏张贴、现在补登的勾选；下面填实际张贴日，期限从实际张贴起算",
    )
    posting_on = forms.DateField(
        label="拟张贴日（补录的填实际张贴日）", widget=DayInput(), help_text="文稿上的日期按这一天推算"
    )
    contact = forms.CharField(label="联系人", max_length=40)
    telephone = forms.CharField(label="联系电话", max_length=40)
    address = forms.CharField(label="地址", required=False, max_length=100)
    supervision = forms.CharField(label="监督电话", required=False, max_length=40)
    basis = forms.CharField(label="依据", required=False, max_length=300)
    boards = forms.ModelMultipleChoiceField(
        label="公开栏",
        required=False,
        queryset=Board.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="期限自最后一处张贴的次日起算",
    )

    def __init__(self, account, place: Place, kind: str, *args, purpose: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.kind, self.purpose = place, kind, purpose
        for name in VARIABLE - OF_KIND[kind]:
            del self.fields[name]
        self.fields["issuer"].queryset = own_organisations(account).filter(
            place__in=[key for key in (place.pk, place.parent_id, place.district_id) if key]
        )
        self.fields["boards"].queryset = Board.objects.filter(place=place, in_use=True)
        for name in ("notice_days", "objection_days", "display_days"):
            if name in self.fields and self.initial.get(name):
                self.fields[name].help_text = DEFAULT

    def filled_in(self) -> dict:
        """The values as far as they are filled in and right; the first ones while nothing was sent."""
        if not self.is_bound:
            return self.initial
        self.is_valid()
        return self.cleaned_data

    def terms(self, given: dict) -> Terms:
        """The days among such values."""
        return Terms(
            given.get("objection_days"),
            given.get("objection_unit") or "natural",
            given.get("display_days"),
            given.get("notice_days"),
        )

    def content(self) -> Content:
        given = self.cleaned_data
        own = {"title", "body", "contact", "telephone", "meeting_at", "posting_on", "entered_late", "basis"}
        terms = self.terms(given)
        return Content(
            kind=self.kind,
            purpose=self.purpose,
            **{name: given[name] for name in own if name in given},
            objection_days=terms.objection_days,
            objection_unit=terms.objection_unit,
            display_days=terms.display_days,
            notice_days=terms.notice_days,
            details={name: given[name] for name in DETAILS if given.get(name)},
        )


def initial_of_text(text: NoticeText, place: Place, account) -> dict:
    """The form's first values from a default text, the place's name filled in."""
    bare = place.level == Place.Level.COMMUNITY and not place.name.endswith(("社区", "村"))
    name = f"{place.name}社区" if bare else place.name
    filled = {key: value.replace("{place}", name) for key, value in text.details.items()}
    return {
        **filled,
        "title": text.title.replace("{place}", name),
        "body": text.body.replace("{place}", name),
        "objection_days": text.objection_days,
        "notice_days": text.notice_days,
        "display_days": text.display_days,
        "basis": text.days_basis,
        "posting_on": clock.today(),
        "contact": account.name,
        "issuer": _usual_issuer(own_organisations(account).filter(place=place), text.purpose),
        "boards": Board.objects.filter(place=place, in_use=True),
    }


def _usual_issuer(organisations, purpose: str) -> Organisation | None:
    """The cooperative for its own matters, the committee for everything else; the drafter may choose another."""
    own = Organisation.Kind.COOPERATIVE
    fitting = organisations.filter(kind=own) if purpose in OF_COOPERATIVE else organisations.exclude(kind=own)
    return fitting.exclude(kind=Organisation.Kind.PARTY).first() or organisations.first()


def initial_of_notice(notice: Notice) -> dict:
    names = [name for name in NoticeForm.base_fields if hasattr(notice, name) and name != "boards"]
    values = {name: getattr(notice, name) for name in names}
    chosen = notice.postings.filter(run=notice.run).values_list("board", flat=True)
    return {**notice.details, **values, "boards": list(chosen)}


class NoticeFilterForm(forms.Form):
    q = forms.CharField(label="标题或编号", required=False, max_length=60)
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *Notice.Status.choices, Notice.UNPROVED]
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *Notice.Kind.choices])
    place = forms.ModelChoiceField(label="地点", required=False, empty_label="全部", queryset=Place.objects.none())

    def __init__(self, notices, places, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.notices = notices
        self.fields["place"].queryset = places

    def found(self):
        """The notices asked for; all of them while the form is empty or faulty."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.notices
        if text := asked.get("q"):
            found = found.filter(Q(title__icontains=text) | Q(number__icontains=text))
        if status := asked.get("status"):
            found = found.called(status)
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        if place := asked.get("place"):
            found = found.filter(Q(place=place) | Q(place__parent=place) | Q(place__district=place))
        return found


class ProofForm(KeyedForm):
    """A board went up or its time is over: when, and what proves it. Made for a phone in the street."""

    at = forms.DateTimeField(label="时间", widget=MomentInput(), initial=clock.now)
    kind = forms.ChoiceField(
        label="证明", choices=Posting.Proof.choices, widget=forms.RadioSelect, initial=Posting.Proof.PHOTO
    )
    proof = forms.FileField(
        label="照片或扫描件",
        widget=UploadInput({"accept": "image/jpeg,image/png,.pdf"}),
        help_text="照片 JPG、PNG；见证人签字证明也可为 PDF。照片中的拍摄地点信息会自动去掉",
    )


class InterruptForm(KeyedForm):
    at = forms.DateTimeField(label="中断时间", widget=MomentInput(), initial=clock.now)
    reason = forms.CharField(label="原因", max_length=200, help_text="如被风雨损毁、被遮盖；各处须重新张贴、重新计期")


class ReasonForm(KeyedForm):
    reason = forms.CharField(label="原因", max_length=200)


class ExtendForm(KeyedForm):
    which = forms.ChoiceField(label="期限", choices=[("objection", "异议期"), ("display", "张贴期")])
    new_end = forms.DateField(label="延长至", widget=DayInput(), help_text="只能延后")
    reason = forms.CharField(label="理由", max_length=200)


class ObjectionForm(KeyedForm):
    objector = forms.CharField(label="异议人", max_length=40, help_text="密封保存，只有经办人可见")
    contact = forms.CharField(label="联系方式", required=False, max_length=40)
    received_at = forms.DateTimeField(label="收到时间", widget=MomentInput(), initial=clock.now)
    text = forms.CharField(label="异议内容", max_length=2000, widget=area(5))


class RowObjectionForm(ObjectionForm):
    """An objection to one row of a posted list; the list's own form says first how its rows are named."""

    about = forms.CharField(label="所涉事项", max_length=80)
    claimed = forms.CharField(label="异议人主张", max_length=300, help_text="应当登记的内容；不写证件号码和电话")
    text = forms.CharField(label="事实和理由", max_length=2000, widget=area(4))

    row = ""  # the field that names the row

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields((self.row, "about", "claimed"))


class AnswerForm(KeyedForm):
    result = forms.ChoiceField(label="处理结果", choices=Objection.Result.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label="答复", max_length=2000, widget=area(5))


class BoardForm(KeyedForm):
    place = forms.ModelChoiceField(label="地点", queryset=Place.objects.none())
    name = forms.CharField(label="名称", max_length=60, help_text="如“居务公开栏”")
    location = forms.CharField(label="位置", required=False, max_length=120)

    def __init__(self, account, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = posting_places(account)
