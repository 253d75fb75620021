"""What the merger asks of the risk registers. None means: no such register yet, look at the papers."""

from communities.models import Place

from .models import AssessmentStatement


def assessment_passed(place: Place) -> bool | None:
    """Whether the four-sided assessment was approved with a conclusion that lets the merger go on."""
    return None


def stated_assessment(place: Place) -> AssessmentStatement | None:
    """The newest statement for the place."""
    return AssessmentStatement.objects.filter(place=place).order_by("-stated_at", "-pk").first()
