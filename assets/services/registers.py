"""Papers of an inventory: the bound register (登记造册), the list that is posted, the differences of a count.

The row with its digest is written first; the PDF follows in the background, once, and may be found again by its number.
"""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from assets.accounting import Standing
from assets.listing import COUNT_COLUMNS, columns, count_rows, rows_of
from assets.models import BoundRegister, CountItem, CountSession, Inventory, InventoryPosting
from communities import papers
from communities.lib import clock
from communities.services import jobs
from communities.services.documents import store_document
from communities.services.numbering import next_number
from communities.services.recording import record

SIGNATURES = ("清查小组组长", "清查单位负责人（盖章）", "街道审核人（盖章）")


@transaction.atomic
def bind(inventory: Inventory, *, by) -> BoundRegister:
    """Give the locked figures their number and digest, and ask for the book. Part of the lock."""
    standing, year = Standing(inventory), clock.today().year
    district = inventory.place.district_or_self
    number = f"{district.name}资产清册〔{year}〕{next_number(f'assets-register:{district.code}-{year}')}号"
    register = BoundRegister.objects.create(
        inventory=inventory,
        number=number,
        digest=standing.digest,
        rows=len(standing.rows),
        made_at=clock.now(),
        made_by_id=by.pk,
    )
    changes = {"册号": [None, number], "内容摘要": [None, register.digest]}
    record("登记造册", register, by=by, place=inventory.place, changes=changes)
    jobs.enqueue("assets.tasks.print_register", f"register:{register.pk}", place=inventory.place, register=register.pk)
    return register


def print_register(register: BoundRegister) -> BoundRegister:
    """Make the book of a register that has none yet; twice is the same as once."""
    inventory, standing = register.inventory, Standing(register.inventory)
    told = {
        "title": f"{inventory.organisation.name}资产清册",
        "subtitle": f"{register.number}　登记时点 {inventory.base_date}　{inventory.get_kind_display()}",
        "notes": [
            f"本册共{register.rows}行，按锁定的清查数据生成；{standing.confirmed().detail}。",
            *_agency(standing),
        ],
        "signatures": SIGNATURES,
        "foot": f"{register.number}　内容摘要 {register.digest}",
    }
    return _printed(register, "paper", "资产清册", columns(), rows_of(standing), told)


def print_listing(posting: InventoryPosting) -> InventoryPosting:
    """Make the list that hangs beside the notice, as it was drafted; twice is the same as once."""
    inventory, standing = posting.inventory, Standing(posting.inventory)
    word = "更正明细表" if posting.only_changed else "清产核资明细表"
    rest = ["只列更正的行，其余各行仍以前次公示为准；合计为更正后全部明细的合计。"] if posting.only_changed else []
    told = {
        "title": f"{inventory.organisation.name}{word}",
        "subtitle": f"登记时点 {inventory.base_date}　共{posting.rows}行　逐项逐笔公示",
        "notes": ["面积以亩计，其余以元计；账外资产经核实后列入。", *rest, *_agency(standing)],
        "signatures": (),
        "foot": f"内容摘要 {posting.digest}",
    }
    rows = [(each.kind, tuple(each.cells)) for each in posting.posted_rows.all()]
    return _printed(posting, "listing", "清查明细表", columns(), rows, told)


def print_count(session: CountSession) -> CountSession:
    """Make the list of a finalised count's differences; twice is the same as once."""
    states = [item.state for item in session.items.all()]
    counts = [f"{state.label}{states.count(state)}项" for state in CountItem.State]
    told = {
        "title": f"{session.inventory.organisation.name}盘点差异表",
        "subtitle": f"{session}　盘点日期 {session.counted_on}　盘点人员 {session.counters}",
        "notes": [f"应盘{len(states)}项：{'，'.join(counts)}。"],
        "signatures": ("盘点人", "保管人", "监盘人"),
        "foot": f"第{session.number}次盘点",
    }
    return _printed(session, "paper", "盘点差异表", columns(COUNT_COLUMNS), count_rows(session), told)


def _printed(row: Any, field: str, kind: str, heads: Sequence, rows: Sequence, told: dict[str, Any]) -> Any:
    if getattr(row, f"{field}_id"):
        return row
    content = papers.render_register(heads, rows, **told).pdf
    return _kept(row, field, kind, told["title"], content)


@transaction.atomic
def _kept(row: Any, field: str, kind: str, title: str, content: bytes) -> Any:
    locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if getattr(locked, f"{field}_id"):
        return locked
    by = next(person for name in ("made_by", "drafted_by", "finalised_by") if (person := getattr(row, name, None)))
    place = row.inventory.place
    upload = ContentFile(content, name=f"{title}.pdf")
    paper = store_document(place=place, kind=kind, title=title, upload=upload, written_on=clock.today(), by=by)
    setattr(locked, field, paper)
    locked.save(update_fields=[field])
    record(f"生成{kind}", locked, by=by, place=place, changes={"档号": [None, paper.archive_number]})
    return locked


def _agency(standing: Standing) -> list[str]:
    engagement = standing.engagement
    if engagement is None:
        return [standing.signed().detail] if standing.inventory.no_agency_reason else []
    numbers = "、".join(dict.fromkeys(each.report_number for each in standing.signatures.values()))
    return [f"受托机构：{engagement.agency.name}，执业证书{engagement.qualification}，报告文号{numbers}。"]
