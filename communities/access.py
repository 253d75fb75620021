"""Who may do what, on one page: the roles, their verbs, and the one scope function.

Fetching is the permission check: `scope()` filters every read, a foreign row answers exactly as an absent one.
The step says which party acts *when*; this page says which roles a party is.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Q, TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.http import require_http_methods


class Role(TextChoices):
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"
    OFFICE = "office", "区领导小组办公室"
    LEADER = "leader", "区领导"
    DEPARTMENT = "department", "区直部门"
    STREET = "street", "街道"
    SECRETARY = "secretary", "社区书记"
    CLERK = "clerk", "社区经办"
    COOP_CLERK = "coop_clerk", "合作社经办"
    AGENCY = "agency", "第三方机构"


class Verb(TextChoices):
    VIEW = "view", "查看业务数据"
    FILE = "file", "填报"
    REVIEW = "review", "审核"
    CONFIRM = "confirm", "确认"
    RECEIPT = "receipt", "签收协办事项"
    REPORT = "report", "报送每周进展"
    POST = "post", "办理公示"
    KEEP_SHARES = "keep_shares", "登记股权"
    DISPATCH = "dispatch", "组织调度"
    INSTRUCT = "instruct", "批示"
    OFFICE = "office", "维护规程、计划和设置"
    PEOPLE = "people", "维护账号和任职"
    SECURE = "secure", "停用账号、结束会话"
    AUDIT = "audit", "查阅记录簿"
    OPERATE = "operate", "查看系统运行"
    RESTART = "restart", "重办后台任务"
    SIGN = "sign", "受托签章"
    RESIDENTS = "residents", "查看居民和成员"
    ROLL = "roll", "维护户册和成员名册"
    CHILDREN = "children", "查看不满十四周岁儿童的姓名"
    REVEAL = "reveal", "逐人查看证件号码"
    FULL_LIST = "full_list", "导出含证件号码的名册"
    PETITIONS = "petitions", "办理信访事项"
    RISK = "risk", "查看风险评估"
    ASSESS = "assess", "办理风险评估"
    SLIPS = "slips", "办理群众诉求"
    MEET = "meet", "办理会议和表决"


V, R = Verb, Role
GRANTS: dict[Role, set[Verb]] = {
    R.SYSTEM_ADMIN: {V.PEOPLE, V.OPERATE, V.RESTART},
    R.SECURITY_ADMIN: {V.SECURE, V.OPERATE},
    R.AUDITOR: {V.VIEW, V.AUDIT, V.OPERATE, V.RESIDENTS, V.RISK},
    R.OFFICE: {
        *(V.VIEW, V.CONFIRM, V.REVIEW, V.DISPATCH, V.OFFICE, V.POST, V.OPERATE, V.RESTART),
        *(V.RESIDENTS, V.REVEAL, V.PETITIONS, V.RISK, V.SLIPS),
    },
    R.LEADER: {V.VIEW, V.INSTRUCT, V.RISK},
    R.DEPARTMENT: {V.VIEW, V.RECEIPT, V.RISK},
    R.STREET: {
        *(V.VIEW, V.REVIEW, V.FILE, V.POST),
        *(V.RESIDENTS, V.CHILDREN, V.REVEAL, V.FULL_LIST, V.PETITIONS),
        *(V.RISK, V.ASSESS, V.SLIPS),
    },
    R.SECRETARY: {
        *(V.VIEW, V.FILE, V.REPORT, V.POST),
        *(V.RESIDENTS, V.ROLL, V.KEEP_SHARES, V.CHILDREN, V.REVEAL, V.RISK, V.SLIPS, V.MEET),
    },
    R.CLERK: {
        *(V.VIEW, V.FILE, V.REPORT, V.POST),
        *(V.RESIDENTS, V.ROLL, V.KEEP_SHARES, V.CHILDREN, V.REVEAL, V.RISK, V.SLIPS, V.MEET),
    },
    R.COOP_CLERK: {
        *(V.VIEW, V.FILE, V.MEET),
        *(V.RESIDENTS, V.ROLL, V.KEEP_SHARES, V.CHILDREN, V.REVEAL, V.FULL_LIST, V.RISK),
    },
    R.AGENCY: {V.VIEW, V.SIGN},
}
# A party of the rulebook is these roles, held at this level of the tree.
PARTIES: dict[str, tuple[str, tuple[Role, ...]]] = {
    "community": ("community", (R.SECRETARY, R.CLERK)),
    "cooperative": ("community", (R.COOP_CLERK,)),
    "street": ("street", (R.STREET,)),
    "office": ("district", (R.OFFICE,)),
}
FILERS, REVIEWERS = {R.SECRETARY, R.CLERK, R.COOP_CLERK}, {R.STREET, R.OFFICE}
ADMINS = {R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDITOR}
# Pairs one person may not hold where the places touch: who files does not review, who administers does no business.
INCOMPATIBLE: set[frozenset[Role]] = (
    {frozenset({filer, reviewer}) for filer in FILERS for reviewer in REVIEWERS}
    | {frozenset({R.STREET, R.OFFICE})}
    | {frozenset({one, other}) for one in ADMINS for other in R if one != other}
    | {frozenset({R.AGENCY, other}) for other in FILERS | REVIEWERS | {R.LEADER, R.DEPARTMENT}}
)
# The levels of the tree at which a role is held.
LEVELS: dict[Role, tuple[str, ...]] = {
    **dict.fromkeys((*sorted(ADMINS), R.OFFICE, R.LEADER, R.DEPARTMENT), ("district",)),
    R.STREET: ("street",),
    **dict.fromkeys((R.SECRETARY, R.CLERK, R.COOP_CLERK), ("community",)),
    R.AGENCY: ("district", "street", "community"),
}
SECOND_FACTOR_ROLES = {R.OFFICE, R.LEADER, R.DEPARTMENT, *ADMINS}
BUSINESS_ROLES = {role for role, verbs in GRANTS.items() if Verb.VIEW in verbs}
WAYS_DOWN = {"district": ("district", ""), "street": ("parent", ""), "community": ("",)}


def scope(account, path: str, without: Role | None = None, verb: Verb = Verb.VIEW) -> Q:
    """The rows whose place (reached by `path`) lies in or below a place where a post of the account grants the verb.

    Posts of the role `without` open nothing here: such people see by another right, which the caller adds.
    The one function that decides what a person sees; rights inherit down the tree and end with the post.
    """
    found = Q(pk__in=[])
    for post in account.posts() if account.is_authenticated else []:
        if verb in GRANTS[Role(post.role)] and post.role != without:
            for way in WAYS_DOWN[post.place.level]:
                found |= Q(**{"__".join(part for part in (path, way) if part) or "pk": post.place_id})
    return found


def districts(account, *verbs: Verb) -> set[int]:
    """The keys of the districts in which a post of the account grants one of the verbs."""
    posts = [post for post in account.posts() if GRANTS[Role(post.role)].intersection(verbs)]
    return {post.place.district_id or post.place_id for post in posts}


def covers(post, place) -> bool:
    """Whether the post's place is the place or lies above it."""
    return post.place_id in (place.pk, place.parent_id, place.district_id)


