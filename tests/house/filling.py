"""A form as a page shows it, filled in as a person would: what stands there stays, what is asked for is answered."""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from tests.house.world import picture

UNTOUCHED = {"csrfmiddlewaretoken", "form_key"}
LEFT = {"submit", "button", "reset"}


@dataclass
class Field:
    """One field: what a person may type or choose, and whether an answer is demanded."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    ticked: list[str] = field(default_factory=list)
    most: int = 0

    @property
    def typed(self) -> bool:
        """Whether free words are typed into it."""
        return self.kind in ("text", "textarea", "search") and self.name not in UNTOUCHED


@dataclass
class Form:
    """A form as a page shows it: where it leads, and its fields by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, day: date) -> dict:
        """Every field with what stands there, or with the least that a person could answer."""
        given = {name: _answer(each, day) for name, each in self.fields.items()}
        return {name: value for name, value in given.items() if value not in (None, []) and name not in UNTOUCHED}


def _answer(each: Field, day: date) -> object:
    match each.kind:
        case "file":
            return picture()
        case "checkbox" | "radio":
            return each.ticked or each.choices[:1]
        case "select":
            return next((choice for choice in [*each.ticked, *each.choices] if choice), "")
        case "date":
            return each.value or day.isoformat()
        case "datetime-local":
            return each.value or f"{day.isoformat()}T09:00"
        case "number":
            return each.value or "7"
        case "hidden":
            return each.value
    return each.value or "已写明"


class Forms(HTMLParser):
    """Collects the forms of a page with their fields."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found = address, []
        self.select = self.area = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.found.append(Form(given.get("action") or self.address, (given.get("method") or "get").lower()))
        elif tag == "option" and self.select:
            self.select.choices.append(given.get("value", ""))
            if "selected" in given:
                self.select.ticked.append(given.get("value", ""))
        elif tag in {"input", "select", "textarea"} and self.found and given.get("name"):
            self._field(tag, given, "checked" in given)

    def _field(self, tag: str, given: dict[str, str], checked: bool) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in LEFT:
            return
        each = self.found[-1].fields.setdefault(given["name"], Field(given["name"], kind))
        each.most = int(given.get("maxlength") or 0)
        if kind in ("checkbox", "radio"):
            each.choices.append(given.get("value", "on"))
            each.ticked += [given.get("value", "on")] if checked else []
        else:
            each.value = given.get("value", "")
        self.select = each if tag == "select" else None
        self.area = each if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.value += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(address: str, page: str) -> list[Form]:
    """The forms of a page that ask for anything."""
    reader = Forms(address)
    reader.feed(page)
    return [form for form in reader.found if set(form.fields) - {"csrfmiddlewaretoken"}]
