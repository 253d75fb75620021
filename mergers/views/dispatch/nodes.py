"""逢重要节点调度: the key nodes that were reached, and what was decided of each."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.views.carrying import carry_out
from communities.views.listing import listed
from mergers.forms.dispatch import TextForm
from mergers.models import NodeDispatch
from mergers.presenters.follow_up import node_title
from mergers.presenters.words import moment
from mergers.services import nodes as service

PAGE_SIZE = 30


def visible(request: HttpRequest):
    found = NodeDispatch.objects.visible_to(request.user)
    return found.select_related("case__place__parent", "case__rulebook_version", "noted_by")


@page("GET", may=Verb.VIEW)
def nodes(request: HttpRequest) -> HttpResponse:
    """Those without an outcome first, newest first."""
    return _shown(request)


@page("POST", may=Verb.DISPATCH)
def node_note(request: HttpRequest, pk: int) -> HttpResponse:
    node = get_object_or_404(visible(request), pk=pk)
    form = TextForm("调度意见", request.POST, auto_id=f"node{pk}_%s")
    if form.is_valid():

        def act() -> str:
            service.note(node, form.cleaned_data["text"], by=request.user)
            return f"{reverse('nodes')}#node-{pk}"

        if answer := carry_out(request, form.key, act, "调度意见已登记，街道和社区已收到消息。"):
            return answer
    return _shown(request, (pk, form))


def _shown(request: HttpRequest, bound: tuple[int, TextForm] | None = None) -> HttpResponse:
    context = listed(
        request, visible(request).order_by(F("noted_at").asc(nulls_first=True), "-opened_at"), "", PAGE_SIZE
    )
    writes = has_verb(request.user, Verb.DISPATCH)
    context |= {
        "trail": [{"label": "周调度", "url": reverse("dispatch")}, {"label": "节点调度"}],
        "rows": [_row(node, writes, bound) for node in context["page"]],
    }
    return render(request, "mergers/dispatch/nodes.html", context, status=409 if bound else 200)


def _row(node: NodeDispatch, writes: bool, bound: tuple[int, TextForm] | None) -> dict:
    form = bound[1] if bound and bound[0] == node.pk else TextForm("调度意见", auto_id=f"node{node.pk}_%s")
    return {
        "id": f"node-{node.pk}",
        "title": node_title(node),
        "url": reverse("step", args=[node.case_id, node.step]),
        "told": f"{node.case.place.parent.name} · {moment(node.opened_at)} 到达",
        "note": node.note,
        "noted": f"{moment(node.noted_at)} {node.noted_by.name}" if node.noted_at else "",
        "tone": "done" if node.noted_at else "due",
        "word": "已调度" if node.noted_at else "待调度",
        "note_url": reverse("node_note", args=[node.pk]) if writes and not node.noted_at else "",
        "form": form,
    }
