"""The verdict on a motion: may this body decide it, was it called in time, did enough come, did enough agree."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from votes.rules.competence import Motion, obstacles
from votes.rules.counts import Counts
from votes.rules.law import ADVICE, DECISION, OPINION, Rule, shipped
from votes.rules.lookup import matter_on, rule_for
from votes.rules.shares import percent_cut
from votes.rules.tally import Tally, tally

EFFECT_WORDS = {
    DECISION: "决定",
    ADVICE: "研究、审议意见，作为建议提交有权的会议，不是村（居）民的决定",
    OPINION: "征求意见，不代替表决",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of a motion. `carried`: enough agreed, whatever else stands against it.

    `notice_ok` is None where a notice is due but its day was not told; a needed number is None where none is asked.
    `reasons` say what stands against the motion, `unstated` what was not told and is not judged, `notes` what follows.
    """

    competent: bool
    notice_ok: bool | None
    quorum_met: bool
    needed_present: int | None
    carried: bool
    needed_for: int | None
    passed: bool
    article: str
    effect: str
    explanation: str
    reasons: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The verdict in JSON's own types."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def verdict(motion: Motion, counts: Counts, rule: Rule | None = None) -> Verdict:
    """Judge a motion and its count by the law of the day of the meeting, or by the `rule` frozen into its record."""
    body = shipped().bodies[motion.body]
    rule = rule or rule_for(motion.body, motion.held_on, motion.matter)
    if rule is None:
        return _without_rule(motion)
    against, row = tuple(obstacles(motion)), matter_on(motion.matter, motion.body, motion.held_on)
    counted = tally(rule, entitled=counts.entitled, present=attending(rule, counts), in_favour=counts.in_favour)
    women = tuple(_too_few_women(rule, counts))
    proxies = tuple(_unlawful_proxies(rule, counts.proxies, counts.unlawful_proxies))
    notice_ok = _notice_ok(rule, motion)
    late = (_too_late(rule, motion),) if notice_ok is False else ()
    reasons = (*against, *late, *counted.reasons, *women, *proxies)
    articles = (rule.basis, row.article if row else "")
    notes = (rule.note, row.note if row else "", _advice_note(body.effect, not reasons))
    return Verdict(
        competent=not against,
        notice_ok=notice_ok,
        quorum_met=counted.quorate and not women,
        needed_present=counted.needed_present,
        carried=counted.carried,
        needed_for=counted.needed_for,
        passed=counted.passed and not reasons,
        article="、".join(dict.fromkeys(filter(None, articles))),
        effect=EFFECT_WORDS[body.effect],
        explanation=_explanation(rule, counts, counted),
        reasons=reasons,
        unstated=tuple(_unstated(rule, motion, counts)),
        notes=tuple(filter(None, notes)),
    )


def foreseen(motion: Motion, rule: Rule, *, proxies: int = 0, unlawful_proxies: int = 0) -> tuple[str, ...]:
    """What stands against a motion before anybody has counted: the body, the notice, the proxies; never the numbers."""
    late = (_too_late(rule, motion),) if _notice_ok(rule, motion) is False else ()
    return (*obstacles(motion), *late, *_unlawful_proxies(rule, proxies, unlawful_proxies))


def attending(rule: Rule, counts: Counts) -> int:
    """Who counts as having come: those present and, where the body allows them, the lawful proxies."""
    return counts.present + (counts.proxies - counts.unlawful_proxies if rule.body.proxies else 0)


def earliest_meeting(notice_on: date, days: int) -> date:
    """The first lawful day: neither the day of notice nor that of the meeting counts, nothing rolls over."""
    return notice_on + timedelta(days=days + 1)


def _without_rule(motion: Motion) -> Verdict:
    body = shipped().bodies[motion.body]
    return Verdict(
        competent=False,
        notice_ok=None,
        quorum_met=False,
        needed_present=None,
        carried=False,
        needed_for=None,
        passed=False,
        article="",
        effect=EFFECT_WORDS[body.effect],
        explanation="",
        reasons=(f"{motion.held_on}时法律没有规定由{body.label}表决，请改由有权的会议表决。",),
    )


def _notice_ok(rule: Rule, motion: Motion) -> bool | None:
    if rule.notice_days is None:
        return True
    if motion.notice_on is None:
        return None
    return motion.held_on >= earliest_meeting(motion.notice_on, rule.notice_days)


def _too_late(rule: Rule, motion: Motion) -> str:
    earliest = earliest_meeting(motion.notice_on, rule.notice_days)
    return (
        f"{motion.notice_on}通知、{motion.held_on}开会，通知日与会议日均不计，须提前{rule.notice_days}日，"
        f"最早{earliest}可开会。请另行通知，依法重新召开。"
    )


def _too_few_women(rule: Rule, counts: Counts) -> Iterator[str]:
    if rule.women is None or counts.women_entitled is None:
        return
    needed = rule.women.needed(counts.women_entitled)
    if counts.women_present < needed:
        yield (
            f"妇女代表应到{counts.women_entitled}人，须到{needed}人，实到{counts.women_present}人，"
            f"人数不足（{rule.basis}）。"
        )


def _unlawful_proxies(rule: Rule, proxies: int, unlawful: int) -> Iterator[str]:
    if proxies and not rule.body.proxies:
        yield f"{rule.body.label}不得委托他人代为表决，委托的{proxies}票不能计入，请剔除后重新计票。"
    elif unlawful:
        yield (f"委托中有{unlawful}人不是同一户内的书面委托（{rule.body.proxies}），不能计入，请剔除后重新计票。")


def _unstated(rule: Rule, motion: Motion, counts: Counts) -> Iterator[str]:
    if rule.notice_days is not None and motion.notice_on is None:
        yield f"没有填写通知日期，未核对是否提前{rule.notice_days}日通知。"
    if rule.women is not None and counts.women_entitled is None:
        yield f"没有填写妇女代表应到、实到人数，未核对是否到会{rule.women}。"


def _explanation(rule: Rule, counts: Counts, counted: Tally) -> str:
    """The sums in one line: who was needed and came, who was needed and agreed, with percentages that are cut."""
    unit, came = rule.body.unit, attending(rule, counts)
    base = rule.base(counts.entitled, came)
    quorum = f"须到{counted.needed_present}{unit}（{rule.quorum}），" if rule.quorum else ""
    share = percent_cut(counts.in_favour, base)
    if rule.body.effect == OPINION:
        return (
            f"应征求{base}{unit}，已征求{came}{unit}，同意{counts.in_favour}{unit}，占应征求的{share}（{rule.basis}）"
        )
    agreed = f"赞成{counts.in_favour}票，占{rule.of}{base}{unit}的{share}"
    needed = f"，须{counted.needed_for}票（{rule.majority}）" if rule.majority else ""
    marked = "，默认" if rule.defaults else ""
    return f"应到{counts.entitled}{unit}，{quorum}到会{came}{unit}，{agreed}{needed}（{rule.basis}{marked}）"


def _advice_note(effect: str, passed: bool) -> str:
    return f"研究、审议同意，只是{EFFECT_WORDS[ADVICE]}。" if effect == ADVICE and passed else ""
