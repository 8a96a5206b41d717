"""Small Eleventy sites that write their feed with a template: files by path."""

from __future__ import annotations

from .trees import post

_TEMPLATE = """---
permalink: /feed/feed.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{{ metadata.url }}">
  <title>{{ metadata.title }}</title>
  <id>{{ metadata.url }}</id>
  <author><name>{{ metadata.author.name }}</name></author>
  {%- for post in collections.posts | reverse %}
  {% set absolutePostUrl %}{{ post.url | FILTER(metadata.url) }}{% endset %}
  <entry>
    <title>{{ post.data.title }}</title>
    <link href="{{ absolutePostUrl }}"/>
    <updated>{{ post.date | dateToRfc3339 }}</updated>
    <id>{{ absolutePostUrl }}</id>
    <content type="html">{{ post.templateContent | htmlToAbsoluteUrls(absolutePostUrl) }}</content>
  </entry>
  {%- endfor %}
</feed>
"""

_OLD_CONFIG = """const rss = require("@11ty/eleventy-plugin-rss");
module.exports = (eleventyConfig) => {
  eleventyConfig.addPlugin(rss.rssPlugin || rss.default);
  eleventyConfig.addPlugin(require("@11ty/eleventy").EleventyHtmlBasePlugin);
  return { dir: { input: "src", output: "out" }, pathPrefix: "/blog/" };
};
"""


def _templated(filter: str) -> dict[str, str]:
    return {
        "package.json": "{}",
        "eleventy.config.cjs": _OLD_CONFIG,
        "src/feed.njk": _TEMPLATE.replace("FILTER", filter),
        "src/_data/metadata.js": "module.exports = { title: `T`, url: 'https://example.com/sub/',\n"
        "  author: { name: 'Ada Example' } };\n",
        "src/posts/posts.11tydata.js": 'module.exports = { tags: ["posts"] };\n',
        "src/posts/2020-01-01-one.md": post("title: One\n"),
        "src/posts/2020-01-02-two.md": post(
            "title: 'Two & <b>more</b>'\n", "[a](/b) ![c](d.png)\n"
        ),
    }


_LOOP = "{%- for post in collections.posts | reverse %}"
_ADDRESS = "{{ post.url | FILTER(metadata.url) }}"


def _looped(loop: str, link: str) -> dict[str, str]:
    """Return a site whose feed has this loop over posts, and these links."""
    template = _TEMPLATE.replace(_LOOP, loop).replace(_ADDRESS, link)
    if "if " in loop:
        template = template.replace("{%- endfor %}", "{% endif %}{%- endfor %}")
    return {
        **_templated("absoluteUrl"),
        "src/feed.njk": template,
        "src/_data/place.json": '{"home": "https://place.example/deep/"}',
        **{f"src/posts/2020-02-0{day}-more.md": post(f"title: {day}\n") for day in range(1, 6)},
    }


def _labelled(loop: str, label: str) -> dict[str, str]:
    """Return a site whose feed shows tags in this way."""
    files = _looped(_LOOP, _ADDRESS.replace("FILTER", "absoluteUrl"))
    ends = "{% endif %}{% endfor %}" if "{% if" in loop else "{% endfor %}"
    shown = f'{loop}<category term="{label}"/>{ends}\n    <link'
    return {
        **files,
        "src/feed.njk": files["src/feed.njk"].replace("<link", shown),
        "src/posts/2020-03-01-tags.md": post("tags: [One Tag, C & D, Über]\n"),
    }


