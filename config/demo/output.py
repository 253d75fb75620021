"""What the command prints: where the portal is, who may sign in, which files the job has made."""

from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from communities.models import Appointment, Notice, Place
from communities.services import documents
from mergers.models import Ledger, LedgerFile
from mergers.services import ledger_files

from .cast import PASSWORD
from .reader import REGISTERED
from .units import DISTRICT

Kind = LedgerFile.Kind
CHANGED = "（已由本人修改）"
TITLES = {
    Kind.WORKBOOK: "进展台账（工作簿）",
    Kind.LEDGER: "进展台账（PDF）",
    Kind.WALL: "挂图作战（A3）",
    Kind.REPORT: "调度情况（送审稿）",
}


@dataclass(frozen=True)
class Printed:
    """An account as it is printed."""

    username: str
    password: str
    role: str
    place: str


def accounts() -> list[Printed]:
    """Everybody who can sign in: the demo district from the top down, then the reader of the real registers."""
    district = Place.objects.get(code=DISTRICT)
    posts = Appointment.objects.filter(
        Q(place__in=Place.objects.within(district)) | Q(place__code=REGISTERED), account__is_active=True
    )
    posts = posts.exclude(account__password__startswith="!").select_related("account", "place", "organisation")
    ordered = sorted(posts, key=lambda post: (post.place.code == REGISTERED, post.place.code or "", post.pk))
    return [_printed(post) for post in ordered]


def _printed(post: Appointment) -> Printed:
    account = post.account
    password = PASSWORD if account.password_changed_at == account.created_at else CHANGED
    place = post.organisation.short_name if post.role == "department" else post.place.name
    return Printed(account.username, password, post.get_role_display(), place)


def ledger_paths(ledger: Ledger) -> dict[str, Path]:
    """The files of the ledger by title, in the order of `TITLES`; what is not made yet or damaged is left out."""
    made = {file.kind: file for file in ledger.files.all() if ledger_files.is_sound(file)}
    return {title: ledger_files.path_of(made[kind]).resolve() for kind, title in TITLES.items() if kind in made}


def notice_path() -> Path:
    """The newest notice that hangs, as it was printed, beside the ledger's files."""
    hanging = Notice.objects.filter(place__district__code=DISTRICT, kind=Notice.Kind.GENERAL, paper__isnull=False)
    notice = hanging.order_by("-published_at").first()
    path = settings.OUTPUT_ROOT / DISTRICT / "notices" / f"{notice.number}.pdf"
    with documents.open_version(notice.paper.latest) as stream:
        content = stream.read()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path.resolve()


def as_dict(url: str, listed: list[Printed], files: dict[str, Path]) -> dict:
    return {"url": url, "accounts": [asdict(each) for each in listed], "files": [str(path) for path in files.values()]}


def as_lines(url: str, listed: list[Printed], files: dict[str, Path]) -> list[str]:
    """The same for people: one account a line."""
    lines = ["", f"演示已就绪：{url}", f"所有演示账号的密码：{PASSWORD}", "", "账号（角色 · 地点）"]
    for each in listed:
        note = "" if each.password == PASSWORD else f" {each.password}"
        lines.append(f"  {each.username:<24}{each.role} · {each.place}{note}")
    return [*lines, "", "后台任务刚生成的文件", *(f"  {title}：{path}" for title, path in files.items())]
