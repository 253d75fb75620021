"""逢重要节点调度: what the office decided when a community reached a key node (N63)."""

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services import messages
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import NodeDispatch


@transaction.atomic
def note(node: NodeDispatch, text: str, *, by) -> NodeDispatch:
    """Note the outcome of a node dispatch; street and community are told. Raises Refused."""
    fetched = NodeDispatch.objects.select_for_update(of=("self",)).select_related("case__place")
    node = fetched.get(pk=node.pk)
    place = node.case.place
    require(by, Verb.DISPATCH, place)
    if node.noted_at:
        raise Refused("这次节点调度已经登记意见。")
    if not text.strip():
        raise Refused("请写明调度意见。")
    node.note, node.noted_at, node.noted_by = text.strip(), clock.now(), by
    node.save(update_fields=["note", "noted_at", "noted_by"])
    record("节点调度", node, by=by, place=place, changes={f"第{node.step}步": [None, node.note]})
    people = messages.holders([Role.STREET, Role.SECRETARY], place)
    url = f"{reverse('nodes')}#node-{node.pk}"
    messages.tell(people, f"{place.name}第{node.step}步节点调度意见：{node.note}", url)
    return node
