"""What feeds say of themselves. The parity tests compare the rest with Hugo itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import feeds
from feeds.generators.hugo import Hugo
from feeds.model import Channel, Term
from tests.support.hugo import CONFIG, SITE, URL, page, post, site

_LANGUAGES = "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n"


def _said(hugo: Hugo, term: Term | None = None) -> tuple[str, str, str | None]:
    found = hugo.channel(term, SITE)
    return found.title, found.home, found.language


def test_a_language_has_its_own_title_page_and_language(tmp_path: Path) -> None:
    config = CONFIG + _LANGUAGES + "title = 'Images'\nlanguageCode = 'fr-FR'\n"
    hugo = site(tmp_path, config=config)
    assert _said(hugo) == ("Example", f"{URL}/", "en")
    assert _said(hugo, Term("language", "fr", "fr")) == ("Images", f"{URL}/fr/", "fr-FR")
    section = Term("section.fr", "posts", "posts")
    assert _said(hugo, section) == ("Posts on Images", f"{URL}/fr/posts/", "fr-FR")
    tag = Term("tag.fr", "Élan", "élan")
    assert _said(hugo, tag) == ("Élan on Images", f"{URL}/fr/tags/%C3%A9lan/", "fr-FR")


def test_our_configuration_wins_over_the_sites(tmp_path: Path) -> None:
    hugo = site(tmp_path, config=CONFIG + _LANGUAGES)
    own = replace(SITE, title="Mine", language="en-NZ", url="https://other.example/x")
    tag = Term("tag", "Go", "go")
    expected = Channel(
        "Go on Mine", "https://other.example/x/tags/go/", "en-NZ", "Mine", term_title="Go"
    )
    assert hugo.channel(tag, own) == expected
    french = hugo.channel(Term("language", "fr", "fr"), own)
    assert (french.title, french.language) == ("Mine", "fr")


@pytest.mark.parametrize("default", ["baseURL = 'https://en.example/base/'\n", ""])
def test_languages_with_addresses_of_their_own_have_no_prefix(default: str, tmp_path: Path) -> None:
    config = f"[languages.en]\nweight = 1\n{default}"
    config += "[languages.fr]\nweight = 2\nbaseURL = 'https://fr.example/'\n"
    hugo = site(tmp_path, config=CONFIG + config)
    english = "https://en.example/base" if default else URL
    assert _said(hugo)[1] == f"{english}/"
    assert _said(hugo, Term("section", "posts", "posts"))[1] == f"{english}/posts/"
    assert _said(hugo, Term("language", "fr", "fr"))[1] == "https://fr.example/"
    assert _said(hugo, Term("tag.fr", "t", "t"))[1] == "https://fr.example/tags/t/"


@pytest.mark.parametrize("url", ["/a%zz/", "/:nothing/"])
def test_a_list_with_a_broken_url_has_the_usual_page(url: str, tmp_path: Path) -> None:
    files = {"content/tags/t/_index.md": f"---\ntitle: T\nurl: '{url}'\n---\n"}
    hugo = site(tmp_path, files)
    assert _said(hugo, Term("tag", "t", "t"))[:2] == ("T on Example", f"{URL}/tags/t/")


def test_a_title_that_is_not_a_string_does_not_count(tmp_path: Path) -> None:
    hugo = site(tmp_path, {"content/posts/_index.md": "---\ntitle: [a]\n---\n"})
    channel = hugo.channel(Term("section", "posts", "posts"), SITE)
    assert (channel.title, channel.term_title) == ("Example", "Posts")


def test_schemes_are_the_pages_of_taxonomies(tmp_path: Path) -> None:
    config = "[permalinks.taxonomy]\ntags = '/topics/'\n[taxonomies]\ntag = 'tags'\n"
    hugo = site(tmp_path, config=CONFIG + config + "series = 'series'\n" + _LANGUAGES)
    assert hugo.settings.schemes == {
        "tag": "/topics/",
        "series": "/series/",
        "tag.fr": "/fr/topics/",
        "series.fr": "/fr/series/",
    }


def test_a_terms_feed_is_named_as_its_first_post_by_path_writes_it(tmp_path: Path) -> None:
    """The next builds say the same as a build from nothing."""
    tree = tmp_path / "tree"
    site(tree, {"content/a.md": page("tags: [javascript]"), "content/b.md": page("tags: [Go]")})
    config = feeds.Config.of(
        {
            "posts": str(tree),
            "output": str(tmp_path / "out"),
            "state": str(tmp_path / "state"),
            "feeds": {"formats": ["rss"]},
        }
    )

    def title() -> str:
        feeds.build(config)
        text = (tmp_path / "out/tags/javascript/index.xml").read_text()
        return text.partition("<title>")[2].partition("</title>")[0]

    assert title() == "Javascript on Example"
    (tree / "content/0.md").write_text(page("tags: [JavaScript]"))
    assert title() == "JavaScript on Example"
    (tree / "content/z.md").write_text(page("tags: [JAVASCRIPT]"))
    assert title() == "JavaScript on Example"
    (tree / "content/0.md").unlink()
    assert title() == "Javascript on Example"


def test_entries_of_another_language_say_so(tmp_path: Path) -> None:
    config = "languageCode = 'en-us'\n" + _LANGUAGES + "languageCode = 'fr-FR'\n"
    hugo = site(tmp_path, config=CONFIG + config)
    assert hugo.settings.language == "en-us"
    settings_site = replace(SITE, language="en-us")
    for end, language in (("", None), (".en", None), (".fr", "fr-FR")):
        text = page("title: A")
        assert hugo.read(f"content/a{end}.md", text, settings_site).post.language == language
    assert post(hugo, "title: A", "content/a.fr.md").language == "fr-FR"
