"""What a worker does with an intake: check it portion by portion, store it in one transaction."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.intake.checking import Checking, Report
from communities.lib.intake.reading import open_workbook
from communities.models import Intake, Job
from communities.rules.intakes import INTAKES, State
from communities.services import jobs
from communities.services.recording import SYSTEM, record

from . import marking
from .keeping import kept, remove
from .layouts import ColumnsWantedError, find_layouts
from .progress import Aside
from .register import Changes, Faulty, Register
from .staging import Staged, clear, stage, waiting_elsewhere

Say = Callable[[int, str], None]


class CancelledError(Exception):
    """A person has given the intake up while it was worked on."""


def check(register: Register, job: Job) -> None:
    """Check the intake of a job: it is then ready, refused, or waits for its columns. Twice is the same as once."""
    intake = Intake.objects.select_related("place", "organisation").get(pk=job.args["intake"])
    _working(lambda: check_intake(register, intake, say=lambda *told: jobs.progress(job, *told)), intake, job)


def store(register: Register, job: Job) -> None:
    """Store the confirmed intake of a job, in one transaction. Twice is the same as once."""
    intake = Intake.objects.select_related("place", "organisation", "confirmed_by").get(pk=job.args["intake"])
    with Aside(job) as say:
        _working(lambda: store_intake(register, intake, say=say, by=intake.confirmed_by or SYSTEM), intake, job)


def check_intake(register: Register, intake: Intake, *, say: Say) -> None:
    if not _begin(intake):
        return
    clear(intake)  # what a worker that died had staged
    checking, changes = Checking(register.book, today=clock.today()), None
    try:
        content = kept(intake.stored_name, intake=intake.pk)
        _read(register, intake, checking, content, say)
        say(80, "核对整份工作簿")
        checking.finish(Staged(intake, register.book))
        if checking.report.whole:
            say(85, "与登记簿比较")
            changes = _compare(register, intake, checking)
    except ColumnsWantedError as wanted:
        _finish(intake, "ask", headers=wanted.headers)
        return
    except Faulty as faulty:
        for fault in faulty.faults:
            checking.add(fault)
    except Refused as refusal:
        for reason in refusal.reasons:
            checking.add_reason(reason)
    _conclude(register, intake, checking.report, changes, content)


@transaction.atomic
def store_intake(register: Register, intake: Intake, *, say: Say, by) -> None:
    """One transaction: the app's rows, the end of the staged ones, the intake's state, one line of its own."""
    if intake.state != State.STORING:
        return
    most = max(intake.rows_accepted, 1)

    def seen(count: int) -> None:
        _stop_if_cancelled(intake, State.STORING)
        say(min(95, 100 * (count % most) // most), "写入登记簿")

    stored = register.store(intake, Staged(intake, register.book, seen), by=by)
    clear(intake)
    held = Intake.objects.filter(pk=intake.pk, state=State.STORING)
    moment, rows = clock.now(), sum(stored.values())
    # The cancelling of a person and this line cannot both find the state they ask for.
    if not held.update(state=State.STORED, stored_at=moment, rows_stored=rows):
        raise CancelledError
    intake.refresh_from_db()
    counts = {"写入行数": [None, rows], "SHA-256": [None, intake.digest]}
    record("导入工作簿", intake, by=by, place=intake.place, changes=counts)


def _working(work: Callable[[], None], intake: Intake, job: Job) -> None:
    """Do the work; a refusal at the end is told as a fault, the third failure ends the intake."""
    try:
        work()
    except CancelledError:
        clear(intake)
    except Refused as refusal:
        _refuse_stored(intake, refusal.reasons)
    except IntegrityError as fault:
        if getattr(fault.__cause__, "diag", None) and fault.__cause__.diag.constraint_name == "intake_stored_once":
            _refuse_stored(intake, ("这份工作簿已导入，没有再次导入。",))
            return
        raise
    except Exception:
        if job.attempts >= Job.MAX_ATTEMPTS:
            _fail(intake)
        raise


def _begin(intake: Intake) -> bool:
    """Whether the intake is there to be checked; cancelled or checked already, there is nothing to do."""
    begun = Intake.objects.filter(pk=intake.pk, state__in=(State.UPLOADED, State.CHECKING))
    return bool(begun.update(state=State.CHECKING))


def _stop_if_cancelled(intake: Intake, state: str) -> None:
    if not Intake.objects.filter(pk=intake.pk, state=state).exists():
        raise CancelledError


def _read(register: Register, intake: Intake, checking: Checking, content: bytes, say: Say) -> None:
    book = register.book
    with open_workbook(content, book) as opened:
        for layout, portions in find_layouts(intake, book, opened):
            checking.open(layout)
            for portion in portions:
                _stop_if_cancelled(intake, State.CHECKING)
                rows = checking.take(layout, portion)
                if checking.rows_right:  # a refused workbook leaves nothing behind
                    stage(intake, book, rows)
                share = (portion.start + len(portion.rows)) / max(portion.of, 1)
                say(min(78, 5 + int(73 * share)), f"核对表“{layout.sheet.title}”")
            checking.close(layout)


def _compare(register: Register, intake: Intake, checking: Checking) -> Changes:
    rows = Staged(intake, register.book)
    for duplicate in register.duplicates(intake, rows):
        checking.add(duplicate.as_fault())
    for row, column, same in waiting_elsewhere(intake, register.book):
        where = "本社区另一份" if same else "其他社区的一份"
        checking.add(row.fault(column, f"{where}待确认的工作簿中也有；请核对后再确认。", warning=True))
    _stop_if_cancelled(intake, State.CHECKING)
    return register.compare(intake, rows)


def _conclude(register: Register, intake: Intake, report: Report, changes: Changes | None, content: bytes) -> None:
    facts = {
        "rows_read": report.count("read"),
        "rows_accepted": report.count("accepted"),
        "rows_rejected": report.count("rejected"),
        "rows_blank": report.count("blank"),
        "fault_count": report.fault_count,
        "warning_count": report.warning_count,
        "report": report.as_json(),
        "checked_at": clock.now(),
        "source": intake.source,
    }
    if changes is None or report.fault_count:
        # A command of the server has nobody to send the workbook back to.
        marked = marking.marked(content, report, intake) if intake.uploaded_by_id else ""
        _finish(intake, "refuse", **facts, marked_name=marked)
    else:
        _finish(intake, "pass", **facts, changes=vars(changes))


@transaction.atomic
def _finish(intake: Intake, move: str, **facts) -> None:
    """Leave the checking by one of its moves; a workbook that does not pass leaves no rows behind."""
    held = Intake.objects.select_for_update(of=("self",), no_key=True).get(pk=intake.pk)
    if held.state != State.CHECKING:
        remove(facts.get("marked_name", ""))
        raise CancelledError
    held.state = INTAKES.target(move, held.state)
    for name, value in facts.items():
        setattr(held, name, value)
    held.save()
    if held.state != State.READY:
        clear(held)
    counts = {"读入": held.rows_read, "合格": held.rows_accepted, "有错": held.rows_rejected, "错误": held.fault_count}
    told = {label: [None, count] for label, count in counts.items()}
    record(f"核对工作簿：{held.get_state_display()}", held, by=SYSTEM, place=held.place, changes=told)


@transaction.atomic
def _refuse_stored(intake: Intake, reasons) -> None:
    """The register would not take it any more (it has changed since): refused, with its reasons as faults."""
    held = Intake.objects.select_for_update(of=("self",), no_key=True).get(pk=intake.pk)
    held.state = INTAKES.target("refuse", held.state)
    faults = [{"sheet": "", "cell": "", "value": "", "message": reason} for reason in reasons]
    held.report, held.fault_count = {**held.report, "faults": faults}, len(faults)
    held.save()
    clear(held)
    record("核对工作簿：有错，已退回", held, by=SYSTEM, place=held.place, reason="；".join(reasons))


@transaction.atomic
def _fail(intake: Intake) -> None:
    held = Intake.objects.select_for_update(of=("self",), no_key=True).get(pk=intake.pk)
    held.state = INTAKES.target("fail", held.state)
    held.save()
    clear(held)
    record("导入工作簿没有办成", held, by=SYSTEM, place=held.place)
