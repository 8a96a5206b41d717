"""Small Jekyll sites, one for each of jekyll-feed's settings and of collections' rules."""

from __future__ import annotations

from .trees import CONFIG, dated, matters, post

_DOCUMENTS = {
    "_docs/guide.md": post("date: 2020-05-01\ncategories: [how to]\ntags: t\n"),
    "_docs/in/depth/2020-04-01-Deep Dive.md": post("category: news\ncategories: a b\n"),
    "_docs/in/depth/2020-04-02-later.html": post("date: 2020-04-03 10:00 +0900\n"),
    "_docs/in/.hidden/dots....md": post("date: 2020-03-01\n"),
    "_docs/.hidden.md": post("date: 2020-03-02\n"),
    "_docs/_special.md": post("date: 2020-03-03\n"),
    "_docs/in/_special/inner.md": post("date: 2020-03-04\n"),
    "_docs/future.md": post("date: 2999-01-01\n"),
    "_docs/null.md": post("date: 2020-03-05\npublished: ~\n"),
    "_docs/no.md": post("date: 2020-03-05\npublished: false\n"),
    "_docs/draft.md": post("date: 2020-03-05\ndraft: true\n"),
    "_docs/own.md": post("date: 2020-03-06\nslug: Own Slug\npermalink: /:collection/:title/\n"),
    "_docs/titled.txt": post('date: 2020-03-07\ntitle: "It\'s"\nauthor: Ada\n'),
    "_docs/NOTICE": post("date: 2020-03-08\n"),
    "_docs/static.md": "No front matter.\n",
    "_docs/old/excluded.md": post("date: 2020-03-09\n"),
    **{f"_docs/tie-{name}.md": post("date: 2020-01-01\n") for name in "cabedfghij"},
    "_posts/2020-01-01-post.md": post("categories: news\ntags: t\n"),
}


def _collected(config: str, place: str = "") -> dict[str, str]:
    files = {f"{place}{path}": text for path, text in _DOCUMENTS.items()}
    return {"_config.yml": f"{CONFIG}exclude: [_docs/old]\n{config}", **files}


_SHOWN = "feed: {collections: [docs]}\n"
_TERMS = matters(
    "categories: [News, news, 财经]\ntags: [a, b_2, A, 中文]", "categories: x\ntags: b"
)

