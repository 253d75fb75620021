"""Progress over the weeks, from the totals of the frozen ledgers; the cases behind them stay in the database."""

from django.db.models import F, Func, JSONField, Value
from django.db.models.fields.json import KT

from communities.lib.charts import BarChart, LineChart, Series, bar_chart, line_chart
from mergers.ledger.words import TONES
from mergers.models import Ledger
from mergers.rules.lights import LIGHT_LABELS, Light

WEEKS = 12
DRAWN = (Light.DONE, Light.ON_TIME, Light.DUE_SOON, Light.LATE, Light.WAITING, Light.HELD, Light.IDLE)


def trend(ledger: Ledger) -> tuple[LineChart, BarChart]:
    """(steps done in all, units by light) of the last twelve ledgers up to this one."""
    earlier = Ledger.objects.filter(district=ledger.district_id, frozen_at__lte=ledger.frozen_at)
    found = earlier.order_by("-year", "-week").values_list(
        "week", KT("totals__sums__done_steps"), _each("key"), _each("value")
    )[:WEEKS]
    weeks = list(found)[::-1]
    labels = [f"第{week}周" for week, *_ in weeks]
    steps = Series("已完成步数", "done", [int(done) for _, done, *_ in weeks])
    counts = [dict(zip(keys, values, strict=True)) for *_, keys, values in weeks]
    lights = [
        Series(LIGHT_LABELS[light], TONES[light], [count.get(str(light), 0) for count in counts]) for light in DRAWN
    ]
    shown = [series for series in lights if any(series.values)]
    return (
        line_chart("各周完成步数", labels, [steps], unit="步"),
        bar_chart("各周事项状态", labels, shown, unit="个"),
    )


def _each(name: str) -> Func:
    """That member of every tile, in their order."""
    path = Value(f"$.tiles[*].{name}")
    return Func(F("totals"), path, function="jsonb_path_query_array", output_field=JSONField(), template=CAST)


CAST = "%(function)s(%(expressions)s::jsonpath)"
