"""The same workbook through django-import-export, in bulk and in its default mode; it checks and seals nothing."""

import importlib.util
from collections.abc import Iterator
from functools import cache

from django.db import connection, models

from config.bench import clocks
from config.bench.line import Line
from config.bench.measured_roll import COLUMNS, TABLE, make_table

PACKAGE = "import_export"
PART = 20  # the default mode is measured on a twentieth of the rows and multiplied


def measure(content: bytes, ours: float) -> Iterator[Line]:
    """How many times as long it takes; `ours` is our time for the whole workbook."""
    if importlib.util.find_spec(PACKAGE) is None:
        yield Line("django-import-export", "没有安装", "≥ 3 倍、≥ 30 倍", "安装：pip install -r requirements-test.txt")
        return
    whole = _dataset(content)
    bulk, _ = clocks.timed(lambda: _import(_dataset(content), bulk=True))
    yield _line("批量方式（每批 1,000 行，不比对）", "≥ 3 倍", bulk, ours)
    part = len(whole) // PART
    del whole[part:]
    read, _ = clocks.timed(lambda: _dataset(content))
    default, _ = clocks.timed(lambda: _import(whole, bulk=False))
    yield _line(f"默认方式（量 {part:,} 行，按行数乘 {PART}）", "≥ 30 倍", read + default * PART, ours)


def _line(how: str, reach: str, seconds: float, ours: float) -> Line:
    what = f"django-import-export {how}，读入和写入同一份工作簿"
    return Line(what, f"{seconds:.1f} 秒", f"本项目的 {reach}", f"本项目 {ours:.1f} 秒", seconds / ours)


def _dataset(content: bytes):
    """The rows under the keys of their columns."""
    from tablib import Dataset

    found = Dataset().load(content, format="xlsx")
    found.headers = [column.key for column in COLUMNS]
    return found


def _import(dataset, *, bulk: bool) -> None:
    from import_export.resources import modelresource_factory

    make_table()
    options = {"import_id_fields": ("id_number",), "use_transactions": True}
    if bulk:
        options |= {"use_bulk": True, "batch_size": 1_000, "skip_diff": True, "force_init_instance": True}
    resource = modelresource_factory(_model(), meta_options=options)()
    result = resource.import_data(dataset, raise_errors=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_roll")
        if result.has_errors() or cursor.fetchone()[0] != len(dataset):
            raise RuntimeError("django-import-export has not imported every row")


@cache
def _model() -> type[models.Model]:
    """The measured table as a model, each kind of column with its own field."""
    made = {
        "date": lambda: models.DateField(null=True),
        "share": lambda: models.DecimalField(max_digits=14, decimal_places=4, null=True),
        "money": lambda: models.DecimalField(max_digits=18, decimal_places=2, null=True),
        "int": lambda: models.IntegerField(null=True),
        "id_card": lambda: models.CharField(max_length=18, primary_key=True),
    }
    fields = {each.key: made.get(each.kind, lambda: models.CharField(max_length=200))() for each in COLUMNS}
    meta = type("Meta", (), {"app_label": "config", "db_table": TABLE, "managed": False})
    return type("MeasuredRow", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
