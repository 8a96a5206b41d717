"""Small sites for what becomes of bodies: links, code, shortcodes, summaries."""

from __future__ import annotations

from .hugo_trees import CONFIG, bodies, page

_LONG = CONFIG + "summaryLength = 5000\n"
_UNSAFE = "[markup.goldmark.renderer]\nunsafe = true\n"
_LANGUAGES = (
    "defaultContentLanguage = 'de'\n[languages.de]\nweight = 1\n[languages.fr]\nweight = 2\n"
)
_ADDRESSES = (
    "See https://a.example/x. Mail me@h.example, www.h.example.\n",
    "(https://a.example/x) (see https://a.example/x(y)) https://a.example/(a)b)\n",
    "http://a.example:80/p?q=1&r=2#f, ftp://f.example/x; xftp://f.example https://localhost/x\n",
    "https://a.example/x_y_z https://a.example/*a*b *https://a.example/* _https://a.example/q_\n",
    "**https://a.example/** ~~https://a.example/x~~ ***www.a.example***\n",
    "[https://a.example](https://b.example) ![https://a.example/i](i.png) [x https://c.example\n",
    "[foo](bar)https://a.example/x [foo]https://a.example/y\n",
    "`https://a.example` ``https://b.example ` x`` `z`https://c.example ` www.b.example\n",
    '"https://a.example" \'https://a.example\' "see https://a.example/y" a\'https://a.example\n',
    '--https://a.example ...https://a.example -https://a.example a"https://b.example\n',
    '<https://a.example/x> <g@h.example> <b>https://a.example</b> <i title="www.a.example">y</i>\n',
    "<div>\nhttps://a.example/x\n</div>\n\nhttps://b.example/y <!-- www.a.example -->\n",
    "    https://a.example/code\n\n```\nhttps://a.example/x\n```\nhttps://b.example/x\n",
    "- https://a.example/x\n- [ ] https://b.example/x\n- [x https://c.example/y\n- www.d.example\n",
    "> https://a.example/x\n>www.b.example/y\n\n# See www.a.example\n",
    "|a|b|\n|---|---|\n|https://a.example/x|www.b.example|\n| g@h.example | [www.c.example |\n",
    "[r]: https://a.example/x\n\n[s]:\n  https://a.example/x\n\n[r] [s] https://b.example/x\n",
    "a[^x] b[^y] c[^x] https://b.example\n\n[^y]: www.a.example\n\n    - l\n\n[^x]: ex\n",
    "# https://a.example/x\n\n# www.a.example me@a.example\n\n# See www.a.example\n",
    "\\https://a.example \\*https://b.example \\(https://c.example\n",
    "https://a.example/x). https://a.example/&amp; https://a.example/x&copy;) https://a.example/x;\n",
    "https://中文.example/x https://a.example/中文 中文https://a.example 中文 https://a.example\n",
    "www.a.example/x?y=z. www.a www.A.example WWW.a.example xwww.a.example www.a.example).\n",
    "a@b.example. a.b+c@d-e.example, a@b a@b.c_ a@b.c- (a@b.example) _a@b.example_ a_b@c.example\n",
    "https://a.example/a--b https://a.example/a...b https://a.example/a'b'c https://a.example/%zz\n",
    "全角\u3000https://a.example \u00a0https://b.example 半角 https://c.example\u3000后\n",
    "https://a.example!? https://a.example/x?! https://a.example/*** https://user:pw@a.example/x\n",
    '[x](<https://a.example/a b> "t") www.b.example [z](https://a.example/x (t)) www.q.example\n',
)
_HERE = "content/post/a.md"


def _linked(*targets: str) -> str:
    return "".join(f"[{number}](<{target}>)\n\n" for number, target in enumerate(targets))


def _referring(*codes: str) -> str:
    return "".join(f"[{number}]({{{{< {code} >}}}})\n\n" for number, code in enumerate(codes))


