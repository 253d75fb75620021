"""May this body decide this matter: by the law of the day, with what authority, once the reform is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from communities.lib.errors import Refused
from votes.rules.law import ADVICE, OPINION, Body, Matter, shipped
from votes.rules.lookup import matters_on

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)
VILLAGE_RULES = "改制未完成的执行村规，须由村民会议表决（山东省实施村民委员会组织法办法第四十六条）"


@dataclass(frozen=True, slots=True)
class Motion:
    """What was put to which body on which day, and how it was called. Keys as in `deciding.toml`.

    `authorized`: the representatives hold a resolution or a charter that lets them decide. `reform_done`: the reform
    of collective property (改制) is complete, so that the residents' bodies act and no longer the village's.
    Raises Refused for a day before 1949-10-01 or after 2100.
    """

    body: str
    matter: str
    held_on: date
    notice_on: date | None = None
    authorized: bool = False
    reform_done: bool = False

    def __post_init__(self) -> None:
        for label, day in (("会议", self.held_on), ("通知", self.notice_on)):
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                raise Refused(f"{label}日期 {day} 超出范围（{FIRST_DAY} 至 {LAST_DAY}），请核对后重填。")


def obstacles(motion: Motion) -> Iterator[str]:
    """Why the body may not decide the matter, whatever the count; nothing if it may."""
    body, rows = shipped().bodies[motion.body], matters_on(motion.matter, motion.held_on)
    row = next((each for each in rows if motion.body in each.bodies), None)
    if row is None:
        yield _not_theirs(motion, body, rows)
        return
    if body.authorisation and not motion.authorized:
        yield f"{body.label}须有{body.authorisation}才能决定，请附授权决议。"
    if motion.body in row.reform and not motion.reform_done:
        yield f"{row.label}：{VILLAGE_RULES}。改制已经完成的，请注明。"


def _not_theirs(motion: Motion, body: Body, rows: tuple[Matter, ...]) -> str:
    what = shipped().matter_labels[motion.matter]
    if body.effect == OPINION:
        return f"{body.label}只是征求意见，不是表决，不能决定{what}。请召开有权的会议。"
    if not rows:
        return f"{motion.held_on}时法律没有规定{what}由哪个会议决定，请查明当时的章程或文件。"
    able = "、".join(shipped().bodies[each].label for row in rows for each in row.bodies)
    cited = "、".join(dict.fromkeys(row.article for row in rows if row.article))
    verb = "只研究、审议，提出建议" if body.effect == ADVICE else "无权决定"
    return f"{what}由{able}决定，{body.label}{verb}{f'（{cited}）' if cited else ''}。请提交有权的会议。"
