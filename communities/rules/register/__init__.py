"""The official register of communities (统计用区划代码): reading, comparing and counting, without a database.

A register is a snapshot of one district on one date. `parse` refuses a file as a whole and names every faulty line;
`compare` says what two snapshots show and what they leave open; `count_between` says how many communities there were on
any date, exactly where a register or a recorded event tells, as a range elsewhere.
"""

from communities.rules.register.comparing import Comparison, Pair, StreetCount, compare
from communities.rules.register.counting import CountEvent, Exact, Range, Snapshot, add_counts, count_between
from communities.rules.register.hints import Question, questions
from communities.rules.register.names import Committee, base_name, legal_body
from communities.rules.register.reading import Fault, Register, Row, decode, parse

__all__ = [
    "Committee",
    "Comparison",
    "CountEvent",
    "Exact",
    "Fault",
    "Pair",
    "Question",
    "Range",
    "Register",
    "Row",
    "Snapshot",
    "StreetCount",
    "add_counts",
    "base_name",
    "compare",
    "count_between",
    "decode",
    "legal_body",
    "parse",
    "questions",
]
