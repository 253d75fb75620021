"""Whether all is well: the record book verified, the jobs, the heartbeats."""

from itertools import islice

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string

from communities.access import Verb, has_verb, page, public_page
from communities.lib.tables import table
from communities.models import Anchor, Heartbeat, Job
from communities.services import health, jobs
from communities.services.verification import broken_lines, digest_of_heads
from communities.views.carrying import carry_out
from communities.views.listing import listed

from .book import shown

MOST_FAULTS = 100
TONES = {Job.State.STOPPED: "late", Job.State.RUNNING: "going", Job.State.WAITING: "wait", Job.State.DONE: "done"}


@page("GET", "POST", may=Verb.AUDIT)
def records_verify(request: HttpRequest) -> HttpResponse:
    """Read every line back against its chain, head and anchors. Nothing is written, but it is work: hence a POST."""
    anchors = Anchor.objects.order_by("-at")[:60]
    context = {
        "trail": [{"label": "记录簿", "url": reverse("records")}, {"label": "校验"}],
        "anchors": table("锚点", "时间", "根摘要", rows=([row.label, shown(row.at), row.root] for row in anchors)),
        "digest": digest_of_heads(),
    }
    if request.method == "POST":
        context |= {"verified": True, "faults": list(islice(broken_lines(), MOST_FAULTS))}
    return render(request, "communities/records/verify.html", context)


@page("GET", may=Verb.OPERATE)
def operations(request: HttpRequest) -> HttpResponse:
    """Jobs, the stopped ones apart and with their cause; when each leg was last seen."""
    visible = Job.objects.visible_to(request.user).select_related("place")
    context = listed(request, visible.exclude(state=Job.State.STOPPED), "")
    names = health.NAMES | health.NIGHTLY
    legs = [[names[leg.name], shown(leg.at)] for leg in Heartbeat.objects.filter(name__in=names).order_by("name")]
    return render(
        request,
        "communities/records/operations.html",
        context
        | {
            "trail": [{"label": "系统运行"}],
            "stopped": [
                {"job": job, "title": _title(job), "due": shown(job.due), "url": reverse("job_restart", args=[job.pk])}
                for job in visible.poisoned()
            ],
            "may_restart": has_verb(request.user, Verb.RESTART),
            "jobs": table("任务", "唯一键", "状态", "应办时间", "次数", "说明", rows=map(_job_row, context["page"])),
            "legs": table("部件", "最后一次响应", rows=legs),
            "healthy": health.healthy(),
        },
    )


def _job_row(job: Job) -> list:
    state = {"text": job.get_state_display(), "tone": TONES[job.state]}
    return [_title(job), job.key, state, shown(job.due), job.attempts, job.note]


def _title(job: Job) -> str:
    """What it does, as its task is titled."""
    try:
        return import_string(job.kind).title
    except (ImportError, AttributeError):
        return job.kind


@page("POST", may=Verb.RESTART)
def job_restart(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("place"), pk=pk)

    def act() -> str:
        jobs.retry(job, by=request.user)
        return reverse("operations")

    return carry_out(request, "", act, "任务已重新排入，一分钟内开始办理。") or redirect("operations")


@public_page("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """For the machine that watches: 200, or 503 when a leg has been silent for 15 minutes. No details to strangers."""
    well = health.healthy()
    return JsonResponse({"ok": well}, status=200 if well else 503)
