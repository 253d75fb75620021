"""The marked workbook of a refused intake, made by the worker and kept sealed until its uploader fetches it."""

from uuid import UUID

from communities.lib.intake.checking import Report
from communities.lib.intake.marking import mark

from .keeping import keep


def marked(content: bytes, report: Report, title: str, *, intake: UUID) -> str:
    """The stored name of the marked workbook."""
    return keep(mark(content, report.faults, title), intake=intake)
