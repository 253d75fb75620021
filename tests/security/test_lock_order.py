"""Many people at once on the same communities: nobody locks another out, nothing is counted twice."""

import threading
import time
from datetime import timedelta
from io import BytesIO
from itertools import count

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Organisation
from communities.services import notices, once, people
from communities.services.recording import SYSTEM, anchor
from communities.services.verification import broken_lines
from mergers.services import cases, evidence, moves
from tests import makers
from tests.mergers import journey

SECONDS, THREADS = 5, 8
_colours = count(1)


def picture() -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), (next(_colours) % 256, next(_colours) // 256 % 256, 7)).save(out, "PNG")
    return ContentFile(out.getvalue(), name="照片.png")


def sheet() -> bytes:
    """An empty page: making the real paper would take most of the five seconds."""
    pdf, out = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


class Desk:
    """One community's people, its case and its board; each act is one that a person may try at any moment."""

    def __init__(self, place) -> None:
        self.cast = journey.cast(place)
        self.place, self.case = place, self.cast.case
        self.clerk, self.street = self.cast.people["community"], self.cast.people["street"]
        self.office = self.cast.people["office"]
        self.committee = makers.organisation(place, Organisation.Kind.RESIDENTS_COMMITTEE)
        self.board = notices.add_board(place, "居务公开栏", by=self.clerk)

    def acts(self) -> list:
        kind = next(each.kind for each in self.case.step_view(1).evidence if not each.number_only)
        paper = {"title": "会议记录", "written_on": clock.today()}
        return [
            lambda: evidence.save_facts(self.case, 1, {"verdict": "include"}, by=self.clerk),
            lambda: evidence.upload(self.case, 1, kind, picture(), **paper, by=self.clerk),
            lambda: evidence.upload(self.case, 1, kind, picture(), **paper, for_street=True, by=self.street),
            lambda: moves.perform(self.case, 1, "submit", by=self.clerk),
            lambda: moves.perform(self.case, 1, "approve", by=self.street),
            lambda: moves.perform(self.case, 1, "withdraw", by=self.clerk),
            lambda: moves.perform(self.case, 1, "return", by=self.street, ask=journey.REASON),
            lambda: moves.perform(self.case, 1, "reopen", by=self.office, ask=journey.REASON),
            lambda: cases.replan(
                self.case, 9, clock.today() + timedelta(days=next(_colours)), reason="雨季", by=self.street
            ),
            lambda: notices.put_up(self.published(), self.board, clock.now(), picture(), "photo", by=self.clerk),
            lambda: people.change_person(self.street, name=f"街道{next(_colours)}", by=SYSTEM),
            lambda: anchor(f"锚点{next(_colours)}"),
        ]

    def published(self):
        content = notices.Content("letter", "致居民的一封信", "各位居民：请阅。", "王堃", "0633-8888888")
        draft = notices.draft(self.place, self.committee, content, [self.board], by=self.clerk)
        return notices.publish(draft, by=self.clerk)


def work(desks: list[Desk], turn: int, until: float, faults: list[str]) -> None:
    """Every act of every desk, in an order that is each thread's own."""
    acts = [act for desk in desks for act in desk.acts()]
    for step in count(turn):
        if time.monotonic() > until:
            break
        act = acts[step * (2 * turn + 5) % len(acts)]
        try:
            once.carry_out(desks[0].clerk, "", act)
        except Refused:
            pass
        except Exception as fault:
            faults.append(f"{type(fault).__name__}: {fault}")
    connection.close()


@pytest.mark.long
def test_eight_people_at_once_on_four_communities_never_lock_each_other_out(
    committed_db, monkeypatch, settings, tmp_path, django_db_blocker
):
    settings.DOCUMENT_ROOT = tmp_path
    monkeypatch.setattr("mergers.gates.reasons", lambda asked: [])
    monkeypatch.setattr("communities.services.notices.publishing._render", lambda *given: sheet())
    with django_db_blocker.unblock():
        district = makers.district()
        streets = [makers.street(district, name) for name in ("云河街道", "海曲街道")]
        desks = [
            Desk(makers.community(street, f"{street.name[0]}{word}")) for street in streets for word in ("东", "西")
        ]
        faults, until = [], time.monotonic() + SECONDS
        threads = [threading.Thread(target=work, args=(desks, turn, until, faults)) for turn in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert list(broken_lines()) == []
        numbers = sorted(int(each.archive_number.rsplit("-", 1)[1]) for each in Document.objects.all())
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers
