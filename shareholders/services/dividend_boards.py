"""Posting a decided distribution: its rows are frozen already, the notice is drafted and the list is printed."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Board, Job, Notice
from communities.services import jobs, notices
from communities.services.long_papers import LongPaper
from communities.services.notices.publishing import short_digest
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from shareholders import papers
from shareholders.models import Dividend, DividendBoard
from shareholders.rules.dividends import Status, article_on
from shareholders.rules.ledger import plain

from . import lists

PURPOSE = "posting.dividend"


@transaction.atomic
def post_dividend(dividend: Dividend, *, boards: Iterable[Board], by, **terms) -> DividendBoard:
    """Draft the notice of a decided distribution; it is published and hung as every notice.

    `terms` of the notice as in `post_board`. Raises Refused while an earlier notice of it stands.
    """
    found = Dividend.objects.select_for_update(of=("self",)).with_names().get(pk=dividend.pk)
    require(by, Verb.POST, found.place)
    standing = found.boards.exclude(notice__status=Notice.Status.WITHDRAWN)
    checks = (
        ("收益分配经成员大会或成员代表大会通过、登记表决以后才能公示。", found.status == Status.DECIDED),
        (f"{found}已经制作公示，需要更正的请先撤下。", not standing.exists()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    board = DividendBoard(
        dividend=found, part=found.boards.count() + 1, made_at=clock.now(), made_by_id=by.pk
    )  # fmt: skip
    text = lists.content(found.plan.organisation, PURPOSE, board.label, _sections(found), **terms)
    board.notice = notices.draft(found.place, found.plan.organisation, text, boards, by=by)
    board.save(force_insert=True)
    notices.lay_beside(board.notice, reverse("dividend_board", args=[board.pk]))
    changes = {"户数": [None, found.households], "金额（元）": [None, found.amount], "校验码": [None, found.digest]}
    record(f"制作{board.label}", board, by=by, place=found.place, changes=changes)
    jobs.enqueue("shareholders.tasks.print_dividend_board", key_of(board), place=found.place, board=board.pk)
    return board


@transaction.atomic
def discard_dividend_board(board: DividendBoard, *, by) -> None:
    """Throw a posting away whose notice is a draft still. Raises Refused once it is published."""
    lists.discard(board, paper_of, board.label, by=by)


def print_dividend_board(board: DividendBoard, job: Job | None = None, *, by=SYSTEM) -> DividendBoard:
    """Make the list as PDF, once; a second call makes nothing. Raises Refused when it cannot be laid out."""
    related = ("dividend__plan__organisation__place", "notice__place")
    found = DividendBoard.objects.select_related(*related).get(pk=board.pk)
    return lists.print_once(found, paper_of, str(found), job, by=by)


def paper_of(board: DividendBoard) -> LongPaper:
    """The list's parts for the printer; the rows are frozen, so the name is the content's."""
    name = f"dividend-board-{board.pk}-{board.digest[:16]}"
    return LongPaper(name, board.dividend.sheets, lambda number: papers.dividend_list(board, number))


def key_of(board: DividendBoard) -> str:
    return f"dividend-board:{board.pk}"


def _sections(dividend: Dividend) -> dict[str, str]:
    figures = (
        ("当年收益", dividend.income),
        ("年初未分配收益", dividend.brought_forward),
        ("弥补以前年度亏损", dividend.losses),
        ("提取公积公益金", dividend.reserve),
        ("本次分配", dividend.amount),
        ("结转下年", dividend.retained),
    )
    told = "，".join(f"{label}{amount:,.2f}元" for label, amount in figures if amount)
    collective = "" if dividend.collective_takes_part else "，集体股不参加分配"
    counted = f"{dividend.households}户、{dividend.people}人、{plain(dividend.shares)}股"
    share = f"每股约{dividend.a_share.normalize():f}元，逐人计算到分，除不尽的尾数按最大余数法分配"
    basis = f"{article_on(dividend.record_on)}；{dividend.basis}；{dividend.decision}"
    return {
        "一、分配依据": f"一、分配依据：{basis}。",
        "二、收益和提取": f"二、收益和提取：{told}。",
        "三、分配办法": f"三、分配办法：股权登记日{dividend.record_on}，参加分配{counted}{collective}；{share}。",
        "四、名单": f"四、名单：合计{dividend.amount:,.2f}元，名单校验码{short_digest(dividend.digest)}。",
    }
