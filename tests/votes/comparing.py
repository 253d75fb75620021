"""The portal's verdict beside that of the second reading."""

from datetime import date, timedelta

from tests.votes.oracle import Answer, Told, judge
from votes.rules import MATTERS, Counts, Motion, verdict

# Each day on which some act begins or ends, and the day beside it.
DAYS = [
    date(2018, 10, 27), date(2018, 10, 28), date(2018, 12, 28), date(2018, 12, 29), date(2025, 4, 30),
    date(2025, 5, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 30), date(2100, 12, 31),
]  # fmt: skip


def both(told: Told) -> tuple[Answer, Answer]:
    """(what the portal says, what the second reading says)."""
    women = told.women or (None, None)
    counts = Counts(
        told.entitled,
        told.present,
        told.agreed,
        against=told.present + told.proxies - told.agreed,
        women_entitled=women[0],
        women_present=women[1],
        proxies=told.proxies,
        unlawful_proxies=told.outside,
    )
    motion = Motion(told.body, told.matter, told.day, told.notice, told.authorized, told.reformed)
    found = verdict(motion, counts)
    return Answer(*(getattr(found, name) for name in Answer._fields)), judge(told)


def differences(asked) -> tuple[int, list]:
    """How many were compared, and those that differ."""
    compared, wrong = 0, []
    for told in asked:
        ours, theirs = both(told)
        compared += 1
        if ours != theirs:
            wrong.append((told, ours, theirs))
    return compared, wrong


def every_count(most, body, matter, day, **terms):
    """All (entitled, present, in favour) with no more than `most` entitled."""
    return (
        Told(body, matter, day, entitled, present, agreed, **terms)
        for entitled in range(1, most + 1)
        for present in range(entitled + 1)
        for agreed in range(present + 1)
    )


def random_meetings(order, number, body):
    """Meetings of every size to 100,000, near the lines as often as far from them, at any day and with any terms."""
    for _ in range(number):
        entitled = order.choice((order.randint(1, 40), order.randint(1, 3000), order.randint(1, 100_000)))
        present = min(entitled, max(0, order.choice((_near(order, entitled), order.randint(0, entitled)))))
        proxies = order.choice((0, 0, order.randint(0, entitled - present)))
        ballots = present + proxies
        agreed = min(ballots, max(0, order.choice((_near(order, entitled), _near(order, ballots)))))
        women = order.randint(0, min(entitled, 60))
        came = order.randint(max(0, present - (entitled - women)), min(women, present))
        day = order.choice(DAYS)
        yield Told(
            body, order.choice(list(MATTERS)), day, entitled, present, agreed,
            notice=order.choice((None, day - timedelta(days=order.randint(0, 14)))),
            authorized=order.random() < 0.7,
            reformed=order.random() < 0.7,
            women=order.choice((None, (women, came))),
            proxies=proxies,
            outside=order.choice((0, 0, order.randint(0, proxies))),
        )  # fmt: skip


def _near(order, number):
    """A count within two of a half, two thirds, three quarters or all."""
    return number * order.choice((6, 8, 9, 12)) // 12 + order.randint(-2, 2)
