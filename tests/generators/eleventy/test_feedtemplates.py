"""A template that writes a feed says what the site and its posts are called there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from feeds.generators.eleventy.feedtemplates import ChannelFacts, FeedTemplate
from feeds.model import Format, Person
from tests.support.eleventy import SITE, outcome, reading, tree_of

YAML = """---
permalink: /all.xml
metadata: {title: Boats, subtitle: On water, url: https://boats.example/, language: de,
  author: {name: Ann Example, email: ann@boats.example}}
---
"""
JSON = """---json
{"permalink": "all.xml", "metadata": {"title": "Boats", "subtitle": "On water",
  "url": "https://boats.example/", "language": "de",
  "author": {"name": "Ann Example", "email": "ann@boats.example"}}}
---
"""
JAVASCRIPT = """---js
{ permalink: 'all.xml', /* facts */ metadata: { title: `Boats`, subtitle: "On water",
  url: "https://boats.example/", language: "de",
  author: { name: "Ann Example", email: "ann@boats.example" }, }, }
---
"""
CONSTANTS = """---js
const permalink = "/all.xml";
const metadata = { title: "Boats", subtitle: "On water", url: "https://boats.example/",
  language: "de", author: { name: "Ann Example", email: "ann@boats.example" } };
---
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{{ metadata.language }}">
<title>{{ metadata.title }}</title><subtitle>{{ metadata.subtitle }}</subtitle>
<link href="{{ metadata.url }}feed" rel="self"/><link href="{{ metadata.url }}"/>
<author><name>{{ metadata.author.name }}</name><email>{{ metadata.author.email }}</email></author>
{% for post in collections.post | reverse %}<entry>
<id>ID</id><link href="LINK"/><title>TITLE</title>
</entry>{% endfor %}</feed>
"""
FACTS = ChannelFacts(
    title="Boats",
    home="https://boats.example/",
    language="de",
    description="On water",
    authors=(Person("Ann Example", None, "ann@boats.example"),),
)


def _template(
    id: str = "{{ post.url | absoluteUrl(metadata.url) }}",
    link: str = "{{ post.url | absoluteUrl(metadata.url) }}",
    title: str = "{{ post.data.title }}",
    matter: str = JSON,
) -> str:
    return matter + ATOM.replace("ID", id).replace("LINK", link).replace("TITLE", title)


def _files(template: str) -> dict[str, str]:
    return {"eleventy.config.js": "export default (c) => {};", "feed.njk": template}


@pytest.mark.parametrize("matter", [YAML, JSON, JAVASCRIPT, CONSTANTS])
def test_facts_are_read_from_the_templates_own_front_matter(matter: str, tmp_path: Path) -> None:
    generator = tree_of(tmp_path, _files(_template(matter=matter)))
    found = generator.settings
    assert (found.title, found.url, found.language) == ("Boats", "https://boats.example", "de")
    assert (found.description, found.authors) == ("On water", FACTS.authors)
    channel = generator.channel(None, SITE)
    assert (channel.title, channel.home) == (SITE.title, "https://example.com/")


@pytest.mark.parametrize(
    ("data", "title", "home"),
    [
        (
            {"_data/site.json": '{"title": "T", "url": "https://t.example"}'},
            "site.title",
            "site.url",
        ),
        (
            {"_data/deep/names.js": 'export default { long: "T", home: "https://t.example" };'},
            "deep.names.long",
            "deep.names.home",
        ),
        (
            {"_data/conf.cjs": 'module.exports = { t: "T", u: "https://t.example" };'},
            "conf.t | upper",
            "conf.u | trim",
        ),
    ],
)
def test_facts_are_read_wherever_the_template_takes_them_from(
    data: dict[str, str], title: str, home: str, tmp_path: Path
) -> None:
    template = _template().replace("metadata.title", title).replace("metadata.url", home)
    found = tree_of(tmp_path, {**_files(template), **data}).settings
    assert (found.title, found.url) == ("T", "https://t.example")


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("{{ post.url | absoluteUrl(metadata.url) }}", "https://boats.example/2020-01-02-a/"),
        (
            "{{ metadata.url }}{{ post.url | replace('/', '', 1) }}",
            "https://boats.example/2020-01-02-a/",
        ),
        (
            "{{ post.url | absoluteUrl(metadata.url) | upper }}",
            "HTTPS://BOATS.EXAMPLE/2020-01-02-A/",
        ),
        (
            "tag:boats.example,{{ post.date | dateToRfc3339 }}:{{ post.fileSlug }}",
            "tag:boats.example,2020-01-02T00:00:00Z:a",
        ),
        ("{% set x = post.url | url %}urn:x:{{ x }}", "urn:x:/2020-01-02-a/"),
        ("{{ post.data.uuid or (post.url | absoluteUrl(metadata.url)) }}", "urn:uuid:1"),
        ("\n  {{ post.data.uuid }}\n", "urn:uuid:1"),
        ("<![CDATA[{{ post.data.uuid }}]]>", "urn:uuid:1"),
        ("{% if post.data.uuid %}{{ post.data.uuid }}{% else %}x{% endif %}", "urn:uuid:1"),
        # Not absolute: the address is the id.
        ("{{ post.url }}", "https://example.com/2020-01-02-a/"),
    ],
)
def test_the_template_decides_the_id(id: str, expected: str, tmp_path: Path) -> None:
    generator = tree_of(tmp_path, _files(_template(id)))
    text = "---\ntags: post\nuuid: urn:uuid:1\n---\n"
    found = reading(generator, "2020-01-02-a.md", text)
    expected = expected.replace("https://boats.example/", f"{SITE.url}/")
    assert (found.post.id, found.problems) == (expected, ())
    assert found.post.link == f"{SITE.url}/2020-01-02-a/"


@pytest.mark.parametrize(
    ("parts", "line", "said"),
    [
        ({"id": "{{ post.url | absoluteUrl(metadata.url) | clean }}"}, 11, "filter clean"),
        ({"id": "{% set x = post.url | clean %}{{ x }}"}, 11, "filter clean"),
        ({"id": "{% set x %}{{ post.url | clean }}{% endset %}{{ x }}"}, 11, "filter clean"),
        ({"id": "{% absolute post.url %}"}, 11, "tag absolute"),
        ({"link": "{{ post.data.nothing | clean }}"}, 11, "filter clean"),
        ({"title": "{{ post.data.title | clean }}"}, 11, "filter clean"),
    ],
)
def test_ids_links_and_titles_that_need_javascript_are_reported_with_their_line(
    parts: dict[str, str], line: int, said: str, tmp_path: Path
) -> None:
    generator = tree_of(tmp_path, _files(_template(**parts)))
    (fault,) = generator.settings.faults
    assert (fault.path, fault.line, fault.fatal) == ("feed.njk", line, False)
    assert said in fault.message
    assert generator.settings.url == "https://boats.example"
    found = reading(generator, "2020-01-02-a.md", "---\ntags: post\ntitle: A & B\n---\n")
    assert found.post.id == found.post.link == f"{SITE.url}/2020-01-02-a/"
    assert (found.post.title, found.problems) == ("A & B", ())


def test_an_id_that_needs_a_computed_value_is_a_problem_of_the_post(tmp_path: Path) -> None:
    files = _files(_template("{{ post.data.uuid }}"))
    generator = tree_of(tmp_path, files)
    known = reading(generator, "2020-01-02-a.md", "---\ntags: post\nuuid: urn:a\n---\n")
    assert (known.post.id, known.problems) == ("urn:a", ())
    unknown = reading(generator, "2020-01-02-a.md", "---\ntags: post\n---\n")
    assert unknown.post.id == unknown.post.link
    assert "uses the post's URL" in unknown.problems[0][1]


@pytest.mark.parametrize(("name", "reports"), [("upper", True), ("absoluteUrl", False)])
def test_a_filter_that_the_configuration_replaces_is_reported(
    name: str, reports: bool, tmp_path: Path
) -> None:
    files = _files(_template("{{ post.url | absoluteUrl(metadata.url) | upper }}"))
    files["eleventy.config.js"] = f"export default (c) => {{ c.addFilter('{name}', f); }};"
    faults = tree_of(tmp_path, files).settings.faults
    assert [f"replaces the filter {name}" in fault.message for fault in faults] == [True] * reports


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("{{ post.data.title | upper }}", "A & <B>"),
        ("{{ post.data.title }} at {{ metadata.title }}", "A & <b> at Boats"),
        ("<![CDATA[{{ post.data.title | safe }}]]>", "A & <b>"),
        ("{{ post.data.other }}", "A & <b>"),
        ("", ""),
    ],
)
def test_the_template_decides_the_title(title: str, expected: str, tmp_path: Path) -> None:
    generator = tree_of(tmp_path, _files(_template(title=title)))
    found = reading(generator, "2020-01-02-a.md", "---\ntags: post\ntitle: A & <b>\n---\n")
    assert found.post.title == expected


def test_a_link_that_leads_elsewhere_does_not_become_the_posts_address(tmp_path: Path) -> None:
    link = "{{ post.data.source or (metadata.url ~ 'x?from=feed') }}"
    generator = tree_of(tmp_path, _files(_template(link=link)))
    text = "---\ntags: post\nsource: https://other.example/\n---\n"
    own = f"{SITE.url}/2020-01-02-a/"
    assert reading(generator, "2020-01-02-a.md", text).post.link == own
    found = reading(generator, "2020-01-02-a.md", "---\ntags: post\n---\n").post
    assert (found.id, found.link) == (own, f"{SITE.url}/x?from=feed")


def test_an_author_in_the_entry_is_the_posts(tmp_path: Path) -> None:
    own = "<author><name>{{ post.data.author or metadata.author.name }}</name></author>"
    template = _template().replace("</entry>", f"{own}</entry>")
    generator = tree_of(tmp_path, _files(template))
    by_ann = reading(generator, "2020-01-02-a.md", "---\ntags: post\n---\n").post
    by_bea = reading(generator, "2020-01-02-a.md", "---\ntags: post\nauthor: Bea\n---\n").post
    assert by_ann.authors == (Person("Ann Example"),)
    assert by_bea.authors == (Person("Bea"),)
    bare = template.replace(template[template.index("<author>") : template.index("{% for")], "")
    assert tree_of(tmp_path, _files(bare)).settings.authors == (Person("Ann Example"),)


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("not post.data.hidden", False),
        ("post.data.hidden != true", False),
        ("post.data.hidden", True),
        ("post.data.computed", True),
        ("loop.index < 3", True),
        ("post.data.rank > 2", True),
        ("post.data.rank == 3 and not post.data.shut", True),
    ],
)
def test_a_condition_in_the_loop_decides_which_posts_are_shown(
    condition: str, shown: bool, tmp_path: Path
) -> None:
    template = _template().replace("<entry>", f"{{% if {condition} %}}<entry>")
    template = template.replace("</entry>", "</entry>{% endif %}")
    files = _files(template)
    files["p/p.11tydata.js"] = "export default { tags: 'post', eleventyComputed: { computed: f } };"
    text = "---\nhidden: true\nshut: false\nrank: 3\n---\n"
    assert reading(tree_of(tmp_path, files), "p/2020-01-02-a.md", text).post.on_site is shown


def test_feeds_in_rss_and_json_are_read_too() -> None:
    data = {"m": {"title": "T & U", "url": "https://e.example/"}}
    rss = FeedTemplate(
        Format.RSS,
        "<title>{{ m.title }}</title><link>{{ m.url }}</link><language>en-GB</language>",
        "<item><title>{{ p.data.title }}</title><link>{{ p.url | absoluteUrl(m.url) }}</link>"
        "<dc:creator>{{ p.data.by }}</dc:creator><guid>urn:{{ p.url }}</guid></item>",
        "p",
        "njk",
        data,
    )
    json = FeedTemplate(
        Format.JSON,
        '"title": "{{ m.title }}", "home_page_url": "{{ m.url }}", "language": "en-GB",'
        '"authors": [{ "name": "Ann", "url": "https://e.example/ann" }]',
        '{"id": "urn:{{ p.url }}", "url": "{{ p.url | absoluteUrl(m.url) }}",'
        '"title": {{ p.data.title | dump | safe }}, "author": {"name": "{{ p.data.by }}"}}',
        "p",
        "njk",
        data,
    )
    post = {"url": "/a/", "data": {"title": 'A "&" b', "by": "Bea"}}
    for template in (rss, json):
        channel, entry = template.channel(), template.of_post(post)
        assert (channel.title, channel.home) == ("T & U", "https://e.example/")
        assert (channel.language, template.start) == ("en-GB", "https://e.example")
        assert (entry.id, entry.link) == ("urn:/a/", "https://e.example/a/")
        assert (entry.title, entry.authors) == ('A "&" b', (Person("Bea"),))
    assert json.channel().authors == (Person("Ann", "https://e.example/ann"),)


@pytest.mark.parametrize(
    ("element", "author"),
    [
        ("<dc:creator>Bea</dc:creator>", Person("Bea")),
        ("<author>b@e.example (Bea B.)</author>", Person("Bea B.", None, "b@e.example")),
        ("<author>Bea</author>", Person("Bea")),
    ],
)
def test_an_author_of_an_item_is_read_in_every_usual_form(element: str, author: Person) -> None:
    template = FeedTemplate(Format.RSS, "", f"<item>{element}</item>", "p", "njk", {})
    assert template.of_post({"url": "/a/", "data": {}}).authors == (author,)
    editor = element.replace("author", "managingEditor")
    assert FeedTemplate(Format.RSS, editor, "", "p", "njk", {}).channel().authors == (author,)


def test_a_template_in_liquid_is_read(tmp_path: Path) -> None:
    template = (
        YAML
        + '<feed xmlns="http://www.w3.org/2005/Atom">{% assign base = metadata.url %}'
        + "<title>{{ metadata.title | append: '!' }}</title>"
        + "{% assign newest = collections.post | reverse %}{% for p in newest limit: 3 %}<entry>"
        + "<id>{{ p.url | prepend: base | replace: '.example//', '.example/' }}</id>"
        + "</entry>{% endfor %}</feed>"
    )
    files = {"eleventy.config.js": "", "feed.liquid": template}
    generator = tree_of(tmp_path, files)
    found = generator.settings
    assert (found.title, found.url, found.entries) == ("Boats!", "https://boats.example", 3)
    id = reading(generator, "2020-01-02-a.md", "---\ntags: post\n---\n").post.id
    assert id == "https://example.com/2020-01-02-a/"


def test_a_path_may_be_a_template(tmp_path: Path) -> None:
    matter = JSON.replace('"all.xml"', '"/{{ page.fileSlug }}/{{ metadata.language }}.xml"')
    paths = tree_of(tmp_path, _files(_template(matter=matter))).settings.document_paths
    assert list(paths.values()) == ["/feed/de.xml", "/feed.xml"][: len(paths)]


@pytest.mark.parametrize("damage", ["{% for", "{% endfor %}", "</entry>", "---", "<id>", "{{"])
def test_a_damaged_template_stops_nothing(damage: str, tmp_path: Path) -> None:
    template = _template().replace(damage, "", 1)
    generator = tree_of(tmp_path, _files(template))
    found = outcome(generator, "2020-01-02-a.md", "---\ntags: post\n---\n")
    assert found.reading or found.left_out


@pytest.mark.parametrize(
    "piece",
    ["<feed ", "<title>", "<link ", "<author>", '"id": "', "{% for p in collections.post %}"],
)
def test_a_hostile_template_is_read_in_seconds(piece: str, tmp_path: Path) -> None:
    filled = piece * (90_000 // len(piece))
    template = _template().replace("<feed", f"{filled}<feed", 1)
    template = template.replace("</entry>", f"{filled}</entry>", 1)
    begun = time.process_time()
    generator = tree_of(tmp_path, _files(template))
    outcome(generator, "2020-01-02-a.md", "---\ntags: post\n---\n")
    assert time.process_time() - begun < 20


def test_a_title_in_html_is_shown_as_its_text(tmp_path: Path) -> None:
    template = (
        _template()
        .replace("<title>TITLE", "<title>")
        .replace("<title>{{ post", "<title type='html'>{{ post")
    )
    matter = "---\ntags: post\ntitle: A &amp; <b>B</b>\n---\n"
    post = reading(tree_of(tmp_path, _files(template)), "2020-01-02-a.md", matter).post
    assert post.title == "A & B"


def test_the_home_page_keeps_its_slash_where_addresses_have_two(tmp_path: Path) -> None:
    template = _template(id="{{ metadata.url + post.url }}", link="{{ metadata.url + post.url }}")
    generator = tree_of(tmp_path, _files(template))
    assert generator.channel(None, SITE).home == f"{SITE.url}/"
