"""Log lines as JSON: one line an entry, who asked, and no personal number in any of it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from communities.lib.clock import SHANGHAI
from communities.lib.leaks import redact

_request_id: ContextVar[str] = ContextVar("log_request_id", default="")
_user_id: ContextVar[str] = ContextVar("log_user_id", default="")


@contextmanager
def bound(*, request_id: str = "", user_id: object = "") -> Iterator[None]:
    """Stamp every line logged inside the block with the request and the user (an internal id, never a name)."""
    tokens = _request_id.set(request_id), _user_id.set(str(user_id))
    try:
        yield
    finally:
        _request_id.reset(tokens[0])
        _user_id.reset(tokens[1])


class JsonFormatter(logging.Formatter):
    """Writes time (Asia/Shanghai), level, logger, request, user, message and, if there is one, the traceback.

    Redaction happens here and not in a filter: a filter must be attached to every handler, and one forgotten leaks.
    """

    def format(self, record: logging.LogRecord) -> str:
        asked = getattr(record, "request", None)  # Django logs a refusal when all middleware has been left
        entry = {
            "time": datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": _request_id.get() or getattr(asked, "id", ""),
            "user": _user_id.get() or getattr(asked, "user_id", ""),
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = redact(self.formatException(record.exc_info))
        if record.stack_info:
            entry["stack"] = redact(self.formatStack(record.stack_info))
        # json escapes CR and LF; U+2028, U+2029 and U+0085 end a line too, for some readers
        line = json.dumps(entry, ensure_ascii=False)
        return line.translate({0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"})
