"""The look keeps its own rules: components named, shown and closed off; no inline style; colours in one sheet."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", (ROOT / "static/css/tokens.css").read_text()))
INCLUDE = re.compile(r'{%\s*include\s+"(components/[^"]+)"([^%]*)%}')
# Inline style and script fall to the content security policy; eval in htmx attributes likewise.
FORBIDDEN = {
    "inline style": r"<style\b|\sstyle\s*=",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "event handler": r"\son[a-z]+\s*=",
    "htmx code": r"\shx-on|hx-vals\s*=\s*['\"]js:|hx-trigger\s*=\s*['\"][^'\"]*\[",
    "unescaped text": r"\|\s*safe\b|{%\s*autoescape\s+off",
}
# Papers become PDF through a locked renderer, not pages under the policy, and carry their own print sheet.
PAGES = [path for path in TEMPLATES if "papers" not in path.parts]
LIGHTS = ["done", "going", "due", "late", "wait", "hold", "again", "idle"]
PAIRS = [
    *[(light, f"{light}-tint") for light in LIGHTS],
    *[(ink, ground) for ink in ("ink-900", "ink-700", "ink-500") for ground in ("paper", "desk", "ink-75")],
    *[("link", ground) for ground in ("paper", "desk", "ink-75", "link-tint")],
    *[("paper", ground) for ground in ("seal", "seal-deep", "late", "hold", "link")],
    ("seal", "paper"),
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("component", COMPONENTS, ids=name)
def test_a_component_names_its_inputs_on_the_first_line(component):
    assert component.read_text().splitlines()[0].startswith("{# inputs: ")


def test_the_gallery_shows_every_component():
    reached, waiting = set(), ["communities/gallery.html", "base.html"]
    while waiting:
        found = {path for path, _ in INCLUDE.findall((ROOT / "templates" / waiting.pop()).read_text())}
        waiting += found - reached
        reached |= found
    assert {f"components/{path.name}" for path in COMPONENTS} == reached


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_component_sees_only_what_it_is_given(template):
    open_ended = [path for path, rest in INCLUDE.findall(template.read_text()) if rest.split()[-1:] != ["only"]]
    assert open_ended == []


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_page_carries_nothing_the_policy_forbids(template, what):
    assert re.findall(FORBIDDEN[what], template.read_text(), re.IGNORECASE) == []


@pytest.mark.parametrize("sheet", [each for each in SHEETS if each.name != "tokens.css"], ids=name)
def test_colours_stand_in_the_tokens_alone(sheet):
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert (
        re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(|\b(?:white|black|red|gr[ae]y|blue|green)\b)", css)
        == []
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_every_token_used_is_defined_and_every_rule_closed(sheet):
    defined = set(re.findall(r"--([\w-]+):", (ROOT / "static/css/tokens.css").read_text()))
    assert set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text())) <= defined
    assert sheet.read_text().count("{") == sheet.read_text().count("}")


def luminance(colour: str) -> float:
    parts = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground_as_wcag_asks(ink, ground):
    dark, light = sorted((luminance(TOKENS[ink]), luminance(TOKENS[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
