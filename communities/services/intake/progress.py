"""Progress told from inside one long transaction: over a connection of its own, or nobody would see it."""

from typing import Self

from django.db import DEFAULT_DB_ALIAS, connections

from communities.models import Job


class Aside:
    """Called with a percentage and a note, writes them at once. A context manager."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.told = -1

    def __enter__(self) -> Self:
        self.link = connections.create_connection(DEFAULT_DB_ALIAS)
        return self

    def __call__(self, percent: int, note: str = "") -> None:
        if percent == self.told:
            return
        self.told = percent
        with self.link.cursor() as cursor:
            told = [percent, note, self.job.pk]
            cursor.execute("UPDATE communities_job SET progress = %s, note = %s WHERE id = %s", told)

    def __exit__(self, *args: object) -> None:
        self.link.close()
