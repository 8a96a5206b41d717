"""Small sites for Pelican's typography, summaries and settings that are put together."""

from __future__ import annotations

from .pelican_trees import CONF, bodies, md, rst, titles

_TYPESET = (
    '"Quotes" -- it\'s "fine" & dandy...\n\n'
    '* one two "three"\n* AT&T and NASA\'s ``code -- x``\n\n'
    '    code -- "x"\n\n'
    "# A heading of *four words*\n\n"
    "<p class='note'>a -- \"b\" c</p> --- the '80s\n",
    '> quote -- "it"\n\n`a -- b` and a `last` *word*\n\n'
    '| a -- b |\n|---|\n| "c d" |\n\n<!-- a "b" -->\n\n'
    "<a href='x?a=1 & b=2' title='A & B'>link -- text</a>, A.B.C. & so \\\\\"on\\\\\" -- . . .\n",
)

_WORDS = " ".join(f"word{number}" for number in range(60))
_LONG = (
    f"A [link]({{filename}}body-2.md) and *emphasis, {_WORDS}* end.\n\nSecond.\n",
    f"* one\n* two [x](/y) ![i](z.png) **{_WORDS}**\n\n> quote\n",
    f"# Head\n\n```python\ncode = 1  # {_WORDS}\n```\n\nAfter.\n",
    f"First *paragraph*.\n\n> Quoted.\n\nSecond, {_WORDS}.\n\n1. a\n",
    f"<div><img src='a.jpg' alt=''><p>{_WORDS}</p></div>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
)
_LONG_RST = (
    f"Text with *stars* {_WORDS}.\n\nSecond.\n",
    f".. contents::\n\nHead\n====\n\nText\n\nHead 2\n======\n\n{_WORDS}\n",
)

TEXT_TREES: dict[str, dict[str, str]] = {
    "typographic quotes": {
        "pelicanconf.py": CONF + "TYPOGRIFY = True\n",
        **bodies("md", *_TYPESET),
        **titles(
            "It's a -- b...",
            'The "Green" man & <em>his wife</em>',
            "Why -- oh--why NASA's ``X'' --- '80s",
            "One",
            '金融 -- 新闻 "引"',
        ),
        "content/page.html": '<html><head><title>A "title" -- x</title>'
        + '<meta name="date" content="2012-07-09"><meta name="summary" content="a -- b c"></head>'
        + '<body><p>Text -- "b" c</p><pre>a -- b</pre></body></html>',
        "content/short.md": md('Title: "S" s\nSummary: It\'s *a* -- b\n', 'Text -- "b" c\n'),
    },
    "typographic quotes in reStructuredText": {
        "pelicanconf.py": CONF + "TYPOGRIFY = True\n",
        **bodies("rst", 'A "yes" -- it\'s ``"fine" -- now``...\n\n.. note:: "A" --- b c\n'),
    },
    "typography as the settings have it": {
        "pelicanconf.py": CONF
        + "TYPOGRIFY = True\nTYPOGRIFY_IGNORE_TAGS = ['p.note', 'blockquote']\n"
        + "TYPOGRIFY_OMIT_FILTERS = ['widont', 'caps']\nTYPOGRIFY_DASHES = 'oldschool'\n"
        + "SLUGIFY_USE_UNICODE = True\n",
        **bodies("md", *_TYPESET),
        **titles("It's a -- b --- c", "a--b", "Two words", "ein--Café"),
    },
    "typography of dashes": {
        "pelicanconf.py": CONF + "TYPOGRIFY = True\nTYPOGRIFY_DASHES = 'oldschool_inverted'\n",
        **bodies("md", *_TYPESET),
        **titles("It's a -- b --- c"),
    },
    "summaries": {
        "pelicanconf.py": CONF
        + "TAG_FEED_ATOM = 'feeds/tag-{slug}.xml'\nFEED_ALL_RSS = 'all.rss'\n",
        **bodies("md", *_LONG),
        "content/own.md": md(
            "Title: Own\nSummary: My *own* [one]({filename}body-1.md) & <b>x</b>\n"
        ),
        "content/lines.md": md("Title: Lines\nSummary: First\n    second *line*\n", _LONG[0]),
        "content/page.html": '<html><head><title>A</title><meta name="date" content="2012-07-09">'
        + '<meta name="summary" content="a <b>b</b> c"></head><body><p>Text</p></body></html>',
        "content/short.md": md("Title: Short\n", "Only *a few* words.\n"),
        "content/image.md": md("Title: Image\n", "![A photo](a.jpg)\n\n![Another](/b.jpg)\n"),
    },
    "summaries of reStructuredText": {
        "pelicanconf.py": CONF,
        **bodies("rst", *_LONG_RST),
        "content/own.rst": rst(":summary: My *own* summary\n", _LONG_RST[0]),
    },
    "summaries of a few words": {
        "pelicanconf.py": CONF + "SUMMARY_MAX_LENGTH = 12\nSUMMARY_END_SUFFIX = ' [more]'\n",
        **bodies("md", *_LONG),
    },
    "summaries of paragraphs": {
        "pelicanconf.py": CONF + "SUMMARY_MAX_LENGTH = None\nSUMMARY_MAX_PARAGRAPHS = 1\n",
        **bodies("md", *_LONG),
    },
    "summaries of whole articles": {
        "pelicanconf.py": CONF + "SUMMARY_MAX_LENGTH = None\n",
        **bodies("md", *_LONG),
    },
    "summaries that are not formatted": {
        "pelicanconf.py": CONF + "FORMATTED_FIELDS = []\nFEED_ALL_RSS = 'all.rss'\n",
        "content/own.md": md("Title: Own\nSummary: My *own* <b>x</b> & y\n", _LONG[0]),
    },
    "names of one slug": {
        "pelicanconf.py": CONF + "TAG_FEED_ATOM = 'tag-{slug}.xml'\n",
        "content/a.md": md("Title: A\nTags: Big News, C\nCategory: Cat\n", date="2020-01-01"),
        "content/b.md": md("Title: B\nTags: big news, c\n", date="2020-01-03"),
        "content/c.md": md("Title: C\nTags: Big News\nCategory: cat\n", date="2020-01-02"),
        "content/d.md": md("Title: D\nTags: BIG NEWS\nLang: fr\nSlug: c\n", date="2020-02-02"),
        "content/e.md": md("Title: Z\nTags: Tie\nAuthor: Bo Example\n", date="2020-01-01"),
        "content/f.md": md("Title: Y\nTags: tie\nAuthors: bo example\n", date="2020-01-01"),
        "content/g.md": md("Title: X\nTags: C, big news\nStatus: draft\n", date="2021-01-01"),
    },
    "settings by calls": {
        "pelicanconf.py": "import os\n"
        + CONF.replace('"content"', "os.path.join(os.path.dirname(__file__), 'c')")
        + "READERS = dict(html=None)\n"
        + "DEFAULT_METADATA = dict([('status', 'published')], tags='x')\n",
        "c/one.md": md("Title: One\n"),
        "c/two.html": "<html><head><title>Two</title><meta name='date' content='2020-01-01'>"
        + "</head><body>x</body></html>",
    },
}
