"""Small sites, one for each group of Pelican's rules: files by path."""

from __future__ import annotations

CONF = """\
SITEURL = "https://example.com"
SITENAME = "Example"
AUTHOR = "Ada Example"
PATH = "content"
TIMEZONE = "Europe/Rome"
DEFAULT_LANG = "en"
"""


def md(matter: str = "", body: str = "Some text.\n", date: str = "2020-01-01 10:00") -> str:
    """Return an article in Markdown."""
    start = f"Date: {date}\n" if date else ""
    return f"{start}{matter}\n{body}"


def rst(matter: str = "", body: str = "Some text.\n", title: str = "A title") -> str:
    """Return an article in reStructuredText."""
    return f"{title}\n{'#' * 4 * len(title)}\n\n:date: 2020-01-01 10:00\n{matter}\n{body}"


def _matters(*matters: str, date: str = "") -> dict[str, str]:
    return {
        f"content/name-{number}.md": md(f"{matter}\n", date=date or f"2020-01-{number:02} 10:00")
        for number, matter in enumerate(matters, 1)
    }


def titles(*titles: str) -> dict[str, str]:
    return _matters(*(f"Title: {title}" for title in titles))


def bodies(suffix: str, *bodies: str) -> dict[str, str]:
    if suffix == "md":
        return {
            f"content/body-{number}.md": md(
                f"Title: Body {number}\n", body, f"2020-01-{number:02} 10:00"
            )
            for number, body in enumerate(bodies, 1)
        }
    return {
        f"content/body-{number}.rst": rst(f":slug: body-{number}\n", body)
        for number, body in enumerate(bodies, 1)
    }


def _dated(*dates: str) -> dict[str, str]:
    return {
        f"content/date-{number}.md": md(f"Title: Date {number}\n", date=date)
        for number, date in enumerate(dates, 1)
    }


_FEEDS = """\
FEED_ATOM = "atom.xml"
FEED_RSS = "rss.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
TAG_FEED_RSS = "feeds/tag-{slug}.rss.xml"
TRANSLATION_FEED_RSS = "feeds/all-{lang}.rss.xml"
AUTHOR_FEED_ATOM = "feeds/by/{slug}.atom.xml"
AUTHOR_FEED_RSS = "feeds/by/{slug}.rss.xml"
"""

_EVERYTHING = (
    "{category}/{author}/{lang}/{date:%Y}-{date:%m}-{date:%d}/{date:%-d}/{date:%b}/{date:%j}/"
    "{date.year}/{slug}/{path}/{own}"
)