_PAGES = {
    "content/post/b.md": page("title: B\ndate: 2020-01-02\nurl: /other/b/\n"),
    "content/post/leaf/index.md": page("title: L\ndate: 2020-01-03\nslug: lf\ntags: [x y]\n"),
    "content/post/leaf/pic.png": "x",
    "content/post/sec/_index.md": page("title: S\n", ""),
    "content/post/sec/e.md": page("title: E\ndate: 2020-01-04\n", "[b](b.md) [up](../b)\n"),
    "content/post/a b.md": page("title: AB\ndate: 2020-01-05\n"),
    "content/c/d.md": page("title: D\ndate: 2020-01-06\n"),
    "content/about.md": page("title: About\ndate: 2020-01-07\n"),
    "assets/logo.png": "x",
}
_TARGETS = (
    "b.md",
    "b",
    "./b.md",
    "../post/b.md",
    "../b",
    "post/b.md",
    "B.MD",
    "/post/b/#z",
    "/post/b.html?x=1#f",
    "b.en.md",
    "c/d.md",
    "/c/",
    "../c",
    "sec",
    "sec/_index.md",
    "sec/e.md",
    "leaf",
    "leaf/index.md",
    "/post/leaf/index",
    "a%20b.md",
    "/tags/x-y",
    "/tags",
    "..",
    ".",
    "/",
    "/about.md",
    "logo.png",
    "pic.png",
    "none.md",
    "#z",
    "?q",
    "https://a.example/b.md",
    "/none/",
    "//x.example",
)
_RESOLVED = tuple(one for one in _TARGETS if one != "/none/")
"""Those that lead to the same on a page and in a feed, if the site has a path."""
_REFS = (
    'relref "b.md"',
    'ref "b"',
    'relref "d"',
    'relref "/c"',
    'relref "c"',
    'relref "tags/x-y"',
    'relref "x-y"',
    'relref "leaf"',
    'relref "leaf/index.md"',
    'relref "sec/_index.md"',
    'ref "b.md#z"',
    'ref "#z"',
    'relref path="c" outputFormat="rss"',
    'relref "/"',
    'relref "about"',
    'relref "A B"',
)
_PICTURES = (
    "![a](berg.jpg) ![b](own.png) [c](My%20File.PDF) ![d](./BERG.JPG?w=1#f) ![e](none.png) "
    "![f](../other.png) ![g](/p/x/berg.jpg) [h](sub/x.txt)\n"
)
_FILES = {
    f"content/p/x/{name}": "x"
    for name in ("berg.jpg", "own.png", "own.fr.png", "My File.PDF", "sub/x.txt")
}


def _bundle(config: str, matter: str = "") -> dict[str, str]:
    return {
        "hugo.toml": _LONG + config,
        **_FILES,
        "content/p/x/index.de.md": page("title: A\ndate: 2020-01-01\n", _PICTURES),
        "content/p/x/index.fr.md": page(f"title: A\ndate: 2020-01-01\n{matter}", _PICTURES),
    }


