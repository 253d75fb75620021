"""What stands around every page: the navigation of the person's posts, the unread count, the alarms."""

from django.http import HttpRequest
from django.urls import reverse

from communities.access import Verb, has_verb
from communities.models import Place
from communities.services import health, messages

# label, URL name, the verbs of which one opens it, path prefixes that mark it as current
Entry = tuple[str, str, tuple[Verb, ...], tuple[str, ...]]
REGISTERS: tuple[Entry, ...] = (
    ("资产", "inventories", (Verb.VIEW,), ("/assets/",)),
    ("户与居民", "households", (Verb.RESIDENTS,), ("/residents/",)),
    ("成员名册", "members", (Verb.RESIDENTS,), ("/members/", "/rolls/")),
    ("股权", "shares", (Verb.VIEW,), ("/shares/",)),
    ("一封信与问卷", "publicity", (Verb.VIEW,), ("/publicity/",)),
    ("座谈与协商", "talks", (Verb.VIEW,), ("/talks/",)),
    ("政策问答", "policy_questions", (Verb.VIEW,), ("/answers/",)),
    ("入户征求意见", "canvasses", (Verb.VIEW,), ("/canvasses/",)),
    ("风险评估", "assessments", (Verb.RISK,), ("/assessments/", "/risk-points/", "/measures/")),
    ("群众诉求", "slips", (Verb.SLIPS,), ("/slips/",)),
    ("会议和表决", "meetings", (Verb.VIEW,), ("/votes/",)),
    ("信访事项", "petitions", (Verb.PETITIONS,), ("/petitions/",)),
)
OFFICE: tuple[Entry, ...] = (
    ("规程与设置", "office", (Verb.OFFICE,), ("/office/",)),
    ("人员任职", "people", (Verb.PEOPLE, Verb.SECURE), ("/people/",)),
    ("记录簿", "records", (Verb.AUDIT, Verb.OFFICE), ("/records/",)),
    ("系统运行", "operations", (Verb.OPERATE,), ("/operations/",)),
)
# an entry, or a label and the entries below it
NAVIGATION: tuple[Entry | tuple[str, tuple[Entry, ...]], ...] = (
    ("工作台", "home", (Verb.VIEW, Verb.PEOPLE, Verb.SECURE, Verb.AUDIT), ("/home/",)),
    ("周调度", "dispatch", (Verb.VIEW,), ("/dispatch/", "/ledgers/")),
    ("撤并事项", "cases", (Verb.VIEW,), ("/cases/",)),
    ("登记簿", REGISTERS),
    ("公示", "notices", (Verb.VIEW,), ("/notices/",)),
    ("材料", "documents", (Verb.VIEW,), ("/documents/",)),
    ("社区与沿革", "places", (Verb.VIEW,), ("/places/", "/registers/", "/succession/")),
    ("管理", OFFICE),
)

ONE_LINE = 8  # entries beside the name and the person, 1366 px wide


def chrome(request: HttpRequest) -> dict:
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return {"demo_data": demo_exists()}
    return {
        "nav": _navigation(account, request.path),
        "viewer_label": f"{account.name}（{account.post_label}）",
        "inbox_count": messages.unread(account),
        "alarms": health.alarms() if has_verb(account, Verb.OPERATE) or has_verb(account, Verb.OFFICE) else [],
        "demo_data": any(post.place.demo for post in account.posts()) or demo_exists(),
    }


def _navigation(account, path: str) -> list[dict]:
    """What the account may open; groups stay open side by side as long as everything fits in one line."""
    groups = []
    for each in NAVIGATION:
        entries = [
            {"label": label, "url": reverse(name), "current": path.startswith(prefixes)}
            for label, name, verbs, prefixes in (each[1] if len(each) == 2 else (each,))
            if any(has_verb(account, verb) for verb in verbs)
        ]
        groups.append((each[0], entries))
    if sum(len(entries) for _, entries in groups) <= ONE_LINE:
        return [entry for _, entries in groups for entry in entries]
    return [_entry(label, entries) for label, entries in groups if entries]


def _entry(label: str, entries: list[dict]) -> dict:
    if len(entries) == 1:
        return entries[0]
    return {"label": label, "entries": entries, "current": any(entry["current"] for entry in entries)}


def demo_exists() -> bool:
    return Place.objects.filter(demo=True).exists()
