"""Many workers, one job: real threads and real commits."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from communities.services import jobs


def test_of_eight_workers_that_claim_at_once_one_gets_the_job(committed_db):
    job = jobs.enqueue("communities.tasks.check_files", "wanted")

    def claim(_) -> bool:
        try:
            return jobs._claim(job.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]
