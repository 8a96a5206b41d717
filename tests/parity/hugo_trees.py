"""Small sites, one for each group of Hugo's rules: files by path."""

from __future__ import annotations

CONFIG = 'baseURL = "https://example.com/"\ntitle = "Example"\n'


def page(matter: str = "", body: str = "Some text.\n") -> str:
    """Return the text of a page with front matter in YAML."""
    return f"---\n{matter}---\n{body}"


def pages(*matters: str, folder: str = "posts") -> dict[str, str]:
    """Return a page for each front matter."""
    return {
        f"content/{folder}/page-{number:02d}.md": page(f"{matter}\n")
        for number, matter in enumerate(matters, 1)
    }


def bodies(*texts: str, folder: str = "posts") -> dict[str, str]:
    """Return a page for each body, dated on consecutive days."""
    return {
        f"content/{folder}/body-{number:02d}.md": page(
            f"title: Body {number}\ndate: 2020-01-{number:02d}\n", body
        )
        for number, body in enumerate(texts, 1)
    }


_SITE = {
    "content/posts/The Title & more.md": page("title: The Title & more!\ndate: 2020-02-03\n"),
    "content/posts/under/deep/Café.md": page("title: Café, C++ #1\ndate: 2021-11-30\n"),
    "content/posts/sub/_index.md": page("title: Sub Section\nslug: other\n", ""),
    "content/posts/sub/a.md": page("title: A\ndate: 2019-12-31\nslug: own slug\n"),
    "content/posts/sub/more/_index.md": page("title: More\n", ""),
    "content/posts/sub/more/b.md": page("title: B\ndate: 2019-12-30\n"),
    "content/posts/bundle/index.md": page("title: Bundle\ndate: 2019-12-29\n"),
    "content/posts/bundle/resource.md": page("title: Resource\n"),
    "content/posts/bundle/inner/resource.md": page("title: Resource\n"),
    "content/posts/中文 标题.md": page("title: 中文、标题！\ndate: 2019-12-28\ntags: [财经]\n"),
    "content/about.md": page("title: About\ndate: 2019-12-27\n"),
    "content/contact/index.md": page("title: Contact\ndate: 2019-12-26\n"),
    "content/posts/my.v1.2.md": page("title: Dots\ndate: 2019-12-25\n"),
}


def _with(config: str) -> dict[str, str]:
    return {"hugo.toml": CONFIG + config, **_SITE}


_WORDS = " ".join(f"word{number}" for number in range(1, 31))

