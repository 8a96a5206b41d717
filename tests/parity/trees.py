"""Small sites, one for each group of Jekyll's rules: files by path."""

from __future__ import annotations

CONFIG = "title: Example\nurl: https://example.com\ntimezone: Asia/Shanghai\n"


def post(matter: str = "", body: str = "Some text.\n") -> str:
    """Return a post's text."""
    return f"---\n{matter}---\n{body}"


def dated(*dates: str) -> dict[str, str]:
    return {
        f"_posts/2020-01-{day:02d}-date-{day}.md": post(f"date: {date}\n")
        for day, date in enumerate(dates, 1)
    }


def _titled(*titles: str) -> dict[str, str]:
    return {
        f"_posts/2020-01-{day:02d}-some-title.md": post(f"title: {title}\n")
        for day, title in enumerate(titles, 1)
    }


def matters(*matters: str) -> dict[str, str]:
    return {
        f"_posts/2020-01-{day:02d}-name-{day}.md": post(f"{matter}\n")
        for day, matter in enumerate(matters, 1)
    }


def _styled(config: str) -> dict[str, str]:
    return {
        "_config.yml": CONFIG + config,
        "_posts/2020-02-03-The_Title & more.md": post("categories: A B/C#\n"),
        "news/World/_posts/deep/2021-11-30-中文、标题！.md": post("category: 财经 news\n"),
        "_posts/2019-12-31-page.html": post("date: 2019-12-30 23:30:00 +0000\n"),
    }


_ALL = (
    "/:collection/:path/:name/:slug/:slugified_categories/:short_year-:i_month-:i_day/:y_day/"
    ":w_year-:week-:w_day/:short_month:long_month/:short_day:long_day/:hour:minute:second"
    "/:month_:day/:title:output_ext"
)

