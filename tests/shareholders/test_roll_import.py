"""A roll by workbook: households checked, duplicates found in the whole district, the same file changes nothing."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communities.lib.errors import Refused
from communities.models import Household, Person
from communities.rules.intakes import State
from communities.services import intake, residents
from shareholders.intake import REGISTER
from shareholders.models import Member, MemberRoll
from tests.shareholders.roll_books import filled, row
from tests.shareholders.roll_makers import id_number, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = village()
    found.roll(MemberRoll.Mode.VERIFY)
    return found


def take(here, *rows, **given):
    content = given.pop("content", None) or filled(*rows, code=here.place.code)
    return intake.take(
        REGISTER, here.place, "名册.xlsx", content, organisation=here.cooperative, by=here.clerk, **given
    )


def told(found, what="faults") -> list[str]:
    return [each["message"] for each in found.report[what]]


FAMILY = (
    lambda: row("0001", "王一", head="王一", people=3, phone="13905331234", category="外嫁女（未取得他处成员身份）"),
    lambda: row("0001", "张三", "妻", head="王一", people=3, sex="女", id_number=id_number(sex="female")),
    lambda: row(
        "0001", "王小", "长子", head="王一", people=3, id_number=None, no_id_reason="新生儿未落户", sex="男",
        born_on="2026-02-03",
    ),
    lambda: row("0002", "李二", head="李二", category="空挂户", number="00100"),
)  # fmt: skip


def family() -> list[dict]:
    return [each() for each in FAMILY]


def test_a_roll_is_read_into_households_persons_and_members(here):
    found = take(here, *family())
    assert (found.state, found.rows_stored) == ("stored", 4)
    assert Household.objects.count() == 2
    assert [each.get_relation_display() for each in Household.objects.get(number="0001").residences.all()] == [
        "户主", "配偶", "子",
    ]  # fmt: skip
    statuses = dict(Member.objects.values_list("person__name", "status"))
    assert statuses == {"王一": "member", "张三": "member", "王小": "member", "李二": "pending"}
    assert Member.objects.get(person__name="李二").number == "00100"
    assert Person.objects.get(name="王一").phone.reveal() == "13905331234"


def test_the_same_file_again_and_the_same_rows_again_change_nothing(here):
    rows = family()
    take(here, *rows)
    changed = take(here, *rows, row("0003", "赵四")).changes
    assert (changed["new"], changed["changed"], changed["unchanged"], changed["missing"]) == (1, 0, 4, 0)
    assert Member.objects.count() == 5


def test_what_differs_is_brought_in_line_and_who_is_missing_stays(here):
    rows = family()
    take(here, *rows)
    changed = take(here, {**rows[3], "name": "李贰", "head": "李贰"}).changes
    assert (changed["changed"], changed["missing"]) == (1, 3)
    assert sorted(Person.objects.values_list("name", flat=True)) == sorted(["王一", "张三", "王小", "李贰"])


def test_under_verification_a_later_workbook_lists_nobody_as_confirmed_without_a_word(here):
    """§66: membership is not reopened, and nobody slips into it either."""
    rows = family()
    take(here, *rows)
    found = take(here, *rows, row("0003", "赵四"), row("0004", "钱五", confirmed="是"))
    assert found.changes["samples"] == [
        "新增：0003号户（第8行），列为待定，须逐人认定",
        "新增：0004号户（第9行），原改革已确认，直接列为成员",
    ]
    statuses = dict(Member.objects.values_list("person__name", "status"))
    assert (statuses["赵四"], statuses["钱五"]) == ("pending", "member")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"relation": "邻居"}, "与户主关系无法识别"),
        ({"relation": "妻"}, "没有户主"),
        ({"head": "王五"}, "户主姓名与本户户主一行的姓名不一致"),
        ({"people": 2}, "户人数与本户行数（1人）不一致"),
        ({"id_number": None}, "没有身份证号"),
        ({"id_number": "990101198005060011"}, "校验码不符"),
        ({"sex": "女"}, "性别与身份证号不一致"),
        ({"born_on": "1980-05-07"}, "出生日期与身份证号不一致"),
    ],
)
def test_a_wrong_row_is_refused_with_its_sentence(here, change, said):
    """N90."""
    found = take(here, row("0001", "王一", **change))
    assert found.state == "refused"
    assert any(said in each for each in told(found)), told(found)
    assert not Member.objects.exists()


def test_two_heads_are_refused_and_two_spouses_are_asked_about(here):
    found = take(here, row("0001", "王一"), row("0001", "王二"))
    assert "0001号户有两名以上户主；请核对。" in told(found)
    found = take(here, row("0001", "王一"), row("0001", "张三", "妻"), row("0001", "李四", "妻"))
    assert "0001号户有两名以上配偶；请核对。" in told(found, "warnings")


def test_who_is_known_in_another_community_is_pointed_out_before_anything_is_stored(here):
    """B28, G26: lower-case x, spaces and 15 digits are the same number."""
    other = village("小窑", within=here.place.parent)
    numbers = [next(n for n in iter(id_number, "") if n.endswith("X")), id_number(), "990101800506123"]
    for number in numbers:
        other.resident(other.household(), "某人", id_number=number)
    whole = residents.known_person(here.place.district, numbers[2]).id_number.reveal()
    written = [numbers[0].lower(), f"{numbers[1][:6]} {numbers[1][6:]}", whole]
    rows = [row(f"{n:04d}", f"王{'一二三'[n]}", id_number=number) for n, number in enumerate(written)]
    found = take(here, *rows, dry_run=True)
    warned = [each for each in told(found, "warnings") if "已登记在本区其他社区" in each]
    assert len(warned) == 3
    assert "小窑" not in str(found.report)


def test_a_person_known_elsewhere_stays_one_person(here):
    other = village("小窑", within=here.place.parent)
    number = id_number()
    known = other.resident(other.household(), "王一", id_number=number)
    take(here, row("0001", "王一", id_number=number))
    assert Member.objects.get().person == known
    assert known.residences.count() == 1


def test_a_locked_register_takes_no_workbook(here):
    residents.lock_register(here.place, "已确认", by=here.clerk)
    with pytest.raises(Refused, match="已经锁定"):
        take(here, row("0001", "王一"))


def test_without_a_roll_there_is_nothing_to_fill(db):
    here = village()
    taken = take(here, row("0001", "王一"))
    assert taken.state == State.REFUSED
    assert "还没有建立成员名册" in told(taken)[0]
    assert not Member.objects.exists()


def test_a_census_lists_everybody_as_pending(db):
    here = village()
    here.roll()
    take(here, row("0001", "王一"))
    assert Member.objects.get().status == "pending"


def test_the_command_reads_a_roll_and_says_what_is_wrong(here, tmp_path):
    good, bad = tmp_path / "名册.xlsx", tmp_path / "错.xlsx"
    good.write_bytes(filled(*family(), code=here.place.code))
    bad.write_bytes(filled(row("0001", "王一", relation="邻居"), code=here.place.code))
    out = StringIO()
    call_command("import_roll", str(good), "--community", here.place.code, "--dry-run", stdout=out)
    assert not Member.objects.exists()
    call_command("import_roll", str(good), "--community", here.place.code, stdout=out)
    assert Member.objects.count() == 4
    with pytest.raises(CommandError, match="处错误，没有导入"):
        call_command("import_roll", str(bad), "--community", here.place.code, "--json", stdout=StringIO())


@pytest.mark.long
def test_five_thousand_rows_are_stored(here):
    """G16: the whole way of a roll, read, checked and stored."""
    rows = [
        row(
            f"{n // 4:05d}",
            f"王{'甲乙丙丁'[n % 4]}",
            "户主" if n % 4 == 0 else "子",
            id_number=id_number(date(1950, 1, 1) + timedelta(days=n)),
        )
        for n in range(5_000)
    ]
    content = filled(*rows, code=here.place.code)
    assert take(here, content=content).rows_stored == 5_000
    assert Person.objects.count() == Member.objects.count() == 5_000
