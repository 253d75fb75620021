"""Importing the official register: look first, then take it whole, in one transaction and one record line."""

from communities.services.registers.importing import Imported, import_register
from communities.services.registers.previewing import Preview, preview, stored_register

__all__ = ["Imported", "Preview", "import_register", "preview", "stored_register"]
