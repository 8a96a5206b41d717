"""Netlify and Cloudflare Pages are told all they can take, and what they cannot is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from feeds.cli import main
from feeds.config.moves import NOWHERE, Moves, Redirect
from feeds.edition import read_edition
from feeds.hosting import HostFiles, WrittenTree, cloudflare, netlify
from feeds.http import cache_control, content_type
from feeds.model import Coding, FileType, type_named
from feeds.pages.html import HEADER_POLICY
from tests.support.edition import Place, feed, page

URL = "https://example.com"
MOVES = Moves(
    (
        Redirect("/t/{slug}.xml", "/tags/{slug}.atom", 200),
        Redirect("/{year}/feed.xml", "/feed.atom", 308),
        Redirect("/posts-{year}.xml", "/feed.atom", 301),
    ),
    ("/gone/*",),
)


def tree(place: Path, *paths: str, moves: Moves = NOWHERE, url: str = URL) -> WrittenTree:
    made = Place(place, url=url)
    made.publish(*(feed(path, max_age=1800 if path == "/tags/b.atom" else 3600) for path in paths))
    return WrittenTree(replace(read_edition(made.state), moves=moves), made.output)


def rules(pages: HostFiles) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in pages.files["_headers"].splitlines():
        if line.startswith("/"):
            found[line] = []
        elif line.startswith("  "):
            found[list(found)[-1]].append(line.strip())
    return found


def sent(host: HostFiles, path: str) -> dict[str, str]:
    """The headers that Cloudflare adds: of every rule that matches, their values joined.

    https://github.com/cloudflare/workers-sdk/blob/main/packages/pages-shared/asset-server/handler.ts
    """
    found: dict[str, str] = {}
    for rule, lines in rules(host).items():
        splat = re.fullmatch("(.*)".join(map(re.escape, rule.split("*"))), path)
        for name, _, value in (line.partition(": ") for line in lines if splat):
            if name.startswith("! "):
                found.pop(name.removeprefix("! "), None)
                continue
            value = value.replace(":splat", "".join(splat.groups())) if splat else value
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def redirects(pages: HostFiles) -> list[str]:
    return [line for line in pages.files["_redirects"].splitlines() if line.startswith("/")]


def test_netlify_gets_a_rule_for_every_feed(tmp_path: Path) -> None:
    found = rules(netlify(tree(tmp_path, "/feed.atom", "/tags/科技.json", "/tags/b.atom")))
    assert list(found) == ["/*", "/feed.atom", "/tags/b.atom", "/tags/%E7%A7%91%E6%8A%80.json"]
    assert found["/tags/%E7%A7%91%E6%8A%80.json"] == [
        "Content-Type: application/feed+json; charset=utf-8",
        "Cache-Control: public, max-age=3600, stale-while-revalidate=3600, stale-if-error=604800",
        f'Link: <{URL}/tags/%E7%A7%91%E6%8A%80.json>; rel="self"',
    ]


def test_cloudflare_gets_a_rule_for_a_folder_and_one_for_what_is_odd_in_it(tmp_path: Path) -> None:
    paths = "/feed.atom", "/tags/a.atom", "/tags/b.atom", "/tags/c.atom"
    found = rules(cloudflare(tree(tmp_path, *paths)))
    assert list(found) == ["/*", "/feed.atom", "/tags/*.atom", "/tags/b.atom"]
    assert f'Link: <{URL}/tags/:splat.atom>; rel="self"' in found["/tags/*.atom"]
    assert found["/tags/b.atom"][:3] == ["! Content-Type", "! Cache-Control", "! Link"]
    assert "Cache-Control: public, max-age=1800," in found["/tags/b.atom"][5]


def test_single_old_paths_come_before_patterns(tmp_path: Path) -> None:
    paths = "/feed.atom", "/tags/a b.atom"
    expected = ["/t/a%20b.xml /tags/a%20b.atom 200", "/:part1/feed.xml /feed.atom 308"]
    assert redirects(cloudflare(tree(tmp_path, *paths, moves=MOVES))) == expected


def test_single_old_paths_come_first_also_where_the_configuration_has_them_last(
    tmp_path: Path,
) -> None:
    moves = Moves((Redirect("/{y}/feed.xml", "/feed.atom", 301), Redirect("/a", "/feed.atom", 301)))
    made = tree(tmp_path, "/feed.atom", moves=moves)
    for pages in (netlify(made), cloudflare(made)):
        assert redirects(pages) == ["/a /feed.atom 301", "/:part1/feed.xml /feed.atom 301"]


def test_cloudflare_is_told_of_no_pattern_that_would_take_a_feed_s_place(tmp_path: Path) -> None:
    moves = Moves((Redirect("/{any}", "/feed.atom", 301),))
    found = cloudflare(tree(tmp_path, "/feed.atom", moves=moves))
    assert redirects(found) == []
    assert found.remarks == (
        "the files leave out 1 old path pattern, because published files would match too",
    )
    assert redirects(netlify(tree(tmp_path, "/feed.atom", moves=moves))) == [
        "/:part1 /feed.atom 301"
    ]


def test_a_published_path_is_never_an_old_one(tmp_path: Path) -> None:
    moves = Moves((Redirect("/tags/a.atom", "/feed.atom", 301),))
    made = tree(tmp_path, "/feed.atom", "/tags/a.atom", moves=moves)
    assert redirects(cloudflare(made)) == redirects(netlify(made)) == []


def test_a_folder_s_rule_is_that_of_most_in_it(tmp_path: Path) -> None:
    paths = "/tags/b.atom", "/tags/c.atom", "/tags/d.atom"
    found = rules(cloudflare(tree(tmp_path, *paths)))
    assert "Cache-Control: public, max-age=3600," in found["/tags/*.atom"][1]


def test_names_that_would_be_placeholders_are_not(tmp_path: Path) -> None:
    paths = "/atom/C*.atom", "/atom/:colon.atom"
    moves = Moves((Redirect("/q/{slug}", "/atom/{slug}.atom", 200),))
    found = netlify(tree(tmp_path, *paths, moves=moves))
    assert list(rules(found)) == ["/*", "/atom/%3Acolon.atom", "/atom/C%2A.atom"]
    assert "/q/C%2A /atom/C%2A.atom 200" in redirects(found)


def test_what_a_host_cannot_do_is_said(tmp_path: Path) -> None:
    made = tree(tmp_path, "/feed.atom", moves=MOVES)
    open_names = (
        "the files leave out 1 old path pattern, because the host cannot match a part of a name"
    )
    gone = "the host answers 404 instead of 410 for retired paths"
    assert cloudflare(made).remarks == (open_names, gone)
    assert netlify(made).remarks == (
        open_names,
        "the host answers 301 instead of 308 for old paths",
        gone,
    )
    assert redirects(netlify(made)) == ["/:part1/feed.xml /feed.atom 301"]


def test_cloudflare_gets_no_more_than_it_takes(tmp_path: Path) -> None:
    paths = [f"/{number}.atom" for number in range(120)]
    single = [Redirect(f"/old/{n}", "/1.atom", 301) for n in range(2010)]
    patterns = [Redirect(f"/{{any}}/in/{n}", "/1.atom", 301) for n in range(103)]
    moves = Moves((*patterns, *single))
    found = cloudflare(tree(tmp_path, *paths, moves=moves))
    assert len(rules(found)) == 100
    assert len(redirects(found)) == 2100
    assert sum(":part" in line for line in redirects(found)) == 100
    assert found.remarks == (
        "the files leave out 21 header rules, because the host allows no more",
        "the files leave out 10 old paths, because the host allows no more",
        "the files leave out 3 old path patterns, because the host allows no more",
    )


def test_cloudflare_gets_no_line_that_is_longer_than_it_takes(tmp_path: Path) -> None:
    long = f"/{'科' * 60}/{'技' * 60}.atom"
    fits, not_so = (f"/{'x' * (1000 - len('/ /feed.atom 301') + more)}" for more in (0, 1))
    olds = {"/a": long, "/b": "/feed.atom", fits: "/feed.atom", not_so: "/feed.atom"}
    moves = Moves(tuple(Redirect(old, path, 301) for old, path in olds.items()))
    made = tree(tmp_path, long, "/feed.atom", moves=moves)
    found = cloudflare(made)
    assert redirects(found) == ["/b /feed.atom 301", f"{fits} /feed.atom 301"]
    assert len(redirects(found)[1]) == 1000
    assert found.remarks == (
        "the files leave out 2 old paths, because the host allows only shorter lines",
    )
    assert len(redirects(netlify(made))) == 4


def test_cloudflare_gets_no_header_that_is_longer_than_it_takes(tmp_path: Path) -> None:
    made = tree(tmp_path, "/feed.atom")
    made.hubs = (f"https://hub.example/{'x' * 2000}",)
    found = cloudflare(made)
    assert [line.partition(":")[0] for line in rules(found)["/feed.atom"]] == [
        "Content-Type",
        "Cache-Control",
    ]
    assert found.remarks == (
        "the files leave out 1 header, because the host allows only shorter lines",
    )
    assert len(rules(netlify(made))["/feed.atom"]) == 3


def test_netlify_s_own_bound_is_told_of(tmp_path: Path) -> None:
    moves = Moves(tuple(Redirect(f"/{n}", "/feed.atom", 301) for n in range(10_000)))
    found = netlify(tree(tmp_path, "/feed.atom", moves=moves))
    assert found.remarks == (
        "Netlify advises fewer than 10000 redirects, but the file has 10000; if a deploy fails, "
        "use patterns in feeds.redirects",
    )


def test_below_a_folder_every_rule_is_too(tmp_path: Path) -> None:
    made = tree(tmp_path, "/feed.atom", "/tags/a.atom", moves=MOVES, url=f"{URL}/blog")
    for pages in (netlify(made), cloudflare(made)):
        lines = [*rules(pages), *redirects(pages)]
        assert all(line.startswith("/blog/") for line in lines)
    assert redirects(cloudflare(made))[0] == "/blog/t/a.xml /blog/tags/a.atom 200"


LIST = "/feeds/index.html"
PAGES = (
    LIST,
    "/feeds/tag/index.html",
    "/feeds/tag/科技.html",
    "/feeds/style.css",
    "/feeds/script.js",
    "/feeds/search.json",
    "/feeds/tag.opml",
    "/feeds.opml",
)


def tree_with_pages(place: Path, *paths: str, pages: tuple[str, ...] = PAGES) -> WrittenTree:
    made = Place(place, url=URL, pages=pages[0])
    feeds = [feed(path, page=pages[0]) for path in paths]
    made.publish(*feeds, *(page(path, max_age=900) for path in pages))
    return WrittenTree(read_edition(made.state), made.output)


def test_netlify_gets_a_rule_for_every_page(tmp_path: Path) -> None:
    found = rules(netlify(tree_with_pages(tmp_path, "/feed.atom")))
    assert list(found) == [
        "/*",
        "/feed.atom",
        "/feeds.opml",
        "/feeds/",
        "/feeds/script.js",
        "/feeds/search.json",
        "/feeds/style.css",
        "/feeds/tag.opml",
        "/feeds/tag/",
        "/feeds/tag/%E7%A7%91%E6%8A%80.html",
    ]
    assert found["/feeds/"] == [
        "Content-Type: text/html; charset=utf-8",
        f"Cache-Control: {cache_control(900)}",
        f"Content-Security-Policy: {HEADER_POLICY}",
    ]
    assert found["/feeds.opml"][0] == "Content-Type: text/x-opml; charset=utf-8"


@pytest.mark.parametrize("feeds", ["/feed.atom", "/feeds/all.atom", "/feeds/all.json", "/feeds/a"])
@pytest.mark.parametrize("folder", ["/feeds", "/about/feeds", ""])
def test_cloudflare_s_rules_are_right_for_every_file(
    tmp_path: Path, folder: str, feeds: str
) -> None:
    """Also for feeds among the pages, and for pages at the top."""
    pages = tuple(path.replace("/feeds", folder, 1) for path in PAGES[:-1])
    tree = tree_with_pages(tmp_path, feeds, pages=(*pages, PAGES[-1]))
    found = cloudflare(tree)
    known_to_the_host = (".html", ".css", ".js", "/search.json")
    for file in tree.files:
        said = sent(found, tree.address_of(file.path))
        if not file.path.endswith(known_to_the_host) or "Content-Type" in said:
            assert said["Content-Type"] == content_type(type_named(file.format))
        assert said["Cache-Control"] == cache_control(file.max_age)
        assert said.get("Link", "").startswith(f"<{URL}{file.path}>;" if file.is_feed else "")
        assert ("Link" in said) == file.is_feed
        is_page = file.format == FileType.HTML
        assert said.get("Content-Security-Policy") == HEADER_POLICY or not is_page
        assert not (file.is_feed and "Content-Security-Policy" in said)


def test_cloudflare_gets_one_rule_for_any_number_of_pages(tmp_path: Path) -> None:
    pages = [LIST, *(f"/feeds/tag/{number}.html" for number in range(200))]
    found = cloudflare(tree_with_pages(tmp_path, "/feed.atom", pages=tuple(pages)))
    assert list(rules(found)) == ["/*", "/feeds/*", "/feeds/*.opml", "/feed.atom"]


def test_a_pattern_does_not_take_the_place_of_a_page(tmp_path: Path) -> None:
    made = tree_with_pages(tmp_path, "/feed.atom", pages=PAGES[:2])
    moves = Moves((Redirect("/feeds/{any}", "/feed.atom", 301),))
    edition = replace(read_edition(tmp_path / ".feeds"), moves=moves)
    assert redirects(cloudflare(WrittenTree(edition, Path(made.root)))) == []


def test_a_note_says_that_browsers_get_the_feed(tmp_path: Path) -> None:
    made = tree_with_pages(tmp_path, "/feed.atom")
    remark = (
        "browsers that open a feed get the feed, not its page, "
        "because the host cannot choose by request headers"
    )
    assert cloudflare(made).remarks == netlify(made).remarks == (remark,)
    edition = read_edition(tmp_path / ".feeds")
    unwanted = WrittenTree(edition, Path(made.root), opens_pages=False)
    assert cloudflare(unwanted).remarks == netlify(unwanted).remarks == ()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("---\ntitle: a\ndate: 2026-01-01\n---\nx\n")
    (tmp_path / "config.yaml").write_text(
        f"site: {{title: x, url: '{URL}', timezone: UTC}}\nposts: posts\ngenerator: plain\n"
    )
    assert run(tmp_path, "build").exit_code == 0
    return tmp_path


def run(site: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--config", str(site / "config.yaml")])


@pytest.mark.parametrize("host", ["netlify", "cloudflare"])
def test_the_files_lie_in_the_output_and_a_build_leaves_them(site: Path, host: str) -> None:
    for _ in range(2):
        assert run(site, "hosting", host).exit_code == 0
    assert run(site, "build", "--force").exit_code == 0
    assert "/feed.atom" in (site / "public" / "_headers").read_text()
    assert (site / "public" / "_redirects").exists()


def test_nobody_else_s_file_is_overwritten(site: Path) -> None:
    (site / "public" / "_headers").write_bytes(b"/caf\xe9\n  X-Mine: 1\n")
    found = run(site, "hosting", "netlify")
    assert found.exit_code == 1
    assert "_headers: feeds did not write this file; write to another folder" in found.output
    assert not (site / "public" / "_redirects").exists()
    found_none = run(site, "hosting", "netlify", "--to", str(site / "apart"))
    assert "does not exist; create it first" in found_none.output
    (site / "apart").mkdir()
    assert run(site, "hosting", "netlify", "--to", str(site / "apart")).exit_code == 0


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_the_others_are_printed(site: Path, host: str) -> None:
    found = run(site, "hosting", host, "--root", "/srv/x", "--listen", "a:1", "--include", "b.conf")
    assert found.exit_code == 0
    for word in ("/srv/x", "a:1", '"b.conf"'):
        assert word in found.output


@pytest.mark.parametrize("host", ["nginx", "caddy", "netlify", "cloudflare"])
@pytest.mark.parametrize("more", [(), ("--output", "public", "--state", ".feeds")])
def test_browsers_that_want_feeds_get_them(
    site: Path, host: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    signs = "Sec-Fetch-Dest", "sec_fetch_dest", "browsers that open a feed"
    assert any(sign in run(site, "hosting", host, *more).output for sign in signs)
    with (site / "config.yaml").open("a") as file:
        file.write("serve: {browsers: feed}\n")
    found = CliRunner().invoke(main, ["hosting", host, *more])
    assert found.exit_code == 0
    assert not any(sign in found.output for sign in signs)


@pytest.mark.parametrize("host", ["nginx", "caddy"])
@pytest.mark.parametrize("codings", ["[]", "[gzip]", "", "[gzip, br, zstd]"])
def test_only_compressed_files_of_the_configuration_are_served(
    site: Path, host: str, codings: str
) -> None:
    with (site / "config.yaml").open("a") as file:
        file.write(f"feeds: {{codings: {codings}}}\n")
    found = run(site, "hosting", host).output
    marks = {"nginx": r"\.\(\?:([\w|]+)\)\$", "caddy": r"not path \*\.(.*)"}[host]
    served = set(re.findall(r"\w+", "".join(re.findall(marks, found))))
    wanted = codings or "[gzip, br]"
    assert served == {coding.mark for coding in Coding if coding in wanted}
    routes = {"nginx": set[str](), "caddy": {f"@{mark}" for mark in served}}[host]
    assert {f"@{coding.mark}" for coding in Coding if f"@{coding.mark} " in found} == routes


@pytest.mark.parametrize("host", ["netlify", "cloudflare"])
def test_hosts_that_compress_files_themselves_need_no_compressed_files(
    site: Path, host: str
) -> None:
    advice = "the host compresses files itself; set feeds.codings to []"
    assert advice in run(site, "hosting", host).output
    with (site / "config.yaml").open("a") as file:
        file.write("feeds: {codings: []}\n")
    assert "codings" not in run(site, "hosting", host).output.replace(str(site), "")


def test_without_an_edition_there_is_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f"site: {{title: x, url: '{URL}'}}\nposts: .\n")
    found = run(tmp_path, "hosting", "nginx")
    assert found.exit_code == 1
    assert "no feeds yet; run `feeds build`" in found.output


def test_the_two_directories_are_all_that_is_needed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "config.yaml").unlink()
    (site / "posts" / "a.md").unlink()
    (site / "posts").rmdir()
    monkeypatch.chdir(site)
    found = CliRunner().invoke(
        main, ["hosting", "nginx", "--output", "public", "--state", ".feeds"]
    )
    assert found.exit_code == 0
    assert str(site / "public") in found.output
