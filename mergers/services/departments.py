"""签收 of a step's filing by a 协办 department, with its opinion."""

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb, acts_for
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services import messages
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import DepartmentTask


@transaction.atomic
def receive(task: DepartmentTask, *, opinion: str = "", by) -> DepartmentTask:
    """Sign for a filing; an opinion reaches those who review the step. Raises Refused."""
    fetched = DepartmentTask.objects.select_for_update(of=("self",))
    task = fetched.select_related("organisation", "filing__case__place").get(pk=task.pk)
    filing = task.filing
    place = filing.case.place
    require(by, Verb.RECEIPT, place)
    if not acts_for(by, task.organisation):
        raise Refused(f"这件协办事项送{task.organisation.name}，由该部门的人员签收。")
    if task.received_at:
        raise Refused("这件协办事项已经签收。")
    task.received_at, task.received_by, task.opinion = clock.now(), by, opinion.strip()
    task.save(update_fields=["received_at", "received_by", "opinion"])
    changes = {f"第{filing.step}步协办": [None, task.organisation.name], "意见": [None, task.opinion]}
    record("签收协办事项", filing, by=by, place=place, changes=changes)
    if task.opinion:
        people = messages.holders([Role.STREET, Role.OFFICE], place)
        text = f"{task.organisation.name}对{place.name}第{filing.step}步的意见：{task.opinion}"
        messages.tell(people, text, reverse("step", args=[filing.case_id, filing.step]))
    return task
