"""Long papers as jobs: laid out part by part, bound at the end. Whoever is killed leaves the finished parts behind."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from communities import papers
from communities.lib.errors import Refused
from communities.lib.pdf.long_lists import Shelf
from communities.lib.pdf.renderer import Rendered
from communities.models import Job

from . import jobs

RUN_SECONDS = 120  # then the job goes to the end of the queue: others wait behind a list of 68,000 names
BOUND = 0  # the shelf's place of the bound paper


@dataclass(frozen=True)
class LongPaper:
    """A paper of `parts` parts, numbered from 1. The same `name` must always mean the very same content.

    `numbered` papers get 第 x 页 共 y 页 at the foot, others have page numbers of their own.
    """

    name: str
    parts: int
    render: Callable[[int], Rendered]
    numbered: bool = True


@contextmanager
def printed(paper: LongPaper, job: Job | None = None) -> Iterator[Path]:
    """Lay out what is missing and give the bound file; once the caller has kept it, the parts are thrown away.

    With a `job` it tells how far it is, and raises `Unfinished` when the job's turn is over. Raises Refused when a
    part cannot be laid out.
    """
    shelf = Shelf(settings.OUTPUT_ROOT / "parts" / paper.name)
    try:
        _lay_out(paper, shelf, job)
        if not shelf.has(BOUND):
            draft = shelf.path(BOUND).with_suffix(".draft")
            papers.bind([shelf.path(number) for number in _numbers(paper)], draft, numbered=paper.numbered)
            draft.replace(shelf.path(BOUND))
    except papers.RenderFailed as failed:
        raise Refused(failed.reason) from failed
    yield shelf.path(BOUND)
    shelf.clear()


def keep_file(file: Path, target: Path) -> None:
    """Keep a bound paper that is no document under its own name; a reader finds the whole file or none."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    shutil.copyfile(file, draft)
    draft.replace(target)


def throw_away(paper: LongPaper) -> None:
    """The parts of a paper that nobody wants any more, once the writing of it is certain: they hold names."""
    shelf = Shelf(settings.OUTPUT_ROOT / "parts" / paper.name)
    transaction.on_commit(shelf.clear)


def _lay_out(paper: LongPaper, shelf: Shelf, job: Job | None) -> None:
    """At least one part a turn, so that every turn gets on."""
    over = time.monotonic() + RUN_SECONDS
    missing = [number for number in _numbers(paper) if not shelf.has(number)]
    for number in missing:
        shelf.put(number, paper.render(number).pdf)
        told = 99 * number // paper.parts, f"已排版{number}部分，共{paper.parts}部分"
        if job and number != missing[-1] and time.monotonic() > over:
            raise jobs.Unfinished(*told)
        if job:
            jobs.progress(job, *told)


def _numbers(paper: LongPaper) -> range:
    return range(1, paper.parts + 1)
