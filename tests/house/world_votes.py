"""Bodies and meetings of a corner of the small world: one prepared, one called for today, one closed and uncounted."""

from datetime import timedelta

from django.core.files.base import ContentFile

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Document, Organisation, Place
from communities.services import documents
from tests import makers
from votes import services
from votes.models import RollEntry


def own(place: Place, word: str, by: Account, picture: ContentFile) -> dict:
    """By their names in authz.toml."""
    today = clock.today()
    committee = makers.organisation(place, Organisation.Kind.RESIDENTS_COMMITTEE, f"{word}居民委员会")
    body = services.set_up_body(committee, "residents_representatives", on=makers.SINCE, by=by)
    lines = [services.seats.Line(f"{word}{name}", name == "丙") for name in ("甲", "乙", "丙")]
    services.give_seats(body, lines, valid_from=makers.SINCE, by=by)
    charter = services.raise_rule(
        body, kind="procedure", citation=f"{word}议事规则第五条", in_force_from=today, majority="2/3以上", by=by
    )
    paper = documents.store_document(
        place=place, kind="决议", title=f"{word}授权决议", upload=picture, written_on=today, by=by
    )
    draft = services.prepare(body, f"{word}会议一", held_on=today + timedelta(days=30), venue=f"{word}会议室", by=by)
    services.put(draft, "general", f"{word}议题一", by=by)
    called, closed = (_called(body, f"{word}会议{number}", days, paper, by) for number, days in (("二", 0), ("三", 1)))
    sealed = _called(body, f"{word}会议四", 2, paper, by)
    for meeting in (closed, sealed):
        services.attend_many(meeting, meeting.roll.values_list("pk", flat=True), "on_site", by=by)
        services.close(meeting, by=by)
    for person in (by, makers.account(Role.CLERK, place)):
        services.enter_count(sealed.motions.get(), in_favour=3, against=0, abstained=0, invalid=0, by=person)
    result = services.seal(sealed.motions.get(), by=by)
    due_on = today + timedelta(days=30)
    return (
        talks(committee, word, by)
        | answers(committee, word, by)
        | {
            "deciding_body": body,
            "seat": body.seats.first(),
            "charter_rule": charter,
            "draft_meeting": draft,
            "meeting": called,
            "roll_entry": RollEntry.objects.filter(meeting=called).first(),
            "motion": closed.motions.get(),
            "sealed_motion": sealed.motions.get(),
            "decision_item": services.open_item(result, f"{word}公布决议", committee, due_on=due_on, by=by),
            "dissent_point": services.gather(called, f"{word}担心办事不便", by=by),
        }
    )


def talks(committee: Organisation, word: str, by: Account) -> dict:
    """One still written, one final with a point that waits for the committee's answer."""
    told = {"held_on": clock.today(), "venue": f"{word}会议室", "chair": f"{word}主持", "recorder": f"{word}记录"}
    draft = services.draft_talk(committee, form="forum", topic=f"{word}草稿议题", by=by, **told)
    ended = {"attended": 9, "attenders": ["residents"], "outcome": "partly", "conclusion": f"{word}多数认为可行"}
    ruled = {"rule_name": f"{word}议事规则", "rule_clause": "第五条", "notice_on": clock.today() - timedelta(days=3)}
    final = services.draft_talk(committee, form="council", topic=f"{word}议题", by=by, **told, **ruled, **ended)
    due_on = clock.today() + timedelta(days=30)
    point = services.add_point(final, f"{word}担心办事远", owner=committee, due_on=due_on, by=by)
    services.finalise(final, by=by)
    services.amend(final, f"{word}到会人数有误", by=by)
    final.refresh_from_db()
    return {"draft_talk": draft, "talk": final, "talk_point": point}


def answers(committee: Organisation, word: str, by: Account) -> dict:
    """A question that waits, one that everybody may read."""
    told = {"topic": "service", "source": "visit", "asked_on": clock.today()}
    waits = services.ask(committee, question=f"{word}证照去哪里换", **told, by=by)
    open_ = services.ask(committee, question=f"{word}办事窗口在哪里", written=True, **told, by=by)
    given = {"answer": f"{word}原处不变", "basis": f"{word}方案第三条", "answered_on": clock.today()}
    services.answer_question(open_, **given, by=by)
    services.write_reply(open_, by=by)
    services.release(open_, by=makers.account(Role.CLERK, committee.place))
    return {"policy_question": waits, "policy_reply": open_}


def _called(body, title: str, days_ago: int, paper: Document, by: Account):
    held_on = clock.today() - timedelta(days=days_ago)
    meeting = services.prepare(body, title, held_on=held_on, authorisation=paper, by=by)
    services.put(meeting, "general", f"{title}的议题", by=by)
    return services.call(meeting, notice_on=held_on - timedelta(days=11), by=by)