TREES: dict[str, dict[str, str]] = {
    "dates": {
        "pelicanconf.py": CONF,
        **_dated(
            "2010-12-02 10:14",
            "2012-03-04",
            "2012-03-04_05:06",
            "2012/3/4 5:06 pm",
            "2012-10-28T02:30:00+09:00",
            "March 5, 2013 10:00",
            "5 Mar 2013",
            "11-9-2017",
            "2019-03-04 17:01 UTC",
            "2019-03-04T07:01:02Z",
            "2019-03-04 07:01:02.123456",
            "20190304",
            "13/12/2019",
            "1/2/19",
            "2019-03-31 02:30",
            "1988-04-10 02:30",
            "Tue, 5 Mar 2019 10:00:00 +0200",
        ),
        "content/2019-05-06-from-name.md": md("Title: From its name\n", date=""),
        "content/modified.md": md("Title: Modified\nModified: 2021-02-03 04:05\n"),
        "content/zone.md": md("Title: Zone\nTimezone: Asia/Tokyo\n"),
    },
    "titles and slugs": {
        "pelicanconf.py": CONF,
        **titles(
            '"Quoted" -- it\'s the 90s...',
            "Vec<T> & friends",
            "AT&amp;T &lt;b&gt;",
            "<em>HTML</em> in a title",
            "金融新闻",
            "Café ﬁne Ünïcode ½",
            "  two   spaces --- and - hyphens_under ",
            "C++ / C#",
            "2020",
            "Title: with colon",
            "a\n    second line",
        ),
        "content/own.md": md("Title: Own\nSlug: My Own/Slug\n"),
        "content/url.md": md("Title: Url\nUrl: over/there/\nSave_as: over/there/index.html\n"),
        "content/url2.md": md("Title: Url 2\nUrl: /中文/x y.html#frag\nSave_as: x y.html\n"),
        "content/only.md": md("Title: Save\nSave_as: elsewhere.html\n"),
    },
    "unicode slugs": {
        "pelicanconf.py": CONF + "SLUGIFY_USE_UNICODE = True\nSLUGIFY_PRESERVE_CASE = True\n",
        **titles("金融 新闻！", "Café Été", "ﬁne ½"),
    },
    "slugs from names": {
        "pelicanconf.py": CONF
        + "SLUGIFY_SOURCE = 'basename'\n"
        + "SLUG_REGEX_SUBSTITUTIONS = [('[^\\\\w\\\\s-]', ''), (r'[-\\s]+', '_'), ('c', 'K')]\n"
        + "TAG_REGEX_SUBSTITUTIONS = [(r'\\+\\+', 'pp')]\n"
        + "TAG_FEED_ATOM = 'tags/{slug}.xml'\n",
        "content/Some Name.v2.md": md("Title: One\nTags: C++\n"),
        "content/sub/deep/other_Name.rst": rst(":tags: a b, C\n"),
    },
    "old substitutions": {
        "pelicanconf.py": CONF
        + "SLUG_SUBSTITUTIONS = (('C++', 'cpp'), ('.', '-', True))\n"
        + "TAG_SUBSTITUTIONS = (('d#', 'dsharp'),)\n"
        + "TAG_FEED_ATOM = 'tags/%s.xml'\nARTICLE_DIR = 'blog'\n",
        "content/blog/one.md": md("Title: All of C++ v1.0\nTags: D#, e\n"),
        "content/other/two.md": md("Title: Not read\n"),
    },
    "categories": {
        "pelicanconf.py": CONF + "DEFAULT_CATEGORY = 'Rest'\nTAG_FEED_ATOM = 'tags/{slug}.xml'\n",
        "content/root.md": md("Title: Root\n"),
        "content/Folder Name/inner.md": md("Title: Inner\n"),
        "content/folder-name/spelt.md": md("Title: Spelt\n", date="2020-01-02"),
        "content/a/b/deep.md": md("Title: Deep\n"),
        "content/a/own.md": md("Title: Own\nCategory: My Own\nTags: One, two,, three ,One\n"),
        "content/a/empty.md": md("Title: Empty\nCategory: \nTags:\n"),
        "content/a/semi.md": md("Title: Semi\nTags: a, b; c\nAuthors: Bo Example, Cy Example\n"),
        "content/a/two.md": md("Title: Two\nTags: one\nTags: two\nAuthor: Di Example\n"),
        "content/a/case.md": md("Title: Case\nTags: ONE, C++\nAuthor: di example\n"),
        "content/a/both.md": md("Title: B\nAuthor: Ed Example\nAuthors: Flo Example; Gus E.\n"),
        "content/a/cjk.md": md("Title: Cjk\nCategory: 财经\nTags: 新闻\n"),
    },
    "no categories": {
        "pelicanconf.py": CONF + "CATEGORY_SAVE_AS = ''\nUSE_FOLDER_AS_CATEGORY = False\n",
        "content/a/one.md": md("Title: One\n"),
        "content/two.md": md("Title: Two\nCategory: Own\n"),
    },
    "no author": {
        "pelicanconf.py": CONF.replace("AUTHOR", "NOBODY"),
        "content/one.md": md("Title: One\n"),
        "content/two.md": md("Title: Two\nAuthor: Bo Example\n"),
    },
    "metadata from elsewhere": {
        "pelicanconf.py": CONF
        + "DEFAULT_METADATA = {'status': 'draft', 'tags': 'x, y'}\n"
        + "DEFAULT_DATE = (2012, 3, 2, 14, 1)\n"
        + r"FILENAME_METADATA = '(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)'"
        + "\n"
        + r"PATH_METADATA = r'(?P<category>[^/]+)/(?P<lang>\w\w)/.*'"
        + "\n"
        + "EXTRA_PATH_METADATA = {'a': {'status': 'published'}, 'a/en/x.md': {'slug': 'extra'}}\n",
        "content/a/en/x.md": md("Title: X\n", date=""),
        "content/a/2019-02-03_named.md": md("Title: Named\n", date=""),
        "content/b/draft.md": md("Title: A draft\n"),
        "content/b/not.md": md("Title: Not\nStatus: published\nTags: own\n"),
    },
    "default date": {
        "pelicanconf.py": CONF + "DEFAULT_DATE = '2013-04-05 06:07'\n",
        "content/x.md": md("Title: X\n", date=""),
    },
    "what is published": {
        "pelicanconf.py": CONF
        + "ARTICLE_PATHS = ['blog', 'single.md', 'news/in']\nARTICLE_EXCLUDES = ['blog/not']\n"
        + "IGNORE_FILES = ['.*', '_*', '*.tmp.md']\nREADERS = {'html': None}\n",
        "content/single.md": md("Title: Single\n"),
        "content/other.md": md("Title: Other\n"),
        "content/blog/published.md": md("Title: Published\nStatus: Published\n"),
        "content/blog/draft.md": md("Title: Draft\nStatus: draft\n"),
        "content/blog/hidden.md": md("Title: Hidden\nStatus: hidden\n"),
        "content/blog/skip.md": md("Title: Skip\nStatus: skip\n"),
        "content/blog/future.md": md("Title: Future\n", date="2999-01-01"),
        "content/blog/not/x.md": md("Title: X\n"),
        "content/blog/deep/not/y.md": md("Title: Y\n"),
        "content/blog/_private/z.md": md("Title: Z\n"),
        "content/blog/.hidden.md": md("Title: Dot\n"),
        "content/blog/a.tmp.md": md("Title: Tmp\n"),
        "content/blog/upper.MD": md("Title: Upper\n"),
        "content/blog/long.markdown": md("Title: Long\n"),
        "content/blog/mkd.mkd": md("Title: Mkd\n"),
        "content/blog/page.html": "<html><head><title>P</title></head></html>",
        "content/news/in/n.md": md("Title: N\n"),
        "content/news/out/o.md": md("Title: O\n"),
        "content/pages/about.md": md("Title: About\n"),
    },
    "no future": {
        "pelicanconf.py": CONF + "WITH_FUTURE_DATES = False\n",
        "content/future.md": md("Title: Future\n", date="2999-01-01"),
        "content/past.md": md("Title: Past\n"),
    },
    "content at the root": {
        "pelicanconf.py": CONF.replace('PATH = "content"\n', ""),
        "one.md": md("Title: One\n"),
        "sub/two.md": md("Title: Two\n"),
        "pages/page.md": md("Title: Page\n"),
    },
    "every placeholder": {
        "pelicanconf.py": CONF
        + f"ARTICLE_URL = {_EVERYTHING!r}\nARTICLE_SAVE_AS = '{{slug}}-{{own}}.html'\n",
        "content/sub/one.md": md("Title: One\nOwn: x-1\nCategory: Big News\n"),
        "content/sub/two.rst": rst(":own: y\n:author: Bo Example\n"),
    },
    "site below a path": {
        "pelicanconf.py": CONF.replace("example.com", "Example.com:8080/Blog/")
        + "ARTICLE_URL = 'posts/{date:%Y/%m}/{slug}/'\nFEED_APPEND_REF = True\n",
        **titles("One", "Ein schöner Tag"),
    },
    "rooted URLs": {
        "pelicanconf.py": CONF.replace("example.com", "example.com/blog")
        + "ARTICLE_URL = '/p/{slug}'\n",
        **titles("One", "Two"),
    },
    "relative URLs": {
        "pelicanconf.py": CONF + "RELATIVE_URLS = True\n",
        **titles("One", "Two"),
    },
    "publishconf": {
        "pelicanconf.py": CONF.replace("https://example.com", "")
        + "FEED_ALL_ATOM = None\nCATEGORY_FEED_ATOM = None\nTRANSLATION_FEED_ATOM = None\n"
        + "AUTHOR_FEED_ATOM = None\nAUTHOR_FEED_RSS = None\nMENU = [('a', 'b')]\n",
        "publishconf.py": "import os\nimport sys\nsys.path.append(os.curdir)\n"
        + "from pelicanconf import *\n\nDOMAIN = 'example.net'\nSITEURL = f'https://{DOMAIN}'\n"
        + "FEED_ALL_ATOM = 'feeds/all' + '.atom.xml'\nCATEGORY_FEED_ATOM = 'feeds/{slug}.xml'\n"
        + "MENU += [('c', 'd')]\n",
        **titles("One", "Two"),
    },
    "every feed": {
        "pelicanconf.py": CONF + _FEEDS + "RSS_FEED_SUMMARY_ONLY = False\n",
        "content/one.md": md("Title: One\nTags: a, b\nAuthors: Bo Example; Cy Example\n"),
        "content/deux.md": md("Title: Deux\nLang: fr\nSlug: one\nTags: a\n"),
        "content/drei.md": md("Title: Drei\nLang: de\n", date="2021-01-01"),
    },
    "originals alone": {
        "pelicanconf.py": CONF + "FEED_ALL_ATOM = None\nFEED_ATOM = 'index.xml'\n",
        "content/one.md": md("Title: One\n"),
        "content/fr/one.md": md("Title: Un\nLang: fr\nSlug: one\n"),
    },
    "translations": {
        "pelicanconf.py": CONF
        + "FEED_ATOM = 'originals.xml'\nARTICLE_LANG_URL = '{lang}/{slug}'\n",
        "content/one.md": md("Title: One\n"),
        "content/un.md": md("Title: Un\nLang: fr\nSlug: one\n"),
        "content/eins.md": md("Title: Eins\nLang: de\nSlug: one\n", date="2020-02-01"),
        "content/due.md": md("Title: Due\nLang: it\n"),
        "content/marked.md": md("Title: Marked\nSlug: m\nTranslation: true\nSave_as: m2.html\n"),
        "content/unmarked.md": md("Title: Unmarked\nLang: fr\nSlug: m\n"),
        "content/trois.rst": rst(":slug: three\n:lang: fr\n", title="Trois"),
        "content/three.rst": rst(":slug: three\n", title="Three"),
    },
    "translations by another name": {
        "pelicanconf.py": CONF + "ARTICLE_TRANSLATION_ID = 'group'\n",
        "content/one.md": md("Title: One\nGroup: a\n"),
        "content/un.md": md("Title: Un\nLang: fr\nGroup: a\n"),
        "content/deux.md": md("Title: Deux\nLang: fr\nGroup: b\n"),
    },
    "ties": {
        "pelicanconf.py": CONF + "FEED_MAX_ITEMS = 4\n",
        **{
            f"content/{name}.md": md(f"Title: {title}\n")
            for name, title in (
                ("a", "Zed"),
                ("b", "Why"),
                ("c", "An"),
                ("d", "Be"),
                ("e", "Ce"),
                ("f", "De"),
            )
        },
    },
    "order by title": {
        "pelicanconf.py": CONF + "ARTICLE_ORDER_BY = 'title'\n",
        **titles("b", "A", "c", "Bb"),
    },
    "order by name, backwards": {
        "pelicanconf.py": CONF + "ARTICLE_ORDER_BY = 'reversed-basename'\nFEED_MAX_ITEMS = 3\n",
        **titles("b", "A", "c", "Bb"),
    },
    "order by date, oldest first": {
        "pelicanconf.py": CONF + "ARTICLE_ORDER_BY = 'date'\nFEED_MAX_ITEMS = 3\n",
        **titles("b", "A", "c", "Bb"),
    },
    "metadata lines": {
        "pelicanconf.py": CONF,
        "content/fences.md": "---\ntitle: Fences\ndate: 2020-01-02\ntags: a, b\n---\n\nText.\n",
        "content/dots.md": "---\ntitle: Dots\ndate: 2020-01-03\n...\nText at once.\n",
        "content/crlf.md": "Title: Lines\r\nDate: 2020-01-04\r\n\r\nText.\r\n",
        "content/bom.md": "\ufeffTitle: Bom\nDate: 2020-01-05\n\nText.\n",
        "content/case.md": "TITLE: Case\ndAtE: 2020-01-06\n\nText.\n",
        "content/none.md": "Title: No blank line\nDate: 2020-01-07\n# Text at once\n\nMore.\n",
        "content/only.md": "Title: Only metadata\nDate: 2020-01-08",
        "content/tabs.md": "Title:\tTabs\nDate:\t2020-01-09\n\n\tcode\n",
        "content/more.md": "Title: More\nDate: 2020-01-10\nNote: a\n    b\n    c\n\nKey: value\n",
    },
    "Markdown": {
        "pelicanconf.py": CONF,
        **bodies(
            "md",
            "# Head {#own}\n\nText with *stars*, __bars__ & <b>HTML</b>.\n\n* a\n* b\n\n1. c\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n\nTerm\n:   Definition\n\nNote[^1].\n\n[^1]: Foot.\n",
            "```python\nprint('a' < 'b')\n```\n\n    #!python\n    x = 1\n    y = 2\n\n"
            "    :::js\n    a\n",
            "*[HTML]: Hyper\n\nHTML is <div markdown=1>*inside*</div>\n\n<div>\n*raw*\n</div>\n",
            "~~~~{.python hl_lines=1}\na = 'b'\n~~~~\n\n> quote\n> more\n\nEnd  \nof it\\\n.\n",
            '![Alt](a.png "T") [link](b.html){: .x } `code` &copy; 5 < 6 **重点：**后文 a_b_c\n',
            '<script>alert(1)</script>\n\n<!-- comment -->\n\nText ---  "quoted"...\n',
        ),
    },
    "Markdown's extensions": {
        "pelicanconf.py": CONF
        + "MARKDOWN = {'extensions': ['smarty', 'markdown.extensions.nl2br'],\n"
        + "  'extension_configs': {'markdown.extensions.toc': {'permalink': True},\n"
        + "    'markdown.extensions.codehilite': {'linenums': True}, 'admonition': {}}}\n",
        **bodies(
            "md",
            '[TOC]\n\n# One\n\n## Two\n\n"Quotes" -- and\nlines...\n',
            '!!! note "Title"\n    Inside.\n\n    code\n\n        more code\n',
        ),
    },
    "reStructuredText": {
        "pelicanconf.py": CONF,
        **bodies(
            "rst",
            "Text with *stars*, **bold**, ``code`` & <b>.\n\n* a\n* b\n\n1. c\n\n"
            "term\n  Meaning.\n",
            "Head\n====\n\nText.\n\nHead 2\n======\n\nSub\n---\n\n.. contents::\n\n"
            "Text [1]_.\n\n.. [1] F\n",
            ".. code-block:: python\n\n   print('a')\n\n.. sourcecode:: nothing\n\n"
            "   x\n\n.. code:: python\n\n   y\n",
            "=====  =====\nA      B\n=====  =====\n1      2\n=====  =====\n\n"
            ".. note:: Look\n\n.. image:: a.png\n",
            ":abbr:`HTML (Hyper)` and :sup:`2` :sub:`3` :math:`x^2`, |sub|.\n\n"
            ".. |sub| replace:: put in\n",
            ".. raw:: html\n\n   <b>raw</b>\n\n.. figure:: a.png\n   :alt: alt\n\n"
            "   Caption.\n\n`link <http://x.y>`_\n",
            ".. role:: own\n\n:own:`text` and A_ ref.\n\n.. _A: http://example.org\n\n"
            ".. epigraph::\n\n   Wise.\n",
        ),
        "content/title.rst": rst(title="A *starred* & <odd> ``title``"),
        "content/sub.rst": "Main\n====\n\nSubtitle\n--------\n\n:date: 2020-03-01\n\nText.\n",
        "content/over.rst": "####\nOver\n####\n\n:date: 2020-03-02\n:Authors: - Bo Example\n"
        + "          - Cy Example\n:Tags: x, y\n:status: published\n:category: Own\n\nText.\n",
        "content/author.rst": rst(":author: Di Example\n:modified: 2020-05-05\n", title="Author"),
        "content/field.rst": ":title: From a field\n:date: 2020-03-03\n:slug: from-field\n\n"
        "Text.\n",
        "content/wrong.rst": rst(body="Text *without end.\n", title="Wrong"),
        "content/sections.rst": "One\n===\n\n:date: 2020-01-01\n\nText\n\nTwo\n===\n\nText\n",
    },
    "a German reStructuredText": {
        "pelicanconf.py": CONF.replace('"en"', '"de"')
        + "DOCUTILS_SETTINGS = {'smart_quotes': True}\n",
        "content/eins.rst": rst(":autor: Bo Example\n", '.. note:: "Hallo" -- du.\n', "Eins"),
    },
    "HTML": {
        "pelicanconf.py": CONF,
        "content/one.html": "<html><head><title>One &amp; <i>x</i></title>"
        + '<meta name="date" content="2012-07-09 22:28" /><meta name="tags" content="a, b">'
        + '<meta name="modified" contents="2012-07-10 20:28"><meta name="Category" content="C">'
        + '<META NAME="keywords" CONTENT="k, l"><meta charset="utf-8"></head>\n'
        + "<body class=x><p>Text &amp; <b>bold</b> <br/> &#169; <!-- c -->\n</body></html>",
        "content/two.htm": '<head><title>Two</title><meta name="date" content="2012-01-01">'
        + "</head><p>outside</p><body>inside<script>x<y</script></body>",
        "content/three.html": '<html><head><meta name="date" content="2012-01-01"></head></html>',
        "content/bodiless.html": '<head><title>B</title><meta name="date" content="2012-01-01">'
        + "</head><body>never closed",
    },
    "links of its own": {
        "pelicanconf.py": CONF + "STATIC_PATHS = ['images']\n",
        "content/one.md": md(
            "Title: One\n",
            "[two]({filename}sub/two.md#frag) [page]({filename}/pages/about.md) [t]({tag}Big Tag)\n"
            "![i]({static}/images/a%20b.png) [x](|filename|sub/two.md) `{filename}sub/two.md`\n\n"
            "[c]({category}C) [a]({author}Ada Example) [i]({index}) [no]({filename}no.md)\n\n"
            "    [two]({filename}sub/two.md)\n\n[r]: {filename}sub/two.md\n\n[ref][r]\n",
        ),
        "content/sub/two.md": md("Title: Two\n", "[one]({filename}../one.md)\n"),
        "content/sub/three.rst": rst(body="`two <{filename}two.md>`_ ``{filename}two.md``\n"),
        "content/pages/about.md": md("Title: About\n"),
        "content/images/a b.png": "",
    },
    "settings that are changed": {
        "pelicanconf.py": CONF
        + "import os\nHERE = os.path.dirname(__file__)\nLOCALE = ('en_US',)\n"
        + "MARKDOWN = {'extension_configs': {}}\n"
        + "MARKDOWN['extension_configs']['markdown.extensions.smarty'] = {}\n"
        + "ARTICLE_PATHS = []\nARTICLE_PATHS.append('blog')\nARTICLE_PATHS += ['news']\n"
        + "try:\n    FEED_MAX_ITEMS = 2\nexcept Exception:\n    pass\n"
        + "if not SITEURL:\n    SITEURL = 'https://never.example'\n",
        "content/blog/one.md": md("Title: One\n", '"Quoted" -- text\n'),
        "content/news/two.md": md("Title: Two\n"),
        "content/three.md": md("Title: Three\n"),
    },
    "clean URLs of long ago": {
        "pelicanconf.py": CONF + "CLEAN_URLS = True\nFEED = 'feed.xml'\n",
        **titles("One", "Two"),
    },
}
