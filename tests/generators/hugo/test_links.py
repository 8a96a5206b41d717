"""Links, images and ``ref`` lead where Hugo's page finder and embedded render hooks lead."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from feeds.generators.base import Html, PostError, Unpublished
from feeds.generators.hugo import Hugo
from feeds.generators.hugo.links import below_base
from feeds.model import Site, Template
from feeds.source import walk
from tests.support.hugo import CONFIG, URL, site

LANGUAGES = "[languages.en]\nweight = 1\n"
HERE = "content/post/a.md"
_SITE = {
    "content/post/b.md": "---\ntitle: B\ndate: 2020-01-02\nurl: /other/b/\n---\n",
    "content/post/leaf/index.md": "---\ntitle: L\ndate: 2020-01-03\nslug: lf\ntags: [x y]\n---\n",
    "content/post/leaf/Big Pic.PNG": "x",
    "content/post/sec/_index.md": "---\ntitle: S\n---\n",
    "content/post/sec/e.md": "---\ntitle: E\ndate: 2020-01-04\n---\n",
    "content/post/drafts/_index.md": "---\ndraft: true\n---\n",
    "content/post/pic.png": "x",
    "content/c/d.md": "---\ntitle: D\ndate: 2020-01-05\n---\n",
    "content/c/dup.md": "---\ntitle: D\ndate: 2020-01-05\n---\n",
    "content/deep/dup.md": "---\ntitle: D\ndate: 2020-01-05\n---\n",
    "content/post/a b.md": "---\ntitle: AB\ndate: 2020-01-06\n---\n",
    "content/about.md": "---\ntitle: Undated\n---\n",
    "content/post/draft.md": "---\ntitle: X\ndate: 2020-01-07\ndraft: true\n---\n",
    "content/post/undated-draft.md": "---\ntitle: X\ndraft: true\n---\n",
    "content/hidden.md": "---\ntitle: H\ndate: 2020-01-08\nbuild: {list: never}\n---\n",
    "assets/img/logo.png": "x",
}


def tree(folder: Path, body: str, config: str = LANGUAGES, path: str = HERE) -> Hugo:
    text = f"---\ntitle: A\ndate: 2020-01-01\n---\n{body}\n"
    return site(folder, {**_SITE, path: text}, CONFIG + config)


def rendered(hugo: Hugo, path: str = HERE) -> Html:
    """Return the HTML of one page of a tree, as a build renders it."""
    whole = Site(title="T", url=URL, timezone="UTC")
    readings = {}
    for file in walk(hugo.tree, hugo.descends, hugo.is_post, 0)[0]:
        text = (hugo.tree / file.path).read_text(encoding="utf-8")
        try:
            readings[file.path] = hugo.read(file.path, text, whole)
        except (PostError, Unpublished):
            continue
    posts = [reading.post for reading in readings.values()]
    return hugo.html(readings[path], whole, lambda: posts)


def html(hugo: Hugo, path: str = HERE) -> str:
    return rendered(hugo, path).content


def target(hugo: Hugo, path: str = HERE) -> str:
    found = re.search(r'(?:href|src)="([^"]*)"', html(hugo, path))
    assert found is not None
    return found[1].removeprefix(URL)


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("b.md", "/other/b/"),
        ("b", "/other/b/"),
        ("./B.MD", "/other/b/"),
        ("../post/b.md", "/other/b/"),
        ("post/b/", "/other/b/"),
        ("/post/b.html?x=1#f", "/other/b/?x=1#f"),
        ("b.en.md", "/other/b/"),
        ("../c/d.md", "/c/d/"),
        ("/c/", "/c/"),
        ("sec", "/post/sec/"),
        ("sec/_index.md", "/post/sec/"),
        ("sec/e.md", "/post/sec/e/"),
        ("leaf/index.md", "/post/lf/"),
        ("/post/leaf/index", "/post/lf/"),
        ("a%20b.md", "/post/a-b/"),
        ("/tags/x-y", "/tags/x-y/"),
        ("/tags", "/tags/"),
        ("..", "/"),
        (".", "/post/"),
        ("/about.md", "/about/"),
        ("/hidden.md", "/hidden/"),
        ("/img/logo.png", "/img/logo.png"),
        ("img/logo.png#x", "/img/logo.png#x"),
        ("pic.png", "pic.png"),
        ("none.md", "none.md"),
        ("draft.md", "draft.md"),
        ("undated-draft.md", "undated-draft.md"),
        ("/post/drafts/", "/post/drafts/"),
        ("#z", "#z"),
        ("https://a.example/b.md", "https://a.example/b.md"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("[x", "%5Bx"),
    ],
)
def test_a_link_to_a_page_leads_to_its_address(written: str, leads: str, tmp_path: Path) -> None:
    assert target(tree(tmp_path, f"[x](<{written}>)")) == leads


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("big pic.png", "/post/lf/Big%20Pic.PNG"),
        ("./Big%20Pic.PNG?w=1", "/post/lf/Big%20Pic.PNG?w=1"),
        ("img/logo.png", "/img/logo.png"),
        ("../pic.png", "../pic.png"),
        ("b.md", "b.md"),
    ],
)
def test_an_image_is_a_file_of_its_bundle_or_an_asset(
    written: str, leads: str, tmp_path: Path
) -> None:
    path = "content/post/leaf/index.md"
    text = f"---\ntitle: L\ndate: 2020-01-03\nslug: lf\n---\n![x](<{written}>)\n"
    hugo = site(tmp_path, {**_SITE, path: text}, CONFIG + LANGUAGES)
    assert target(hugo, path) == leads


@pytest.mark.parametrize(
    ("config", "is_on"),
    [
        ("", False),
        ("defaultContentLanguage = 'de'\n", False),
        ("[languages.en]\n", True),
        (f"{LANGUAGES}[languages.fr]\nbaseURL = 'https://fr.example'\n", False),
        (f"[markup.goldmark]\nduplicateResourceFiles = true\n{LANGUAGES}", False),
        ("[markup.goldmark.renderHooks.link]\nuseEmbedded = 'always'\n", True),
        ("[markup.goldmark.renderHooks.link]\nuseEmbedded = 'fallback'\n", True),
        ("[markup.goldmark.renderHooks.image]\nuseEmbedded = 'always'\n", False),
        (f"{LANGUAGES}[markup.goldmark.renderHooks.link]\nuseEmbedded = 'never'\n", False),
    ],
)
def test_the_configuration_turns_hooks_on(config: str, is_on: bool, tmp_path: Path) -> None:
    hugo = tree(tmp_path, "[x](b.md)", config)
    assert (target(hugo) == "/other/b/") is is_on


@pytest.mark.parametrize(
    "path",
    [
        "layouts/_markup/render-link.html",
        "layouts/_default/_markup/render-link.rss.xml",
        "themes/t/layouts/post/_markup/render-link.html",
    ],
)
def test_a_hook_of_the_site_is_reported_and_links_stay(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("x", encoding="utf-8")
    config = f"theme = 't'\n{LANGUAGES}"
    hugo = tree(tmp_path, "[x](b.md) ![y](/img/logo.png)", config)
    assert target(hugo) == "b.md"
    assert [one for one in hugo.settings.notes if one.startswith(f"feeds does not run {path}, ")]
    always = f"{config}[markup.goldmark.renderHooks.link]\nuseEmbedded = 'always'\n"
    assert target(tree(tmp_path, "[x](b.md)", always)) == "/other/b/"


def test_raw_html_and_links_from_shortcodes_stay_as_they_are(tmp_path: Path) -> None:
    config = f"{LANGUAGES}[markup.goldmark.renderer]\nunsafe = true\n"
    assert target(tree(tmp_path, '<a href="b.md">x</a>', config)) == "b.md"
    assert target(tree(tmp_path, '[x]({{< relref "b.md" >}})', config)) == "/other/b/"


@pytest.mark.parametrize(
    ("body", "template"),
    [
        ("text [x](https://a.example) [y](#z)", Template.NONE),
        ("[x](a.pdf) ![y](b.png)", Template.ALONE),
        ("[x](b.md)", Template.POSTS),
        ("[x][r]\n\n[r]: /post/b/", Template.POSTS),
        ("[x](/post/b#f)", Template.POSTS),
        ('{{< figure src="a.png" >}}', Template.ALONE),
        ('{{< ref "a" >}}', Template.POSTS),
    ],
)
def test_a_page_depends_on_others_only_if_its_links_may(
    body: str, template: Template, tmp_path: Path
) -> None:
    hugo = tree(tmp_path, body)
    found = hugo.read(
        HERE, f"---\ntitle: A\ndate: 2020-01-01\n---\n{body}\n", Site("T", URL, "UTC")
    )
    assert found.post.template is template


def test_files_of_a_translated_bundle_are_shared(tmp_path: Path) -> None:
    text = "---\ntitle: P\ndate: 2020-01-01\n---\n![x](%s)\n"
    config = f"{CONFIG}defaultContentLanguage = 'de'\n[languages.de]\nweight = 1\n[languages.fr]\n"
    names = {"berg.jpg": "/p/x/berg.jpg", "own.png": "/fr/p/y/own.fr.png"}
    for name, leads in names.items():
        files = {
            "content/p/x/index.de.md": text % name,
            "content/p/x/index.fr.md": (text % name).replace("title: P", "title: P\nslug: y"),
            **dict.fromkeys(("content/p/x/berg.jpg", "content/p/x/own.png"), "x"),
            "content/p/x/own.fr.png": "x",
        }
        hugo = site(tmp_path / name, files, config)
        assert target(hugo, "content/p/x/index.fr.md") == leads
        assert target(hugo, "content/p/x/index.de.md") == f"/p/x/{name}"


def test_new_files_and_hidden_pages_change_what_templates_read(tmp_path: Path) -> None:
    before = tree(tmp_path, "").templates
    assert tree(tmp_path, "").templates == before
    changed = []
    for path in ("content/post/leaf/new.png", "assets/new.png", "content/contact.md"):
        text = "---\nbuild: {list: never}\n---\n"
        (tmp_path / path).write_text(text, encoding="utf-8")
        changed.append(tree(tmp_path, "").templates)
    assert len({before, *changed}) == 4
    (tmp_path / "content/post/new.md").write_text("---\ndate: 2020-01-01\n---\n", encoding="utf-8")
    assert tree(tmp_path, "").templates == changed[-1]


def test_a_generator_can_be_sent_to_another_process_after_it_rendered(tmp_path: Path) -> None:
    hugo = tree(tmp_path, "[x](b.md)")
    first = html(hugo)
    assert html(pickle.loads(pickle.dumps(hugo))) == first


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ('ref "b.md"', f"{URL}/other/b/"),
        ('relref "b"', "/other/b/"),
        ('ref "d"', f"{URL}/c/d/"),
        ('ref "/c"', f"{URL}/c/"),
        ('relref "tags/x-y"', "/tags/x-y/"),
        ('relref "x-y"', "/tags/x-y/"),
        ('relref "leaf"', "/post/lf/"),
        ('relref "about"', "/about/"),
        ('relref "b.md?q#f"', "/other/b/#f"),
        ('relref "#f"', "#f"),
        ('relref path="c" outputFormat="rss"', "/c/index.xml"),
        ('relref "c" "html"', "/c/"),
        ('relref path="b" lang="en"', "/other/b/"),
        ("relref", ""),
    ],
)
def test_ref_finds_pages_by_path_and_by_name(code: str, result: str, tmp_path: Path) -> None:
    assert html(tree(tmp_path, f"|{{{{< {code} >}}}}|")) == f"<p>|{result}|</p>\n"


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ('relref "/"', "/index.html"),
        ('relref "/c"', "/c/index.html"),
        ('relref "sec"', "/post/sec/index.html"),
        ('relref "/tags"', "/tags/index.html"),
        ('relref "/tags/x-y"', "/tags/x-y.html"),
        ('relref path="/tags/x-y" outputFormat="rss"', "/tags/x-y/index.xml"),
        ('relref path="sec" outputFormat="rss"', "/post/sec/index.xml"),
    ],
)
def test_ref_finds_sections_and_terms_of_sites_with_ugly_urls(
    code: str, result: str, tmp_path: Path
) -> None:
    hugo = tree(tmp_path, f"|{{{{< {code} >}}}}|", f"uglyURLs = true\n{LANGUAGES}")
    assert html(hugo) == f"<p>|{result}|</p>\n"


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("cover", "/a/1.jpg"),
        ("Cover", "/a/1.jpg"),
        ("shot-2", "/a/sub/b.png"),
        ("shot-1", "/a/sub/a.png"),
        ("1.jpg", "/a/1.jpg"),
        ("none", "none"),
    ],
)
def test_files_of_a_bundle_have_the_names_of_its_front_matter(
    written: str, leads: str, tmp_path: Path
) -> None:
    given = "[{src: 1.jpg, name: cover}, {src: '**.png', name: 'shot-:counter'}, 5, {src: '*'}]"
    text = f"---\ndate: 2020-01-01\nresources: {given}\n---\n![x]({written})\n"
    files = {f"content/a/{name}": "x" for name in ("1.jpg", "sub/a.png", "sub/b.png")}
    hugo = site(tmp_path, {**files, "content/a/index.md": text}, CONFIG + LANGUAGES)
    assert target(hugo, "content/a/index.md") == leads


def test_a_section_whose_front_matter_gives_a_url_is_not_below_its_language(
    tmp_path: Path,
) -> None:
    files = {
        "content/own/_index.fr.md": "---\ntitle: O\nurl: /mine/\n---\n",
        "content/post/a.fr.md": "---\ndate: 2020-01-01\n---\n[x](/own)\n",
    }
    hugo = site(tmp_path, files, CONFIG + LANGUAGES + "[languages.fr]\n")
    assert html(hugo, "content/post/a.fr.md") == f'<p><a href="{URL}/mine/">x</a></p>\n'


@pytest.mark.parametrize(
    "code",
    [
        'ref "none.md"',
        'relref "draft.md"',
        'ref "dup.md"',
        'ref path="b" lang="xx"',
        'ref "b" "rss"',
    ],
)
def test_a_ref_to_a_missing_page_is_reported_with_its_line(code: str, tmp_path: Path) -> None:
    hugo = tree(tmp_path, f"text\n\n|{{{{< {code} >}}}}|", "refLinksNotFoundURL = '/404'\n")
    found = rendered(hugo)
    assert "|/404|" in found.content
    ((line, message),) = found.problems
    assert line == 7
    assert message.endswith("does not lead to a page; correct the path")


def test_rooted_links_are_below_the_path_of_the_site() -> None:
    html = '<a href="/x">x</a> <img src=\'/base/y\'> <a href="//z">/z</a> <b>href="/q"</b>'
    assert below_base(html, "https://a.example/base") == (
        '<a href="/base/x">x</a> <img src=\'/base/y\'> <a href="//z">/z</a> <b>href="/q"</b>'
    )
    assert below_base(html, "https://a.example") == html
