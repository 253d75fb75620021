"""Every stored file against its row: what is missing, what has been altered, what no row knows."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Appointment, DocumentVersion, Heartbeat, Intake

from . import jobs, messages
from .documents import store

LATEST = timedelta(hours=48)
GRACE = timedelta(hours=24)  # a file is written before its row
RAN, RAN_CLEAN = "files", "files_clean"  # heartbeats: the last check, the last one that found nothing
TOLD = (Role.OFFICE, Role.AUDITOR)


@dataclass(frozen=True)
class Report:
    """`missing` and `altered` are sentences naming the paper, `orphans` stored names; `checked` counts versions."""

    at: datetime
    checked: int
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.missing or self.altered or self.orphans)

    def sentence(self) -> str:
        if self.clean:
            return f"材料核对：{self.checked}个文件全部完好。"
        return (
            f"材料核对发现问题：共{self.checked}个文件，缺失{len(self.missing)}个、被改动{len(self.altered)}个、"
            f"无登记{len(self.orphans)}个。请系统运行人员执行 manage.py check_files 查看清单并从备份恢复。"
        )

    def as_dict(self) -> dict:
        return {**asdict(self), "at": self.at.isoformat(timespec="seconds"), "clean": self.clean}


def check_files() -> Report:
    """Re-hash every stored file. Reads only; files without a row are named after 24 hours."""
    missing, altered, known, checked = [], [], set(), 0
    kept = store()
    for version in DocumentVersion.objects.select_related("document").iterator(chunk_size=1000):
        checked += 1
        known.add(version.stored_name)
        if not kept.exists(version.stored_name):
            missing.append(_name(version))
        elif kept.digest(version.stored_name) != version.sha256:
            altered.append(_name(version))
    for name in _kept_workbooks():
        checked += 1
        known.add(name)
        if not kept.exists(name):
            missing.append(f"导入的工作簿（{name}）")
    before = clock.now() - GRACE
    orphans = [name for name in kept.all_names() if name not in known and kept.written_at(name) < before]
    # A version stored while this ran is not an orphan.
    known |= set(DocumentVersion.objects.filter(stored_name__in=orphans).values_list("stored_name", flat=True))
    known |= _kept_workbooks()
    return Report(clock.now(), checked, tuple(missing), tuple(altered), tuple(n for n in orphans if n not in known))


def _kept_workbooks() -> set[str]:
    """The files of intakes. They are sealed: one that was altered does not open."""
    names = Intake.objects.values_list("stored_name", "marked_name")
    return {name for pair in names for name in pair if name}


def nightly() -> Report:
    """The check as the night runs it: leaves its heartbeats, and tells office and auditors of anything found."""
    report = check_files()
    jobs.beat(RAN)
    if report.clean:
        jobs.beat(RAN_CLEAN)
    else:
        posts = Appointment.objects.held_on(clock.today()).filter(role__in=TOLD)
        people = Account.objects.filter(is_active=True, appointments__in=posts).distinct()
        messages.tell(people, report.sentence(), key=f"check_files:{report.at:%Y-%m-%d}")
    return report


def alarms() -> list[str]:
    """Sentences for the red bar: the last nightly check found something, or there has been none for two nights."""
    beats = dict(Heartbeat.objects.filter(name__in=(RAN, RAN_CLEAN)).values_list("name", "at"))
    ran = beats.get(RAN)
    found = []
    if ran and (RAN_CLEAN not in beats or beats[RAN_CLEAN] < ran):
        found.append(f"{_moment(ran)} 的材料核对发现缺失、被改动或无登记的文件，详见消息；请从备份恢复。")
    if ran and ran < clock.now() - LATEST:
        found.append(f"材料核对已超过48小时没有运行（最后一次 {_moment(ran)}）。")
    return found


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M}"


def _name(version: DocumentVersion) -> str:
    document = version.document
    return f"档号 {document.archive_number} 第{version.number}版《{document.title}》（{version.stored_name}）"
