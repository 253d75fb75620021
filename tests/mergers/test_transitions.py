"""The table of a step's filing: what it allows is typed here by hand, what it refuses follows by generation."""

from itertools import product
from pathlib import Path

import pytest

from communities.lib.errors import Refused
from communities.lib.transitions import Move, Table
from mergers.models import StepFiling
from mergers.rules import rulebook
from mergers.rules.transitions import (
    MOVE_LABELS,
    PARTY_LABELS,
    SETTLED,
    STATUS_LABELS,
    STEP_FILING,
    Fact,
    Party,
    Status,
    facts_of,
    move_label,
    owner,
    parties_of,
)

BOOK = rulebook.parse((Path(__file__).parents[2] / "mergers/rulebook/donggang.toml").read_text(encoding="utf-8"))
REVIEW_ONLY, CONFIRMED = {Fact.NO_CONFIRMER}, {Fact.HAS_CONFIRMER}
# (move, from, confirmed after review) → (to, party), as the procedure has it
LAWFUL = {
    ("start", "idle", None): ("drafting", "filer"),
    ("submit", "drafting", None): ("submitted", "filer"),
    ("submit", "returned", None): ("submitted", "filer"),
    ("record", "drafting", None): ("drafting", "filer"),
    ("record", "returned", None): ("returned", "filer"),
    ("withdraw", "submitted", None): ("drafting", "filer"),
    ("approve", "submitted", False): ("done", "reviewer"),
    ("approve", "submitted", True): ("reviewed", "reviewer"),
    ("confirm", "reviewed", None): ("done", "confirmer"),
    ("return", "submitted", None): ("returned", "reviewer"),
    ("return", "reviewed", None): ("returned", "confirmer"),
    ("send_back", "reviewed", None): ("submitted", "confirmer"),
    ("reopen", "done", None): ("returned", "office"),
    ("recheck", "done", None): ("recheck", "system"),
    ("reconfirm", "recheck", False): ("done", "reviewer"),
    ("reconfirm", "recheck", True): ("done", "confirmer"),
    ("return", "recheck", False): ("returned", "reviewer"),
    ("return", "recheck", True): ("returned", "confirmer"),
    ("waive", "idle", None): ("waived", "office"),
    ("waive", "drafting", None): ("waived", "office"),
    ("waive", "returned", None): ("waived", "office"),
    ("unwaive", "waived", None): ("idle", "office"),
}


@pytest.mark.parametrize(("move", "status", "confirmed"), list(product(MOVE_LABELS, STATUS_LABELS, (False, True))))
def test_a_move_leads_where_the_procedure_says_and_every_other_is_refused(move, status, confirmed):
    facts = CONFIRMED if confirmed else REVIEW_ONLY
    lawful = LAWFUL.get((move, status, confirmed)) or LAWFUL.get((move, status, None))
    if lawful:
        row = STEP_FILING.find(move, status, facts)
        assert (row.target, row.party) == lawful
        assert STEP_FILING.target(move, status, facts) == lawful[0]
    else:
        with pytest.raises(Refused) as caught:
            STEP_FILING.find(move, status, facts)
        assert STATUS_LABELS[status] in caught.value.reasons[0]


def test_gates_are_checked_wherever_a_filing_moves_towards_done():
    forward = {row.move for row in STEP_FILING if row.checks_gates}
    assert forward == {"submit", "approve", "confirm", "reconfirm"}
    assert all(row.checks_gates for row in STEP_FILING if row.target == Status.DONE)


def test_whatever_takes_away_needs_a_reason():
    needing = {row.move for row in STEP_FILING if row.needs_reason}
    assert needing == {"return", "send_back", "reopen", "recheck", "waive", "unwaive"}


def test_a_step_under_recheck_does_not_count_as_settled():
    assert {Status.DONE, Status.WAIVED} == SETTLED


@pytest.mark.parametrize("step", BOOK.steps, ids=lambda step: step.key)
def test_whoever_owns_a_status_can_always_move_it(step):
    for status in Status if step.confirms else set(Status) - {Status.REVIEWED}:
        turn = owner(step, status)
        assert (turn is None) == (status in SETTLED)
        if turn:
            assert STEP_FILING.moves_from(status, turn, facts_of(step))
            assert parties_of(step, turn)
            assert turn in PARTY_LABELS


def test_the_act_is_called_by_the_word_of_its_party():
    assert move_label(BOOK.step(11), "submit") == "提交程序核验"
    assert move_label(BOOK.step(11), "approve") == "程序核验通过"
    assert move_label(BOOK.step(7), "confirm") == "备案"
    assert move_label(BOOK.step(16), "confirm") == "验收"
    assert move_label(BOOK.step(16), "return") == "退回"


def test_the_parties_of_a_step_come_from_the_rulebook():
    assert parties_of(BOOK.step(5), Party.FILER) == ("community", "cooperative")
    assert parties_of(BOOK.step(5), Party.CONFIRMER) == ()
    assert parties_of(BOOK.step(16), Party.CONFIRMER) == ("office",)
    assert parties_of(BOOK.step(2), Party.OFFICE) == ("office",)
    assert parties_of(BOOK.step(2), Party.SYSTEM) == ()


def test_the_database_knows_the_same_statuses_by_the_same_words():
    assert dict(StepFiling.Status.choices) == {str(status): label for status, label in STATUS_LABELS.items()}


def test_a_table_answers_a_move_in_one_way_only():
    with pytest.raises(ValueError, match="two rows"):
        Table([Move("go", "a", "b", "x"), Move("go", "a", "c", "x")], labels={})
