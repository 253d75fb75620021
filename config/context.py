"""What stands around every page: the navigation of the person's posts, the unread count, the alarms."""

from django.http import HttpRequest
from django.urls import reverse

from communities.access import Verb, has_verb
from communities.models import Place
from communities.services import health, messages

# label, URL name, the verbs of which one opens it, path prefixes that mark it as current
NAVIGATION = (
    ("工作台", "home", (Verb.VIEW, Verb.PEOPLE, Verb.SECURE, Verb.AUDIT), ("/home/",)),
    ("周调度", "dispatch", (Verb.VIEW,), ("/dispatch/", "/ledgers/")),
    ("撤并事项", "cases", (Verb.VIEW,), ("/cases/",)),
    ("户与居民", "households", (Verb.RESIDENTS,), ("/residents/",)),
    ("成员名册", "members", (Verb.RESIDENTS,), ("/members/", "/rolls/")),
    ("资产", "inventories", (Verb.VIEW,), ("/assets/",)),
    ("公示", "notices", (Verb.VIEW,), ("/notices/",)),
    ("股权", "shares", (Verb.VIEW,), ("/shares/",)),
    ("材料", "documents", (Verb.VIEW,), ("/documents/",)),
    ("社区与沿革", "places", (Verb.VIEW,), ("/places/", "/registers/", "/succession/")),
    ("规程与设置", "office", (Verb.OFFICE,), ("/office/",)),
    ("人员任职", "people", (Verb.PEOPLE, Verb.SECURE), ("/people/",)),
    ("记录簿", "records", (Verb.AUDIT, Verb.OFFICE), ("/records/",)),
    ("系统运行", "operations", (Verb.OPERATE,), ("/operations/",)),
)


def chrome(request: HttpRequest) -> dict:
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return {"demo_data": demo_exists()}
    return {
        "nav": [
            {"label": label, "url": reverse(name), "current": request.path.startswith(prefixes)}
            for label, name, verbs, prefixes in NAVIGATION
            if any(has_verb(account, verb) for verb in verbs)
        ],
        "viewer_label": f"{account.name}（{account.post_label}）",
        "inbox_count": messages.unread(account),
        "alarms": health.alarms() if has_verb(account, Verb.OPERATE) or has_verb(account, Verb.OFFICE) else [],
        "demo_data": any(post.place.demo for post in account.posts()) or demo_exists(),
    }


def demo_exists() -> bool:
    return Place.objects.filter(demo=True).exists()
