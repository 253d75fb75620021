"""Uploaded files: what is accepted, under which name it is kept, and under which it is handed out."""

from communities.lib.files.inspection import MAX_BYTES, Accepted, inspect
from communities.lib.files.names import clean_name, content_disposition
from communities.lib.files.store import Store

__all__ = ["MAX_BYTES", "Accepted", "Store", "clean_name", "content_disposition", "inspect"]
