"""Small sites, one for each group of Eleventy's rules: files by path."""

from __future__ import annotations

import json

from .eleventy_feed_trees import FEED_TREES
from .trees import post

_PLUGIN = """import { feedPlugin } from "@11ty/eleventy-plugin-rss";
// the feed's own settings
export default function (eleventyConfig) {
  eleventyConfig.addPlugin(feedPlugin, {
    type: "atom", outputPath: "/feed.xml",
    collection: { name: "%s", limit: %d },
    metadata: {
      language: "en", title: 'Example // of a "site"', subtitle: "Words",
      base: "https://example.com/", /* not the author's */ author: { name: "Ada Example" },
    },
  });
%s
}
"""


def config(more: str = "", collection: str = "posts", limit: int = 0) -> str:
    """Return a configuration with the feed plugin."""
    return _PLUGIN % (collection, limit, more)


_BOTH = (
    "'/a/b' | url",
    "'x.png' | url",
    "'https://other.example/' | url",
    "'/' | url",
    "'/a' | htmlBaseUrl",
    "'https://e.example/a' | addPathPrefixToFullUrl",
    "words | slugify",
    "words | slug",
    "words | capitalize",
    "list | first",
    "list | last",
    "list.length",
    "list",
    "words.length",
    "number",
    "list[1]",
    "deep['a b'].c",
    "'back\\\\slash' | slugify",
)
"""Expressions that both languages have."""
_IN_LIQUID = (
    "words | upcase",
    "words | downcase",
    "' x ' | strip | append: '!' | prepend: '?'",
    "words | replace: 'a', '4' | remove: 'g'",
    "words | replace_first: 'a', '4' | remove_first: 'g'",
    "words | escape",
    "words | xml_escape",
    "words | truncate: 9",
    "words | truncate: 9, '-'",
    "words | url_encode",
    "list | join",
    "list | join: '+'",
    "nothing | default: 'none'",
    "empty | default: 'none'",
    "words | split: ' ' | last",
    "words | size",
    "'<b>x</b> y' | strip_html",
    "page.date | date: '%d %B %y, %a %-e %j %H:%M'",
    "list | reverse | join: ','",
    "list | json",
)
_IN_NUNJUCKS = (
    "words | upper",
    "words | lower",
    "words | title",
    "(' x ' | trim) ~ '!'",
    "words | replace('a', '4')",
    "words | replace('a', '4', 1)",
    "words | escape | replace('&', '+')",
    "words | safe",
    "words | upper | safe",
    "words | truncate(9)",
    "words | truncate(9, true, '-')",
    "words | urlencode",
    "list | join",
    "list | join('+')",
    "nothing or 'none'",
    "nothing | default('none')",
    "empty | default('none')",
    "empty | default('none', true)",
    "words | length",
    "'<b>x</b> y' | striptags",
    "list | reverse | join(',')",
    "list | dump | safe",
    "'a' + 'b' | upper",
    "1 + 2",
    "'1' + 1",
    "'yes' if list else 'no'",
    "'yes' if empty else 'no'",
    "'yes' if 'One' in list and not nothing",
    "words == 'x' or number > 2",
    "words.replace('a', 'b').toUpperCase()",
    "words.slice(1, -2)",
)
_BLOCKS_IN_LIQUID = """
{% assign who = words | upcase %}{{ who }}
{% capture both %}{{ who }} and {{ number }}{% endcapture %}{{ both }}
{% if nothing %}A{% elsif empty %}B{% else %}C{% endif %} {% unless nothing %}D{% endunless %}
{% case number %} no {% when 1 %}X{% when 2.5, 3 %}Y{% else %}Z{% endcase %}
{% case who %}{% when "a" or "b" %}X{% else %}{{ who }}{% endcase %}
{% if list contains "One" and number >= 2 %}E{% endif %} {% if 0 %}F{% endif %}
a {%- if number -%} b {%- endif -%} c {% # a note %}
{% if nothing %}{% if number %}never{% else %}G{% endif %}{% assign who = "x" %}{% endif %}{{ who }}

`{{ words }}` {{ "{{ x }}" }}

```
{{ number }} {% raw %}{{ kept }}{% endraw %}
```
"""
_BLOCKS_IN_NUNJUCKS = """
{% set who = words | upper %}{{ who }}
{% set both %}{{ who }} and {{ number }}{% endset %}{{ both }}
{% if nothing %}A{% elif empty %}B{% else %}C{% endif %}
{% if "One" in list and number >= 2 %}E{% endif %} {% if 0 %}F{% endif %}
a {%- if number -%} b {%- endif -%} c {# a note #}
"""


