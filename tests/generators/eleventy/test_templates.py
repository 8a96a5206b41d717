"""Templates are rendered as far as data decide it; the rest is left out and named."""

from __future__ import annotations

import time

import pytest

from feeds.generators.eleventy.scope import Scope
from feeds.generators.eleventy.templates import MARK, render


def _rendered(text: str, engine: str = "njk", **data: object) -> tuple[str, list[str]]:
    found = render(text, Scope({"x": "X & y", "none": None, **data}, engine, "", {}))
    return found.text, [one.name for one in found.not_rendered]


@pytest.mark.parametrize(
    ("text", "shown", "names"),
    [
        ('A {% image "a.png", "alt" %} b', "A  b", ["image"]),
        ("{% youtube\n  'id'\n%}", "", ["youtube"]),
        ("{% note 'x' %}inner{% endnote %}", "inner", ["note"]),
        ("{% include 'a.njk' %}", "", ["include"]),
        ("{{ unknown | upper }}.", ".", ["unknown"]),
        ("{{ x | mine }}.", ".", ["mine"]),
        ("{% css %}p {}{% endcss %}{% js %}x(){% endjs %}", "", []),
        ("{% for a in b %}<li>{{ a }}</li>{% endfor %}c", "c", ["for"]),
        ("{% macro m(a) %}{{ a }}{% endmacro %}c", "c", ["macro"]),
        ("{% if collections.all %}a{% else %}b{% endif %}", "ab", ["if"]),
        ("{% raw %}{% image 'a' %} {{ y }}{% endraw %}", "{% image 'a' %} {{ y }}", []),
        ("{% endfor %}{% else %}{% endif %}a", "a", []),
    ],
)
def test_what_only_eleventy_can_render_is_left_out_and_named(
    text: str, shown: str, names: list[str]
) -> None:
    assert _rendered(text) == (shown, names)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ x }}", "X & y"),
        ("{% assign y = x | upcase %}{{ y }}", "X & Y"),
        ("{% capture y %}<{{ x }}>{% endcapture %}{{ y }}", "<X & y>"),
        ("{% unless none %}a{% else %}b{% endunless %}", "a"),
        ("{% if none %}a{% elsif x %}b{% else %}c{% endif %}", "b"),
        ("{% if none %}{% if x %}a{% endif %}b{% endif %}c", "c"),
        ("{# stays #} {% # goes %}", "{# stays #} "),
        ("a {%- if x -%} b {%- endif -%} c", "abc"),
        ('{{ "{{ x }}" }}', "{{ x }}"),
    ],
)
def test_liquid_is_rendered(text: str, shown: str) -> None:
    assert _rendered(text, "liquid") == (shown, [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ x }}", "X &amp; y"),
        ("{{ x | safe }}", "X & y"),
        ("{% set y = x | upper %}{{ y }}", "X &amp; Y"),
        ("{% set y %}{{ x }}{% endset %}{{ y }}", "X &amp;amp; y"),
        ("{% if none %}a{% elif x %}b{% else %}c{% endif %}", "b"),
        ("{# goes #}a", "a"),
    ],
)
def test_nunjucks_is_rendered_and_escapes_what_it_prints(text: str, shown: str) -> None:
    assert _rendered(text) == (shown, [])


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("'a'", "1"), ("'b'", "2"), ('"c d"', "2"), ("7", "2"), ("x", "3"), ("none", "3")],
)
def test_of_a_case_in_liquid_only_the_branch_that_fits_is_shown(subject: str, shown: str) -> None:
    branches = "{% when 'a' %}1{% when 'b', \"c d\" or 7 %}2{% else %}3{% endcase %}"
    assert _rendered(f"{{% case {subject} %}} no {branches}", "liquid") == (shown, [])


def test_every_branch_of_a_case_is_shown_if_its_value_is_not_known() -> None:
    text = "{% case collections.a %} no {% when 'a' %}1{% when 'b' %}2{% else %}3{% endcase %}"
    assert _rendered(text, "liquid") == ("123", ["case"])


def test_a_case_with_many_values_takes_little_space() -> None:
    text = f"{{% case {'x' * 100_000} %}}{{% when {'1,' * 100_000} %}}a{{% endcase %}}b"
    assert _rendered(text, "liquid") == ("ab", ["case"])


def test_a_text_without_a_template_language_does_not_change() -> None:
    text = "{% image 'a' %} {{ x }} {# c #}"
    assert _rendered(text, "") == (text, [])


def test_code_in_a_highlight_block_is_shown_as_code() -> None:
    text = '{% highlight "js" %}\na < b\n{% endhighlight %}'
    code = '<pre class="language-js"><code class="language-js">a &lt; b</code></pre>'
    assert _rendered(text) == (code, [])


def test_a_variable_that_an_undecided_branch_sets_is_unknown_after_it() -> None:
    text = "{% if collections.a %}{% set y = 'a' %}{{ y }}{% endif %}{{ y }}"
    assert _rendered(text) == ("a", ["if", "y"])


def test_marks_show_where_something_was_left_out() -> None:
    found = render("a{{ b }}c{% d %}", Scope({}, "njk", "", {}), marks=True)
    assert MARK.findall(found.text) == ["0", "1"]
    assert MARK.sub("", found.text) == "ac"


@pytest.mark.parametrize(
    "piece",
    [
        '{{ "',
        "{{ \"{{\" '{{' ",
        "{% if x %}",
        "{% case x %}{% when 1 %}",
        "{% set x %}",
        "{% if collections %}{% set a = 1 %}",
        "{{ x }}",
        "{% set x = x + x %}",
        "{% capture x %}{{ x }}{{ x }}{% endcapture %}",
        "{{ (((((",
        "{% image 'a' %}",
    ],
)
@pytest.mark.parametrize("engine", ["liquid", "njk"])
def test_a_hostile_text_takes_little_time_and_space(piece: str, engine: str) -> None:
    """Quadratic time, or doubling, would take minutes and gigabytes."""
    begun = time.process_time()
    shown, _ = _rendered(piece * (100_000 // len(piece)), engine)
    assert len(shown) < 4_000_000
    assert time.process_time() - begun < 20
