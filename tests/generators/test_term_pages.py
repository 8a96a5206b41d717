"""The page on which a site lists a term; tests/parity/test_links.py asks the generators."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.generators import TermPage
from feeds.generators.jekyll import Jekyll
from feeds.generators.plain import Plain
from feeds.model import Site, Term
from tests.support import hugo, pelican, zola

URL = "https://example.com"
SITE = Site("Example", URL, "UTC")
BREAD = Term("tag", "Rye Bread", "rye-bread")


@pytest.mark.parametrize(
    ("config", "term", "url", "further"),
    [
        ("", BREAD, "/tags/rye-bread/", "/tags/rye-bread/page/"),
        ("uglyURLs = true\n", BREAD, "/tags/rye-bread.html", "/tags/rye-bread/page/"),
        ("paginatePath = 'p'\n", BREAD, "/tags/rye-bread/", "/tags/rye-bread/p/"),
        ("[pagination]\npath = 'p'\n", BREAD, "/tags/rye-bread/", "/tags/rye-bread/p/"),
        ("", Term("section", "posts", "posts"), "/posts/", "/posts/page/"),
        (
            "[languages.en]\n[languages.fr]\nweight = 2\n",
            Term("tag.fr", "été", "été"),
            "/fr/tags/%C3%A9t%C3%A9/",
            "/fr/tags/%C3%A9t%C3%A9/page/",
        ),
    ],
)
def test_hugo_lists_terms_and_sections(
    tmp_path: Path, config: str, term: Term, url: str, further: str
) -> None:
    site = hugo.site(tmp_path, config=hugo.CONFIG + config)
    shown = replace(term, name=term.slug)
    assert site.term_page(shown, SITE) == TermPage(URL + url, URL + further)


def test_every_page_below_the_front_page_of_a_language_is_in_that_language(tmp_path: Path) -> None:
    config = f"{hugo.CONFIG}[languages.en]\n[languages.fr]\nweight = 2\n"
    page = hugo.site(tmp_path, config=config).term_page(Term("language", "fr", "fr"), SITE)
    assert (page.url, page.is_folder) == (f"{URL}/fr/", True)


@pytest.mark.parametrize(
    ("conf", "url", "further"),
    [
        ("", "tag/rye-bread.html", "tag/rye-bread"),
        ("TAG_SAVE_AS = 't/{slug}/index.html'\n", "t/rye-bread/index.html", "t/rye-bread/index"),
        (
            "TAG_SAVE_AS = 't/{slug}/index.html'\nPAGINATION_PATTERNS = [\n"
            "(1, '{url}', '{save_as}'), (2, '{base_name}/p/{number}/',"
            " '{base_name}/p/{number}/index.html')]\n",
            "t/rye-bread/index.html",
            "t/rye-bread/p/",
        ),
        ("PAGINATION_PATTERNS = ['x', (1,), (2, 3, 4)]\n", "tag/rye-bread.html", ""),
        (
            "PAGINATION_PATTERNS = [(2, '', '{title}{number}')]\n",
            "tag/rye-bread.html",
            "",
        ),
    ],
)
def test_pelican_lists_tags_where_it_saves_them(
    tmp_path: Path, conf: str, url: str, further: str
) -> None:
    page = pelican.site(tmp_path, {}, conf).term_page(BREAD, SITE)
    assert page == TermPage(f"{URL}/{url}", f"{URL}/{further}" if further else "")


@pytest.mark.parametrize("setting", ["''", "None", "False", "'{nothing}.html'", "'{slug'"])
def test_pelican_may_list_no_tags(tmp_path: Path, setting: str) -> None:
    site = pelican.site(tmp_path, {}, f"TAG_SAVE_AS = {setting}\n")
    assert site.term_page(BREAD, SITE) is None
    assert site.term_page(Term("author", "Ada", "ada"), SITE) is not None
    assert site.term_page(Term("language", "fr", "fr"), SITE) is None


@pytest.mark.parametrize(
    ("term", "path"),
    [
        (BREAD, "tags/rye-bread/"),
        (Term("Some Kind", "x", "x"), "some-kind/x/"),
        (Term("section", "a b/deep", "a-b-deep"), "a%20b/deep/"),
        (Term("section", "fr/blog", "fr-blog"), "fr/blog/"),
        (Term("tag.fr", "été", "ete"), "fr/tags/ete/"),
    ],
)
def test_zola_lists_terms_and_sections(tmp_path: Path, term: Term, path: str) -> None:
    config = f'{zola.CONFIG}[languages.fr]\ntaxonomies = [{{name = "tags"}}]\n'
    files = {"content/a b/deep/_index.md": "+++\n+++\n", "content/blog/_index.fr.md": "+++\n+++\n"}
    site = zola.tree_of(tmp_path, files, config)
    page = TermPage(f"{URL}/{path}", f"{URL}/{path}page/")
    assert site.term_page(term, SITE) == page
    french = TermPage(f"{URL}/fr/", is_folder=True)
    assert site.term_page(Term("fr", "fr", "fr"), SITE) == french


@pytest.mark.parametrize(
    ("archives", "path"),
    [
        ("{enabled: [tags]}", "/tag/rye-bread/"),
        ("{enabled: all}", "/tag/rye-bread/"),
        ("{enabled: true, permalinks: {tag: 't/:name.html'}}", "/t/rye-bread.html"),
        ("{enabled: [tags], permalinks: {tag: '/:type//:name/'}}", "/tag/rye-bread/"),
        ("{enabled: [categories]}", None),
        ("{enabled: []}", None),
        ("{permalinks: {tag: /t/:name/}}", None),
        ("[tags]", None),
        ("{enabled: [tags], permalinks: {tag: [1]}}", None),
        ("{enabled: [tags], permalinks: {tag: /tags.html}}", None),
    ],
)
def test_jekyll_lists_tags_with_a_plugin_only(
    tmp_path: Path, archives: str, path: str | None
) -> None:
    config = f"url: {URL}\ntimezone: UTC\njekyll-archives: {archives}\n"
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    page = Jekyll(tmp_path).term_page(BREAD, SITE)
    assert page == (TermPage(URL + path) if path else None)


def test_a_term_without_a_slug_has_no_page_of_its_own(tmp_path: Path) -> None:
    config = f"url: {URL}\njekyll-archives: {{enabled: all}}\n"
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    assert Jekyll(tmp_path).term_page(Term("tag", "+++", ""), SITE) is None


def test_the_pages_of_a_plain_folder_are_not_known(tmp_path: Path) -> None:
    assert Plain(tmp_path).term_page(BREAD, SITE) is None
