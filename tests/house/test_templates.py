"""Templates are told, they do not find out; and each of them is used."""

import re

import pytest
from django.template import Origin
from django.template.base import Template

from tests.house.source import APPS, ROOT, name, python_files

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".css"})
# Those that Django asks for by itself.
ASKED_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
QUERY = re.compile(r"\.(?:objects|all|filter|exclude|exists|values_list|select_related|\w+_set)\b")
STATUS = re.compile(r"\b(?:status|state|role|level)\s*(?:==|!=|\bin\b)")


def named(path) -> str:
    return path.relative_to(FOLDER).as_posix()


def mentions() -> str:
    """All source in which a template can be named: modules and the other templates."""
    modules = [path.read_text(encoding="utf-8") for path in python_files(*APPS)]
    return "\n".join([*modules, *(path.read_text(encoding="utf-8") for path in TEMPLATES)])


def test_every_template_is_used():
    text = mentions()
    stems = {named(path): named(path).removesuffix(path.suffix).split("/")[-1] for path in TEMPLATES}
    unused = {
        each for each in stems
        if f'"{each}"' not in text and f"'{each}'" not in text and each not in ASKED_BY_DJANGO
        and not (each.startswith("papers/") and (f'"{stems[each]}"' in text or f'"{each.split("/")[-1]}"' in text))
    }  # fmt: skip
    assert unused == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_asks_no_query(template):
    tags = TAGS.findall(template.read_text(encoding="utf-8"))
    assert [tag for tag in tags if QUERY.search(tag)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_compares_no_status(template):
    tags = [tag for tag in TAGS.findall(template.read_text(encoding="utf-8")) if tag.startswith("{% if")]
    assert [tag for tag in tags if STATUS.search(tag)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_can_be_read(template):
    assert Template(template.read_text(encoding="utf-8"), Origin(str(template))).nodelist is not None
