"""More small sites, one for each group of Hugo's rules: about feeds and about words."""

from __future__ import annotations

from .hugo_trees import CONFIG, bodies, page, pages

_CODE = "```go\nfunc f(a int) { return a + 1 } // a note of words\n```\n\nafter\n\nmore\n\nend\n"
_COMMENTS = "一二三四<!-- a note -->五六七八  \n九十\n\n第二段。\n\n第三段。\n"

RULES: dict[str, dict[str, str]] = {
    "outputs": {
        "hugo.toml": CONFIG + "[outputs]\nhome = ['HTML', 'RSS']\nsection = ['HTML']\n"
        "term = ['html', 'rss']\n",
        **pages("title: 1\ntags: [t]", "title: 2"),
    },
    "outputs by their old names": {
        "hugo.toml": CONFIG + "[outputs]\ntaxonomyTerm = ['HTML']\ntaxonomy = ['HTML', 'RSS']\n",
        **pages("title: 1\ntags: [t]", "title: 2"),
    },
    "outputs of a section": {
        "hugo.toml": CONFIG,
        "content/posts/_index.md": page("title: P\noutputs: [html]\n", ""),
        **pages("title: 1\ntags: [t]"),
        **pages("title: 2", folder="notes"),
    },
    "kinds turned off": {
        "hugo.toml": CONFIG + "disableKinds = ['taxonomy', 'section']\n",
        **pages("title: 1\ntags: [t]", "title: 2"),
    },
    "a limit": {
        "hugo.toml": CONFIG + "[services.rss]\nlimit = 2\n",
        **pages("title: 1\ndate: 2020-01-01", "title: 2\ndate: 2020-01-02", "title: 3"),
    },
    "pages of sections among terms": {
        "hugo.toml": CONFIG + "[taxonomies]\ntag = 'tags'\nauthor = 'authors'\n"
        "[permalinks]\nauthors = '/author/:slug/'\n",
        "content/_index.md": page("title: Home\ntags: [top]\ndate: 2020-01-05\n", "Welcome.\n"),
        "content/posts/_index.md": page("title: Posts\ntags: [list, own]\ndate: 2020-01-01\n"),
        "content/posts/deep/_index.md": page(
            "title: Deep\nslug: d\ntags: [own]\ndate: 2020-01-06\ndraft: true\n"
        ),
        "content/authors/_index.md": page("title: Authors\ntags: [own]\ndate: 2020-01-07\n", ""),
        "content/authors/ada/_index.md": page(
            "title: Ada Example\nauthors: [ada]\ndate: 2020-01-08\n", "Ada.\n"
        ),
        "content/authors/bo/_index.md": page("title: Bo\nslug: b-o\n", "Bo.\n"),
        "content/tags/own/_index.md": page(
            "title: Own\nslug: mine\ntags: [list]\ndate: 2020-01-09\n", ""
        ),
        **pages("title: 1\nauthors: [Ada]\ntags: [own]", "title: 2\nauthors: [bo, cy]"),
    },
    "terms of other types": {
        "hugo.toml": CONFIG,
        **pages(
            "title: 1\ntags: [~, math, '']",
            "title: 2\ntags: [{a: b}, lost]",
            "title: 3\ntags: [lost, {a: b}]",
            "title: 4\ntags: 5",
            "title: 5\ntags: true",
            "title: 6\ntags: {a: lost}",
        ),
    },
    "what hides a section's feed": {
        "hugo.toml": CONFIG,
        "content/shown/_index.md": page("title: S\nbuild: {list: never}\n", ""),
        "content/shown/a.md": page("title: A\n"),
        "content/hidden/_index.md": page("title: H\nbuild: {render: never}\n", ""),
        "content/hidden/a.md": page("title: B\n"),
    },
    "ties": {
        "hugo.toml": CONFIG,
        **{
            f"content/{folder}{name}.md": page("title: same\ndate: 2020-01-01\n")
            for folder in ("", "q/", "p/", "p/z/")
            for name in ("2", "10", "B", "a")
        },
        **pages("title: '  spaces'", "title: ' **bold**'", "title: bare"),
    },
    "ties in Chinese": {
        "hugo.toml": CONFIG + "defaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\n",
        **pages(
            *(
                f"title: {title}"
                for title in ("吊销", "帮助", "阿", "重要", "我的b", "中国", "abc", "あ", "한", "Я")
            )
        ),
    },
    "ties of all scripts": {
        "hugo.toml": CONFIG,
        **pages(
            *(
                f"title: {title}"
                for title in ("吊销", "帮助", "中国", "abc", "あ", "ア", "한", "Я", "Ω", "ก", "א")
            )
        ),
    },
    "content mounted": {
        "hugo.toml": CONFIG + "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n"
        "[[module.mounts]]\nsource = 'content/english'\ntarget = 'content'\n"
        "[module.mounts.sites.matrix]\nlanguages = ['en']\n"
        "[[module.mounts]]\nsource = 'content/french'\ntarget = 'content'\n"
        "[module.mounts.sites.matrix]\nlanguages = ['fr']\n"
        "[[module.mounts]]\nsource = 'more/notes'\ntarget = 'content/notes'\n",
        "content/english/posts/a.md": page("title: A\n"),
        "content/french/posts/a.md": page("title: F\n"),
        "content/lost/a.md": page("title: Lost\n"),
        "more/notes/b.md": page("title: B\ntags: [t]\n"),
    },
    "languages with tables of their own": {
        "hugo.toml": CONFIG + "defaultContentLanguage = 'de'\n[languages.de]\nweight = 1\n"
        "[languages.de.permalinks]\nposts = '/d/:slug/'\n[languages.pt-br]\nweight = 2\n"
        "[languages.pt-br.taxonomies]\nbrand = 'brands'\n",
        **pages("title: 1\ntags: [a]\nbrands: [lost]"),
        "content/posts/x.pt-br.md": page("title: X\ntags: [lost]\n"),
        "content/posts/y.pt-BR.md": page("title: Y\n"),
    },
    "attributes and references": {
        "hugo.toml": CONFIG,
        **bodies(
            '# One {#own}\n\n## Two {.x #id data-a="b"}\n\n### Three {.y}\n\ntext {.z}\n',
            '[a]({{< relref "body-01.md#own" >}}) {{< relref "body-01" >}}\n',
            '{{< figure src=/a.png width=80% caption="C" >}}\n\nafter\n',
        ),
    },
    "YAML as Hugo's": {
        "hugo.toml": CONFIG,
        **pages(
            "title: yes\ndraft: yes\ndate: 2020-01-01",
            "title: 010\ndate: 2020-01-02",
            "title: 1.10\ndate: 2020-01-03\nweight: 0o10",
            "title: 12:30:00\ndate: 2020-01-04\ntags: [no, 1_000, ~, 1e3]",
            "title: &a Once\nlinkTitle: *a\ndate: 2020-01-05",
        ),
        "content/posts/ended.md": "---\ntitle: Ended\ndate: 2020-01-06\n---- more ----\nText.\n",
    },
    "quotes": {
        "hugo.toml": CONFIG,
        **bodies(
            "'90s, 'til, it's the boys' \"own\" ('x') 'y'.\n",
            'size="100%" and 用“a" 吗 and 5\'6" or "a"b\n',
            "see https://a.example/'x'--y... and 'z' -- end\n",
            "*\"a\"* `'b'`'s [\"c\"](/x)'s **'d'**\n\n- \"open\n- close\"\n",
            '用"`x`"？ 和 "`x`"? "`y`"\n',
            "“by hand” and \"straight\" ‘by’ 'hand'\n",
        ),
    },
    "summaries of other text": {
        "hugo.toml": CONFIG + "summaryLength = 12\n",
        **bodies(
            _CODE,
            _CODE.replace("```go", "```text"),
            _CODE.replace("```go", "```nowhere"),
            _CODE.replace("```go", "```"),
            "a[^1] b c d e\n\nf g h i j k\n\nl\n\n[^1]: A note of many words for the end.\n",
            "![an image of some words](/a.png) b c\n\nd e f g h i j\n\nk\n",
            "- [x] done b c\n- [ ] not d e\n\nf g h i j k l m n\n\no\n",
            "a <b>tag</b> and <!-- words left out --> c\n\nd e f g\n\nh i j\n\nk\n",
            "- a\n- b <!--more-->\n- c\n\nd\n",
        ),
    },
    "summaries of letters": {
        "hugo.toml": CONFIG + "summaryLength = 11\nhasCJKLanguage = true\n",
        **bodies(
            _COMMENTS,
            "一二三四五  \n六七八九十\n\n第二段。\n\n第三段。\n",
            "**一二三**[四五](/x)六七\n\n`八九`十\n\n第三段。\n",
            "一二---\n\n三\n\n第三段。\n",
            "<b>一二</b>三四——\n\n五六\n\n第三段。\n",
        ),
    },
    "Markdown by configuration": {
        "hugo.toml": CONFIG + "enableEmoji = true\n[markup.goldmark.renderer]\nunsafe = true\n"
        "hardWraps = true\n[markup.goldmark.extensions.typographer]\ndisable = true\n",
        **bodies(
            ":smile: a :tada:b `:smile:` :none:\n",
            "one\ntwo \"three\" -- 'four'...\n",
            "<div>\n{{< nothing >}}\n    </div>\n\na <span>b</span>\n",
            "**[a](/x)**{{% nothing %}} b **[c](/y)**{{< nothing >}} d\n",
        ),
    },
}
