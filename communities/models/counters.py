from django.db import models


class Counter(models.Model):
    """The last number given out of a series (archive numbers, notice numbers); its row is locked while one is taken."""

    series = models.CharField(primary_key=True, max_length=80)
    last = models.PositiveIntegerField(default=0)
