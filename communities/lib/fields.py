"""Money in yuan and area, exact: Decimal(18,2) and Decimal(14,4), never floats."""

from django.db import models


class MoneyField(models.DecimalField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_digits": 18, "decimal_places": 2})


class AreaField(models.DecimalField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_digits": 14, "decimal_places": 4})
