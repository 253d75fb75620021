"""What a posted list says: one line for each household, as the register stands now and as it was posted."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from communities.lib import clock
from communities.models import Household, Notice, Organisation, Residence
from communities.rules.households import LABELS, Relation
from shareholders.models import BoardLine, Member, RollBoard
from shareholders.rules.membership import ON_ROLL, Status

LISTED = (*ON_ROLL, Status.PROPOSED)


@dataclass(frozen=True)
class Line:
    """One household for the board. `names` are {name, relation, number}; a number stands only beside namesakes."""

    household: Household
    head: str
    names: list[dict]
    children: int
    digest: str

    @property
    def people(self) -> int:
        return len(self.names) + self.children

    @property
    def text(self) -> str:
        return words(self.names, self.children)


def words(names: Iterable[dict], children: int) -> str:
    """“张三（户主）、李四（配偶，00012）、户内成员1人”: how a line reads on paper."""
    told = [f"{each['name']}（{'，'.join(filter(None, [each['relation'], each['number']]))}）" for each in names]
    return "、".join([*told, *([f"户内成员{children}人"] if children else [])]) or "本户现无列入名册的成员"


def current_lines(organisation: Organisation) -> dict[int, Line]:
    """The lines as the register stands now, by household; those proposed, confirmed or retained are on them."""
    members = Member.objects.filter(organisation=organisation, status__in=LISTED)
    members = list(members.select_related("person", "household").order_by("household__number", "household", "number"))
    relations = _relations(organisation)
    namesakes = {name for name, times in Counter(each.person.name for each in members).items() if times > 1}
    heads = _heads(organisation)
    lines = {}
    for household, group in groupby(members, key=lambda each: each.household):
        lines[household.pk] = _line(household, list(group), relations, heads.get(household.pk, ""), namesakes)
    return lines


def _line(household: Household, members: list[Member], relations: dict, head: str, namesakes: set[str]) -> Line:
    rows, told, children = [], [], []
    for member in sorted(members, key=lambda each: relations.get(each.person_id, "") != Relation.HEAD):
        relation = LABELS.get(relations.get(member.person_id, ""), LABELS["other"])
        number = member.number if member.person.name in namesakes else ""
        row = {"name": member.person.name, "relation": relation, "number": number}
        (children if member.person.is_child() else told).append(row)
        rows.append(row)
    living = (each.person for each in members if each.person.died_on is None and not each.person.is_child())
    head = head or next((person.name for person in living), "")
    # over all rows in one order: whoever turns fourteen is shown by name from then on, and nothing has changed
    return Line(household, head, told, len(children), _digest([household.number, head, rows]))


def _relations(organisation: Organisation) -> dict:
    """Each member's relation to the head, by the newest residence in the place."""
    residences = Residence.objects.filter(
        household__place=organisation.place, person__memberships__organisation=organisation
    )
    return dict(residences.order_by("valid_from", "pk").values_list("person", "relation"))


def _heads(organisation: Organisation) -> dict:
    """The living heads by household: a dead head is not printed, nor a child."""
    heads = Residence.objects.current().filter(household__place=organisation.place, relation=Relation.HEAD)
    living = heads.filter(person__died_on=None).select_related("person")
    return {each.household_id: each.person.name for each in living if not each.person.is_child()}


def posted_digests(organisation: Organisation, round_: int) -> dict[int, str]:
    """What was last posted of each household in the round; a list that was taken down says nothing."""
    lines = BoardLine.objects.filter(board__organisation=organisation, board__round=round_)
    lines = lines.exclude(board__notice__status=Notice.Status.WITHDRAWN)
    return dict(lines.order_by("board__part").values_list("household", "digest"))


def changed_lines(organisation: Organisation, round_: int) -> list[Line]:
    """The lines that differ from what the round has posted; a household without members any more is an empty one."""
    now, posted = current_lines(organisation), posted_digests(organisation, round_)
    changed = [line for key, line in now.items() if posted.get(key) != line.digest]
    for household in Household.objects.filter(pk__in=posted.keys() - now.keys()):
        empty = Line(household, "", [], 0, _digest([household.number]))
        if posted[household.pk] != empty.digest:
            changed.append(empty)
    return sorted(changed, key=lambda line: line.household.number)


def digest_of(lines: Iterable[Line]) -> str:
    return _digest([line.digest for line in lines])


def round_faults(organisation: Organisation, round_: int) -> list[str]:
    """Why a round is not over: not posted, still running, objections unanswered, changed rows not posted again."""
    boards = list(RollBoard.objects.filter(organisation=organisation, round=round_).select_related("notice"))
    word = RollBoard.ROUNDS[round_]
    if not boards:
        return [f"{word}还没有张榜。"]
    found = [fault for board in boards for fault in _board_faults(board)]
    if changed := len(changed_lines(organisation, round_)):
        found.append(f"{word}公示后有{changed}户登记有变化，须补榜公示。")
    return found


def _board_faults(board: RollBoard) -> list[str]:
    notice, found = board.notice, []
    if notice.status == Notice.Status.WITHDRAWN:
        return found
    ran = notice.status in (Notice.Status.RUNNING, Notice.Status.ENDED) and notice.objection_ends_on
    if not ran or clock.today() <= notice.objection_ends_on:
        until = f"，异议期至 {notice.objection_ends_on} 24:00" if notice.objection_ends_on else ""
        found.append(f"{board.label}公示尚未期满{until}（{notice.status_word}）。")
    if open_ := notice.objections.filter(answered_at=None).count():
        found.append(f"{board.label}有{open_}件异议没有答复。")
    return found


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
