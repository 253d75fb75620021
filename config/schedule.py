"""The whole timetable on one page. Beat only knocks; what is due and missing is decided from the database.

A tick that comes late, twice or from two schedulers makes the same as one that is punctual.
"""

from datetime import timedelta

SCHEDULE = {
    "sweep": {"task": "communities.tasks.sweep", "schedule": timedelta(seconds=30), "options": {"expires": 25}},
    "tick": {"task": "mergers.tasks.tick", "schedule": timedelta(minutes=5), "options": {"expires": 240}},
}
