"""Pages of the record book and of the machinery behind the portal."""
