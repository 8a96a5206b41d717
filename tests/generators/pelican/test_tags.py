"""Tags of template plugins are not shown to readers; those in code are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.pelican import SITE, read, site

MATTER = "Title: One\nDate: 2020-01-02 10:00\n\n"
LIQUID = "PLUGINS = ['liquid_tags']\n"


def _html(tree: Path, body: str, conf: str = LIQUID, name: str = "a.md") -> tuple[str, list[str]]:
    """Return the HTML of a body, and the problems that are reported with their lines."""
    generator = site(tree, {name: body if name.endswith("html") else MATTER + body}, conf)
    reading = read(generator, name)
    problems = [f"{line}: {message.partition(',')[0]}" for line, message in reading.problems]
    return generator.html(reading, SITE, list).content, problems


@pytest.mark.parametrize(
    "plugins",
    [
        "['liquid_tags']",
        "('sitemap', 'liquid_tags.notebook', 'liquid_tags.img')",
        "['pelican.plugins.liquid_tags']",
        "['plugins.liquid_tags.youtube']",
    ],
)
def test_tags_of_a_named_plugin_are_removed_and_reported(plugins: str, tmp_path: Path) -> None:
    body = (
        "Before.\n\n{% notebook x.ipynb cells[2:] %}\n\nAfter {% img left /a_b_c.png 'T' %} it.\n"
    )
    html, problems = _html(tmp_path, body, f"PLUGINS = {plugins}\n")
    assert html == "<p>Before.</p>\n<p>After  it.</p>"
    assert problems == [
        "6: the template tag notebook is not rendered",
        "8: the template tag img is not rendered",
    ]


@pytest.mark.parametrize("conf", ["", "PLUGINS = ['sitemap', 'liquid_tag']\n", "PLUGINS = None\n"])
def test_without_such_a_plugin_they_are_text(conf: str, tmp_path: Path) -> None:
    html, problems = _html(tmp_path, "Text {% notebook x %} and {{ y }}.\n", conf)
    assert html == "<p>Text {% notebook x %} and {{ y }}.</p>"
    assert problems == []


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("`{% raw %}` stays", "<p><code>{% raw %}</code> stays</p>"),
        ("``a `{% img <x> %}` ``", "<p><code>a `{% img &lt;x&gt; %}`</code></p>"),
        ("    {% img x %}\n", "{% img x %}"),
        ("```\n{% img x %}\n```\n", "{% img x %}"),
        ("~~~~{.text}\na {% img x %}\n{% endraw %}\n~~~~\n", "a {% img x %}\n{% endraw %}"),
        ("* a\n\n        {% img x %}\n", "{% img x %}"),
        ("<pre>{% img x %}</pre>\n", "<pre>{% img x %}</pre>"),
    ],
)
def test_tags_in_code_stay_and_are_not_reported(body: str, html: str, tmp_path: Path) -> None:
    found, problems = _html(tmp_path, body)
    assert html in found
    assert problems == []


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "* a\n\n    {% img x %}\n\n* b\n",
            "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>",
        ),
        ("Text\n{% youtube abc 640 480 %}\n", "<p>Text\n</p>"),
        ("# Head {% img x %}\n", "<h1>Head </h1>"),
        ("{% include_code a.py\n lang:python %}\n", ""),
        ("[a]({% post_url x %}) b", '<p><a href="">a</a> b</p>'),
        ("{% img *a* %} b* c", "<p> b* c</p>"),
        ("{% img x %} `{% img x %}`", "<p> <code>{% img x %}</code></p>"),
        ("{% literal youtube abc %}", "<p>{% youtube abc %}</p>"),
        ("{% never closed\n\nText %}", "<p>{% never closed</p>\n<p>Text %}</p>"),
        ("{%%} a", "<p> a</p>"),
    ],
)
def test_tags_are_not_read_as_markup(body: str, html: str, tmp_path: Path) -> None:
    assert _html(tmp_path, body)[0] == html


def test_a_tag_is_reported_once_however_often_it_is_used(tmp_path: Path) -> None:
    _, problems = _html(tmp_path, "`{% a %}`\n\n{% b 1 %}\n\n{% b 2 %} {% a %} {% literal c %}\n")
    assert problems == [
        "4: the template tag a is not rendered",
        "6: the template tag b is not rendered",
    ]


def test_jinja_in_any_markup_is_removed(tmp_path: Path) -> None:
    conf = "PLUGINS = ['pelican.plugins.jinja2content']\n"
    html, problems = _html(tmp_path, "A {{ x|y }} b{# c #}.\n", conf)
    assert html == "<p>A  b.</p>"
    assert problems == ["4: the template tag {{ is not rendered"]
    page = (
        '<head><title>T</title><meta name="date" content="2020-01-02"></head><body>a{% b %}</body>'
    )
    assert _html(tmp_path, page, conf, "p.html")[0] == "a"
    assert _html(tmp_path, page, LIQUID, "q.html")[0] == "a{% b %}"


def test_the_setting_of_a_plugin_names_it_too(tmp_path: Path) -> None:
    html, _ = _html(tmp_path, "a {% img x %}\n", "LIQUID_TAGS = ['img']\n")
    assert html == "<p>a </p>"


def test_gists_are_removed(tmp_path: Path) -> None:
    html, problems = _html(tmp_path, "a\n\n[gist:id=123,file=x]\n", "PLUGINS = ['gist']\n")
    assert html == "<p>a</p>\n"
    assert problems == ["6: the template tag gist is not rendered"]


def test_summaries_have_no_tags(tmp_path: Path) -> None:
    generator = site(tmp_path, {"a.md": f"{MATTER}{{% img x %}} text.\n"}, LIQUID)
    assert generator.html(read(generator, "a.md"), SITE, list).excerpt == "<p> text.</p>"


def test_characters_that_could_stand_for_tags_are_kept(tmp_path: Path) -> None:
    html, _ = _html(tmp_path, "\U000f0000 {% a %} \U000f0001 `{% b %}`\n")
    assert html == "<p>\U000f0000  \U000f0001 <code>{% b %}</code></p>"


@pytest.mark.parametrize("text", ["{% ", "{% a %} ", "`{% a", "{{ {# ", "<code>", "{% a *"])
def test_no_body_takes_more_than_seconds(text: str, tmp_path: Path) -> None:
    begin = time.process_time()
    conf = "PLUGINS = ['liquid_tags', 'jinja2content', 'gist']\n"
    assert _html(tmp_path, f"{text * 300}\n\n" * 30, conf)
    assert time.process_time() - begin < 10


def test_tags_in_code_of_restructuredtext_stay(tmp_path: Path) -> None:
    body = (
        "A title\n#######\n\n:date: 2020-01-02\n\nGone {% img x %}, kept ``{% img y %}``.\n\n"
        "::\n\n  {% img z %}\n"
    )
    generator = site(tmp_path, {"a.rst": body}, "PLUGINS = ['jinja2content']\n")
    reading = read(generator, "a.rst")
    html = generator.html(reading, SITE, list).content
    assert "<p>Gone , kept <tt" in html
    assert "{% img y %}</tt>" in html
    assert "{% img z %}" in html
    assert [line for line, _ in reading.problems] == [6]
