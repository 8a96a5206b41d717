"""Rendering posts: what is kept, which problems are reported, and the limits."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.liquid.renderer import FILTERS
from feeds.model import Template
from tests.support.liquid import (
    MATTER,
    POST,
    messages,
    render_site,
    rendered_post,
    renderer,
    write,
)


def test_the_body_and_the_excerpt_are_rendered_separately(tmp_path: Path) -> None:
    reading = rendered_post(tmp_path, "{{ page.title }} {{ page.id }}\n\n{{ page.title }}\n")
    assert reading.body == "One /2020/01/02/post\n\nOne\n"
    assert reading.excerpt == "One /2020/01/02/post#excerpt"


def test_a_block_that_the_excerpt_leaves_open_is_closed(tmp_path: Path) -> None:
    reading = rendered_post(tmp_path, "{% if page.title %}\nfirst\n\nsecond\n{% endif %}\n")
    assert reading.excerpt == "\nfirst\n"
    assert reading.body == "\nfirst\n\nsecond\n\n"
    assert reading.problems == ()


def test_an_unknown_tag_is_left_out_and_its_content_kept(tmp_path: Path) -> None:
    reading = rendered_post(tmp_path, "a {% gist 1 %}b{% box %}c {{ page.title }}{% endbox %} d\n")
    assert reading.body == "a bc One d\n"


def test_an_unknown_filter_leaves_its_input_unchanged(tmp_path: Path) -> None:
    assert rendered_post(tmp_path, "{{ page.title | shout | upcase }}\n").body == "ONE\n"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("x\n{% gist 1 %}", 2, "gist"),
        ("x\n\n{{ 1 | shout }}", 3, "shout"),
        ("{% if a %}\nx", 1, "endif"),
        ("x\n{% for a in b %}", 2, "endfor"),
        ("x {{ y", 1, "}}"),
        ("x\n{% raw %}", 2, "endraw"),
        ("{% endfor %}", 1, "endfor"),
        ("{% if %}x{% endif %}", 1, "condition"),
        ("{% assign a %}", 1, "assign"),
        ("{% for a %}{% endfor %}", 1, "loop"),
        ("{% include %}", 1, "include"),
        ("{% include a.html b %}", 1, "parameters"),
        ("{% highlight %}x{% endhighlight %}", 1, "language"),
    ],
)
def test_a_problem_is_reported_once_with_its_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    found = renderer(write(tmp_path, {})).inspect(text)
    assert [place for place, _ in found] == [line]
    assert word in found[0][1]


def test_many_problems_of_one_post_take_seconds(tmp_path: Path) -> None:
    body = "\n{% include none.html %}" * 40_000
    begun = time.process_time()
    reading = rendered_post(tmp_path, body)
    assert time.process_time() - begun < 10
    assert (
        7,
        "the file none.html does not exist in _includes; correct its name",
    ) in reading.problems


def test_tags_and_filters_of_jekyll_are_no_problems(tmp_path: Path) -> None:
    text = "{% assign a = page.list | sort | join: ',' %}{% if a %}{{ a | slugify }}{% endif %}"
    assert renderer(write(tmp_path, {})).inspect(text) == ()


@pytest.mark.parametrize(
    ("body", "kind", "lines"),
    [
        ("{{ page.title }}", Template.ALONE, []),
        ("x\n{% gist 1 %}{{ 1 | shout }}", Template.ALONE, [7, 7]),
        ("{{ site.posts.size }}\n\n{% if", Template.POSTS, [8]),
        ("no template", Template.NONE, []),
    ],
)
def test_reading_a_post_finds_its_kind_of_template_and_problems(
    tmp_path: Path, body: str, kind: Template, lines: list[int]
) -> None:
    reading = render_site(write(tmp_path, {POST: MATTER + body})).read[POST]
    assert reading.post.template is kind
    assert [line for line, _ in reading.problems] == lines


def test_an_unknown_block_is_reported_once(tmp_path: Path) -> None:
    assert len(renderer(write(tmp_path, {})).inspect("{% box %}x{% endbox %}")) == 1


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("{% if page.title %}never closed", "endif"),
        ("{% for i in (1..999999999) %}x{% endfor %}", "steps"),
        ("{% for i in (1..2000) %}{% for j in (1..2000) %}{% endfor %}{% endfor %}", "steps"),
        ("{% include self.html %}", "includes"),
        ("{% assign a = '0123456789' %}" + "{% assign a = a | append: a %}" * 30, "characters"),
        ("{% for i in (1..900000) %}0123456789{% endfor %}", "bytes"),
        ("{% if a %}" * 60 + "{% endif %}" * 60, "deep"),
        ("{{ (1..999999999) | join }}", "steps"),
        ("{{ site.data.laughs | jsonify }}", "steps"),
    ],
)
def test_a_template_that_is_broken_or_exceeds_a_limit_stays_as_it_is(
    tmp_path: Path, body: str, word: str
) -> None:
    laughs = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    reading = rendered_post(
        tmp_path,
        body,
        **{"_includes/self.html": "x{% include self.html %}", "_data/laughs.yml": laughs},
    )
    assert reading.body == body
    assert any(word in message for message in messages(reading))
    assert all(line == 6 for line, _ in reading.problems)


def test_now_is_the_date_of_the_newest_post(tmp_path: Path) -> None:
    """The clock would change the feeds with every build."""
    files = {"_posts/2020-03-04-newest.md": "---\n---\nx"}
    reading = rendered_post(
        tmp_path, "{{ 'now' | date: '%F' }} {{ site.time | date: '%F' }}", **files
    )
    assert reading.body == "2020-03-04 2020-03-04"


def test_a_sample_is_the_first_item(tmp_path: Path) -> None:
    """A random one would change the feeds with every build."""
    assert rendered_post(tmp_path, "{{ page.list | sample }}").body == "3"


def test_a_renderer_can_be_sent_to_another_process(tmp_path: Path) -> None:
    liquid = renderer(write(tmp_path, {}))
    assert pickle.loads(pickle.dumps(liquid)).inspect("{% gist %}") == liquid.inspect("{% gist %}")


@pytest.mark.parametrize(
    "body",
    [
        "{% raw %}" + "{{ x " * 50_000,
        "{{ a" + ".a" * 50_000 + " }}",
        "{% if " + "a and " * 10_000 + "b %}x{% endif %}",
        "{% if " + "' " * 10_001 + " %}x{% endif %}",
        "{{ '" + "<script" * 50_000 + "' | strip_html | size }}",
        "{{ x" + " | upcase" * 10_000 + " }}",
        "{% " * 50_000,
        "{% comment %}" * 10_000,
    ],
)
def test_long_and_hostile_templates_take_little_time(tmp_path: Path, body: str) -> None:
    """Work that grows with the square of the length would take minutes."""
    liquid = renderer(write(tmp_path, {}))
    liquid.inspect(body)
    liquid.reads_posts(body)
    rendered_post(tmp_path, body)


_WORDS = """
{{ }} {% %} - ' " | : , . [ ] ( ) if endif else for in endfor assign = == and contains case when
endcase capture endcapture cycle raw endraw comment endcomment include a.html link post_url
highlight endhighlight tablerow endtablerow increment ifchanged unless break box page site title
list posts data (1..3) 1 -2.5 nil empty where sort group_by date jsonify slice split times where_exp
"""
_PIECES = [*_WORDS.split(), " ", "\n"]


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=30), glue=st.sampled_from(["", " "]))
def test_no_template_stops_a_build(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], glue: str
) -> None:
    tree = tmp_path_factory.mktemp("site")
    body = glue.join(pieces)
    renderer(write(tree, {})).inspect(body)
    rendered_post(tree, body, **{"_includes/a.html": body})


_NAMES = sorted(FILTERS)
_VALUES = ["nil", "true", "7", "-1.5", "'a b'", "''", "page.list", "page", "site.data", "(1..3)"]


@settings(max_examples=100, deadline=None)
@given(
    value=st.sampled_from(_VALUES),
    calls=st.lists(
        st.tuples(st.sampled_from(_NAMES), st.lists(st.sampled_from(_VALUES), max_size=3)),
        max_size=3,
    ),
)
def test_a_failing_filter_does_not_lose_the_text_around_it(
    tmp_path_factory: pytest.TempPathFactory, value: str, calls: list[tuple[str, list[str]]]
) -> None:
    """A filter that cannot take a value returns it unchanged; only the problem is reported."""
    tree = tmp_path_factory.mktemp("site")
    filters = "".join(f" | {name}: {', '.join(given)}" for name, given in calls)
    reading = rendered_post(tree, f"a{{{{ {value}{filters} }}}}z")
    assert not any("left as it is" in message for message in messages(reading))
