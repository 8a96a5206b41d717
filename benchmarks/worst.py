"""Posts in the worst shapes we know, each beside a hundred good ones: what one bad post costs."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.costs import Job, costs

_GOOD = 100
_OURS = "feeds: {formats: [atom], kinds: [site], entries: 200, codings: []}\n"
_SITE = "site: {title: T, url: 'https://t.example', timezone: UTC}\n"
_YAML = "---\ntitle: {title}\ndate: 2026-01-0{day} 10:00:00{more}\n---\n"
_TOML = '+++\ntitle = "{title}"\ndate = 2026-01-0{day}T10:00:00Z{more}\n+++\n'

Repeat = Callable[[int], str]
"""A text of so many bytes, or a few less."""


class Layout(NamedTuple):
    """One generator's tree, for one kind of post."""

    path: str
    """Of a post by its name."""
    head: str
    """What a post begins with, before its body."""
    site: Mapping[str, str]
    """The files beside the posts."""
    ours: str = _OURS
    kind: str = "markdown"


def _times(text: str) -> Repeat:
    return lambda size: text * (size // len(text.encode()))


def _each(line: str) -> Repeat:
    """Repeat a line in which ``#`` is its number."""

    def make(size: int) -> str:
        lines, length = list[str](), 0
        while length < size:
            lines.append(line.replace("#", str(len(lines))))
            length += len(lines[-1].encode())
        return "".join(lines[:-1])

    return make


def _deeper(mark: str, step: str) -> Repeat:
    """Repeat a line that is indented further each time."""

    def make(size: int) -> str:
        lines, length = list[str](), 0
        while length < size:
            lines.append(f"{step * len(lines)}{mark}\n")
            length += len(lines[-1])
        return "".join(lines[:-1])

    return make


def _around(before: str, after: str) -> Repeat:
    """Nest as deep as the size allows."""
    return lambda size: (
        before * (size // len(before + after)) + "x" + after * (size // len(before + after))
    )


def _after(start: str, rest: Repeat) -> Repeat:
    return lambda size: start + rest(size - len(start))


def _growing(mark: str, between: str) -> Repeat:
    def make(size: int) -> str:
        runs, length = list[str](), 0
        while length < size:
            runs.append(mark * (len(runs) + 1) + between)
            length += len(runs[-1])
        return "".join(runs[:-1])

    return make


def _square(cell: str) -> Repeat:
    """Return a table as wide as it is long."""

    def make(size: int) -> str:
        width = max(int((size / (len(cell) + 1)) ** 0.5) - 2, 1)
        row = f"|{(cell + '|') * width}\n"
        return f"{row}|{'-|' * width}\n{row * (size // len(row) - 2)}"

    return make


def _wide(cell: str) -> Repeat:
    return lambda size: (
        f"|{(cell + '|') * (size // (len(cell) + 4))}\n|{'-|' * (size // (len(cell) + 4))}\n"
    )


def _empty_cells(size: int) -> str:
    """Return a table whose rows lack their cells: an engine adds them."""
    width = size // 8
    return f"|{'a|' * width}\n|{'-|' * width}\n" + "|x\n" * (size // 6)


def _laughs(first: str, before: str, after: str) -> str:
    """Return 30 values, each of which holds the one before nine times."""
    lines = (
        f"\na{at + 1}: &a{at + 1} {before}{', '.join([f'*a{at}'] * 9)}{after}" for at in range(30)
    )
    return f"\na0: &a0 {first}" + "".join(lines)


SHAPES: Mapping[str, Repeat] = {
    "brackets [": _times("["),
    "brackets []": _times("[]"),
    "brackets nested": _around("[", "]"),
    "links nested": _around("[", "](x)"),
    "images ![": _times("!["),
    "links [a](": _times("[a]("),
    "links [a](<": _times("[a](<b"),
    "links [a](b 't": _times("[a](b 't\n"),
    "links [a][": _times("[a]["),
    "links (good)": _times("[a](b) "),
    "paragraphs (good)": _times("A *line* of [text](https://x.example/) that is repeated.\n\n"),
    "lists deeper": _deeper("- a", "  "),
    "numbered deeper": _deeper("1. a", "   "),
    "lists - - -": _times("- "),
    "lists * * a": _after("a\n\n", _times("* ")),
    "lists - - a lines": _times(f"{'- ' * 200}a\n"),
    "lists + 1.": _times("1. "),
    "lists long": _times("- a\n"),
    "lists loose": _times("- a\n\n"),
    "lists 99 deep": lambda size: "".join(f"{'  ' * (at % 99)}- a\n" for at in range(size // 103)),
    "quotes > > >": _times("> "),
    "quotes >>>": _times(">"),
    "quotes deep lines": _times(f"{'> ' * 90}a\n"),
    "quotes deeper": lambda size: "".join(
        f"{'>' * at} a\n" for at in range(int((2 * size) ** 0.5) - 3)
    ),
    "quotes in lists": _times("> - "),
    "emphasis *a **b": _times("*a **b "),
    "emphasis *a_": _times("*a_"),
    "emphasis a**b": _times("a**b" + "c* "),
    "emphasis **a *a": _times("**a *a "),
    "emphasis nested": _around("*a ", " b*"),
    "emphasis _": _times("_"),
    "emphasis **": _times("*"),
    "emphasis _a _b": _times("_a __b "),
    "emphasis x_": _times("x_"),
    "tildes": _times("~~a "),
    "tildes ~": _times("~"),
    "carets ^a": _times("^a"),
    "highlights ==a": _times("==a "),
    "backticks growing": _growing("`", "a"),
    "backticks": _times("`"),
    "backticks `a": _times("`a``"),
    "fences": _growing("`", "\n"),
    "fences open": _times("```\n\n~~~\n"),
    "backslashes": _times("\\"),
    "backslash bracket": _times("\\["),
    "angles <": _times("<"),
    "angles <a": _times("<a "),
    "angles <a b='": _times("<a b='"),
    "angles <a b=c ": _after("<a ", _times("b=c ")),
    "angles <a attributes": _after("<a ", _each("b#=c ")),
    "autolinks": _times("<http://a"),
    "bare links": _times("http://a.b/ "),
    "bare links joined": _times("www.a."),
    "mail": _times("a@b."),
    "mail <a@": _times("<a@a"),
    "div open": _times("<div>"),
    "div open lines": _times("<div>\n\n"),
    "div closed": _times("</div>"),
    "div nested": _around("<div>", "</div>"),
    "div markdown": _times("<div markdown='1'>\n"),
    "span open": _times("<span>"),
    "b open": _times("<b>"),
    "b i crossed": _times("<b><i></b></i>"),
    "p b": _times("<p><b>"),
    "a p": _times("<a><p>"),
    "tables in tables": _times("<table><tr><td>"),
    "select": _times("<select><option>"),
    "svg": _times("<svg>"),
    "math open": _times("<math><mi>"),
    "script open": _times("<script>"),
    "script a": _times("<script><a>"),
    "textarea": _times("<textarea>"),
    "pre": _times("<pre>\n"),
    "comments open": _times("<!--"),
    "comments - -": _times("<!-- - -"),
    "comments": _times("<!---->"),
    "instructions": _times("<?a "),
    "declarations": _times("<!A "),
    "cdata": _times("<![CDATA["),
    "cdata closed": _times("<![CDATA[a]]>"),
    "cdata end": _times("]]>"),
    "ampersands": _times("&"),
    "entities": _times("&amp;"),
    "entities &a": _times("&a"),
    "entities &#": _times("&#"),
    "entities long": _times("&lt;&nbsp;"),
    "no-break spaces": _times("\xa0"),
    "quotes '": _times("'"),
    'quotes "': _times('"'),
    "quotes 'a": _times("'a "),
    'quotes "a"': _times("\"a\" 'b' "),
    "hyphens": _times("-"),
    "hyphens in lines": _times("-\n"),
    "dots": _times("."),
    "dashes a--": _times("a--b..."),
    "equals": _times("="),
    "headings": _times("# a\n"),
    "headings numbered": _each("# a #\n"),
    "headings marks": _times("#"),
    "headings long": _after("# ", _times("a ")),
    "headings underlined": _times("a\n=\n"),
    "rules": _times("---\n\n"),
    "definitions": _each("[a#]: b\n"),
    "definitions same": _times("[a]: b\n"),
    "definitions used": lambda size: (
        _each("[a#]: /b 'c'\n\n")(size // 2) + _each("[x][a#] ")(size // 2)
    ),
    "definitions large": lambda size: f"[a]: /{'b' * (size // 20)}\n\n" + "[a] " * (size // 5),
    "definitions open": _times("[a]: <b"),
    "definitions titled": _times("[a]: b '\n"),
    "footnotes": lambda size: _each("[^#] ")(size // 2) + "\n\n" + _each("[^#]: a\n\n")(size // 2),
    "footnotes reused": lambda size: "[^a] " * (size // 5) + "\n\n[^a]: b\n",
    "footnotes nested": _each("[^#]: [^#]\n"),
    "footnotes inline": _times("^[a "),
    "abbreviations": lambda size: _each("*[A#]: b\n")(size // 2) + "\n" + _each("A# ")(size // 2),
    "abbreviations same": _times("*[A]: b\n\nA\n\n"),
    "tables wide": _wide("a"),
    "tables wide empty": _wide(""),
    "tables long": _after("|a|b|\n|-|-|\n", _times("|a|b|\n")),
    "tables long empty": _after("|a|b|\n|-|-|\n", _times("|\n")),
    "tables square": _square("a"),
    "tables lacking cells": _empty_cells,
    "tables 500 lacking": _after(f"|{'a|' * 500}\n|{'-|' * 500}\n", _times("|x\n")),
    "tables many": _times("|a|\n|-|\n|b|\n\n"),
    "tables pipes": _times("|"),
    "tables a|": _times("a|"),
    "tables grid": _times("+---+---+\n| a | b |\n"),
    "attributes {: .x}": _times("{: .x}"),
    "attributes lines": _times("a\n{: .x}\n\n"),
    "attributes spans": _times("*a*{: .x}"),
    "attributes headings": _times("# a {#b .c d=e}\n"),
    "attributes large": lambda size: (
        f"{{:a: .{'x' * (size // 20)}}}\n\n" + "b\n{:a}\n\n" * (size // 12)
    ),
    "attributes open": _times("{:"),
    "attributes open {": _times("{"),
    "attributes defined": _times("{:a: .b}\n"),
    "extensions open": _times("{::comment}\n"),
    "extensions nomarkdown": _times("{::nomarkdown}a{:/}"),
    "options": _times("{::options a='b' /}\n"),
    "math": _times("$$a$$ "),
    "math blocks": _times("$$\na\n$$\n\n"),
    "math open $$": _times("$$ a "),
    "math $": _times("$"),
    "description lists": _times("a\n: b\n"),
    "description lists loose": _times("a\n\n: b\n\n"),
    "description lists deep": _deeper(": a", "  "),
    "colons": _times(": "),
    "emoji": _times(":smile:"),
    "emoji open": _times(":a"),
    "toc": _after("* toc\n{:toc}\n\n", _each("# a #\n")),
    "toc many": _times("* toc\n{:toc}\n\n"),
    "line long": _times("word "),
    "word long": _times("a"),
    "lines short": _times("a\n"),
    "lines empty": _times("\n"),
    "lines of spaces": _times(" \n"),
    "spaces": _times(" "),
    "tabs": _times("\t"),
    "spaces and a": _times(f"{' ' * 500}a\n"),
    "breaks": _times("a  \n"),
    "line separators": _times("a\u2028"),
    "control characters": _times("a\x01\x0b\x0c"),
    "nul": _times("\0"),
    "wide characters": _times("漢"),
    "combining": _after("a", _times("\u0301")),
    "emoji joined": _times("👩\u200d"),
    "more": _times("<!--more-->"),
    "more lines": _times("a\n\n<!--more-->\n\n"),
    "data images": _times(f"![a](data:image/png;base64,{'A' * 900_000})\n\n"),
    "data images small": _times("![a](data:image/png;base64,AAAA)\n\n"),
    "images": _times("<img src=a>"),
    "srcset": lambda size: f"<img srcset='{'a 1x, ' * (size // 6)}'>",
    "srcset commas": lambda size: f"<img srcset='{',' * (size // 2)}'>",
    "srcset words": lambda size: f"<img srcset='{'a ' * (size // 2)}'>",
    "iframes": _times("<iframe src=a></iframe>"),
    "urls ../": lambda size: f"<a href='{'../' * (size // 3)}'>a</a>",
    "classes": lambda size: f"<code class='{'language-a ' * (size // 11)}'>a</code>",
    "liquid {{ a }}": _times("{{ a }}"),
    "liquid if": _times("{% if a %}"),
    "liquid if closed": _around("{% if true %}", "{% endif %}"),
    "liquid for closed": _around("{% for a in b %}", "{% endfor %}"),
    "liquid quoted": _times('{{ "{{" }}'),
    "liquid open": _times("{{"),
    "liquid open {%": _times("{% "),
    "liquid open filters": _after("{{ a", _times(" | b")),
    "liquid filters": lambda size: "{{ 'a'" + " | append: 'aaaaaaaa'" * (size // 21) + " }}",
    "liquid doubling": lambda _: (
        "{% assign a = 'aaaaaaaa' %}" + "{% assign a = a | append: a %}" * 60 + "{{ a }}"
    ),
    "liquid replace": lambda _: (
        "{% assign a = 'aaaaaaaa' %}"
        + "{% assign a = a | replace: 'a', 'aaaaaaaaaaaaaaaa' %}" * 60
        + "{{ a }}"
    ),
    "liquid capture": lambda _: (
        "{% capture a %}aaaaaaaa{% endcapture %}"
        + "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 60
        + "{{ a }}"
    ),
    "liquid loop": lambda _: "{% for i in (1..1000000) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}",
    "liquid loop large": lambda size: (
        "{% for i in (1..90000) %}" + "a" * (size - 50) + "{% endfor %}"
    ),
    "liquid range": lambda _: "{% for i in (1..1000000000000) %}a{% endfor %}",
    "liquid loops nested": lambda _: (
        "{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}a{{ i }}"
        + "{% endfor %}" * 3
    ),
    "liquid split": lambda size: f"{{{{ '{'a ' * (size // 2 - 40)}' | split: ' ' | join: '-' }}}}",
    "liquid raw": _times("{% raw %}a{% endraw %}"),
    "liquid raw open": _times("{% raw %}"),
    "liquid comments": _times("{% comment %}"),
    "liquid assign": _each("{% assign a# = 1 %}"),
    "liquid case": _after("{% case a %}", _times("{% when 1 %}b")),
    "liquid expressions": lambda size: "{% if " + "a and " * (size // 6 - 4) + "b %}c{% endif %}",
    "liquid path": lambda size: "{{ a" + ".b" * (size // 2 - 4) + " }}",
    "liquid path nested": lambda size: "{{ a" + "[a" * (size // 3) + "]" * (size // 3) + " }}",
    "liquid include": _times("{% include a.html %}"),
    "liquid include nested": lambda _: "{% include self.html %}",
    "liquid include twice": lambda _: "{% include twice.html %}",
    "liquid highlight": _times("{% highlight a %}"),
    "liquid highlighted": _times("{% highlight a %}b{% endhighlight %}"),
    "liquid links": _times("{% post_url 2026-01-01-good1 %}"),
    "shortcodes": _times("{{< a >}}"),
    "shortcodes %": _times("{{% a %}}"),
    "shortcodes open": _times("{{< "),
    "shortcodes nested": _around("{{< a >}}", "{{< /a >}}"),
    "shortcodes quoted": _times('{{< a "'),
    "shortcodes escaped": _times("{{</* a */>}}"),
    "shortcodes ref": _times('{{< ref "good1.md" >}}'),
    "shortcodes figure": _times('{{< figure src="a" >}}'),
    "shortcodes highlight": _times("{{< highlight go >}}a{{< /highlight >}}"),
    "zola shortcodes": _times("{{ a() }}"),
    "zola blocks": _times("{% a() %}"),
    "zola blocks closed": _around("{% a() %}", "{% end %}"),
    "zola arguments": lambda size: "{{ a(" + "b=1, " * (size // 5 - 4) + ") }}",
    "metadata lines": _each("Key#: value\n"),
    "hrefs {filename}": _times("[a]({filename}good1.md) "),
    "hrefs |filename|": _times("[a](|filename|good1.md) "),
}
"""Bodies, whatever the markup: each is one some engine or pass of ours finds hard."""

RST: Mapping[str, Repeat] = {
    "rst roles": _times(":a:`b` "),
    "rst roles open": _times(":a:`"),
    "rst substitutions": _times("|a| "),
    "rst substitution definitions": _each(".. |a#| replace:: b\n"),
    "rst doubling": lambda _: (
        ".. |a0| replace:: aaaaaaaa\n"
        + "".join(f".. |a{at + 1}| replace:: |a{at}| |a{at}|\n" for at in range(40))
        + "\n|a40|\n"
    ),
    "rst references": _times("a_ "),
    "rst references `": _times("`a`_ "),
    "rst targets": _each(".. _a#: http://b.example/\n"),
    "rst targets used": lambda size: (
        _each(".. _a#: http://b.example/\n")(size // 2) + "\n" + _each("a#_ ")(size // 2)
    ),
    "rst footnotes": lambda size: "[#]_ " * (size // 12) + "\n\n" + ".. [#] a\n" * (size // 12),
    "rst directives": _times(".. a::\n\n"),
    "rst notes": _times(".. note:: a\n\n"),
    "rst notes deeper": _deeper(".. note::\n", "   "),
    "rst quotes deeper": _deeper("a\n", " "),
    "rst bullets deeper": _deeper("* a\n", "  "),
    "rst fields": _each(":a#: b\n"),
    "rst fields one line": _times(":a: "),
    "rst literal": _times("a::\n\n  b\n\n"),
    "rst sections": _each("a#\n======\n\n"),
    "rst sections marks": _times("=\n"),
    "rst grid": lambda size: "+---+---+\n" + "| a | b |\n+---+---+\n" * (size // 20),
    "rst grid wide": lambda size: (
        "+" + "-+" * (size // 6) + "\n|" + "a|" * (size // 6) + "\n+" + "-+" * (size // 6) + "\n"
    ),
    "rst simple table": lambda size: "= =\n" + "a b\n" * (size // 4) + "= =\n",
    "rst simple wide": lambda size: (
        "= " * (size // 6) + "\n" + "a " * (size // 6) + "\n" + "= " * (size // 6) + "\n"
    ),
    "rst csv": lambda size: ".. csv-table::\n\n" + "   a,b\n" * (size // 7),
    "rst comments": _times(".. a\n\n"),
    "rst line blocks": _times("| a\n"),
    "rst line blocks deeper": _deeper("| a", " "),
    "rst options": _times("-a  b\n"),
    "rst enumerated": _each("#. a\n"),
    "rst doctest": _times(">>> a\n\n"),
    "rst math": _times(":math:`a^b` "),
    "rst math deep": lambda size: ":math:`" + "{" * (size // 2) + "}" * (size // 2) + "`",
    "rst code": lambda size: ".. code:: python\n\n" + "   a = 'b'\n" * (size // 11),
}
"""Bodies of reStructuredText."""

HTML: Mapping[str, Repeat] = {
    name: SHAPES[name]
    for name in SHAPES
    if name.startswith(
        (
            *("angles", "div", "span", "b ", "p b", "a p", "tables in", "select", "svg", "math o"),
            *("script", "textarea", "pre", "comments", "instructions", "declarations", "cdata"),
            *("ampersands", "entities", "no-break", "word", "lines", "data", "images", "srcset"),
            *("iframes", "urls", "classes", "more", "control", "nul", "paragraphs", "hrefs"),
            *("liquid {{", "liquid if", "liquid open", "spaces"),
        )
    )
}
"""Bodies of HTML."""

YAML: Mapping[str, Repeat] = {
    "yaml keys": _each("\nk#: v"),
    "yaml keys same": _times("\nk: v"),
    "yaml list": lambda size: "\nk: [" + "a, " * (size // 3) + "]",
    "yaml deep [": lambda size: "\nk: " + "[" * size,
    "yaml deep [ closed": lambda size: "\nk: " + "[" * (size // 2) + "]" * (size // 2),
    "yaml deep {": lambda size: "\nk: " + "{a: " * (size // 5) + "}" * (size // 5),
    "yaml deep lines": lambda size: "\nk:\n" + _deeper("a:", " ")(size),
    "yaml deep - ": lambda size: "\nk:\n  " + "- " * (size // 2),
    "yaml ? ": lambda size: "\n" + "? " * (size // 2),
    "yaml laughs": lambda _: _laughs("[x]", "[", "]") + "\ntags: *a30",
    "yaml laughs in a title": lambda _: (
        _laughs("[x]", "[", "]")
        + "\ntitle: *a30\ndescription: *a30\nauthor: *a30\ncategories: *a30\nimage: *a30"
    ),
    "yaml merges": lambda _: _laughs("{x: 1}", "{<<: [", "]}"),
    "yaml merges large": lambda size: (
        "\na: &a {" + _each("k#: v, ")(size // 2) + "}" + "\nb#: {<<: *a}" * (size // 40)
    ),
    "yaml anchors": _each("\nk#: &a# v"),
    "yaml itself": lambda _: "\nk: &k [*k]\ntags: *k",
    "yaml long": lambda size: "\nk: " + "a" * size,
    "yaml quoted": lambda size: '\nk: "' + "\\x41" * (size // 4) + '"',
    "yaml folded": lambda size: "\nk: >\n" + "  a\n" * (size // 4),
    "yaml number": lambda size: "\nk: " + "1" * size,
    "yaml sexagesimal": lambda size: "\nk: " + "1:0" * (size // 3),
    "yaml comments": _times("\n#"),
    "yaml title": lambda size: f"\nsubtitle: a\ntitle: {'a ' * (size // 2)}",
    "yaml title marks": lambda size: f"\ntitle: '{'<b>&*_[`' * (size // 8)}'",
    "yaml tags": lambda size: "\ntags: [" + _each("t#, ")(size) + "]",
    "yaml tags long": lambda size: f"\ntags: ['{'a' * size}']",
    "yaml categories": lambda size: "\ncategories: [" + _each("c#, ")(size) + "]",
    "yaml authors": lambda size: "\nauthors: [" + _each("c#, ")(size) + "]",
    "yaml excerpt": lambda size: f"\nexcerpt: '{'<div>' * (size // 5)}'",
    "yaml excerpt [": lambda size: f"\nexcerpt: '{'[' * size}'",
    "yaml description": lambda size: f"\ndescription: '{'<b>a' * (size // 4)}'",
    "yaml description &": lambda size: f"\ndescription: '{'&' * size}'\nsummary: '{'<' * size}'",
    "yaml date": lambda size: f"\ndate: '{'2026-' * (size // 5)}'",
    "yaml slug": lambda size: f"\nslug: '{'a-' * (size // 2)}'\nurl: '/{'a/' * (size // 4)}'",
    "yaml permalink": lambda size: f"\npermalink: '/{':title/' * (size // 7)}'",
    "yaml image": lambda size: f"\nimage: 'data:image/png;base64,{'A' * size}'",
}
"""Front matter after the title and the date."""

TOML: Mapping[str, Repeat] = {
    "toml keys": _each("\nk# = 1"),
    "toml dotted": lambda size: "\n" + ".".join(["a"] * (size // 2)) + " = 1",
    "toml dotted keys": _each("\na.b.c.d.e.f.k# = 1"),
    "toml deep [": lambda size: "\nk = " + "[" * size,
    "toml deep [ closed": lambda size: "\nk = " + "[" * (size // 2) + "]" * (size // 2),
    "toml deep {": lambda size: "\nk = " + "{a = " * (size // 6) + "}" * (size // 6),
    "toml tables": _each("\n[a#]"),
    "toml tables of tables": lambda size: f"\n[{'.'.join(['a'] * (size // 2))}]",
    "toml tables deeper": lambda size: "".join(
        f"\n[{'.'.join(['a'] * (at + 1))}]" for at in range(int(size**0.5) - 2)
    ),
    "toml arrays of tables": _times("\n[[a]]"),
    "toml number": lambda size: "\nk = " + "1" * size,
    "toml list": lambda size: "\nk = [" + "1, " * (size // 3) + "]",
    "toml string": lambda size: '\nk = "' + "\\u0041" * (size // 6) + '"',
    "toml string open": lambda size: '\nk = """' + "a\n" * (size // 2),
}
"""Front matter in TOML after the title and the date."""


def _layouts() -> dict[str, Layout]:
    yaml, toml = _YAML, _TOML
    jekyll = {
        "_config.yml": "title: T\nurl: https://t.example\ntimezone: UTC\n",
        "_includes/a.html": "a",
        "_includes/self.html": "a{% include self.html %}",
        "_includes/twice.html": "a{% include twice.html %}{% include twice.html %}",
    }
    hugo = {"hugo.toml": 'baseURL = "https://t.example/"\ntitle = "T"\n'}
    unsafe = {"hugo.toml": hugo["hugo.toml"] + "[markup.goldmark.renderer]\nunsafe = true\n"}
    zola = {"config.toml": 'base_url = "https://t.example"\ntitle = "T"\ngenerate_feeds = true\n'}
    zola |= {"content/_index.md": "+++\n+++\n", "templates/shortcodes/a.html": "a"}
    pelican = {"pelicanconf.py": "SITENAME='T'\nSITEURL='https://t.example'\nPATH='content'\n"}
    pelican["pelicanconf.py"] += "TIMEZONE='UTC'\nAUTHOR='A'\nDEFAULT_LANG='en'\n"
    eleventy = {"eleventy.config.js": "export default function (config) {}\n"}
    tagged = yaml.replace("{more}", "\ntags: [post]{more}")
    lines = "Title: {title}\nDate: 2026-01-0{day} 10:00{more}\n\n"
    fields = "{title}\n########\n\n:date: 2026-01-0{day} 10:00{more}\n\n"
    meta = (
        '<html><head><title>{title}</title><meta name="date" content="2026-01-0{day} 10:00">'
        "</head><body>{more}"
    )
    ours = _OURS + _SITE
    return {
        "jekyll": Layout("_posts/2026-01-0{day}-{name}.md", yaml, jekyll),
        "jekyll html": Layout("_posts/2026-01-0{day}-{name}.html", yaml, jekyll, kind="html"),
        "hugo": Layout("content/posts/{name}.md", yaml, hugo),
        "hugo unsafe": Layout("content/posts/{name}.md", yaml, unsafe),
        "hugo toml": Layout("content/posts/{name}.md", toml, hugo, kind="toml"),
        "hugo html": Layout("content/posts/{name}.html", yaml, hugo, kind="html"),
        "pelican": Layout("content/{name}.md", lines, pelican, kind="plain markdown"),
        "pelican rst": Layout("content/{name}.rst", fields, pelican, kind="rst"),
        "pelican html": Layout("content/{name}.html", meta, pelican, kind="html"),
        "eleventy": Layout("posts/{name}.md", tagged, eleventy, ours),
        "eleventy html": Layout("posts/{name}.html", tagged, eleventy, ours, "html"),
        "zola": Layout("content/{name}.md", toml, zola, kind="toml markdown"),
        "plain": Layout("{name}.md", yaml, {}, ours),
        "plain html": Layout("{name}.html", yaml, {}, ours, "html"),
    }


LAYOUTS = _layouts()


class Case(NamedTuple):
    """One bad post, and where it lies."""

    layout: str
    shape: str
    make: Repeat
    in_front_matter: bool


def cases() -> Iterator[Case]:
    """Yield every shape that each layout's posts can have."""
    for name, layout in LAYOUTS.items():
        bodies = HTML if layout.kind == "html" else SHAPES if "markdown" in layout.kind else {}
        bodies = {**SHAPES, **RST} if layout.kind == "rst" else bodies
        yield from (Case(name, shape, make, False) for shape, make in bodies.items())
        heads = TOML if "toml" in layout.kind else {} if "plain" in layout.kind else YAML
        heads = {} if layout.head.startswith(("{", "<")) else heads
        yield from (Case(name, shape, make, True) for shape, make in heads.items())


class Found(NamedTuple):
    """What one build gave."""

    case: Case
    seconds: float
    memory: int
    good: int
    """Good posts in the feed."""
    said: str


def measure(place: Path, size: int, layouts: Collection[str], shapes: str) -> tuple[str, bool]:
    """Build every case whose layout and shape are asked for; return a table, the costly first.

    ``layouts`` are names of :data:`LAYOUTS`; ``shapes`` is a word of the shapes' names. It is well
    if each publishes all good posts in 10 seconds and 500 MB.
    """
    asked = [case for case in cases() if case.layout in layouts and shapes in case.shape]
    found = [build(case, place / str(at), size) for at, case in enumerate(asked)]
    found.sort(key=lambda one: (-one.seconds, -one.memory))
    rows = [
        f"| {one.case.layout} | `{one.case.shape.replace('|', chr(92) + '|')}` | {one.seconds:.1f} "
        f"| {one.memory >> 20} | {one.good} | {one.said} |"
        for one in found
    ]
    well = all(one.good == _GOOD and one.seconds <= 10 and one.memory <= 500 << 20 for one in found)
    head = "| generator | shape | s | MB | good posts | message |\n|---|---|---|---|---|---|"
    return "\n".join(["## Posts in the worst shapes", "", head, *rows]), well


def write(case: Case, place: Path, size: int) -> Path:
    """Write a tree of good posts and a bad one of ``size`` bytes or a few less; return it."""
    layout, tree = LAYOUTS[case.layout], place / "tree"
    files = dict(layout.site)
    for number in range(_GOOD):
        given = {"title": f"Good {number}", "day": 1 + number % 9, "more": ""}
        name = layout.path.format(name=f"good{number}", day=given["day"])
        files[name] = layout.head.format(**given) + f"Good text {number}.\n"
    room = size - 200
    text = case.make(room)
    if case.in_front_matter:
        bad = layout.head.format(title="Bad", day=9, more=text) + "a\n"
    else:
        bad = layout.head.format(title="Bad", day=9, more="") + text
    files[layout.path.format(name="bad", day=9)] = bad
    for path, content in files.items():
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (place / "feeds.yaml").write_text(layout.ours, encoding="utf-8")
    return tree


def build(case: Case, place: Path, size: int) -> Found:
    """Build such a tree in a process of its own."""
    place.mkdir(parents=True)
    tree, output = write(case, place, size), place / "out"
    report = place / "said"
    where = f"--config {place / 'feeds.yaml'} --source {tree} --output {output}".split()
    command = [sys.executable, "-m", "feeds", "build", *where, "--state", str(place / "state")]
    script = "import subprocess, sys; said = open(sys.argv[1], 'w'); "
    script += "subprocess.run(sys.argv[2:], stderr=said, stdout=said)"
    cost = costs({"": Job([sys.executable, "-c", script, str(report), *command])}, 0)[""]
    feeds = sorted(output.rglob("*.xml")) + sorted(output.rglob("*.atom"))
    text = feeds[0].read_text(encoding="utf-8") if feeds else ""
    good = sum(f"Good {number}<" in text for number in range(_GOOD))
    told = [line for line in report.read_text(errors="replace").splitlines() if "bad." in line]
    said = told[0].partition("bad.")[2].replace("|", "\\|")[:120] if told else ""
    shutil.rmtree(place)
    return Found(case, cost.seconds, cost.memory, good, said)


def main() -> int:
    """Measure what is asked for; 1 where a good post is lost, or too much time or memory used."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worst", description=__doc__)
    parser.add_argument("layouts", nargs="*", metavar="LAYOUT", help=", ".join(LAYOUTS))
    parser.add_argument("--shape", default="", help="a word of the shapes' names")
    parser.add_argument("--size", type=int, default=1 << 20, help="bytes of the bad post")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        page, well = measure(Path(place), given.size, given.layouts or LAYOUTS, given.shape)
    print(page)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
