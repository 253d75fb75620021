"""The writers of the asset registers. What the upper apps may call stands here."""

from .statements import state_inventory

__all__ = ["state_inventory"]
