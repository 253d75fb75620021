from .statements import state_assessment

__all__ = ["state_assessment"]
