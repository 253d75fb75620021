"""A rule of deciding in plain Chinese, for those who put a motion."""

from datetime import date

from votes.rules.law import ADVICE, Rule, shipped
from votes.rules.lookup import matter_on, matters_on
from votes.rules.shares import Share
from votes.rules.verdicts import EFFECT_WORDS, earliest_meeting

DEFAULT = "（默认，可按本地规定核对）"


def in_words(rule: Rule) -> tuple[str, ...]:
    """What the rule asks, one sentence a fact: who comes, who agrees, when notice is given, proxies."""
    unit, defaults = rule.body.unit, rule.defaults

    def marked(name: str, text: str) -> str:
        return f"{text}{DEFAULT if name in defaults else ''}。"

    found = [f"应到：{rule.body.counted}。"]
    if rule.quorum:
        found.append(marked("quorum", f"到会：{_part(f'应到{unit}数', rule.quorum)}到会方可开会"))
    if rule.women:
        found.append(marked("women", f"妇女代表：{_part('应到妇女代表', rule.women)}到会"))
    if rule.majority:
        found.append(marked("majority", f"通过：{passes_by(rule)}"))
    if rule.notice_days:
        found.append(marked("notice", f"通知：提前{rule.notice_days}日，通知日和会议日均不计"))
    found.append("委托：限同一户内的书面委托。" if rule.body.proxies else "委托：不得委托他人代为表决。")
    if rule.body.authorisation:
        found.append(f"授权：须有{rule.body.authorisation}。")
    return tuple(found)


def passes_by(rule: Rule) -> str:
    """The mark in one phrase: 超过到会人数的1/2赞成, 全体人数的2/3以上赞成."""
    if rule.majority is None:
        return "不表决"
    return f"{_part(f'{rule.of}{rule.body.unit}数', rule.majority)}赞成"


def _part(whole: str, share: Share) -> str:
    """“超过” stands before what it is a part of, “以上” behind."""
    text = str(share)
    over = text.removeprefix("超过")
    return f"超过{whole}的{over}" if over != text else f"{whole}的{text}"


def who_decides(matter: str, body: str, on: date, rule: Rule | None) -> str:
    """One phrase on a matter put to a body: the mark where it may decide, else who may."""
    if matter_on(matter, body, on) is not None and rule is not None:
        advice = shipped().bodies[body].effect == ADVICE
        return f"{passes_by(rule)}通过{'，属研究、审议意见' if advice else ''}"
    able = "、".join(shipped().bodies[each].label for row in matters_on(matter, on) for each in row.bodies)
    return f"本会议无权决定，由{able}决定" if able else "当时法律没有规定由哪个会议决定"


def notice_words(rule: Rule, held_on: date, today: date) -> str:
    """By when notice has to be given for a meeting on a day, and what comes of giving it today."""
    if rule.notice_days is None:
        return "法律没有规定提前几日通知，按章程、议事规则办理。"
    latest = date.fromordinal(held_on.toordinal() - rule.notice_days - 1)
    told = f"须提前{rule.notice_days}日通知，通知日与会议日均不计：{held_on}开会，最迟{latest}张贴或送达"
    if today <= latest:
        return f"{told}。"
    return f"{told}；今天通知，最早{earliest_meeting(today, rule.notice_days)}可开会，{held_on}的会议不能通过决议。"


def effect_of(body: str) -> str:
    """What a body's yes amounts to."""
    return EFFECT_WORDS[shipped().bodies[body].effect]
