"""Which feeds there are, and where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.catalogue.catalogue import TermCount
from feeds.config import Config
from feeds.edition.output import file_name
from feeds.errors import ConfigError
from feeds.generators import Settings
from feeds.generators.plain import Plain
from feeds.generators.values import slugify
from feeds.model import Channel, FeedKind, FeedSpec, Format, Person, Site, Term
from feeds.plan import Plan, plan_feeds, plan_site

SITE = Site("Example", "https://example.com/blog", "UTC")
START = datetime(2026, 1, 1, tzinfo=UTC)
TREE = Path(__file__).parent


def tag(name: str, slug: str | None = None) -> Term:
    return Term(FeedKind.TAG, name, slugify(name) if slug is None else slug)


def category(name: str) -> Term:
    return Term(FeedKind.CATEGORY, name, slugify(name))


def with_settings(settings: Settings) -> Plain:
    generator = Plain(TREE)
    generator.settings = settings
    return generator


def plan(
    terms: Iterable[Term],
    settings: Settings | None = None,
    counts: dict[str, int] | None = None,
    **feeds: Any,
) -> Plan:
    """Plan feeds for terms given from the first used to the last."""
    ages = {term: (START + timedelta(days=day), "a.md") for day, term in enumerate(terms)}
    found = [TermCount(term, (counts or {}).get(term.name, 1), START) for term in ages]
    site = TermCount(Term(FeedKind.SITE, "", ""), 9, START)
    config = Config.of({"feeds": feeds})
    return plan_feeds(
        config, with_settings(settings or Settings()), SITE, [site, *found], ages.__getitem__
    )


def atom_paths(planned: Plan) -> dict[str, str]:
    return {spec.term.name if spec.term else "": spec.paths[Format.ATOM] for spec in planned.specs}


def names(planned: Plan) -> list[str]:
    return [spec.term.name for spec in planned.specs if spec.term]


def test_the_site_comes_first_then_every_term_by_kind_and_name() -> None:
    author = Term(FeedKind.AUTHOR, "Ada Example", "ada-example")
    assert atom_paths(plan([tag("b"), tag("a"), author, category("x")])) == {
        "": "/feed.atom",
        "Ada Example": "/authors/ada-example/feed.atom",
        "x": "/categories/x/feed.atom",
        "a": "/tags/a/feed.atom",
        "b": "/tags/b/feed.atom",
    }


def test_urls_hold_the_sites_own_path_and_are_percent_encoded() -> None:
    (_, spec) = plan([tag("技术 (new)")], paths={"tag": "/feed/{name}.{ext}"}).specs
    assert spec.urls[Format.RSS] == ("https://example.com/blog/feed/%E6%8A%80%E6%9C%AF%20(new).rss")
    assert unquote(spec.urls[Format.RSS]) == SITE.url + spec.paths[Format.RSS]
    assert spec.title == "Example | 技术 (new)"


@pytest.mark.parametrize(
    ("older", "newer"),
    [("TechWeb", "Techweb"), ("Techweb", "TechWeb"), ("café", "cafe\u0301"), ("C++", "C#")],
)
def test_the_oldest_of_several_terms_keeps_the_bare_path(older: str, newer: str) -> None:
    planned = plan([tag(older), tag(newer)])
    paths = atom_paths(planned)
    bare = f"/tags/{slugify(older)}"
    assert paths[older] == f"{bare}/feed.atom"
    assert paths[newer].startswith(f"{bare}-")
    assert planned.remarks == (
        f"the feed of tag {newer!r} is at {paths[newer]}, "
        "because another tag uses the shorter path",
    )


@pytest.mark.parametrize("pair", [("TechWeb", "Techweb"), ("café", "cafe\u0301")])
def test_raw_names_that_differ_by_a_byte_are_both_kept_and_named(pair: tuple[str, str]) -> None:
    planned = plan(map(tag, pair), paths={"tag": "/feed/{name}.{ext}"})
    paths = atom_paths(planned)
    assert [paths[name] for name in pair] == [f"/feed/{name}.atom" for name in pair]
    (remark,) = planned.remarks
    assert remark.startswith("some paths differ only in letter case or Unicode form, so one file")
    assert all(f"/feed/{name}.atom" in remark for name in pair)


def test_many_names_that_differ_by_case_are_one_line_with_their_number() -> None:
    names = [name for letter in "abcde" for name in (letter, letter.upper())]
    (remark,) = plan(map(tag, names), paths={"tag": "/feed/{name}.{ext}"}).remarks
    _, _, groups = remark.partition(": ")
    assert groups.count(", ") == 3
    assert groups.endswith("; and 2 more")


def test_terms_of_different_kinds_can_want_one_path() -> None:
    pattern = "/feed/{slug}.{ext}"
    planned = plan([tag("news"), category("News")], paths={"tag": pattern, "category": pattern})
    assert atom_paths(planned)["news"] == "/feed/news.atom"
    assert len(set(atom_paths(planned).values())) == 3


def test_no_term_takes_the_sites_own_path() -> None:
    planned = plan([tag("feed")], paths={"tag": "/{slug}.{ext}"})
    assert atom_paths(planned)[""] == "/feed.atom"
    assert atom_paths(planned)["feed"].startswith("/feed-")


def test_a_slug_and_a_raw_name_never_share_a_file() -> None:
    terms = [Term(FeedKind.CATEGORY, "x", "Foo"), tag("Foo")]
    planned = plan(terms, paths={"category": "/t/{slug}.{ext}", "tag": "/t/{name}.{ext}"})
    assert len(set(atom_paths(planned).values())) == 3


@pytest.mark.parametrize("pattern", ["/feed.atom/{slug}.{ext}"])
def test_a_pattern_without_room_for_its_feeds_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigError, match="other feeds already use the paths of"):
        plan([tag("a")], paths={"tag": pattern})


TERM_KINDS = (FeedKind.CATEGORY, FeedKind.TAG, FeedKind.AUTHOR)
_PIECES = ["/", "\\", ".", "..", "A", "a", "é", "e\u0301", "ß", "SS", "İ", "ı", "ſ", "K", "Ω"]
_PIECES += ["\0", "\n", "\x7f", " ", "-", ".gz", ".atom", "\u200d", "\u202e", "技", "x" * 190]
_PIECES += ["feed", "{slug}", "{name}", "{ext}", "%2f", "CON", ".feeds-parts/", "👍"]
nasty = st.lists(st.sampled_from(_PIECES), max_size=4).map("".join) | st.text(max_size=8)
any_terms = st.lists(
    st.builds(Term, st.sampled_from(TERM_KINDS), nasty, nasty)
    | st.builds(tag, nasty)
    | st.builds(category, nasty),
    max_size=10,
    unique_by=lambda term: (term.kind, term.name),
)
PATTERNS = [
    {},
    dict.fromkeys(TERM_KINDS, "/{name}/feed.{ext}"),
    dict.fromkeys(TERM_KINDS, "/feed/{slug}.{ext}"),
    dict.fromkeys(TERM_KINDS, "/{name}.{ext}"),
    dict.fromkeys(TERM_KINDS, "/{ext}/{name}"),
    {FeedKind.TAG: "/t/{slug}.{ext}", FeedKind.CATEGORY: "/t/{name}.{ext}"},
]


@given(terms=any_terms, patterns=st.sampled_from(PATTERNS))
@example([Term(FeedKind.TAG, name, "a") for name in ("A", "A/A", "A/B")], PATTERNS[3])
@settings(max_examples=100, deadline=None)
def test_every_feed_has_a_safe_path_of_its_own_for_any_terms(
    terms: list[Term], patterns: dict[FeedKind, str]
) -> None:
    planned = plan(terms, paths=patterns)
    paths = [path for spec in planned.specs for path in spec.paths.values()]
    assert len(paths) == 3 * (len(terms) + 1)
    assert len(set(paths)) == len(paths)
    for path in paths:
        parts = path.split("/")[1:]
        assert not {"", ".", ".."} & set(parts)
        assert all(len(f"{part}.gz".encode()) <= 255 for part in parts)
        assert not any(unicodedata.category(character) == "Cc" for character in path)
        assert file_name(path) == path[1:].encode()
        assert not any(other.startswith(f"{path}/") for other in paths)


@given(terms=any_terms)
@settings(max_examples=50, deadline=None)
def test_paths_from_slugs_differ_by_more_than_case_and_form(terms: list[Term]) -> None:
    paths = [path for spec in plan(terms).specs for path in spec.paths.values()]
    for ignored in (str.casefold, str.lower, str.upper):
        composed = {ignored(unicodedata.normalize("NFC", path)) for path in paths}
        assert len(composed) == len(paths)


@given(data=st.data(), terms=any_terms, patterns=st.sampled_from(PATTERNS))
@settings(max_examples=50, deadline=None)
def test_the_plan_does_not_depend_on_the_order_of_terms(
    data: st.DataObject, terms: list[Term], patterns: dict[FeedKind, str]
) -> None:
    config = Config.of({"feeds": {"paths": patterns}})
    counts = [TermCount(term, 1, START) for term in terms]
    mixed = data.draw(st.permutations(counts))

    def oldest(_: Term) -> tuple[datetime, str]:
        return START, "one.md"

    one, other = (plan_feeds(config, Plain(TREE), SITE, c, oldest) for c in (counts, mixed))
    assert one == other


@pytest.mark.parametrize(
    ("feeds", "kept"),
    [
        ({}, ["a", "b", "c"]),
        ({"include": {"tag": ["a", "c", "unused"]}}, ["a", "c"]),
        ({"include": {"category": ["x"]}}, ["a", "b", "c"]),
        ({"exclude": {"tag": ["a"]}}, ["b", "c"]),
        ({"include": {"tag": ["a", "b"]}, "exclude": {"tag": ["b"]}}, ["a"]),
        ({"minimum": 2}, ["b", "c"]),
        ({"kinds": ["site", "category"]}, []),
    ],
)
def test_the_configuration_chooses_the_terms(feeds: dict[str, Any], kept: list[str]) -> None:
    terms = [tag("a"), tag("b"), tag("c")]
    assert names(plan(terms, counts={"a": 1, "b": 2, "c": 3}, **feeds)) == kept


def test_the_site_has_no_feed_if_its_kind_is_left_out() -> None:
    assert names(plan([tag("a")], kinds=["tag"])) == ["a"]
    assert len(plan([tag("a")], kinds=["tag"]).specs) == 1


def test_formats_and_paths_come_from_the_configuration_then_from_the_generator() -> None:
    generator = Settings(
        paths={FeedKind.SITE: "/feed.{ext}", FeedKind.TAG: "/by_tag/{name}.{ext}"},
        extensions={Format.ATOM: "xml"},
    )
    planned = plan([tag("A")], generator, formats=["atom"], paths={"site": "/news.{ext}"})
    assert [dict(spec.paths) for spec in planned.specs] == [
        {Format.ATOM: "/news.xml"},
        {Format.ATOM: "/by_tag/A.xml"},
    ]


@pytest.mark.parametrize(
    ("feeds", "limit", "full"),
    [
        ({}, 10, False),
        ({"entries": 5, "content": "full"}, 5, True),
        ({"content": "summary"}, 10, False),
    ],
)
def test_what_a_feed_shows_comes_from_the_configuration_or_the_generator(
    feeds: dict[str, Any], limit: int, full: bool
) -> None:
    generator = Settings(entries=10, full_content=False, ties_ascend=True)
    site, of_tag = plan([tag("a")], generator, **feeds).specs
    assert (of_tag.limit, of_tag.full_content) == (limit, full)
    assert (site.ties_ascend, of_tag.ties_ascend) == (True, True)


def test_every_feed_has_the_hubs_of_the_configuration() -> None:
    hubs = ["https://hub.example/", "https://other.example/"]
    assert [spec.hubs for spec in plan([tag("a")], hubs=hubs).specs] == [tuple(hubs)] * 2
    assert [spec.hubs for spec in plan([tag("a")]).specs] == [(), ()]


def test_every_feed_has_the_style_sheet_of_the_site_if_it_is_wanted() -> None:
    wanted = plan([tag("a")], stylesheet=True)
    assert [spec.stylesheet for spec in wanted.specs] == ["/blog/feeds.css"] * 2
    assert [spec.stylesheet for spec in plan([tag("a")]).specs] == [None, None]


def test_a_site_comes_from_the_configuration_then_from_the_generator() -> None:
    config = Config.of({"site": {"title": "Ours", "author": "Ada Example"}})
    generator = Settings(title="Theirs", url="https://example.com/x", timezone="UTC", rights="CC")
    assert plan_site(config, generator) == Site(
        title="Ours",
        url="https://example.com/x",
        timezone="UTC",
        authors=(Person("Ada Example"),),
        rights="CC",
    )


def test_a_site_without_a_title_is_called_by_its_host() -> None:
    config = Config.of({"site": {"url": "https://example.com:8080/x/"}})
    assert plan_site(config, Settings()).title == "example.com"


def test_a_site_without_a_url_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(
        ConfigError,
        match=r"site\.url: is missing; set it in the configuration, or pass --url https://example\.com",
    ):
        plan_site(Config(), Settings())


def test_a_spec_names_every_format_it_has() -> None:
    (spec,) = plan([]).specs
    assert isinstance(spec, FeedSpec)
    assert list(spec.paths) == list(spec.urls) == list(Format)


def test_a_generator_may_have_kinds_of_its_own() -> None:
    topic = Term("topics", "Go", "go")
    planned = plan([topic], Settings(paths={"topics": "/topics/{slug}/index.{ext}"}))
    assert atom_paths(planned)["Go"] == "/topics/go/index.atom"


def test_a_format_may_have_a_path_that_does_not_follow_its_kinds() -> None:
    generator = Settings(document_paths={("tag", Format.RSS): "/rss/{slug}.xml"})
    spec = plan([tag("a")], generator).specs[1]
    assert (spec.paths[Format.RSS], spec.paths[Format.ATOM]) == ("/rss/a.xml", "/tags/a/feed.atom")
    ours = plan([tag("a")], generator, paths={"tag": "/t/{slug}.{ext}"}).specs[1]
    assert ours.paths[Format.RSS] == "/t/a.rss"


@pytest.mark.parametrize("key", ["kinds", "paths", "include", "exclude"])
def test_an_unknown_kind_is_an_error_that_suggests_the_nearest(key: str) -> None:
    values: dict[str, Any] = {"kinds": ["tags"], "paths": {"tags": "/t/{slug}.{ext}"}}
    feeds = {key: values.get(key, {"tags": ["x"]})}
    with pytest.raises(
        ConfigError, match=f"feeds.{key}: the site has no feeds of the kind 'tags'; .* tag"
    ):
        plan([], **feeds)


def test_a_feed_without_a_limit_shows_every_post() -> None:
    assert plan([tag("a")], Settings(entries=None)).specs[0].limit > 1_000_000


class Photos(Plain):
    """A generator that names feeds in its own way."""

    def channel(self, term: Term | None, site: Site) -> Channel:
        if term is None:
            return Channel("Photos", f"{site.url}/", "de", "Photos")
        title = f"{term.name.title()} on Photos"
        return Channel(title, f"{site.url}/tags/a/", "de-AT", "Photos", term.name.title())


def spec_of(term: Term, **feeds: Any) -> FeedSpec:
    """Plan the feed of one term of a generator that names feeds in its own way."""
    count = TermCount(term, 1, START)
    config = Config.of({"feeds": feeds})
    planned = plan_feeds(config, Photos(TREE), SITE, [count], lambda _: (START, "a.md"))
    [spec] = [spec for spec in planned.specs if spec.term]
    return spec


def test_a_feed_is_named_linked_and_in_the_language_as_its_generator_has_it() -> None:
    spec = spec_of(tag("mountains"))
    assert (spec.title, spec.language) == ("Mountains on Photos", "de-AT")
    assert spec.home == "https://example.com/blog/tags/a/"


@pytest.mark.parametrize(
    ("pattern", "title"),
    [
        ("{site}: {term}", "Photos: Mountains"),
        ("Only {term}", "Only Mountains"),
        ("Always the same", "Always the same"),
    ],
)
def test_a_title_in_the_configuration_comes_before_the_generators(pattern: str, title: str) -> None:
    assert spec_of(tag("mountains"), titles={"tag": pattern}).title == title
    assert spec_of(tag("mountains"), titles={"category": pattern}).title == "Mountains on Photos"


def test_a_term_that_looks_like_a_placeholder_is_shown_as_it_is() -> None:
    assert spec_of(tag("{site}"), titles={"tag": "{term}!"}).title == "{Site}!"


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        ({"tag": "{name}"}, "tag: unknown placeholder {name}; use {site} or {term}"),
        ({"site": "{term}"}, "site: unknown placeholder {term}; use {site}"),
        ({"tag": ""}, "tag: the title is empty; write one such as {site} | {term}"),
        ({"tags": "{term}"}, "the site has no feeds of the kind 'tags'; did you mean tag?"),
    ],
)
def test_a_title_that_cannot_be_filled_is_a_fault(titles: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        plan([tag("a")], titles=titles)
