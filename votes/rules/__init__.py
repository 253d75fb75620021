"""The law of deciding, without Django: whole numbers and Fraction only; the rows are in `deciding.toml`.

“以上” includes the number, “过半数” and “超过” exclude it (民法典第一千二百五十九条).
"""

from votes.rules.charters import Charter, raised
from votes.rules.competence import Motion
from votes.rules.counts import Counts
from votes.rules.law import OPINION, Body, Law, Matter, Rule, shipped
from votes.rules.lookup import matter_on, rule_for
from votes.rules.records import frozen, thawed
from votes.rules.shares import Share, percent_cut, share
from votes.rules.tally import Tally, tally
from votes.rules.verdicts import Verdict, foreseen, verdict

BODIES = {key: body.label for key, body in shipped().bodies.items()}
# Bodies that meet and vote; a canvass does neither.
MEETINGS = {key: body.label for key, body in shipped().bodies.items() if body.effect != OPINION}
MATTERS = shipped().matter_labels

__all__ = [
    "BODIES", "MATTERS", "MEETINGS",
    "Body", "Charter", "Counts", "Law", "Matter", "Motion", "Rule", "Share", "Tally", "Verdict",
    "foreseen", "frozen", "matter_on", "percent_cut", "raised", "rule_for", "share", "shipped", "tally", "thawed",
    "verdict",
]  # fmt: skip
