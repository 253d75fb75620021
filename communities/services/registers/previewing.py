"""What an import would do, without doing it. The import itself starts from the same preview, so the two agree."""

import csv
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from communities.lib import clock
from communities.models import Place, RegisterImport
from communities.rules.register import Comparison, Question, Register, Row, compare, legal_body, parse, questions

NAMES = Path(__file__).parents[2] / "registers" / "districts.csv"
MOST_SENTENCES = 50


@dataclass(frozen=True)
class Preview:
    """`refusals` are sentences; with any of them nothing can be imported. `unconfirmed`: new streets, code → name."""

    register: Register
    as_at: date
    district_name: str
    district: Place | None
    earlier: RegisterImport | None
    same: RegisterImport | None
    comparison: Comparison
    refusals: tuple[str, ...]
    unconfirmed: dict[str, str]

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions(self.comparison)

    @property
    def digest(self) -> str:
        return digest_of(self.register)


def preview(source: bytes | str, as_at: date, *, district: str = "", into: Place | None = None) -> Preview:
    """Read a register and hold it against the last one of its district. Writes nothing, never raises for a bad file.

    `district` names the district if the file does not; `into` is the only district the register may belong to.
    """
    register = parse(source, district)
    place = Place.objects.districts().current().filter(code=register.district_code).first()
    imports = list(RegisterImport.objects.filter(district=place)) if place else []
    earlier = max((one for one in imports if one.as_at < as_at), key=lambda one: one.as_at, default=None)
    same = next((one for one in imports if one.as_at == as_at), None)
    name = register.district or (place.name if place else "") or _known_names().get(register.district_code, "")
    return Preview(
        register=register,
        as_at=as_at,
        district_name=name,
        district=place,
        earlier=earlier,
        same=same,
        comparison=compare(stored_register(earlier) if earlier else Register(), register),
        refusals=tuple(_refusals(register, as_at, imports, name, into)),
        unconfirmed=_new_streets(register, place),
    )


def stored_register(stored: RegisterImport) -> Register:
    """An imported register as the rules read it."""
    values = stored.rows.values("code", "name", "street_code", "street", "line")
    return Register(
        district_code=stored.district.code,
        district=stored.district.name,
        rows=tuple(Row(body=legal_body(row["name"]), **row) for row in values),
        excluded=tuple(Row(body=legal_body(row["name"]), **row) for row in stored.excluded),
    )


def digest_of(register: Register) -> str:
    """SHA-256 over what the register says; encoding, order of lines and line ends of the file make no difference."""
    rows = sorted((row.code, row.name, row.street_code, row.street) for row in (*register.rows, *register.excluded))
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _refusals(
    register: Register, as_at: date, imports: list[RegisterImport], name: str, into: Place | None
) -> list[str]:
    if register.faults:
        sentences = [fault.sentence for fault in register.faults[:MOST_SENTENCES]]
        rest = len(register.faults) - len(sentences)
        return sentences + ([f"另有 {rest} 处错误未列出，请先改正以上各处。"] if rest else [])
    found = []
    if as_at > clock.today():
        found.append(f"截止日期 {as_at} 晚于今天，请核对。")
    if into is not None and into.code != register.district_code:
        found.append(f"这份名册属于区划代码 {register.district_code}，不是{into.name}（{into.code}）的名册。")
    if not name:
        found.append(f"名册没有写明区县 {register.district_code} 的名称，请补写区县名称。")
    latest = max(imports, key=lambda one: one.as_at, default=None)
    if latest and as_at < latest.as_at and all(one.as_at != as_at for one in imports):
        found.append(f"{name}已导入截至 {latest.as_at} 的名册，不能再导入更早的（{as_at}）。请按时间先后导入。")
    if any(one.as_at == as_at and one.digest != digest_of(register) for one in imports):
        found.append(f"{name}截至 {as_at} 的名册已经导入过，内容与这份不同。请核对截止日期和文件。")
    return found


def _new_streets(register: Register, district: Place | None) -> dict[str, str]:
    """Streets nobody has confirmed yet; a district without any street yet takes its first ones from the register."""
    known = set(Place.objects.streets().filter(district=district).values_list("code", flat=True)) if district else set()
    return {code: name for code, name in register.streets.items() if known and code not in known}


def _known_names() -> dict[str, str]:
    with NAMES.open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
