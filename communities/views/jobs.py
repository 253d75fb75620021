"""A job that a page waits for: how far it is, told again every two seconds, the whole page once it is over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.models import Job

OVER = (Job.State.DONE, Job.State.STOPPED)


def standing(job: Job | None, poll_url: str, label: str) -> dict:
    """What `communities/job_progress.html` is told; `job` is None where nothing is being made."""
    if job is None or job.state == Job.State.DONE:
        return {}
    if job.state == Job.State.STOPPED:
        return {"stopped": f"{label}没有生成：{job.note}。请联系系统管理员在“系统运行”中重办。"}
    note = job.note if job.progress else "等待后台生成"
    return {"label": f"{label}：{note}", "done": job.progress, "word": job.get_state_display(), "poll_url": poll_url}


def progress_again(request: HttpRequest, job: Job | None, label: str, back: str) -> HttpResponse:
    """The bar again while the job runs; then the page it stands on."""
    running = job is not None and job.state not in OVER
    if running and request.htmx:
        return render(request, "communities/job_progress.html", {"work": standing(job, request.path, label)})
    return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(back)
