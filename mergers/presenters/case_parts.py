"""Receivers with their size check, liabilities with their takers, cadres and their pay."""

from django.urls import reverse

from communities import access
from communities.access import Verb
from communities.rules.legal_numbers import lookup
from mergers.case_acts import ACTS, allowed, offer
from mergers.models import Cadre, Liability, MergerCase, Receiver
from mergers.presenters.words import day

OPINION_TONES = {"": "due", "agree": "done", "conditions": "due", "against": "late"}


def receivers(case: MergerCase, account, bound: dict) -> list[dict]:
    rows = case.receivers.select_related("place__parent")
    return [_receiver(case, row, account, bound) for row in rows]


def size_rule(case: MergerCase) -> str:
    """The law's limits with their article, as they held when the case was opened."""
    low, high = _limits(case)
    return f"{low.value}至{high.value}户（{low.article}）"


def _limits(case: MergerCase):
    return lookup("size.community_min", case.opened_on), lookup("size.community_max", case.opened_on)


def size_check(case: MergerCase, households: int | None, note: str) -> tuple[str, str]:
    """Tone and sentence on a receiver's size after the merger."""
    low, high = _limits(case)
    if households is None:
        return "due", "并入后户数尚未核对"
    if low.value <= households <= high.value:
        return "done", f"并入后{households}户，在{size_rule(case)}之间"
    if note:
        return "done", f"并入后{households}户，不在{size_rule(case)}之间；说明：{note}"
    return "late", f"并入后{households}户，不在{size_rule(case)}之间，须写明规模说明"


def _receiver(case: MergerCase, row: Receiver, account, bound: dict) -> dict:
    tone, words = size_check(case, row.households_after, row.size_note)
    size = {
        "households_after": row.households_after,
        "population_after": row.population_after,
        "size_note": row.size_note,
    }
    opinion = row.get_opinion_display() or "尚未表示意见"
    told = f"{opinion}（{day(row.opinion_on)}）" if row.opinion else opinion
    return {
        "title": row.place.name,
        "planned": row.place.planned,
        "tone": OPINION_TONES[row.opinion],
        "word": told,
        "lines": [line for line in (words, row.opinion_text) if line],
        "size_tone": tone,
        "opinion_url": reverse("receiver", args=[row.pk]) if access.may(account, Verb.FILE, row.place) else "",
        "acts": _row_acts(case, account, bound, row, ("receiver-size", size), ("receiver-withdraw", {})),
    }


def liabilities(case: MergerCase, account, bound: dict) -> list[dict]:
    return [_liability(case, row, account, bound) for row in case.liabilities.select_related("taker")]


def _liability(case: MergerCase, row: Liability, account, bound: dict) -> dict:
    if row.taken_over_on:
        tone, word = "done", f"{day(row.taken_over_on)} 已承接"
    else:
        tone, word = ("going", "已明确承继主体") if row.taker_id else ("late", "尚未明确承继主体")
    amount = f"{row.amount:,}元" if row.amount is not None else "金额未定"
    settled = {"taker": row.taker_id, "taken_over_on": row.taken_over_on}
    return {
        "title": f"{row.get_kind_display()} {row.title}",
        "tone": tone,
        "word": word,
        "lines": [f"{amount} · 承继主体：{row.taker.name if row.taker else '未定'}"],
        "acts": _row_acts(case, account, bound, row, ("liability-settle", settled)),
    }


def cadres(case: MergerCase, account, bound: dict) -> list[dict]:
    return [_cadre(case, row, account, bound) for row in case.cadres.all()]


def _cadre(case: MergerCase, row: Cadre, account, bound: dict) -> dict:
    standing = {"pay": row.pay, "pay_basis": row.pay_basis, "transition_ends_on": row.transition_ends_on}
    until = f" · 过渡期至 {day(row.transition_ends_on)}" if row.transition_ends_on else " · 过渡期未定"
    return {
        "title": f"{row.name} {row.post}",
        "tone": "idle",
        "word": f"{row.pay:,} 元/月",
        "lines": [f"依据：{row.pay_basis}{until}"],
        "acts": _row_acts(case, account, bound, row, ("cadre-change", standing)),
    }


def _row_acts(case: MergerCase, account, bound: dict, row, *acts: tuple[str, dict]) -> list[dict]:
    if case.completed_on or case.removed_on:
        return []
    return [
        offer(name, case, account, bound, row, initial) for name, initial in acts if allowed(ACTS[name], account, case)
    ]
