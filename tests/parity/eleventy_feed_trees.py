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
    "the last ones": _looped(
        "{%- for post in collections.posts.slice(-4) | reverse %}",
        "{{ post.url | htmlBaseUrl(place.home) }}",
    ),
}
