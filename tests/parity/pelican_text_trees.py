"""Small sites for Pelican's typography, summaries and settings that are put together."""

from __future__ import annotations

from .pelican_trees import CONF, bodies, md, titles

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
