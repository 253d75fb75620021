"""What the pages of an intake show: facts, counts that add up, totals, faults, what would change."""

from decimal import Decimal

from communities.lib import clock
from communities.lib.intake.values import as_amount
from communities.lib.tables import table
from communities.models import Intake, Job
from communities.rules.intakes import RUNNING, TONES, State
from communities.services.intake import expires_on

HEADS = ("上传时间", "文件名", "状态", "读入行数", "合格行数", "有错行数", "空白行数", "写入行数", "上传人")
LISTED = 200
WHOLE = "整份工作簿"


def row(intake: Intake) -> tuple:
    return (
        clock.to_minute(intake.uploaded_at),
        intake.file_name,
        intake.get_state_display(),
        intake.rows_read,
        intake.rows_accepted,
        intake.rows_rejected,
        intake.rows_blank,
        intake.rows_stored,
        intake.uploaded_by.name if intake.uploaded_by else "系统",
    )


def linked(intake: Intake, url: str) -> tuple:
    at, name, state, *rest = row(intake)
    return at, {"text": name, "url": url}, {"text": state, "tone": TONES[intake.state]}, *rest


def runs(intake: Intake) -> bool:
    """Whether the page should look again: a worker has the intake and has not given it up."""
    return intake.state in RUNNING and not stopped(intake)


def stopped(intake: Intake) -> bool:
    """Given up after three attempts, whatever state the worker left behind."""
    given_up = intake.job is not None and intake.job.state == Job.State.STOPPED
    return intake.state == State.FAILED or (intake.state in RUNNING and given_up)


def progress(intake: Intake) -> dict:
    job = intake.job
    running = job is not None and job.state == Job.State.RUNNING
    return {
        "label": (job.note if running and job.note else "等待后台办理"),
        "done": job.progress if running else 0,
        "word": intake.get_state_display(),
    }


def facts(intake: Intake) -> list[dict]:
    pairs = [
        ("社区", intake.place.name),
        ("所属组织", intake.organisation.name if intake.organisation else ""),
        ("登记时点", intake.base_date or ""),
        ("文件名", intake.file_name),
        ("表格来源", intake.source),
        ("模板版本", intake.version),
        ("上传", f"{clock.to_minute(intake.uploaded_at)} {intake.uploaded_by.name if intake.uploaded_by else '系统'}"),
        ("核对", clock.to_minute(intake.checked_at)),
        ("请确认", f"{expires_on(intake)} 前，逾期删除" if intake.state == State.READY else ""),
        (
            "确认",
            f"{clock.to_minute(intake.confirmed_at)} {intake.confirmed_by.name if intake.confirmed_by else ''}".strip(),
        ),
        ("写入", f"{clock.to_minute(intake.stored_at)} 共 {intake.rows_stored} 行" if intake.stored_at else ""),
        ("SHA-256", intake.digest),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def tiles(intake: Intake) -> list[dict]:
    """Read = accepted + rejected + blank, as four tiles."""
    bad = "late" if intake.rows_rejected else "idle"
    return [
        {"label": "读入行数", "value": intake.rows_read, "tone": "going", "note": "= 合格 + 有错 + 空白"},
        {"label": "合格", "value": intake.rows_accepted, "tone": "done"},
        {"label": "有错", "value": intake.rows_rejected, "tone": bad},
        {"label": "空白", "value": intake.rows_blank, "tone": "idle"},
    ]


def change_tiles(intake: Intake) -> list[dict]:
    words = (("new", "新增", "done"), ("changed", "变更", "due"), ("unchanged", "不变", "idle"))
    counts = ((word, intake.changes.get(key, 0), tone) for key, word, tone in words)
    found = [{"label": word, "value": count, "tone": tone if count else "idle"} for word, count, tone in counts]
    gone = intake.changes.get("missing", 0)
    note = "登记簿中有、工作簿中没有的，保留不变"
    return [*found, {"label": "未列入", "value": gone, "tone": "due" if gone else "idle", "note": note}]


def sheets_table(intake: Intake) -> dict:
    """The counts of each sheet, with the columns that were not taken in."""
    rows = [
        (each["title"], each["read"], each["accepted"], each["rejected"], each["blank"], each["total_rows"],
         "、".join(each["unused"]) or "—")
        for each in intake.report.get("sheets", [])
    ]  # fmt: skip
    return table("表", "读入", "合格", "有错", "空白", "合计行", "没有取用的列", rows=rows)


def totals_table(intake: Intake) -> dict:
    """What the sheet's own 合计 row says beside the sum of the rows."""
    rows = [
        (sheet["title"], title, _number(stated), _number(counted), _verdict(stated, counted, sure))
        for sheet in intake.report.get("sheets", [])
        for title, stated, counted, sure in sheet["totals"]
    ]
    return table("表", "列", "表中合计", "各行相加", "结果", rows=rows)


def _verdict(stated: str | None, counted: str, sure: bool) -> dict:
    if stated is None:
        return {"text": "表中没有填合计", "tone": "idle"}
    if not sure:
        return {"text": "有错行未计入，改正后再核对", "tone": "idle"}
    equal = Decimal(stated) == Decimal(counted)
    return {"text": "相符", "tone": "done"} if equal else {"text": "不符", "tone": "late"}


def faults_table(intake: Intake, kind: str = "faults") -> dict:
    found = intake.report.get(kind, [])[:LISTED]
    rows = [(each["sheet"] or WHOLE, each["cell"], each["value"], each["message"]) for each in found]
    return table("表", "单元格", "内容", "错误" if kind == "faults" else "提示", rows=rows)


def more(intake: Intake, kind: str = "faults") -> str:
    """A sentence about what the list leaves out."""
    count = intake.fault_count if kind == "faults" else intake.warning_count
    shown = min(len(intake.report.get(kind, [])), LISTED)
    return f"共 {count} 处，本页列出前 {shown} 处。" if count > shown else ""


def _number(text: str | None) -> dict:
    return {"text": "" if text is None else as_amount(Decimal(text)), "num": True}
