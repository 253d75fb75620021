"""A number of shares, exact: Decimal(14,4), never floats."""

from django.db import models


class ShareField(models.DecimalField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_digits": 14, "decimal_places": 4})
