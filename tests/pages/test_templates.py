"""A site's own templates: they replace ours, and their faults are reported with file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.pages.files import is_ours
from tests.support.pages import entry, feed_page, group, list_page, renderer

FEED = feed_page(entries=[entry("Rye")])


def page_with(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return renderer(folder=folder).feed_page(FEED).decode()


def fault_of(folder: Path, name: str, text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        page_with(folder, name, text)
    return str(raised.value).replace(str(folder), "templates")


def test_a_template_of_the_site_replaces_ours(tmp_path: Path) -> None:
    page = page_with(tmp_path, "feed.html", "<p>{{ page.title }}: {{ page.entries|length }}")
    assert page == "<p>Bread &amp; Salt: sourdough: 1\n<!-- Written by feeds -->\n"


def test_a_template_can_replace_one_block_of_ours(tmp_path: Path) -> None:
    own = '{% extends "default/feed.html" %}{% block readers %}<p>Ask me.</p>{% endblock %}'
    page = page_with(tmp_path, "feed.html", own)
    assert "<p>Ask me.</p>" in page
    assert "Feedly" not in page
    assert "Latest posts" in page


def test_our_templates_use_the_base_of_the_site(tmp_path: Path) -> None:
    own = '{% extends "default/base.html" %}{% block header %}<b>Mine</b>{% endblock %}'
    assert "<b>Mine</b>" in page_with(tmp_path, "base.html", own)


def test_a_template_can_include_another_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "menu.html").write_text("<nav>{{ site.title }}</nav>")
    assert "<nav>Bread &amp; Salt</nav>" in page_with(
        tmp_path, "feed.html", '{% include "menu.html" %}'
    )


def test_style_sheet_and_script_of_the_site_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: red }")
    assets = renderer(folder=tmp_path).assets()
    assert assets["style.css"].startswith(b"body { color: red }\n/*")
    assert is_ours(assets["style.css"])
    assert b"clipboard" in assets["script.js"]


def test_texts_of_the_site_are_used(tmp_path: Path) -> None:
    own = '{"en": {"what": "Subscribe!"}}'
    assert "Subscribe!" in page_with(tmp_path, "texts.json", own)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<p>\n{% for x in %}", ":2: Expected an expression, got 'end of statement block'; "),
        ("<p>\n{% if page %}", ":2: Unexpected end of template."),
        (
            "\n\n{{ page.titel }}",
            ":3: 'feeds.pages.views.FeedPage object' has no attribute 'titel'; "
            "see `feeds help templates` for the variables",
        ),
        ("{{ titel }}", ":1: 'titel' is undefined; see `feeds help templates` for the variables"),
        (
            "{% extends 'bass.html' %}",
            ":1: the template bass.html is missing; add it to the folder",
        ),
        ("{% include '../../secret' %}", ":1: the template ../../secret is missing; "),
        ("{{ page.title|shout }}", ":1: No filter named 'shout'"),
        ("{{ text('titel') }}", ":1: the text titel does not exist; "),
        ("{{ 1 / 0 }}", ":1: division by zero; correct this line"),
        ("{{ page.title.__class__.__mro__ }}", ":1: access to attribute '__class__'"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", ":1: maximum recursion depth exceeded"),
    ],
)
def test_a_fault_is_reported_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert fault_of(tmp_path, "feed.html", text).startswith(f"templates/feed.html{fault}")


def test_a_fault_in_an_included_template_is_reported_there(tmp_path: Path) -> None:
    (tmp_path / "menu.html").write_text("\n{{ nothing }}")
    found = fault_of(tmp_path, "feed.html", '{% include "menu.html" %}')
    assert found.startswith("templates/menu.html:2: 'nothing' is undefined")


def test_syntax_errors_of_all_templates_are_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "list.html").write_text("{% if %}")
    found = fault_of(tmp_path, "feed.html", "{% for %}").splitlines()
    assert [line.split(": ")[0] for line in found] == [
        "templates/feed.html:1",
        "templates/list.html:1",
    ]


def test_a_syntax_error_is_one_problem_and_one_remedy(tmp_path: Path) -> None:
    found = fault_of(tmp_path, "feed.html", "\n{% nope %}")
    assert found.endswith("unknown tag 'nope'; correct the Jinja syntax in this line")


def test_a_template_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "list.html").write_bytes(b"<p>\n\xff")
    assert fault_of(tmp_path, "feed.html", "x") == (
        "templates/list.html:2: the file is not UTF-8; save it as UTF-8"
    )


def test_a_style_sheet_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"style\.css:1: the file is not UTF-8"):
        renderer(folder=tmp_path).assets()


def test_a_missing_directory_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.pages\.templates: .*nowhere' does not exist"):
        renderer(folder=tmp_path / "nowhere")


def test_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "feed.html").mkdir()
    with pytest.raises(ConfigError, match=r"feed\.html: is a folder"):
        renderer(folder=tmp_path)


def test_a_pipe_in_the_place_of_a_file_is_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed.html")
    with pytest.raises(ConfigError, match=r"feed\.html: it is not a regular file"):
        renderer(folder=tmp_path)


def test_a_link_out_of_the_directory_is_reported(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "own/feed.html").symlink_to("../secret")
    with pytest.raises(ConfigError, match=r"feed\.html: a link leads out of the folder"):
        renderer(folder=tmp_path / "own")


def test_a_file_that_is_too_large_is_reported(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_bytes(b"x" * (1 << 20) + b"x")
    with pytest.raises(ConfigError, match=r"style\.css: the file is larger than 1 MiB; shorten it"):
        renderer(folder=tmp_path)


def test_templates_that_are_too_large_together_are_reported(tmp_path: Path) -> None:
    for name in ("list.html", "feed.html"):
        (tmp_path / name).write_bytes(b"x" * (128 << 10) + b"x")
    with pytest.raises(ConfigError, match="templates are larger than 256 KiB; shorten them"):
        renderer(folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "{% if page %}" * 3000 + "{% endif %}" * 3000,
        "{% for x in page.entries %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_a_template_that_is_nested_too_deeply_is_reported(tmp_path: Path, text: str) -> None:
    assert fault_of(tmp_path, "feed.html", text) == (
        "templates/feed.html: the template is nested too deeply; simplify it"
    )


def test_other_files_of_the_directory_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").mkdir()
    assert renderer(folder=tmp_path).list_page(list_page(group("tag", ["rye"])))


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where compiled templates of ours are kept."""
    monkeypatch.setattr("feeds.pages.jinja._COMPILED", tmp_path / "compiled")
    return tmp_path / "compiled"


def test_compiled_templates_are_kept_and_give_the_same_page(compiled: Path) -> None:
    first = renderer().feed_page(FEED)
    files = {file: file.stat().st_mtime_ns for file in compiled.iterdir()}
    assert len(files) == 2
    assert renderer().feed_page(FEED) == first
    assert {file: file.stat().st_mtime_ns for file in compiled.iterdir()} == files


def test_damaged_compiled_templates_are_compiled_again(compiled: Path) -> None:
    first = renderer().feed_page(FEED)
    whole = {file: file.read_bytes() for file in compiled.iterdir()}
    for size in (0, 8, 20, 40):
        for file, content in whole.items():
            file.write_bytes(content[:size] + b"\xff" * 9)
        assert renderer().feed_page(FEED) == first


def test_pages_are_rendered_where_nothing_can_be_kept(compiled: Path) -> None:
    compiled.write_text("a file is in the way")
    assert renderer().feed_page(FEED)


def test_templates_of_a_site_are_never_kept_as_code(compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    page_with(tmp_path / "own", "feed.html", "x")
    assert not compiled.exists()
