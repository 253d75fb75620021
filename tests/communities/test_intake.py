"""The intake of a workbook from upload to register: refused whole or stored whole, once, by a person, traceable."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import HeaderMapping, Intake, IntakeBlock, Job, Message, RecordEntry
from communities.rules.intakes import INTAKES, State
from communities.services import checks, jobs, settings
from communities.services import intake as intakes
from communities.services.documents import store as file_store
from communities.services.intake.keeping import kept
from communities.services.intake.staging import Staged
from communities.services.recording import SYSTEM
from tests import makers
from tests.communities import intake_books as books
from tests.communities.intake_books import REGISTER, filled, person, saved, template, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()), "大窑", books.CODE)


@pytest.fixture
def clerk(place):
    return makers.account(Role.CLERK, place)


def work(intake: Intake, step) -> Intake:
    """Do the newest job of the intake, as a worker would."""
    intake.refresh_from_db()
    with jobs.claimed(intake.job_id) as job:
        step(REGISTER, job)
    intake.refresh_from_db()
    return intake


def checked(content: bytes, place, by, name: str = "花名册.xlsx") -> Intake:
    return work(intakes.open_intake(REGISTER, place, uploaded(content, name), by=by), intakes.check)


def stored(content: bytes, place, by) -> Intake:
    intake = checked(content, place, by)
    intakes.confirm(REGISTER, intake, by=by)
    return work(intake, intakes.store)


def messages(intake: Intake) -> list[str]:
    return [fault["message"] for fault in intake.report["faults"]]


def test_a_right_workbook_waits_for_a_person_and_is_then_stored_whole(place, clerk):
    intake = checked(filled(person(1), {}, person(2)), place, clerk)
    assert (intake.state, intake.rows_read, intake.rows_accepted, intake.rows_blank) == (State.READY, 3, 2, 1)
    assert (intake.changes["new"], books.stored_names()) == (2, [])
    intakes.confirm(REGISTER, intake, by=clerk)
    work(intake, intakes.store)
    assert (intake.state, intake.rows_stored, intake.confirmed_by) == (State.STORED, 2, clerk)
    assert books.stored_names() == ["人:0001", "人:0002"]


def test_each_step_writes_one_line_in_the_record_book(place, clerk):
    stored(filled(person(1)), place, clerk)
    lines = RecordEntry.objects.filter(subject_type="communities.intake").order_by("seq")
    assert [(line.action, line.by_name) for line in lines] == [
        ("上传工作簿", clerk.name),
        ("核对工作簿：待确认", "系统"),
        ("确认导入工作簿", clerk.name),
        ("导入工作簿", clerk.name),
    ]


def test_staged_rows_are_typed_again_sealed_at_rest_and_gone_once_stored(place, clerk):
    intake = checked(filled(person(1)), place, clerk)
    assert [dict(row.values) for row in Staged(intake, books.BOOK).of("people")] == [
        dict(row.values) for row in books.checked(filled(person(1)))[1]
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT communities_intakeblock::text FROM communities_intakeblock")
        (line,) = cursor.fetchone()
    assert books.id_number(1) not in line
    assert "13905330127" not in line
    intakes.confirm(REGISTER, intake, by=clerk)
    work(intake, intakes.store)
    assert IntakeBlock.objects.count() == 0


def test_the_uploaded_file_is_sealed_on_the_disk(place, clerk):
    content = filled(person(1))
    intake = checked(content, place, clerk)
    with file_store().open(intake.stored_name) as file:
        assert not file.read().startswith(b"PK")
    assert kept(intake.stored_name, intake=intake.pk) == content


def test_one_fault_refuses_the_workbook_whole_and_leaves_no_row(place, clerk):
    intake = checked(filled(person(1), person(2, money="=1+1"), person(3)), place, clerk)
    assert (intake.state, intake.rows_accepted, intake.rows_rejected) == (State.REFUSED, 2, 1)
    assert [(fault["sheet"], fault["cell"]) for fault in intake.report["faults"]] == [("花名册", "I6")]
    assert IntakeBlock.objects.count() == 0
    with pytest.raises(Refused, match="不能确认导入"):
        intakes.confirm(REGISTER, intake, by=clerk)


def test_no_ids_reach_the_report_of_a_refused_workbook(place, clerk):
    intake = checked(
        filled(person(1), person(1), person(2, id_number=int(books.id_number(2)[:17] + "1"))), place, clerk
    )
    told = json.dumps(intake.report, ensure_ascii=False)
    assert books.id_number(1) not in told
    assert books.id_number(2)[:15] not in told


def test_sums_across_sheets_are_checked_when_every_row_is_right(place, clerk):
    intake = checked(filled(person(1), paid=[("张1", 5), ("外人", 5)]), place, clerk)
    assert [(fault["sheet"], fault["cell"], fault["message"]) for fault in intake.report["faults"]] == [
        ("缴款", "A5", "花名册中没有这个人；请核对姓名。")
    ]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (("other", "2026-1", books.CODE), "这不是“测试花名册”的工作簿"),
        (("people", "2025-1", books.CODE), "模板版本是 2025-1，现行版本是 2026-1"),
        (("people", "2026-1", "990101001002"), "区划代码 990101001002 的社区"),
    ],
)
def test_a_template_of_another_register_version_or_community_is_refused(place, clerk, label, said):
    workbook = template()
    for row, value in enumerate(label, 1):
        workbook["_模板"].cell(row, 2, value)
    intake = checked(filled(person(1), workbook=workbook), place, clerk)
    assert intake.state == State.REFUSED
    assert said in messages(intake)[0]


def test_the_same_file_is_imported_once(place, clerk):
    content = filled(person(1))
    again = checked(content, place, clerk)
    stored(content, place, clerk)
    with pytest.raises(Refused, match="已导入"):
        intakes.open_intake(REGISTER, place, uploaded(content), by=clerk)
    with pytest.raises(Refused, match="已导入"):
        intakes.confirm(REGISTER, again, by=clerk)


def test_the_same_content_again_changes_nothing(place, clerk):
    stored(filled(person(1), person(2)), place, clerk)
    intake = checked(filled(person(1), person(2), totals={"shares": 3}), place, clerk)
    assert {key: intake.changes[key] for key in ("new", "changed", "unchanged", "missing")} == {
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "missing": 0,
    }


def test_duplicates_elsewhere_are_shown_and_refuse_nothing(place, clerk):
    other = makers.community(place.parent, "小窑", "990101001009")
    neighbour = makers.account(Role.CLERK, other)
    workbook = template(code="990101001009")
    checked(filled(person(7), workbook=workbook), other, neighbour)
    intake = checked(filled(person(1, name="双栖"), person(7)), place, clerk)
    assert intake.state == State.READY
    assert [(each["cell"], each["message"]) for each in intake.report["warnings"]] == [
        ("B5", "这个人在别的社区也有登记；请核对。"),
        ("C6", "其他社区的一份待确认的工作簿中也有；请核对后再确认。"),
    ]


def test_a_register_that_takes_nothing_now_refuses_with_its_reason_and_the_counts(place, clerk):
    intake = checked(filled(person(1), person(2, name="闭册")), place, clerk)
    assert (intake.state, intake.rows_accepted, IntakeBlock.objects.count()) == (State.REFUSED, 2, 0)
    assert messages(intake) == ["花名册已经锁定，不能导入；请逐人办理。"]


def test_a_cancelled_intake_forgets_its_rows_and_files(place, clerk, django_capture_on_commit_callbacks):
    intake = checked(filled(person(1)), place, clerk)
    name = intake.stored_name
    with django_capture_on_commit_callbacks(execute=True):
        intakes.cancel(intake, by=clerk)
    intake.refresh_from_db()
    assert (intake.state, intake.stored_name, IntakeBlock.objects.count()) == (State.CANCELLED, "", 0)
    assert not file_store().exists(name)


def test_a_worker_notices_between_portions_that_it_was_cancelled(place, clerk, monkeypatch):
    intake = intakes.open_intake(REGISTER, place, uploaded(filled(person(1))), by=clerk)
    from communities.services.intake import working

    take = working.stage
    monkeypatch.setattr(working, "stage", lambda *args: (take(*args), intakes.cancel(intake, by=clerk)))
    work(intake, intakes.check)
    assert (intake.state, IntakeBlock.objects.count()) == (State.CANCELLED, 0)


def test_a_worker_that_dies_in_the_middle_stores_nothing_and_the_third_time_ends_it(place, clerk):
    intake = checked(filled(person(1), person(9999)), place, clerk)
    intakes.confirm(REGISTER, intake, by=clerk)
    for _ in range(3):
        Job.objects.filter(pk=Intake.objects.get(pk=intake.pk).job_id).update(due="2026-01-01T00:00Z")
        work(intake, intakes.store)
        assert books.stored_names() == []
    assert (intake.state, intake.job.state) == (State.FAILED, Job.State.STOPPED)


def test_a_check_done_twice_is_as_one_done_once(place, clerk):
    intake = intakes.open_intake(REGISTER, place, uploaded(filled(person(1))), by=clerk)
    job = Job.objects.get(pk=intake.job_id)
    intakes.check(REGISTER, job)
    intakes.check(REGISTER, job)
    assert (Intake.objects.get().state, IntakeBlock.objects.count()) == (State.READY, 1)


def foreign(*titles: str) -> bytes:
    workbook = books.openpyxl.Workbook()
    page = workbook.active
    page.title = "花名册"
    page.append(["某村股民表"])
    page.append(list(titles))
    page.append(["0001", "张三", books.id_number(1), "5"])
    return saved(workbook)


def test_a_foreign_workbook_asks_for_its_columns_once_and_is_remembered(place, clerk):
    intake = checked(foreign("编号", "名字", "证件号码", "股金"), place, clerk)
    assert (intake.state, intake.headers["people"]["guess"]) == (
        State.COLUMNS,
        {"name": "B", "id_number": "C", "money": "D"},
    )
    with pytest.raises(Refused, match="还没有对应：户号"):
        intakes.name_columns(REGISTER, intake, {"people": {"name": "B", "id_number": "C"}}, "会计电算", by=clerk)
    columns = {"people": {"number": "A", "name": "B", "id_number": "C", "money": ""}}
    intakes.name_columns(REGISTER, intake, columns, "会计电算", by=clerk)
    assert work(intake, intakes.check).state == State.READY
    assert [row.values.keys() for row in Staged(intake, books.BOOK).of("people")] == [{"number", "name", "id_number"}]
    again = checked(foreign("编号", "名字", "证件号码 ", "股金"), place, clerk, "再来.xlsx")
    assert (again.state, again.source, HeaderMapping.objects.count()) == (State.READY, "会计电算", 1)


def test_renamed_headers_of_a_template_ask_for_its_columns(place, clerk):
    workbook = template()
    workbook["花名册"]["B3"] = "持有人"
    assert checked(filled(person(1), workbook=workbook), place, clerk).state == State.COLUMNS


def test_a_workbook_without_the_sheet_is_refused_with_the_sheets_it_has(place, clerk):
    workbook = template()
    workbook["花名册"].title = "别的表"
    assert "现有：别的表、缴款" in messages(checked(saved(workbook), place, clerk))[0]


def test_only_who_files_for_the_place_may_open_confirm_or_cancel(place, clerk):
    intake = checked(filled(person(1)), place, clerk)
    stranger = makers.account(Role.CLERK, makers.community(place.parent, "邻村", "990101001008"))
    for act in (
        lambda by: intakes.open_intake(REGISTER, place, uploaded(filled(person(2))), by=by),
        lambda by: intakes.confirm(REGISTER, intake, by=by),
        lambda by: intakes.cancel(intake, by=by),
    ):
        for by in (stranger, makers.account(Role.OFFICE, place.district)):
            with pytest.raises(Refused, match="您的任职不包含"):
                act(by)


def test_what_is_no_workbook_is_refused_before_it_is_kept(place, clerk):
    for content, said in ((b"\xd0\xcf\x11\xe0old", "旧版"), (b"%PDF-1.4", "不是 .xlsx")):
        with pytest.raises(Refused, match=said):
            intakes.open_intake(REGISTER, place, uploaded(content), by=clerk)
    assert Intake.objects.count() == 0


def test_a_command_takes_a_workbook_in_one_go_and_a_dry_run_keeps_nothing(place):
    tried = intakes.take(REGISTER, place, "册.xlsx", filled(person(1)), by=SYSTEM, dry_run=True)
    assert (tried.state, tried.rows_accepted, tried.rows_stored) == (State.READY, 1, 0)
    assert (Intake.objects.count(), RecordEntry.objects.filter(subject_type="communities.intake").count()) == (0, 0)
    taken = intakes.take(REGISTER, place, "册.xlsx", filled(person(1)), by=SYSTEM)
    assert (taken.state, taken.rows_stored, books.stored_names()) == (State.STORED, 1, ["人:0001"])


def test_every_state_of_the_table_has_a_way_on_or_is_an_end():
    for state in State:
        ends = state in (State.STORED, State.CANCELLED)
        assert bool(INTAKES.moves_from(state)) is not ends


def test_the_nightly_check_knows_the_files_of_intakes(place, clerk):
    intake = checked(filled(person(1, money="三百")), place, clerk)
    report = checks.check_files()
    assert not {intake.stored_name, intake.marked_name} & set(report.orphans)
    file_store().remove(intake.marked_name)
    assert [intake.marked_name in line for line in checks.check_files().missing] == [True]


def test_a_workbook_nobody_confirms_goes_after_its_days_with_one_line_and_word_to_its_uploader(
    place, clerk, django_capture_on_commit_callbacks
):
    intake = checked(filled(person(1)), place, clerk)
    name, days = intake.stored_name, timedelta(days=settings.DEFAULTS["intake.keep_days"].default)
    with clock.set_to(intake.checked_at + days - timedelta(days=1)):
        assert (intakes.expire(), IntakeBlock.objects.count()) == (0, 1)
    with clock.set_to(intake.checked_at + days), django_capture_on_commit_callbacks(execute=True):
        assert (intakes.expire(), intakes.expire()) == (1, 0)
    intake.refresh_from_db()
    assert (intake.state, intake.stored_name, IntakeBlock.objects.count()) == (State.CANCELLED, "", 0)
    assert not file_store().exists(name)
    assert "核对后逾期没有确认" in Message.objects.get(to=clerk).text
    assert RecordEntry.objects.filter(action="清除逾期未确认的工作簿").count() == 1


def test_a_confirmed_workbook_does_not_expire(place, clerk):
    intake = checked(filled(person(1)), place, clerk)
    intakes.confirm(REGISTER, intake, by=clerk)
    with clock.set_to(intake.checked_at + timedelta(days=400)):
        assert intakes.expire() == 0
    assert IntakeBlock.objects.count() == 1
