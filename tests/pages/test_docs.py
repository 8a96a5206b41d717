"""docs/reference/templates.md lists what templates can use, and its examples work."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment, meta

import feeds.pages
from feeds.pages import views
from tests.support import reference
from tests.support.docs import read_page
from tests.support.pages import feed_page, group, list_page, renderer

DOCS = read_page("templates")
TEMPLATES = Path(feeds.pages.__file__).parent / "templates"
VIEWS = [
    view
    for _, view in inspect.getmembers(views, inspect.isclass)
    if issubclass(view, msgspec.Struct) and view is not views.ReaderLink
]


def first_column(part: str) -> list[str]:
    """Return the names in the first table after these words."""
    table = DOCS.partition(part)[2].partition("|---|")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)", table, re.MULTILINE)


def example(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    return str(found)


def test_every_field_of_a_view_is_documented() -> None:
    """``python -m tests.support.reference`` writes the tables anew."""
    assert reference.page("templates") == DOCS
    for view in VIEWS:
        assert f"#### `{view.__name__}`" in DOCS


def test_every_text_is_documented_with_its_english() -> None:
    texts = json.loads((TEMPLATES / "texts.json").read_bytes())["en"]
    del texts["plural"], texts["kinds"]
    for name, text in texts.items():
        shown = text if isinstance(text, str) else " / ".join(text)
        assert f"| `{name}` | {shown} |" in DOCS
    assert first_column("singular and plural.") == [*texts]


def test_every_variable_of_our_templates_is_documented() -> None:
    used: set[str] = set()
    for file in TEMPLATES.glob("*.html"):
        text = file.read_text(encoding="utf-8").replace("|date", "")
        names = meta.find_undeclared_variables(Environment().parse(text))
        used |= names - {*re.findall(r"{% (?:macro|set) (\w+)", text)}
    assert sorted(first_column("### Variables")) == sorted(used)


@pytest.mark.parametrize("name", ["base.html", "list.html", "feed.html"])
def test_every_block_of_our_templates_is_documented(name: str) -> None:
    blocks = re.findall(r"{% block (\w+)", (TEMPLATES / name).read_text(encoding="utf-8"))
    assert f"| `{name}` | {', '.join(f'`{block}`' for block in blocks)} |" in DOCS


def test_the_example_of_a_template_works(tmp_path: Path) -> None:
    (tmp_path / "feed.html").write_text(example("jinja"))
    page = renderer(folder=tmp_path).feed_page(feed_page("rye")).decode()
    assert "<p>Questions about rye? <a href=" in page
    assert "Feedly" not in page


def test_the_example_of_texts_works(tmp_path: Path) -> None:
    (tmp_path / "texts.json").write_text(example("json"))
    french = renderer(folder=tmp_path, language="fr")
    page = french.list_page(list_page(group("tag", ["rye"]))).decode()
    assert "<h1>Flux</h1>" in page
    assert "401 articles" in page
    assert "Étiquettes" in page