TREES: dict[str, dict[str, str]] = {
    "dates": {
        "_config.yml": CONFIG,
        **dated(
            "2023-01-05 12:00:00.123456789",
            "2026-01-04 16:39.000000000 +09:00",
            "2013/12/07",
            "11-9-2017",
            "2019-03-04 17:01 UTC",
            "2019-3-4 7:01:02",
            "'2019-03-04 07:01:02'",
            "2019-03-04T07:01:02Z",
            "2019-03-04T07:01:02+0100",
            "5 March 2019 4:05 pm EST",
            "Mar 5, 2019",
            "20190304",
            "2019-02-31",
            "1988-04-10 02:30",
            "2019-03-04 07:01:02 +8",
            "2005-06-07",
        ),
    },
    "daylight saving": {
        "_config.yml": CONFIG.replace("Asia/Shanghai", "America/New_York"),
        **dated("2021-03-14 02:30", "2021-11-07 01:30", "2021-11-07 01:30 EDT", "2021-07-01"),
        "_posts/2021-11-07-name.md": post("last_modified_at: 2021-12-01 10:00 +0000\n"),
    },
    "titles": {
        "_config.yml": CONFIG,
        **_titled(
            '"\\"Quoted\\" -- it\'s the \'90s..."',
            "Vec<T> & friends",
            "a < b > c",
            "<em>HTML</em> in a <code>'title'</code>",
            "AT&amp;T &lt;b&gt;",
            '""',
            "~",
            "false",
            "2020",
            "'  two   spaces '",
            "金融 “引号” 'x'",
            "'<< guillemets >>'",
            "'<div>block</div>'",
        ),
    },
    "terms": {
        "_config.yml": CONFIG,
        **matters(
            "categories: news, foundation",
            "categories: a b\ntags: c d",
            "category: a b\ntag: c d",
            "category: one\ncategories: [two, three]",
            "tag: hides\ntags: [these]",
            "tags: ~",
            "tags: []",
            "categories: [TechWeb, Techweb]\ntags: [C++, UX/UI, LF (逻辑基础)]",
            "categories: same\ntags: same",
            "tags: [one, one, 2020, true]",
            "tags: 2020",
            "categories: [C#, 'a b']",
        ),
        "es/deep/_posts/below/2020-02-01-directories.md": post("categories: own\n"),
    },
    "slugs": {
        "_config.yml": CONFIG,
        **matters(
            "slug: Own Slug",
            "slug: 'ends.'",
            "permalink: /about/",
            "permalink: /关于/:title",
            "permalink: /a b/%41%2f/e\u0301.html",
            "permalink: /:year/x:output_ext",
            "permalink: ''",
            "permalink: /../up/./:slug/",
        ),
        "_posts/2020-03-01-100% true.md": post(),
        "_posts/2020-03-02-Cafe\u0301.md": post(),
        "_posts/2020-03-03-dots....md": post(),
        "_posts/2020-03-04--hyphens--.md": post(),
        "_posts/20-3-5-short-year.markdown": post(),
        "_posts/2020-03-06-a.b.c.md": post(),
    },
    "date style": _styled(""),
    "pretty style": _styled("permalink: pretty\nbaseurl: blog/\n"),
    "ordinal style": _styled("permalink: ordinal\n"),
    "weekdate style": _styled("permalink: weekdate\n"),
    "none style": _styled("permalink: none\n"),
    "every placeholder": _styled(f"permalink: {_ALL}\n"),
    "collections permalink": _styled("collections:\n  posts:\n    permalink: /p/:title\n"),
    "a URL that ends in a slash": _styled("").copy()
    | {"_config.yml": "url: https://Example.COM:443/\nbaseurl: /b\ntimezone: UTC\n"},
    "defaults": {
        "_config.yml": CONFIG
        + "defaults:\n"
        + "- {scope: {path: '', type: posts}, values: {author: All, tags: [every]}}\n"
        + "- {scope: {path: _posts/sub}, values: {author: Sub, permalink: '/s/:title/'}}\n"
        + "- {scope: {path: '_posts/*/deep'}, values: {author: Deep, categories: [deep]}}\n"
        + "- {scope: {path: '', type: pages}, values: {author: Nobody}}\n"
        + "- {scope: {path: ''}, values: {image: {path: pic.png}}}\n",
        "_posts/2020-01-01-plain.md": post(),
        "_posts/2020-01-02-own.md": post("author: Own\ntags: [mine]\n"),
        "_posts/sub/2020-01-03-sub.md": post("categories: front\n"),
        "_posts/sub/deep/2020-01-04-deep.md": post("categories: front\nauthor: ~\n"),
    },
    "authors": {
        "_config.yml": CONFIG + "author: ada\n",
        "_data/authors.yml": "ada: {name: Ada Example, email: ada@example.com}\nbo: {uri: /bo}\n",
        **matters(
            "author: ada",
            "author: Somebody",
            "author: {name: Map, uri: https://example.com/map}",
            "authors: [ada, Other]",
            "author: ''",
            "authors: One",
            "author: 7",
        ),
    },
    "published or not": {
        "_config.yml": CONFIG + "exclude: [old, _posts/out]\ninclude: [_shown]\n",
        "_posts/2020-01-01-yes.md": post(),
        "_posts/2020-01-02-no.md": post("published: false\n"),
        "_posts/2020-01-03-null.md": post("published:\n"),
        "_posts/2020-01-04-draft.md": post("draft: true\n"),
        "_posts/2020-01-05-no-front-matter.md": "Only text.\n",
        "_posts/2999-01-06-future.md": post(),
        "_posts/no-date.md": post(),
        "_posts/2020-01-07-backup.md~": post(),
        "_posts/_2020-01-08-special.md": post(),
        "_posts/_hidden/2020-01-09-special.md": post(),
        "_posts/sub/_special/2020-01-10-read.md": post(),
        "_posts/out/2020-01-11-excluded.md": post(),
        "old/_posts/2020-01-12-excluded.md": post(),
        "older/_posts/2020-01-13-begins-alike.md": post(),
        "_shown/_posts/2020-01-14-included.md": post(),
        "_other/_posts/2020-01-15-special.md": post(),
        "node_modules/_posts/2020-01-16-excluded.md": post(),
        "_drafts/2020-01-17-draft.md": post(),
        "vendor/bundle/_posts/2020-01-18-excluded.md": post(),
    },
    "everything let in": {
        "_config.yml": CONFIG + "future: true\nunpublished: true\n",
        "_posts/2020-01-02-no.md": post("published: false\n"),
        "_posts/2999-01-06-future.md": post(),
    },
    "directories": {
        "_config.yml": CONFIG + "source: src\ncollections_dir: blog\n",
        "src/blog/_posts/2020-01-01-in.md": post(),
        "src/blog/news/_posts/2020-01-02-in.md": post(),
        "src/_posts/2020-01-03-out.md": post(),
    },
    "feed": {
        "_config.yml": CONFIG + "feed: {path: atom.xml}\nlang: en\n",
        **matters("lang: zh_cn", "image: a b.png", "image: {path: 'https://x.example/i.png'}"),
        **{f"_posts/2021-01-01-tie-{name}.md": post() for name in "bcaed"},
    },
    "no configuration": {"_posts/2020-01-01-one.md": post()},
}
