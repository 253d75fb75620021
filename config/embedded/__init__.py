"""A real PostgreSQL and a real Redis-protocol server for the demo and the tests, out of wheels.

Production never comes here: it names its own servers in `DATABASE_URL` and `REDIS_URL`.
"""

from config.embedded.servers import Servers, remove, running, start

__all__ = ["Servers", "remove", "running", "start"]
