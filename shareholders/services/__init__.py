"""The writers of the member roll and the share registers; what the upper apps call stands here."""

from .statements import state_roll

__all__ = ["state_roll"]
