"""入户征求意见: the positions a household may take, and the sums of a canvass. Opinion, never a decision.

The last position before the deadline counts; a visit that met nobody changes no position. The rate is 同意户 ÷
应征求户, whole numbers, cut and never rounded up over a line. No law sets a mark for it, and none is drawn here.
"""

from dataclasses import dataclass
from enum import StrEnum

from communities.lib.transitions import Move, Table
from communities.rules.households import LABELS as RELATIONS
from votes.rules.shares import percent_cut


class Position(StrEnum):
    AGREE = "agree"
    AGAINST = "against"
    ABSTAIN = "abstain"
    NOT_MET = "not_met"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class Revisit(StrEnum):
    """Whether a visit is the 回访 that each opposing household is offered; 谢绝 counts as offered."""

    HELD = "held"
    DECLINED = "declined"


POSITIONS = {"agree": "同意", "against": "不同意", "abstain": "弃权", "not_met": "未联系上"}
NOT_VISITED = "未入户"
REVISITS = {"held": "回访", "declined": "提出回访，户内谢绝"}
SIGNERS = RELATIONS | {"entrusted": "受托人"}
LABELS = {
    "open": "进行中",
    "closed": "已结束",
    "superseded": "方案已变更",
    "visit": "登记入户",
    "assign": "分派",
    "extend": "延长截止日期",
    "name": "指定街道联系人",
    "close": "结束征求意见",
    "supersede": "按新方案重新征求",
}
S, UNIT = Status, "unit"
MOVES = Table(
    (
        Move("visit",     S.OPEN, S.OPEN,       UNIT),
        Move("assign",    S.OPEN, S.OPEN,       UNIT),
        Move("name",      S.OPEN, S.OPEN,       UNIT),
        Move("extend",    S.OPEN, S.OPEN,       UNIT, needs_reason=True),
        Move("close",     S.OPEN, S.CLOSED,     UNIT),
        Move("supersede", S.OPEN, S.SUPERSEDED, UNIT),
    ),
    LABELS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opinions:
    """The households of a canvass by their standing position; `due` are all households to be asked."""

    due: int
    agree: int = 0
    against: int = 0
    abstain: int = 0
    not_met: int = 0

    @property
    def met(self) -> int:
        """已入户: households that took a position."""
        return self.agree + self.against + self.abstain

    @property
    def left(self) -> int:
        """Households at whose door nobody has been yet."""
        return self.due - self.met - self.not_met

    @property
    def agreed(self) -> str:
        """同意率 of all households to be asked, cut to a tenth of a percent."""
        return percent_cut(self.agree, self.due)