_MARKDOWN = """
Para

    indented *text*

- a

      deep

~~s~~ www.example.com https://x.example/a_b_c a@b.example "q" -- ... (c)
next line

- [ ] task

Note[^1]

[^1]: foot

Term
: Def

<div>

    in <b>bold</b>

</div>

# H {#id}

| a | b |
|---|:-:|
| 1 | `x` |

```js
let x  =  1;
```

![i](/i.png "t") [l](<a b.html>)
"""


def _printing(*expressions: str) -> str:
    return "".join(f"- [{{{{ {one} }}}}]\n" for one in expressions)


def _posts(*matters: str, tags: str = "posts") -> dict[str, str]:
    return {
        "eleventy.config.js": config(),
        "posts/posts.json": json.dumps({"tags": tags}),
        **{
            f"posts/name-{number}.md": post(f"date: 2020-01-{number:02d}\n{matter}\n")
            for number, matter in enumerate(matters, 1)
        },
    }


TREES: dict[str, dict[str, str]] = {
    "addresses": {
        "eleventy.config.js": config(),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-dated.md": post(),
        "posts/x-2020-01-02-within.md": post(),
        "posts/2020-01-03-folder/index.md": post(),
        "posts/2020-01-04-same/2020-01-04-same.md": post(),
        "posts/2020-01-05-a.b.c.md": post(),
        "posts/2020-01-06-Ünï & cødé (x) [y] 'z'.md": post(),
        "posts/2020-01-07-日本語.md": post(),
        "posts/2020-01-08-per%20cent#hash.md": post(),
        "posts/2020-01-09-UPPER.md": post(),
        "posts/2020-01-10/page.html": post("", "<p>Some text.</p>"),
        "posts/posts.md": post("date: 2020-01-11\n"),
        "2020-01-12-root.md": post("tags: posts\n"),
        "posts/2020-01-13-^caret|pipe~`tick`.md": post(),
    },
    "permalinks": _posts(
        "permalink: /about/",
        "permalink: about.html",
        "permalink: /a/index.html",
        "permalink: '/{{ page.fileSlug }}/x/'",
        "permalink: '/{{ page.date | date: \"%Y/%m/%-d\" }}/{{ page.fileSlug }}/index.html'",
        "title: Ein Ärger & 'nother it''s\npermalink: '/{{ title | slugify }}/'",
        "permalink: '{{ page.filePathStem }}.html'",
        "permalink: {build: '/built/'}",
        "permalink: ''",
        "permalink: //double///slash/../up/",
        "title: 日本 Café\npermalink: '/{{ title | slugify | append: \"-x\" }}/'",
        "permalink: /ünï/c d/",
        "eleventyComputed: {permalink: '/c/{{ page.fileSlug }}/'}",
        "permalink: '/{{ title | upcase | downcase }}/'\ntitle: Words",
    ),
    "dates": {
        "eleventy.config.js": config(),
        "posts/posts.json": '{"tags": ["posts"]}',
        **{
            f"posts/2019-02-{number:02d}-date.md": post(f"date: {date}\n")
            for number, date in enumerate(
                (
                    "2020-01-02",
                    "2020-01-02T10:00:00Z",
                    "2020-01-02T10:00:00+02:00",
                    "2020-01-02 10:00:00",
                    "2020-1-2 1:02:03.123456789 -5:30",
                    "2020-01-02T10:00",
                    "'2020-01-03'",
                    "'2020-01-03T23:30:00-02:00'",
                    "2020-W05-2",
                    "2020-033",
                    "20200304T101112",
                    "2020-05",
                    "",
                ),
                1,
            )
        },
        "2018-01-05/2017-03-04/posts.md": post("tags: posts\n"),
    },
    "ties": {
        "eleventy.config.js": config(),
        "posts/posts.json": '{"tags": "posts"}',
        **{f"posts/{name}.md": post("date: 2020-01-01\n") for name in "bcAed_é0"},
        "posts/sub/a.md": post("date: 2020-01-01\n"),
        "posts/sub-a.md": post("date: 2020-01-01\n"),
    },
    "tags": {
        "eleventy.config.js": config(limit=5),
        "a.md": post("date: 2020-01-01\ntags: posts\n"),
        "b.md": post("date: 2020-01-02\ntags: other,posts\n"),
        "c.md": post("date: 2020-01-03\ntags: other, posts\n"),
        "d.md": post("date: 2020-01-04\ntags: [posts, x]\n"),
        "e.md": post("date: 2020-01-05\n"),
        "f.md": post("date: 2020-01-06\ntags: posts\neleventyExcludeFromCollections: true\n"),
        "g.md": post("date: 2020-01-07\ntags: posts\neleventyExcludeFromCollections: [posts]\n"),
        "h.md": post("date: 2020-01-08\ntags: posts\neleventyExcludeFromCollections: x,posts\n"),
        "i.md": post("date: 2020-01-09\ntags: posts\neleventyExcludeFromCollections: [x]\n"),
        "j.md": post("date: 2020-01-10\ntags:\n"),
        "k.md": post("date: 2999-01-11\ntags: posts\n"),
        "l.md": post("date: 2020-01-12\ntags: posts\n"),
        "m.njk": post("date: 2020-01-13\ntags: posts\n", "<p>{{ 'x' }}{# no #}</p>"),
    },
    "cascade": {
        "eleventy.config.js": config(
            '  eleventyConfig.addLayoutAlias("short", "deep/inner.njk");\n'
            '  eleventyConfig.addGlobalData("summary", "Of all");\n'
        ),
        "_includes/deep/inner.njk": post(
            "title: Inner\ntags: [posts]\nlayout: outer\n", "{{ content }}"
        ),
        "_includes/outer.njk": "---\ntitle: Outer\nsummary: Outer's\n---\n{{ content | safe }}",
        "a/2020-01-01-layout.md": post("layout: short\n"),
        "a/2020-01-02-own.md": post("layout: short\ntitle: Own\n"),
        "b/b.json": '{"layout": "deep/inner.njk", "title": "Folder"}',
        "b/b.11tydata.json": '{"title": "Suffixed"}',
        "b/2020-01-03-folder.md": post(),
        "b/2020-01-04-file.md": post(),
        "b/2020-01-04-file.json": '{"title": "File"}',
        "b/2020-01-04-file.11tydata.js": "export default { title: 'Script' };",
        "b/c/c.11tydata.cjs": "module.exports = () => ({ title: 'Function', tags: ['x'] });",
        "b/c/2020-01-05-inner.md": post("summary: ''\n"),
        "b/c/2020-01-06-override.md": post("override:tags: [posts]\n"),
        "b/c/2020-01-07-lost.md": post("override:tags: [other]\n"),
    },
    "titles": _posts(
        "title: '<em>HTML</em> & \"quotes\"'",
        "title: ''",
        "title:",
        "title: 2020",
        "title: true",
        "title: Yes",
        'title: "it\'s -- ..."',
        "title: 'Über 日本'",
        "eleventyComputed: {title: 'No {{ page.fileSlug }}'}",
        "summary: Short words\ntitle: Summed",
        "x: 1",
    ),
    "bodies": {
        "eleventy.config.js": config(),
        "posts/posts.json": '{"tags": "posts", "who": "Ada"}',
        "_data/site.json": '{"name": "Example", "list": [1, 2.5]}',
        "package.json": '{"type": "module", "version": "1.2.3"}',
        "posts/2020-01-01-variables.md": post(
            "title: A & B\n",
            "{{ title }} {{ page.url }} {{ page.fileSlug }} {{ who | upcase }} {{ site.name }}\n"
            "{{ site.list[1] }} {{ pkg.version }} {{- ' tight ' -}} x\n",
        ),
        "posts/2020-01-02-raw.md": post(
            "", "{% raw %}{{ kept }}{% endraw %} {% comment %}gone{% endcomment %} `code`\n"
        ),
        "posts/2020-01-03-markdown.md": post(
            "",
            '# H\n\nA *b* **c** `d` ~~e~~ <span>f</span> &amp; "q" -- ...\n\n'
            "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
            "1. one\n2. two\n\n> quote\n\n```js\nlet x = 1;\n```\n\nhttps://example.com\n\n<div>\n\n"
            "*in*\n\n</div>\n\n[ref]\n\n[ref]: /x\n",
        ),
        "posts/2020-01-06-none.md": post("templateEngineOverride: md\n", "{{ title }}\n"),
        "posts/2020-01-07-njk.md": post(
            "title: A & B\ntemplateEngineOverride: njk,md\n", "{{ title }}{# gone #}\n"
        ),
        "posts/2020-01-08-empty.md": post("", ""),
        "posts/2020-01-09-crlf.md": post("title: x\n", "one\n\ntwo\n").replace("\n", "\r\n"),
        "posts/2020-01-11-script.md": "---js\nconst title = 'Of JavaScript';\n---\ntext\n",
        "posts/2020-01-12-object.md": "---js\n{ title: 'Object', x: 1 }\n---\ntext\n",
        "posts/2020-01-13-json.md": '---json\n{ "title": "Of JSON" }\n---\n{{ title }}\n',
        "posts/2020-01-10-no-matter.md": "Just text.\n",
    },
    "filters and blocks": {
        "eleventy.config.js": config() + 'export const config = { pathPrefix: "/pre/" };\n',
        "posts/posts.json": json.dumps(
            {
                "tags": "posts",
                "list": ["One", "2 & 3"],
                "number": 2.5,
                "empty": "",
                "words": 'Große "Sätze" & <i>a-g</i> it\'s',
                "deep": {"a b": {"c": "d"}},
            }
        ),
        "posts/2020-01-01-liquid.md": post("", _printing(*_BOTH, *_IN_LIQUID) + _BLOCKS_IN_LIQUID),
        "posts/2020-01-02-nunjucks.md": post(
            "templateEngineOverride: njk,md\n",
            _printing(*_BOTH, *_IN_NUNJUCKS) + _BLOCKS_IN_NUNJUCKS,
        ),
    },
    "links": {
        "package.json": '{"type": "module"}',
        "eleventy.config.js": (
            'import { InputPathToUrlTransformPlugin } from "@11ty/eleventy";\n'
            + config("  eleventyConfig.addPlugin(InputPathToUrlTransformPlugin);\n")
            + 'export const config = { pathPrefix: "/pre", dir: { input: "src" } };\n'
        ),
        "src/posts/posts.json": '{"tags": "posts"}',
        "src/posts/2020-01-01-one.md": post(
            "",
            "[a](2020-01-02-t%C3%B6o.md) [b](/posts/2020-01-02-töo.md#x) [c](posts/deep/z.md?q)\n"
            "[d](deep/z.md) [e](no.md) [f](/a/) [h](https://o.example/z.md)\n"
            '<a class="x" href="src/posts/deep/z.md">i</a> <img src="/p.png" alt="">\n'
            '<img srcset="/p.png 1x, /q.png 2x" alt="">\n\n`<a href="/x">`\n',
        ),
        "src/posts/2020-01-02-töo.md": post("permalink: /two/\n", "[a](b/) [c](#d)\n"),
        "src/posts/deep/z.md": post("date: 2020-01-03\n", "[a](../2020-01-01-one.md)\n"),
    },
    "markdown": {
        "eleventy.config.js": config(),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-default.md": post("", _MARKDOWN),
        "posts/2020-01-02-blocks.md": post(
            "x: 1\n",
            "{% if x %}\n    indented *text*\n{% endif %}\n\n<div>\n\n    more\n\n</div>\n",
        ),
    },
    "headings with ids": {
        "package.json": '{"type": "module"}',
        "eleventy.config.js": 'import { IdAttributePlugin } from "@11ty/eleventy";\n'
        + config("  eleventyConfig.addPlugin(IdAttributePlugin);\n"),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-one.md": post("", "# Ü *b*\n\n## Ü b\n\n## Ü b\n\n### A & `c`\n"),
    },
    "a plugin that is only imported": {
        "package.json": '{"type": "module"}',
        "eleventy.config.js": 'import { IdAttributePlugin } from "@11ty/eleventy";\n' + config(),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-one.md": post("", "# Head\n"),
    },
    "markdown with options": {
        "eleventy.config.js": (
            'import markdownIt from "markdown-it";\n'
            "const options = { html: true, linkify: true, typographer: true, breaks: true };\n"
            + config(
                '  eleventyConfig.setLibrary("md", markdownIt(options));\n'
                '  eleventyConfig.amendLibrary("md", (library) => library.enable("code"));\n'
            )
        ),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-all.md": post("", _MARKDOWN),
    },
    "markdown without HTML": {
        "eleventy.config.js": (
            'import markdownIt from "markdown-it";\n'
            + config('  eleventyConfig.setLibrary("md", markdownIt({ linkify: true }));\n')
        ),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-all.md": post("", _MARKDOWN),
    },
    "directories": {
        "eleventy.config.js": config('  eleventyConfig.ignores.add("content/skip/**");\n')
        + 'export const config = { dir: { input: "content", includes: "../_includes",\n'
        + '  data: "../_data", output: "_site" }, markdownTemplateEngine: "njk",\n'
        + '  templateFormats: ["md", "njk", "html"], pathPrefix: "/base" };\n',
        "_includes/l.njk": "{{ content | safe }}",
        "_data/title.json": '"Global"',
        ".eleventyignore": "# comment\ncontent/drafts\ncontent/*.skip.md\n",
        "content/content.json": '{"tags": "posts", "layout": "l.njk"}',
        "content/2020-01-01-a.md": post(),
        "content/drafts/2020-01-02-b.md": post(),
        "content/skip/2020-01-03-c.md": post(),
        "content/2020-01-04-d.skip.md": post(),
        "content/2020-01-05-e.liquid": post(),
        "README.md": post("tags: posts\ndate: 2020-01-06\n"),
        "content/_site/2020-01-07-f.md": post(),
    },
    "collections": {
        "eleventy.config.js": config(
            "  eleventyConfig.addCollection('posts', (api) =>\n"
            "    api.getFilteredByGlob('notes/**/*.md'));\n"
        ),
        "notes/2020-01-01-a.md": post(),
        "notes/deep/2020-01-02-b.md": post("tags: x\n"),
        "notes/2020-01-03-c.md": post("eleventyExcludeFromCollections: true\n"),
        "other/2020-01-04-d.md": post("tags: posts\n"),
    },
    "facts put together": {
        "eleventy.config.js": "const host = 'https://example.com', place = '/b';\n"
        "const site = { name: 'Boats' };\n"
        + config()
        .replace("'Example // of a \"site\"'", "`${site.name} & more`")
        .replace('"https://example.com/"', 'host + "/"')
        .replace('"Words"', '"A" + ` word`'),
        "posts/posts.json": '{"tags": "posts"}',
        "posts/2020-01-01-one.md": post(),
    },
    "settings by calls": {
        "eleventy.config.js": config("""  eleventyConfig.setInputDirectory("site");
  eleventyConfig.setTemplateFormats("md,html,njk");
  eleventyConfig.addGlobalData("permalink", "/g/{{ page.fileSlug }}/");
  eleventyConfig.setDataFileBaseName("index");
  eleventyConfig.setDataFileSuffixes([".data", ""]);
"""),
        "site/index.md": post("tags: posts\ndate: 2020-01-01\n"),
        "site/b/index.data.json": '{"tags":"posts","title":"Dir"}',
        "site/b/2020-01-02-x.md": post(),
        "site/b/2020-01-03-y.njk": post(),
        "site/b/c.d/2020-01-04-z.html": post("", "<p>Z {{ title }}</p>"),
        "site/b/b.json": '{"title":"not read"}',
        "site/b/2020-01-05-w.md": post("permalink: /own/\ntitle: 'a: b'\n"),
        "site/b/2020-01-05-w.data.json": '{"title":"w", "date":"2021-02-03T04:05:06.789Z"}',
    },
    "data that are not merged": {
        "eleventy.config.js": config("""  eleventyConfig.setDataDeepMerge(false);
"""),
        "posts/posts.json": '{"tags":["posts"],"date":"2020-02-02"}',
        "posts/a.md": post(),
        "posts/b.md": post("tags: [x]\n"),
        "posts/c.md": post("tags: [x, posts]\n"),
        "posts/d/d.json": '{"x":1}',
        "posts/d/e.md": post("date: 2020-02-02T00:00:00.5Z\n"),
        "posts/f.md": post("date: 2020-02-02T00:00:00.25Z\n"),
    },
    "two feeds, one limited": {
        "eleventy.config.js": """import { feedPlugin } from "@11ty/eleventy-plugin-rss";
const meta = { title: "T", base: "https://example.com/b/", author: { name: "Ada" },
  language: "en", subtitle: "" };
const url = "/deep/atom.xml";
export default async function(eleventyConfig) {
  // it's a comment with 'quotes'
  const re = /['"]/g;
  eleventyConfig.addPreprocessor("drafts", "*", (data, content) => {
    if (data.draft) { return false; }
  });
  eleventyConfig.addFilter("x", (s) => `${s} y`.replace(re, ""));
  await eleventyConfig.addPlugin(feedPlugin, { type: "atom", outputPath: url,
    collection: { name: "posts", limit: 2, }, metadata: meta, });
  eleventyConfig.addPlugin(feedPlugin, { inputPath: "n.njk", outputPath: "/n.xml",
    collection: { name: "notes" }, metadata: meta });
  return { pathPrefix: "sub", dir: { input: "in", output: "out" } };
};
""",
        "in/in.json": '{"layout":false}',
        "in/2020-01-01-a.md": post("tags: posts\n", "[a](b.md) ![i](/i.png)\n"),
        "in/2020-01-02-b.md": post("tags: [posts, notes]\ndraft: true\n"),
        "in/2020-01-03-c.md": post("tags: [posts, notes]\n"),
        "in/2020-01-04-d.md": post("tags: notes\n"),
        "in/2020-01-05-e.md": post("tags: posts\n"),
    },
    **FEED_TREES,
}
