"""The law of deciding as tables that officials can review: who is counted, what is needed, who decides what."""

from collections.abc import Iterator

from votes.rules import Matter, Rule, shipped
from votes.rules.lookup import rule_for

Header = tuple[str, ...]
FACTS = {"quorum": "到会", "women": "妇女代表到会", "majority": "通过", "notice": "通知天数", "proxies": "委托"}


def deciding_tables() -> Iterator[tuple[str, Header, list[tuple[str, ...]]]]:
    """(title, header, rows) of each table."""
    law = shipped()
    bodies = ((body.label, body.counted, body.effect, body.authorisation, body.proxies) for body in law.bodies.values())
    yield "会议", ("会议", "应计的人", "效力", "须有的授权", "可以书面委托"), list(bodies)
    header = ("会议", "到会", "通过", "按何计算", "提前通知", "条文", "施行", "失效", "出处", "说明")
    yield "到会、通过和通知", header, [_rule(row) for row in law.rules]
    header = ("事项", "由谁决定", "通过", "条文", "施行", "失效", "出处", "说明")
    yield "哪些事项由哪个会议决定", header, [_matter(row) for row in law.matters]


def _rule(row: Rule) -> tuple[str, ...]:
    days = rule_for(row.body.key, row.in_force_from).notice_days
    quorum = [str(row.quorum or "未规定"), f"妇女代表{row.women}" if row.women else ""]
    sources = [f"{FACTS[name]}：{source}" for name, source in row.sources.items()]
    return (
        row.body.label,
        "，".join(filter(None, quorum)),
        str(row.majority or "不表决"),
        row.of,
        f"{days} 日" if days else "未规定",
        row.article,
        *_span(row),
        "、".join(sources),
        row.note,
    )


def _matter(row: Matter) -> tuple[str, ...]:
    bodies = shipped().bodies
    able = [bodies[key].label + ("（改制完成后）" if key in row.reform else "") for key in row.bodies]
    return (row.label, "、".join(able), str(row.majority or ""), row.article, *_span(row), row.source, row.note)


def _span(row: Rule | Matter) -> tuple[str, str]:
    return row.in_force_from.isoformat(), row.in_force_to.isoformat() if row.in_force_to else ""
