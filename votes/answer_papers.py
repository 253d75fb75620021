"""Papers of 政策问答 as PDF: an answer on paper for who asked, and everything released, to be posted."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from communities.lib.errors import Refused
from communities.lib.pdf.renderer import Rendered
from communities.models import Organisation, Place
from communities.papers import render_paper, render_part
from votes.meeting_papers import day_words, numeral
from votes.models import PolicyQuestion, PublishedAnswer
from votes.rules.answers import TOPICS

COMMITTEES = (Organisation.Kind.RESIDENTS_COMMITTEE, Organisation.Kind.VILLAGERS_COMMITTEE)


def reply(this: PolicyQuestion, day: date) -> Rendered:
    """The letter; it names nobody, and says what it rests on."""
    body = [f"您于{day_words(this.asked_on)}提出“{this.question}”的问题，现答复如下：", this.answer]
    body += [f"依据：{this.basis}。"] if this.basis else []
    return render_paper(
        "reply",
        {
            "title": "关于政策问题的书面答复",
            "number": this.letter_number,
            "salutation": "提出问题的居民",
            "body": "\n".join(body),
            "issuer": this.organisation.name,
            "date": day,
        },
    )


def _order(each: PublishedAnswer) -> int:
    return list(TOPICS).index(each.topic)


def posted(place: Place, rows: Iterable[PublishedAnswer], day: date) -> Rendered:
    """What was released for a community, topic by topic, for its boards. Raises Refused where there is nothing."""
    groups = []
    for nth, (topic, answers) in enumerate(groupby(sorted(rows, key=_order), key=lambda each: each.topic), 1):
        groups.append({"number": numeral(nth), "label": TOPICS[topic], "answers": list(answers)})
    if not groups:
        raise Refused("还没有公开的问答，不能打印。")
    committee = Organisation.objects.filter(place=place, kind__in=COMMITTEES, ends_on=None).first()
    told = {"title": f"{place.name}\n撤改撤并政策问答", "issuer": committee.name if committee else place.name}
    return render_part("answers", {**told, "groups": groups, "date": day})