_OWN_FACTS = """---json
{
  "permalink": "feed.xml", "eleventyExcludeFromCollections": true,
  "metadata": {"title": "Boats & more", "description": "Words", "language": "en",
    "KEY": "https://example.com/", "author": {"name": "Ada Example"}}
}
---
"""
_ATOM = (
    _OWN_FACTS
    + """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{{ metadata.language or page.lang }}">
  <title>{{ metadata.title }}</title>
  <link href="{{ permalink | htmlBaseUrl(metadata.KEY) }}" rel="self" />
  <link href="{{ metadata.KEY | addPathPrefixToFullUrl }}" />
  <id>{{ metadata.KEY | addPathPrefixToFullUrl }}</id>
  <author><name>{{ metadata.author.name }}</name></author>
  {%- for post in collections.post | reverse %}
  {%- set page_url %}{{ post.url | htmlBaseUrl(metadata.KEY) }}{% endset %}
  <entry>
    <title>{{ post.data.title }}</title>
    <link href="{{ page_url }}" />
    <updated>{{ post.date | dateToRfc3339 }}</updated>
    <id>{{ page_url }}</id>
    <content type="html">
      {{- post.content | renderTransforms(post.data.page, metadata.KEY) -}}
    </content>
  </entry>
  {%- endfor %}
</feed>
"""
).replace("KEY", "base")
_IN_YAML = """---
permalink: feed.xml
eleventyExcludeFromCollections: true
metadata:
  title: Boats & more
  language: en
  base: https://example.com/
  author: {name: Ada Example}
---
"""
_IN_JAVASCRIPT = """---js
// the feed's facts
const permalink = "feed.xml";
const metadata = { title: 'Boats & more', language: "en", base: `https://example.com/`,
  author: { name: "Ada Example" } };
---
"""
_AS_OBJECT = """---javascript
{ permalink: "feed.xml", metadata: { title: "Boats & more", language: "en",
  base: "https://example.com/", author: { name: "Ada Example" } } }
---
"""
_RSS = (
    _OWN_FACTS.replace("KEY", "url")
    + """<rss version="2.0"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{{ metadata.title }}</title><link>{{ metadata.url }}</link>
<language>{{ metadata.language }}</language>
{%- for post in collections.post | reverse %}
{%- set page_url = post.url | url | absoluteUrl(metadata.url) %}
<item><title>{{ post.data.title }}</title><link>{{ page_url }}</link>
<description>{{ post.templateContent | htmlToAbsoluteUrls(page_url) }}</description>
<pubDate>{{ post.date | dateToRfc822 }}</pubDate>
<dc:creator>{{ post.data.author or metadata.author.name }}</dc:creator>
<guid isPermaLink="false">{{ ("urn:" ~ post.url) | replace("/", "-") | upper }}</guid></item>
{%- endfor %}
</channel></rss>
"""
)
_LIQUID = """---
permalink: "/{{ site.feed }}.xml"
---
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{{ site.lang | default: 'de' }}">
{%- assign newest = collections.post | reverse -%}
<title>{{ site.title | append: "!" | escape }}</title>
<link href="{{ site.home }}"/><link rel="self" href="{{ site.home }}{{ page.url }}"/>
{%- for item in newest limit: 5 -%}
{%- capture address -%}{{ site.home | append: item.url | escape }}{%- endcapture -%}
{%- unless item.data.hidden -%}
<entry>
  <title>{{ item.data.title | upcase | xml_escape }}</title>
  <link href="{{ address }}" rel="alternate"/>
  <link href="https://other.example/" rel="related"/>
  <updated>{{ item.date | date: "%Y-%m-%dT%H:%M:%SZ" }}</updated>
  <id>{{ address | replace: "https://", "tag:" | remove: "posts/" }}?{{ "b c" | slug }}</id>
  <author><name>{% if item.data.author %}{{ item.data.author }}{% else %}{{ site.by }}{% endif -%}
  </name><email>a@example.com</email></author>
  <content type="html">{{ item.templateContent | escape }}</content>
</entry>
{%- endunless -%}
{%- endfor -%}
</feed>
"""


def _with_facts(matter: str) -> str:
    """Return the template of Atom with other front matter."""
    return matter + _ATOM.removeprefix(_OWN_FACTS.replace("KEY", "base"))


def _documented(template: str, name: str = "feed.njk", **more: str) -> dict[str, str]:
    """Return a site whose feed's template has facts of its own."""
    return {
        "package.json": "{}",
        "eleventy.config.cjs": _OLD_CONFIG,
        f"src/{name}": template,
        "src/posts/posts.json": '{"tags": "post"}',
        "src/posts/2020-01-01-one.md": post("title: 'One & \"two\"'\nauthor: Bea\n"),
        "src/posts/2020-01-02-two.md": post("title: <b>\npermalink: /a&b/\n"),
        "src/posts/2020-01-03-three.md": post("title: Three\nhidden: true\n"),
        **more,
    }


FEED_TREES: dict[str, dict[str, str]] = {
    "a template with a base": _templated("htmlBaseUrl"),
    "a template as of old": _templated("absoluteUrl"),
    "a loop with a name of its own": _looped(
        "{% set shown = collections.posts %}{% set newest = shown | reverse %}"
        "{%- for post in newest.slice(0, 3) %}",
        "{{ place.home }}{{ post.url | replace('/', '', 1) }}",
    ),
    "a loop that counts": _looped(
        "{%- for post in collections.posts | reverse %}{% if loop.index0 <= 3 %}",
        "{{ post.url | url | absoluteUrl(place.home) }}",
    ),
    "the oldest first": _looped(
        "{%- for post in collections['posts'] %}", "{{ post.url | absoluteUrl(place.home) }}"
    ),
    "every tag shown": _labelled("{% for tag in post.data.tags %}", "{{ tag }}"),
    "some tags shown": _labelled(
        "{% for tag in post.data.tags %}{% if tag != 'posts' %}", "{{ tag | slugify }}"
    ),
    "facts in the template of Atom": _documented(_ATOM),
    "facts in YAML": _documented(_with_facts(_IN_YAML)),
    "facts in JavaScript": _documented(_with_facts(_IN_JAVASCRIPT)),
    "facts in an object": _documented(_with_facts(_AS_OBJECT)),
    "facts in the template of RSS": _documented(_RSS),
    "a template in Liquid": {
        **_documented(_LIQUID, "feed.liquid"),
        "src/_data/site.json": '{"feed": "deep/atom", "title": "A & B", "by": "Ada Example",'
        ' "home": "https://example.com"}',
    },
    "entries for some": _looped(
        "{%- for post in collections.posts | reverse %}{% if post.data.title != 'One' and not "
        "post.data.hidden %}",
        "{{ post.url | absoluteUrl(metadata.url) | replace('https:', 'http:') | trim }}",
    ),
    "another list than tags": {
        **_labelled("{% for topic in post.data.topics %}", "{{ topic }}"),
        "src/posts/2020-03-02-topics.md": post("tags: [x]\ntopics: [One Topic, Über]\n"),
    },
    "titles in HTML": {
        **_templated("absoluteUrl"),
        "src/feed.njk": _TEMPLATE.replace("FILTER", "absoluteUrl").replace(
            "<title>{{ post", '<title type="html">{{ post'
        ),
    },
    "the last ones": _looped(
        "{%- for post in collections.posts.slice(-4) | reverse %}",
        "{{ post.url | htmlBaseUrl(place.home) }}",
    ),
}
