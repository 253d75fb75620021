"""Registers that belong to an organisation: who reads them besides the people of its place."""

from typing import Self

from django.db.models import Q

from communities import access
from communities.models.scoped import ScopedQuerySet

from .agencies import Engagement


class BodyQuerySet(ScopedQuerySet):
    """Rows of a model whose `place_path` ends with an organisation's place."""

    def visible_to(self, account) -> Self:
        """Rows of the places one has a post in; an agency sees those of the bodies it is under contract for."""
        own = access.scope(account, self.model.place_path, without=access.Role.AGENCY)
        agencies = [post.organisation_id for post in account.posts() if post.role == access.Role.AGENCY]
        engaged = Engagement.objects.filter(agency__in=agencies).values("inventory__organisation")
        body = self.model.place_path.removesuffix("__place")
        return self.filter(own | Q(**{f"{body}__in": engaged}) if agencies else own)