TREES: dict[str, dict[str, str]] = {
    "bare addresses": {"hugo.toml": _LONG, **bodies(*_ADDRESSES)},
    "bare addresses beside raw HTML": {"hugo.toml": _LONG + _UNSAFE, **bodies(*_ADDRESSES)},
    "bare addresses of another protocol": {
        "hugo.toml": f"{_LONG}[markup.goldmark.extensions]\nlinkifyProtocol = 'http'\n",
        **bodies("www.a.example and https://a.example\n"),
    },
    "ids of headings": {
        "hugo.toml": _LONG,
        **bodies(
            "# **Scaling [LJ](x)** now\n\n# **b `c` *d* e**\n\n# *[a](b) c*\n\n# [**a** b](c) d\n",
            "# ![alt](y) z\n\n# ~~s **t**~~\n\n# A *b*\n\n# A *b*\n\n# !!\n\n# Own {#it}\n",
            "# a &amp; b -- 'c'\n\n# <b>raw</b> x\n\n# `code` *x* [l](y)\n\n## 中文 x's\n",
        ),
    },
    "no bare addresses": {
        "hugo.toml": f"{_LONG}[markup.goldmark.extensions]\nlinkify = false\n",
        **bodies("www.a.example and https://a.example/'x'--y\n"),
    },
    "links without hooks": {
        "hugo.toml": _LONG,
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _linked(*_TARGETS)),
    },
    "links with hooks": {
        "hugo.toml": f"{_LONG}[languages.en]\nweight = 1\n",
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _linked(*_TARGETS)),
    },
    "links below a path": {
        "hugo.toml": "baseURL = 'https://example.com/base/'\ntitle = 'T'\nsummaryLength = 5000\n"
        "[markup.goldmark.renderHooks.link]\nuseEmbedded = 'always'\n",
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _linked(*_RESOLVED)),
        "content/post/leaf/index.md": page(
            "title: L\ndate: 2020-01-03\ntags: [x y]\n", _linked(*_RESOLVED)
        ),
    },
    "links with hooks turned off": {
        "hugo.toml": f"{_LONG}[markup.goldmark.renderHooks.link]\nuseEmbedded = 'never'\n"
        "[languages.en]\nweight = 1\n",
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _linked("b.md", "leaf") + "![x](/logo.png)\n"),
    },
    "links with ugly addresses": {
        "hugo.toml": f"{_LONG}uglyURLs = true\n[languages.en]\nweight = 1\n",
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _linked(*_TARGETS)),
        "content/c/r.md": page("title: R\ndate: 2020-01-01\n", _referring(*_REFS[1:7])),
    },
    "a section that gives its address": {
        "hugo.toml": f"{_LONG}{_LANGUAGES}",
        "content/own/_index.fr.md": page("title: O\nurl: /mine/\n", ""),
        "content/post/a.fr.md": page("title: A\ndate: 2020-01-01\n", _linked("/own", "/post")),
    },
    "files with names": {
        "hugo.toml": f"{_LONG}[languages.en]\nweight = 1\n",
        **{f"content/p/x/{name}": "x" for name in ("1.jpg", "b.png", "a.png", "sub/c.png")},
        "content/p/x/index.md": page(
            "title: X\nresources: [{src: 1.jpg, name: cover}, "
            "{src: '*.png', name: 'shot-:counter'}, {src: 'sub/*', title: T}]\n",
            "![a](cover) ![b](shot-1) ![c](shot-2) ![d](1.jpg) ![e](Cover) [f](shot-3)\n"
            '{{< figure src="cover" >}} ![g](sub/c.png) ![h](a.png)\n',
        ),
    },
    "shortcodes in HTML": {
        "hugo.toml": _LONG,
        "content/post/a.html": page(
            "title: A\nsummary: '*s* <b>t</b>'\n",
            '<p>*a*</p>{{< details summary="*b*" >}}*c*{{< /details >}}\n'
            '{{< figure src="/x.png" caption="*d*" >}} {{< ref "/post/a" >}}\n',
        ),
    },
    "refs": {
        "hugo.toml": _LONG,
        **_PAGES,
        _HERE: page("title: A\ndate: 2020-01-01\n", _referring(*_REFS)),
        "content/c/r.md": page("title: R\ndate: 2020-01-01\n", _referring(*_REFS[1:8])),
    },
    "files of translated bundles": _bundle(_LANGUAGES),
    "files of translated bundles in folders": _bundle(
        f"defaultContentLanguageInSubdir = true\n{_LANGUAGES}", "slug: other\n"
    ),
    "files of translated bundles with ugly addresses": _bundle(f"uglyURLs = true\n{_LANGUAGES}"),
    "highlighted code": {
        "hugo.toml": _LONG,
        **bodies(
            '{{< highlight go >}}\nx := "a" // -- *b* ... <c>\n\n\ty\n{{< /highlight >}}\n\nz\n',
            'a {{< highlight sh "hl_inline=true" >}}ls *x* -- "y"{{< /highlight >}} b\n',
            "- item\n\n  {{< highlight sh >}}\n  a\n    b\n  {{< /highlight >}}\n\n- next\n",
            '{{% highlight sh %}}\nls *x* -- "y"\n{{% /highlight %}}\n\nc\n',
            "{{< highlight >}}\nplain <b>\n{{< /highlight >}}\n",
            'a {{% highlight sh "hl_inline=true" %}}ls "y"{{% /highlight %}} "b"\n',
            "```go {hl_lines=[1]}\nx\n```\n\n~~~sh\ny\n~~~\n",
        ),
    },
    "code in fences": {
        "hugo.toml": _LONG,
        **bodies(
            "```go {hl_lines=[1]}\nx\n\n\n```\n\n```go{hl_lines=[1]}\n\nx\n```\n",
            "```\n\n```\n\n~~~ sh\na  \n\tb\n~~~\n\n    c\n\n    d\n\n",
            '- a\n\n  ```nowhere\n  b -- "c"\n    d\n  ```\n\n> ```\n> e\n> ```\n',
        ),
    },
    "embedded shortcodes": {
        "hugo.toml": f"{_LONG}[params]\nmail = 'me@a.example'\n",
        **bodies(
            "{{< youtube abc >}}\n\nand {{< youtube id=abc start=30 autoplay=true loop=true >}}\n",
            "{{< vimeo 123 >}}\n\nafter\n",
            '{{< figure src="/a b.png" link="/l" title="T *x*" caption="C [l](/x) www.a.example" '
            'attr="by *A*" attrlink="https://b.example/" alt="al" >}}\n',
            '{{< details summary="S *s*" >}}\n**a** {{< param mail >}} www.a.example\n\n- b\n'
            "{{< /details >}}\n\nafter\n",
            '{{% details summary="S" %}}in{{% /details %}}\n\nafter\n',
            "{{< param mail >}} <b>dropped</b> {{% param mail %}}\n",
        ),
        "content/posts/b/index.md": page(
            "title: B\ndate: 2020-02-01\nslug: other\n",
            '{{< figure src="own.png" >}} {{< figure src="none.png" caption="c" >}}\n',
        ),
        "content/posts/b/own.png": "x",
    },
    "summaries by hand": {
        "hugo.toml": CONFIG,
        **bodies(
            "one *two*\n<!--more-->\nthree\n",
            "- a\n- b <!--more--> c\n- d\n",
            "> q\n<!--more-->\nw\n",
            "![i](x.png) [l](/x)\n\nnext\n\n<!--more-->\n\nb\n",
            "no <!--more--> a <!--more--> b\n",
        ),
        "content/posts/given.md": page(
            "title: G\ndate: 2020-01-01\nsummary: 'A *given* [one](/x) www.a.example'\n", "body\n"
        ),
        "content/posts/two.md": page('title: G\ndate: 2020-01-01\nsummary: "a\\n\\nb"\n', "body\n"),
        "content/posts/empty.md": page(
            "title: G\ndate: 2020-01-01\nsummary: kept\n", "<!--more-->\nbody\n"
        ),
    },
}
