from .petitions import Petition, PetitionEvent
from .statements import AssessmentStatement

__all__ = ["AssessmentStatement", "Petition", "PetitionEvent"]
