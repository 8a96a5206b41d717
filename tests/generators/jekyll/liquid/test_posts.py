"""Liquid in posts: what stays, what is told, what cannot be reached."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.base import Reading
from feeds.generators.jekyll.liquid.renderer import FILTERS
from feeds.model import Template
from tests.support.liquid import CONFIG, renderer, work_off, write

POST = "_posts/2020-01-02-post.md"
MATTER = "---\ntitle: One\ntags: [a, b]\nlist: [3, 1, 2]\n---\n"


def worked_off(tree: Path, body: str, **files: str) -> Reading:
    named = {name.replace("__", "/"): text for name, text in files.items()}
    write(tree, {POST: MATTER + body, **named})
    return work_off(tree).done[POST]


def messages(reading: Reading) -> list[str]:
    return [message for _, message in reading.problems]


def test_the_body_and_the_excerpt_are_worked_off_each_on_its_own(tmp_path: Path) -> None:
    reading = worked_off(tmp_path, "{{ page.title }} {{ page.id }}\n\n{{ page.title }}\n")
    assert reading.body == "One /2020/01/02/post\n\nOne\n"
    assert reading.excerpt == "One /2020/01/02/post#excerpt"


def test_a_block_that_the_excerpt_cuts_is_closed(tmp_path: Path) -> None:
    reading = worked_off(tmp_path, "{% if page.title %}\nfirst\n\nsecond\n{% endif %}\n")
    assert reading.excerpt == "\nfirst\n"
    assert reading.body == "\nfirst\n\nsecond\n\n"
    assert reading.problems == ()


def test_an_unknown_tag_goes_and_what_it_encloses_stays(tmp_path: Path) -> None:
    reading = worked_off(tmp_path, "a {% gist 1 %}b{% box %}c {{ page.title }}{% endbox %} d\n")
    assert reading.body == "a bc One d\n"


def test_an_unknown_filter_passes_its_input_on(tmp_path: Path) -> None:
    assert worked_off(tmp_path, "{{ page.title | shout | upcase }}\n").body == "ONE\n"


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
def test_what_is_wrong_is_told_once_with_its_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    found = renderer(write(tmp_path, {})).inspect(text)
    assert [place for place, _ in found] == [line]
    assert word in found[0][1]


def test_nothing_is_wrong_in_what_jekyll_knows(tmp_path: Path) -> None:
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
def test_a_post_just_read_is_completed(
    tmp_path: Path, body: str, kind: Template, lines: list[int]
) -> None:
    reading = work_off(write(tmp_path, {POST: MATTER + body})).read[POST]
    assert reading.post.template is kind
    assert [line for line, _ in reading.problems] == lines


def test_an_unknown_block_is_told_once_not_again_for_its_end(tmp_path: Path) -> None:
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
def test_a_template_that_is_broken_or_does_too_much_stays_as_it_is(
    tmp_path: Path, body: str, word: str
) -> None:
    laughs = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    reading = worked_off(
        tmp_path,
        body,
        **{"_includes/self.html": "x{% include self.html %}", "_data/laughs.yml": laughs},
    )
    assert reading.body == body
    assert any(word in message for message in messages(reading))
    assert all(line == 6 for line, _ in reading.problems)


@pytest.mark.parametrize(
    "body",
    [
        "{% include ../_config.yml %}",
        "{% include out.html %}",
        "{% include missing.html %}",
        "{% include_relative ../_config.yml %}",
        "{% include_relative .././../x %}",
        "{% assign up = '../_config.yml' %}{% include {{ up }} %}",
    ],
)
def test_no_file_outside_of_its_place_is_included(tmp_path: Path, body: str) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "tree/_includes").mkdir(parents=True)
    (tmp_path / "tree/_includes/out.html").symlink_to(tmp_path / "secret")
    reading = worked_off(tmp_path / "tree", f"a{body}b")
    assert reading.body == "ab"
    assert len(reading.problems) == 1


def test_what_goes_wrong_in_an_include_is_told_where_it_is_included(tmp_path: Path) -> None:
    reading = worked_off(
        tmp_path, "x\n{% include a.html %}", **{"_includes/a.html": "\n\n\n{{ 1 | shout }}"}
    )
    assert reading.body == "x\n\n\n\n1"
    assert [line for line, _ in reading.problems] == [7]
    assert "shout" in messages(reading)[0]
    assert "a.html" in messages(reading)[0]


def test_a_link_to_a_page_that_is_not_there_goes_where_it_would_be(tmp_path: Path) -> None:
    reading = worked_off(
        tmp_path, "{% link en/about.md %} {% link en/index.html %} {% link a.png %}"
    )
    assert reading.body == "/en/about.html /en/ /a.png"
    assert len(reading.problems) == 3


def test_now_is_the_newest_posts_date_for_no_clock_may_be_in_the_bytes(tmp_path: Path) -> None:
    files = {"_posts/2020-03-04-newest.md": "---\n---\nx"}
    reading = worked_off(tmp_path, "{{ 'now' | date: '%F' }} {{ site.time | date: '%F' }}", **files)
    assert reading.body == "2020-03-04 2020-03-04"


def test_a_sample_is_the_first_for_no_chance_may_be_in_the_bytes(tmp_path: Path) -> None:
    assert worked_off(tmp_path, "{{ page.list | sample }}").body == "3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ page.title }}", False),
        ("{% for p in site.posts %}{% endfor %}", True),
        ("{{ site.tags.a.size }}", True),
        ("{{ site.categories }}", True),
        ("{{ site.docs | size }}", True),
        ("{{ page.next.url }}", True),
        ("{% post_url 2020-01-01-x %}", True),
        ("{% link _posts/2020-01-01-x.md %}", True),
        ("{% link about.md %}", False),
        ("{{ site.time }}", True),
        ("{{ 'now' | date: '%Y' }}", True),
        ("{% include plain.html %}", False),
        ("{% include posts.html %}", True),
        ("{% include through.html a='b' %}", True),
        ("{% include {{ page.title }} %}", True),
        ("{{ site['posts'] }}", True),
        ("{% assign s = site %}{{ s.posts }}", True),
        ("{{ site.title }} site.posts", False),
        ("{{ site.data.posts }}", False),
    ],
)
def test_a_template_that_looks_at_other_posts_is_told_from_one_that_does_not(
    tmp_path: Path, text: str, expected: bool
) -> None:
    files = {
        "_config.yml": f"{CONFIG}collections: [docs]\n",
        "_includes/plain.html": "{{ include.a }}",
        "_includes/posts.html": "{{ site.posts.size }}",
        "_includes/through.html": "{% include posts.html %}",
    }
    assert renderer(write(tmp_path, files)).reads_posts(text) is expected


def test_the_digests_change_with_what_they_stand_for(tmp_path: Path) -> None:
    before = renderer(write(tmp_path, {"_includes/a.html": "x", "_data/d.yml": "a: 1\n"}))
    assert renderer(tmp_path).digest == before.digest
    digest, inputs = before.digest, before.inputs
    (tmp_path / "_data/d.yml").write_text("a: 2\n")
    assert renderer(tmp_path).digest != digest
    assert renderer(tmp_path).inputs == inputs
    (tmp_path / "_includes/a.html").write_text("{{ site.posts }}")
    assert renderer(tmp_path).inputs != inputs
    digest = renderer(tmp_path).digest
    write(tmp_path, {"about.md": "---\n---\n"})
    assert renderer(tmp_path).digest != digest
    digest = renderer(tmp_path).digest
    write(tmp_path, {"_posts/code.rb": "puts 1"})
    assert renderer(tmp_path).digest != digest


def test_a_post_or_a_picture_changes_nothing_for_the_templates_of_others(tmp_path: Path) -> None:
    digest = renderer(write(tmp_path, {})).digest
    write(tmp_path, {POST: MATTER, "picture.svg": "<svg/>", "state/catalogue.db": "x"})
    assert renderer(tmp_path).digest == digest


def test_it_can_be_sent_to_another_process(tmp_path: Path) -> None:
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
def test_long_and_hostile_templates_cost_little(tmp_path: Path, body: str) -> None:
    """Anything that grew with the square of its length would take minutes here."""
    liquid = renderer(write(tmp_path, {}))
    liquid.inspect(body)
    liquid.reads_posts(body)
    worked_off(tmp_path, body)


_PIECES = [
    *("{{", "}}", "{%", "%}", "-", " ", "\n", "'", '"', "|", ":", ",", ".", "[", "]", "(", ")"),
    *("if", "endif", "else", "for", "in", "endfor", "assign", "=", "==", "and", "contains"),
    *("case", "when", "endcase", "capture", "endcapture", "cycle", "raw", "endraw", "comment"),
    *("endcomment", "include", "a.html", "link", "post_url", "highlight", "endhighlight"),
    *("tablerow", "endtablerow", "increment", "ifchanged", "unless", "break", "box"),
    *("page", "site", "title", "list", "posts", "data", "(1..3)", "1", "-2.5", "nil", "empty"),
    *("where", "sort", "group_by", "date", "jsonify", "slice", "split", "times", "where_exp"),
]


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=30), glue=st.sampled_from(["", " "]))
def test_no_template_stops_a_build(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], glue: str
) -> None:
    tree = tmp_path_factory.mktemp("site")
    body = glue.join(pieces)
    renderer(write(tree, {})).inspect(body)
    worked_off(tree, body, **{"_includes/a.html": body})


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
def test_any_filter_takes_any_value(
    tmp_path_factory: pytest.TempPathFactory, value: str, calls: list[tuple[str, list[str]]]
) -> None:
    """What it cannot take it passes on, with a remark: never is all of the text left."""
    tree = tmp_path_factory.mktemp("site")
    filters = "".join(f" | {name}: {', '.join(given)}" for name, given in calls)
    reading = worked_off(tree, f"a{{{{ {value}{filters} }}}}z")
    assert not any("left as it is" in message for message in messages(reading))