def may(account, verb: Verb, place=None) -> bool:
    """Whether the account holds a post that grants the verb (for the place, if one is named)."""
    return any(verb in GRANTS[Role(post.role)] and (place is None or covers(post, place)) for post in account.posts())


def post_as(account, parties, place):
    """The post under which the account acts as one of the parties for the place, or None."""
    for party in parties:
        level, roles = PARTIES[party]
        for post in account.posts():
            if post.role in roles and post.place.level == level and covers(post, place):
                return post
    return None


def acts_for(account, organisation) -> bool:
    """Whether the account holds a post of the organisation today."""
    return any(post.organisation_id == organisation.pk for post in account.posts())


def page(*methods: str, may: Verb | tuple[Verb, ...] | None = None) -> Callable:
    """Declare a view: its methods and the verb it needs. Every view carries this or `public_page`.

    A signed-in person without the verb gets a sentence (403); foreign objects are the view's own 404.
    """
    verbs = (may,) if isinstance(may, Verb) else tuple(may or ())

    def declare(view):
        @require_http_methods([*methods, *(["HEAD"] if "GET" in methods else [])])
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if verbs and not any(has_verb(request.user, verb) for verb in verbs):
                raise PermissionDenied("您的任职不包含这项操作：" + "、".join(verb.label for verb in verbs) + "。")
            return view(request, *args, **kwargs)

        checked.access_rule = {"methods": methods, "verbs": verbs, "public": False}
        return checked

    return declare


def has_verb(account, verb: Verb) -> bool:
    return any(verb in GRANTS[Role(post.role)] for post in account.posts())


def may_open(account, address: str) -> bool:
    """Whether the account's verbs open the page at the address; which of its things are theirs the page itself says."""
    verbs = resolve(address).func.access_rule["verbs"]
    return not verbs or any(has_verb(account, verb) for verb in verbs)


def public_page(*methods: str) -> Callable:
    """Declare a page that needs no sign-in."""

    def declare(view):
        checked = require_http_methods([*methods, *(["HEAD"] if "GET" in methods else [])])(view)
        checked.login_required = False
        checked.access_rule = {"methods": methods, "verbs": (), "public": True}
        return checked

    return declare