FEED_TREES: dict[str, dict[str, str]] = {
    "excerpts without words": {
        "_config.yml": CONFIG,
        "_posts/2020-01-01-liquid.md": post("title: A\n", "{% assign x = 1 %}\n\nText {{ x }}."),
        "_posts/2020-01-02-picture.md": post("title: B\n", "![](a.png)\n\nText."),
        "_posts/2020-01-03-comment.md": post("title: C\n", "<!-- a -->\n\nText."),
        "_posts/2020-01-04-words.md": post("title: D\n", "{% assign x = 1 %}Words.\n\nText."),
    },
    "collections": _collected(f"collections: [docs]\n{_SHOWN}"),
    "collections, pretty": _collected(f"collections: [docs]\npermalink: pretty\n{_SHOWN}"),
    "collections, weekdate": _collected(f"collections: [docs]\npermalink: weekdate\n{_SHOWN}"),
    "collections, own style": _collected(f"collections: [docs]\npermalink: /:title/\n{_SHOWN}"),
    "collections, own permalink": _collected(
        "collections: {docs: {permalink: '/d/:year/:name/:slug:output_ext', output: true}}\n"
        "feed: {collections: {docs: {categories: [news]}}}\n"
    ),
    "collections elsewhere": _collected(
        "collections_dir: all\ncollections: [docs]\n"
        "feed: {collections: {docs: {path: /d/all.atom}, posts: {path: p.xml}}}\n",
        "all/",
    ),
    "collections' defaults": _collected(
        "collections: [docs]\ndefaults:\n"
        "- {scope: {path: '', type: docs}, values: {author: Docs, categories: [all]}}\n"
        "- {scope: {path: '_docs/*/depth'}, values: {author: Deep}}\n"
        "- {scope: {path: '', type: posts}, values: {author: Posts}}\n"
        "- {scope: {path: '_docs/'}, values: {lang: de}}\n"
        "- {scope: {path: '_docs', type: docs}, values: {lang: en}}\n" + _SHOWN
    ),
    "globs elsewhere": {
        "_config.yml": CONFIG
        + "collections_dir: all\ndefaults:\n"
        + "- {scope: {path: 'all/_posts/*'}, values: {author: All}}\n"
        + "- {scope: {path: '_posts/*/deep'}, values: {author: None}}\n"
        + "- {scope: {path: 'all/_posts/sub'}, values: {lang: de}}\n",
        "all/_posts/2020-01-01-a.md": post(),
        "all/_posts/sub/deep/2020-01-02-b.md": post(),
    },
    "categories and tags": {"_config.yml": CONFIG, **_TERMS},
    "titles": {
        "_config.yml": CONFIG.replace("title: Example", "name: It's <i>X</i> -- y")
        + "lang: zh_cn\ndescription: \"A <b>'site'</b> & more\"\nbaseurl: /blog\n"
        "collections: [docs]\nfeed:\n  tags: true\n"
        '  categories: [UX, "\'90s", éCOLE, ΣΑΣ]\n'
        "  collections: {docs: {categories: [HOW TO, docs]}}\n",
        "_posts/2020-01-01-a.md": post(
            'categories: [UX, "\'90s", éCOLE, ΣΑΣ]\ntags: UX\ntitle: "It\'s <b>A</b>"\n'
        ),
        "_docs/guide.md": post("date: 2020-05-01\ncategories: [HOW TO, docs]\n"),
    },
    "some tags": {
        "_config.yml": CONFIG + "feed: {tags: {except: [b], only: [a, b, A], path: by/}}\n",
        **_TERMS,
    },
    "all tags but one": {
        "_config.yml": CONFIG + "feed: {tags: {except: [a], path: '//t-'}}\n",
        **_TERMS,
    },
    **{
        f"feed at {path}": {"_config.yml": f"{CONFIG}feed: {{path: '{path}'}}\n", **_TERMS}
        for path in ("atom", "/feed/", "feed.rss", "a.b.xml", "//x/../ü y.xml", "/f.atom", "/.xml")
    },
    "templates": {
        "_config.yml": CONFIG + "baseurl: /b\ncollections: [docs]\nfeed: {collections: [docs]}\n",
        "_data/list.yml": "[{a: one}, {a: two}]\n",
        "_includes/part.html": "*{{ include.x }}* of {{ page.title }}",
        "about.md": post("permalink: /who/\n", "{% no_such_tag %}\n"),
        "pictures/a b.png": "",
        "_docs/a.md": post("date: 2020-02-01\n", "{% link about.md %} {{ page.collection }}\n"),
        "_posts/2020-01-01-a.md": post(
            "title: It's\n",
            "{% include part.html x='part' %} {% link about.md %} {% link pictures/a b.png %}\n\n"
            "{% for one in site.data.list %}- {{ one.a | upcase }}\n{% endfor %}\n"
            "{% highlight ruby %}\nputs 1 < 2\n{% endhighlight %}\n",
        ),
        "_posts/2020-01-02-b.md": post(
            "",
            "{{ site.posts[1].title }} {% post_url 2020-01-01-a %} {% raw %}{{ x }}{% endraw %}\n",
        ),
    },
    "excerpts": {
        "_config.yml": CONFIG + "feed: {excerpt_only: true}\nexcerpt_separator: <!--more-->\n",
        **matters("description: Said", "excerpt: Own", "x: y"),
    },
    "drafts": {
        "_config.yml": CONFIG + "show_drafts: true\n",
        "_drafts/no-date-in-name.md": post("date: 2020-01-01\n"),
        "_drafts/2020-01-02-named.md": post("categories: c\n"),
        "news/_drafts/deep/one.md": post("date: 2020-01-03\n"),
        "news/_drafts/future.md": post("date: 2999-01-03\n"),
        "_drafts/_hidden.md": post("date: 2020-01-04\n"),
        "_posts/2020-01-05-post.md": post("draft: true\n"),
    },
    "suffixes": {
        "_config.yml": CONFIG + "markdown_ext: md,text\npermalink: /:title:output_ext\n",
        "_posts/2020-01-01-a.md": post(),
        "_posts/2020-01-02-b.TEXT": post(),
        "_posts/2020-01-03-c.markdown": post(),
        "_posts/2020-01-04-d.txt": post(body="Some *text*.\n\nMore.\n"),
        "_posts/2020-01-05-e.xml": "<p>Text</p>\n",
        "_posts/2020-01-06-f.css": post(body="p {}\n"),
        "_posts/2020-01-07-g.HTML": post(),
        "_posts/2020-01-08-h.yml": post("title: x\n"),
        "_posts/2020-01-09-i": post(),
        "_posts/2020-01-10-j.textile": post("permalink: /own.php\n"),
        "_posts/2020-01-11-k.scss": post(body=""),
        "_posts/2020-01-12-l.tar.svg": post(),
    },
    "data of authors": {
        "_config.yml": CONFIG + "author: ada\n",
        "_data/authors.yaml": "ada: {name: First}\n",
        "_data/authors.json": '{"ada": {"name": "Ada Example"}, "b": {"name": "Bo"}}',
        **matters("author: ada", "author: b", "author: c"),
    },
    "a folder of authors": {
        "_config.yml": CONFIG,
        "_data/authors.yml": "ada: {name: Hidden}\n",
        "_data/authors/ada.yml": "name: Ada Example\nuri: https://example.com/ada\n",
        **matters("author: ada", "author: b"),
    },
    "a table of authors": {
        "_config.yml": CONFIG,
        "_data/authors.yml": "ada: {name: Hidden}\n",
        "_data/authors.tsv": "key\tname\nada\tAda Example\n",
        **matters("author: ada", "author: b"),
    },
    "pictures": {
        "_config.yml": CONFIG + "baseurl: /blog\n",
        **matters(
            "image: //cdn.example/x.png",
            "image: {path: a b/ü.png, alt: x}",
            "image: 'https://cdn.example/a%20b.png'",
        ),
    },
    "updates": {
        "_config.yml": CONFIG,
        **matters(
            "last_modified_at: 2021-01-02",
            "last_modified_at: 2021-01-02 03:04:05",
            "last_modified_at: '2021-01-02 03:04:05'",
            "last_modified_at: 1609556645",
            "last_modified_at: '1609556645'",
            "last_modified_at: Jan 2 2021 3pm EST",
            "last_modified_at: ''\nlang: pt_br",
        ),
    },
    "values without quotes": {
        "_config.yml": CONFIG,
        **matters(
            "title: 12:30\ntags: [12:30:05, 1:30.5]",
            "title: 1,000\ntags: [1_000, '1,000', 0x1F]",
            "title: 010\ntags: [08, 3.10, 1e3]",
            "title: 1.0e+20\ntags: [1.5e-7, 123456789012345680.0]",
            "title: yes\ntags: [no, On, y, NULL]",
            "title: 2020-1-2\ntags: [2020-02-30]",
            "title: 2020-01-02 10:00:00",
            "title: 2020-01-02 10:00:00 +0100",
            "title: 2020-01-02 10:00:00Z",
            "title: .nan\ntags: [-.INF, .1e+3]",
        ),
    },
    "a site of another day": {
        "_config.yml": CONFIG + f"time: 2020-01-03\ncollections: [docs]\n{_SHOWN}",
        "_docs/undated.md": post(),
        **dated("2020-01-02", "2020-01-03", "2020-01-04"),
        "_posts/2019-01-01-before.md": post(),
    },
}

LIMITED: dict[str, dict[str, str]] = {
    "ten entries": {"_config.yml": CONFIG, **matters(*["x: y"] * 12)},
    "three entries": {
        "_config.yml": CONFIG + "feed: {posts_limit: '3'}\n",
        **matters(*["x: y"] * 5),
    },
    "two posts": {"_config.yml": CONFIG + "limit_posts: 2\n", **matters(*["x: y"] * 5)},
    "no limit": {"_config.yml": CONFIG + "limit_posts: 0\n", **matters(*["x: y"] * 5)},
    "only what is asked for": {
        "_config.yml": CONFIG
        + "feed: {categories: [x], tags: {only: [a]}, disable_in_development: true}\n",
        **_TERMS,
    },
}
