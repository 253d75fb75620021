"""Who may sign in, and which posts they hold: a post is held for an organisation in a place, from–to."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from communities.access import Role, Verb, districts
from communities.lib import clock
from communities.lib.sealed_field import SealedField

from .organisations import Organisation
from .places import Place
from .scoped import ScopedQuerySet


class AccountQuerySet(models.QuerySet):
    def visible_to(self, account):
        """The people of the districts whose accounts, sessions or records one looks after."""
        return self.filter(district__in=districts(account, Verb.PEOPLE, Verb.SECURE, Verb.AUDIT))


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class Account(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    # null only for a row made outside the services; such a person is on nobody's list
    district = models.ForeignKey(Place, models.PROTECT, null=True, verbose_name="所属区", related_name="accounts")
    phone = SealedField("手机", label="account.phone", kind="phone", blank=True)
    is_active = models.BooleanField("启用", default=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end every session of the person at once
    password_changed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_epoch`: the next request of an old session is refused."""
        return f"{super().get_session_auth_hash()}{self.session_epoch}"

    def get_session_auth_fallback_hash(self):
        for fallback in super().get_session_auth_fallback_hash():
            yield f"{fallback}{self.session_epoch}"

    def posts(self) -> list["Appointment"]:
        """The posts held today, read once per request; `forget_posts` after one is given or ended."""
        today = clock.today()
        day, posts = self.__dict__.get("_posts", (None, []))
        if day != today:
            held = self.appointments.held_on(today)
            posts = list(held.select_related("place__parent", "place__district", "organisation"))
            self._posts = (today, posts)
        return posts

    def forget_posts(self) -> None:
        self.__dict__.pop("_posts", None)

    def roles(self) -> set[str]:
        return {post.role for post in self.posts()}

    def password_is_stale(self) -> bool:
        """Whether the password must be changed before anything else (handed out by an administrator, or too old)."""
        limit = settings.PASSWORD_DAYS
        return self.must_change_password or bool(
            limit
            and settings.PRODUCTION
            and self.password_changed_at
            and (clock.now() - self.password_changed_at).days > limit
        )

    @property
    def post_label(self) -> str:
        """“大窑 · 社区书记”, as the page's head shows."""
        return "；".join(f"{post.place.name} · {post.get_role_display()}" for post in self.posts()) or "未任职"


class AppointmentQuerySet(ScopedQuerySet):
    def held_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Appointment(models.Model):
    """A role held for an organisation in a place from–to (both days included)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    place = models.ForeignKey(Place, models.PROTECT, related_name="appointments")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)

    place_path = "place"
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["role", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "organisation", "place", "starts_on"],
                name="appointment_once",
                violation_error_message="该人员的这一任职已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message="任职的截止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name} · {self.get_role_display()}"


class FormReceipt(models.Model):
    """A form that was carried out: the same form sent again answers with the same result (G13)."""

    account = models.ForeignKey(Account, models.CASCADE)
    key = models.CharField(max_length=64)
    result_url = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], name="form_receipt_once", violation_error_message="这份表单已经提交过。"
            )
        ]
