"""Reading only what one may see: every model that belongs to a place says along which path."""

from typing import Self

from django.db import models

from communities import access


class ScopedQuerySet(models.QuerySet):
    """A QuerySet whose model names, in `place_path`, the lookup that leads to its Place ("" when it is one).

    `verb`: what a post must grant for its holder to read the rows.
    """

    verb = access.Verb.VIEW

    def visible_to(self, account) -> Self:
        """Rows of the places in which the account holds a post today."""
        return self.filter(access.scope(account, self.model.place_path, verb=self.verb))
