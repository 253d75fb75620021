"""The marked workbook of a refused intake, made by the worker and kept sealed until its uploader fetches it."""

from communities.lib.intake.checking import Report
from communities.lib.intake.marking import mark
from communities.models import Intake

from .keeping import keep


def marked(content: bytes, report: Report, intake: Intake) -> str:
    """The stored name of the marked workbook."""
    return keep(mark(content, report.faults, intake.title), intake=intake.pk)