TREES: dict[str, dict[str, str]] = {
    "places": _with(""),
    "slugs of sections": {
        "hugo.toml": CONFIG,
        "content/posts/_index.md": page("slug: Our Blog\n", ""),
        "content/posts/a.md": page("title: A\n"),
        "content/posts/no section/b/index.md": page("title: B\n"),
        "content/docs/_index.md": page("url: /manual/\n", ""),
        "content/docs/c.md": page("title: C\n"),
    },
    "base with a path": {**_SITE, "config.yaml": "baseURL: https://example.com/base/\ntitle: T\n"},
    "case kept": _with("disablePathToLower = true\n"),
    "accents dropped": _with("removePathAccents = true\n"),
    "ugly": _with("uglyURLs = true\n"),
    "ugly by section": _with("[uglyURLs]\nposts = true\n"),
    "permalinks of old": _with('[permalinks]\nposts = "/:year/:month/:day/:slug/"\n'),
    "permalinks by kind": _with(
        '[permalinks.page]\nposts = "/:section/:sections/:yearday-:weekday/:filename"\n'
        '"/" = "/top/:contentbasename/"\n[permalinks.section]\nposts = "/articles/:sections[1:]"\n'
    ),
    "permalinks of every kind": _with(
        '[permalinks.page]\nposts = "/:monthname/:weekdayname/:sections[1:]/:sections[last]/'
        ':title-:slugorfilename-:slugorcontentbasename/:2006-:01/"\n'
    ),
    "permalinks with targets": _with(
        '[[permalinks]]\npattern = "/x/:sectionslugs/:slug/"\n'
        'target = {kind = "page", path = "/posts/**"}\n'
    ),
    "addresses of their own": {
        "hugo.toml": CONFIG,
        **pages(
            "title: 1\nurl: /a b/é!x/",
            "title: 2\nurl: x/y.html",
            "title: 3\nurl: /plain",
            "title: 4\nurl: /in/index.html",
            "title: 5\nurl: /with/a.b/c",
            "title: 6\nurl: '/:year/:slug/'\ndate: 2020-01-02\nslug: s t",
            "title: 7\nslug: '-My Slug/é-'",
            "title: 9\nslug: 'a#b?c'",
            "title: 10\nurl: /up/../down/",
            "title: 11\naliases: [/old/]",
        ),
    },
    "a slug that is the address of its section": {
        # Hugo would write both pages to one file, each time in another order.
        "hugo.toml": CONFIG + "disableKinds = ['section']\n",
        **pages("title: 1\nslug: index"),
    },
    "dates": {
        "hugo.toml": CONFIG + 'timeZone = "America/New_York"\n',
        **pages(
            *(
                f"title: Date {number}\ndate: {date}"
                for number, date in enumerate(
                    (
                        "2020-01-01",
                        "2020-01-02 10:00:00",
                        "2020-01-03T10:00:00",
                        "2020-01-04T10:00:00Z",
                        "2020-01-05T10:00:00+09:00",
                        "2020-01-06 10:00:00 +0900",
                        "2020-01-07 10:00:00 +09:00",
                        "'Wed, 08 Jan 2020 10:00:00 +0100'",
                        "'Thu, 09 Jan 2020 10:00:00 CET'",
                        "10 Jan 2020",
                        "2020-01-11T10:00:00.123456789Z",
                        "2020-01-12T9:00:00",
                        "1578900000",
                        "2020-07-01",
                        "2020-01-13 10:00:00.5 +0100 CET",
                    ),
                    1,
                )
            )
        ),
    },
    "dates of every kind": {
        "hugo.toml": CONFIG,
        **pages(
            "title: Published\ndate: 2020-01-01\npublishDate: 2020-02-01",
            "title: Only published\npublishDate: 2020-01-02",
            "title: Only lastmod\nlastmod: 2020-01-03",
            "title: Pubdate\npubdate: 2020-01-04",
            "title: Published at\npublished: 2020-01-05",
            "title: None",
            "title: Modified\nmodified: 2020-01-06",
            "title: Later\ndate: 2020-01-07\npublishDate: 2999-01-01",
            "title: Future\ndate: 2999-01-01",
            "title: Expired\ndate: 2020-01-08\nexpiryDate: 2020-02-08",
            "title: Unpublished\ndate: 2020-01-09\nunpublishdate: 2020-02-09",
            "title: Draft\ndate: 2020-01-10\ndraft: true",
            "title: Quoted draft\ndate: 2020-01-10\ndraft: 'true'",
            "TITLE: Capitals\nDate: 2020-01-12\nDRAFT: false",
        ),
        "content/posts/toml.md": "+++\ntitle = 'T'\ndate = 2020-01-13\n+++\nText.\n",
        "content/posts/local.md": "+++\nTitle = 'L'\nDate = 2020-01-14T10:00:00\n+++\nText.\n",
        "content/posts/json.md": '{\n"title": "J",\n"date": "2020-01-15"\n}\nText.\n',
        "content/posts/bare.md": "Only text.\n",
    },
    "everything let in": {
        "hugo.toml": CONFIG + "buildDrafts = true\nbuildFuture = true\nbuildExpired = true\n",
        **pages(
            "title: Future\ndate: 2999-01-01",
            "title: Expired\ndate: 2020-01-08\nexpiryDate: 2020-02-08",
            "title: Draft\ndate: 2020-01-10\ndraft: true",
        ),
    },
    "dates by configuration": {
        "hugo.toml": CONFIG + "[frontmatter]\n"
        'date = [":filename", "made", ":default"]\npublishDate = ["shown", ":default"]\n',
        "content/posts/2020-01-02-from-the-name.md": page("title: Name\n"),
        "content/posts/2020-01-03-10-20-30-with-time.md": page("title: Time\n"),
        "content/posts/2020-01-04-kept.md": page("title: Slug\nslug: mine\ndate: 2019-01-01\n"),
        "content/posts/made.md": page("title: Made\nmade: 2020-01-05\nshown: 2020-01-06\n"),
        "content/posts/2020-01-07-bundle/index.md": page("title: Bundle\n"),
    },
    "order": {
        "hugo.toml": CONFIG,
        **pages(
            "title: b\ndate: 2020-01-01",
            "title: B\ndate: 2020-01-01",
            "title: 'a b'\ndate: 2020-01-01",
            "title: a-b\ndate: 2020-01-01",
            "title: ab\ndate: 2020-01-01",
            "title: é\ndate: 2020-01-01",
            "title: e\ndate: 2020-01-01",
            "title: f\ndate: 2020-01-01",
            "title: '10'\ndate: 2020-01-01",
            "title: '2'\ndate: 2020-01-01",
            "title: 日本\ndate: 2020-01-01",
            "title: Яблоко\ndate: 2020-01-01",
            "title: '\"q\"'\ndate: 2020-01-01",
            "title: $x\ndate: 2020-01-01",
            "title: same\ndate: 2020-01-01",
            "title: same\ndate: 2020-01-01",
            "title: z\nlinkTitle: aa\ndate: 2020-01-01",
            "title: light\nweight: 1\ndate: 2010-01-01",
            "title: heavy\nweight: 20\ndate: 2011-01-01",
            "title: below\nweight: -5\ndate: 2011-01-01",
            "title: text\nweight: '3'\ndate: 2012-01-01",
            "title: later\ndate: 2020-01-01T00:00:00.9Z",
        ),
    },
    "terms": {
        "hugo.toml": CONFIG + "[taxonomies]\ncategory = 'categories'\ntag = 'tags'\n"
        "series = 'series'\nauthor = 'authors'\n",
        **pages(
            "title: 1\ntags: [Go, go, 'C++', UX/UI]\ncategories: One Thing",
            "title: 2\ntags: go\nseries: [A & B, 'a, b']",
            "title: 3\ntag: lost\ntags: []\ncategory: lost",
            "title: 4\ntags:\ncategories: [café, 'LF (逻辑基础)']",
            "title: 5\ntags: [1, true, 2.5]\nauthors: [Ada Example]",
            "title: 6\nTags: [Node.js, '.net', 'a  b', '#hash']",
            "title: 7\nparams:\n  tags: [inner]",
        ),
    },
    "build options": {
        "hugo.toml": CONFIG,
        **pages(
            "title: Never listed\ntags: [t]\nbuild: {list: never}",
            "title: Locally\ntags: [t]\nbuild: {list: local}",
            "title: Off\nbuild: {list: false}",
            "title: Never rendered\nbuild: {render: never}",
            "title: Linked\nbuild: {render: link}",
            "title: Shown",
        ),
        "content/posts/hidden/index.md": page("title: Headless\nheadless: true\n"),
    },
    "cascades": {
        "hugo.toml": CONFIG + "[[cascade]]\ntags = ['all']\n[cascade.target]\nkind = 'page'\n",
        "content/_index.md": page("cascade: {params: {x: 1}, weight: 0}\n", ""),
        "content/posts/_index.md": page(
            "cascade:\n- target: {path: '/posts/a*'}\n  tags: [starts]\n"
            "- target: {kind: term}\n  tags: [no]\n- target: {kind: page}\n  categories: [rest]\n",
            "",
        ),
        "content/posts/a1.md": page("title: 1\n"),
        "content/posts/b1.md": page("title: 2\n"),
        "content/posts/in/_index.md": page("cascade: {draft: true, target: {kind: page}}\n", ""),
        "content/posts/in/c1.md": page("title: 3\n"),
        "content/posts/in/d1.md": page("title: 4\ndraft: false\ntags: [own]\n"),
        "content/posts/e1.md": page("title: 5\ncascade: {categories: [self]}\n"),
    },
    "languages by file": {
        "hugo.toml": CONFIG + "defaultContentLanguage = 'en'\n[languages.en]\ntitle = 'E'\n"
        "[languages.fr]\ntitle = 'F'\n[languages.de]\ndisabled = true\n",
        "content/posts/a.md": page("title: A\ntags: [t]\n"),
        "content/posts/a.fr.md": page("title: Ah\ntags: [t]\n"),
        "content/posts/b.en.md": page("title: B\n"),
        "content/posts/c.de.md": page("title: C\n"),
        "content/posts/d.fr.md": page("title: D\nurl: /own/\n"),
        "content/posts/e.fr.md": page("title: E\nurl: own/\n"),
        "content/posts/f/index.fr.md": page("title: F\n"),
        "content/posts/sub/_index.fr.md": page("title: F\n", ""),
        "content/posts/sub/g.fr.md": page("title: G\n"),
    },
    "languages by folder": {
        "hugo.yaml": "baseURL: https://example.com\ntitle: T\ndefaultContentLanguage: nb\n"
        "defaultContentLanguageInSubdir: true\nlanguages:\n"
        "  nb: {contentDir: content/norsk, weight: 2}\n  en: {contentDir: content/english}\n",
        "content/norsk/posts/a.md": page("title: A\ntags: [t]\n"),
        "content/english/posts/a.md": page("title: A\ntags: [t]\n"),
        "content/english/posts/b.md": page("title: B\n"),
    },
    "configuration in folders": {
        "config/_default/hugo.toml": CONFIG,
        "config/_default/params.toml": "[author]\nname = 'Ada Example'\nemail = 'a@example.com'\n",
        "config/_default/permalinks.yaml": "page:\n  posts: /p/:slug/\n",
        "config/_default/taxonomies.toml": "topic = 'topics'\n",
        "config/production/hugo.toml": "copyright = 'C'\n",
        **pages("title: 1\ntopics: [t]", "title: 2\ntags: [no]", "title: 3"),
    },
    "a name of its own": {
        "hugo.toml": CONFIG + "contentDir = 'site/pages'\nignoreFiles = ['\\.skip\\.md$']\n"
        "[outputFormats.RSS]\nbaseName = 'feed'\n",
        "site/pages/posts/a.md": page("title: A\ntags: [t]\n"),
        "site/pages/posts/a.skip.md": page("title: Skipped\n"),
        "site/pages/posts/.hidden.md": page("title: Hidden\n"),
        "site/pages/posts/backup.md~": page("title: Backup\n"),
        "site/pages/posts/b.html": page("title: B\n", "<p>One <b>two</b>.</p>\n"),
        "site/pages/posts/c.markdown": page("title: C\n"),
        "site/pages/posts/d.txt": page("title: D\n"),
    },
    "titles": {
        "hugo.toml": CONFIG,
        **pages(
            'title: A <b>bold</b> & "quoted" title',
            "title: 7",
            "title: ''",
            "date: 2020-01-01",
            "title: 'It''s -- so'",
            "title: true",
        ),
    },
    "summaries": {
        "hugo.toml": CONFIG + "summaryLength = 10\n",
        **bodies(
            "one two three.\n\nfour five six.\n\nseven eight nine ten eleven.\n\nmore.\n",
            "> one two three four five six seven eight nine ten eleven\n>\n> more\n\nafter\n",
            "- one two three four five\n\n- six seven eight nine ten eleven\n\n- more\n\nafter\n",
            "- tight one\n- two three four five six seven eight nine ten\n\nthen\n\nafter\n",
            "# One two three\n\nfour five *six* seven\n\n`eight` [nine](x) ten\n\nmore\n\nand\n",
            "one *two*\n<!--more-->\nthree four\n",
            "one two <!--more--> three\n\nfour\n",
            "one <!-- more --> two\n\nthree\n",
            "[one][1] two[^n] three four five six seven eight nine ten\n\nmore\n\n"
            "[1]: https://example.com\n\n[^n]: A note.\n",
            "|a|b|\n|---|---|\n|one|two|\n\nthree four five six seven\n\neight nine\n\nten\n",
            "```\none two three four five six seven eight nine ten\n```\n\nafter\n\nmore\n",
            'Some **bold** text, a <b>tag</b> and\na line\'s "quotes" -- with dashes...\n\nmore\n',
            f"{_WORDS}\n\n{_WORDS}\n",
            "",
        ),
        "content/posts/given.md": page("title: G\nsummary: 'A *given* one'\n", "body\n"),
        "content/posts/both.md": page("title: G\nsummary: lost\n", "a\n<!--more-->\nb\n"),
        "content/posts/description.md": page("title: D\ndescription: no\n", "a\n\nb\n"),
        "content/posts/page.html": page(
            "title: H\n",
            "<p>a</p>\n<div><p>b c d e f g h i j k l</p>\n<p>in</p></div>\n<p>after</p>\n",
        ),
    },
    "letters": {
        "hugo.toml": CONFIG + "hasCJKLanguage = true\nsummaryLength = 10\n",
        **bodies("一二三四五六七八九十一二。\n\n第二段。\n\nmore\n", "one two three\n\nfour\n"),
        "content/posts/own.md": page("title: O\nisCJKLanguage: false\n", "一二三四五\n\n二\n"),
    },
    "shortcodes": {
        "hugo.toml": CONFIG + "summaryLength = 300\n",
        **bodies(
            '{{< figure src="/a.png" caption="The *caption* here" >}}\n\nafter\n',
            'before {{< figure src="a.png" alt="Alt" attr="Ada" attrlink="/ada" >}} after\n',
            "{{< highlight go >}}\nfunc main() {\n\n    a := *b\n}\n{{< /highlight >}}\n\nafter\n",
            "{{< youtube abc >}}\n\nafter *it*\n",
            '{{< youtube id="abc" title="T" >}}\n\n{{< vimeo 123 >}}\n\nafter\n',
            '{{< details summary="More *here*" >}}\nInner **text**.\n{{< /details >}}\n\nafter\n',
            '[a link]({{< ref "body-01.md" >}}) and [two]({{< relref "posts/body-02" >}})\n',
            "{{< unknown a b >}} text {{< box >}}inner *text*{{< /box >}} after\n",
            "{{% note %}}\ninner *text*\n{{% /note %}}\n",
            'Use {{</* figure src="x" */>}} or {{%/* box */%}}.\n',
            "{{< box >}}out {{< box2 >}}in{{< /box2 >}}{{< /box >}} after\n",
            '{{< box title="a >}} b" raw=`c` />}} after\n',
            "{{< param title >}} is the title\n",
        ),
    },
    "authors": {
        "hugo.toml": CONFIG + "[params.author]\nname = 'Ada Example'\nemail = 'a@example.com'\n",
        **pages("title: 1", "title: 2\nauthor: Somebody"),
    },
}
