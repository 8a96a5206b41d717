"""``feeds compare``: whether it is safe to switch, in words, in JSON and as an exit code."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import WSGIRequestHandler, make_server

from feeds.cli import known_feeds, main
from tests.support.tree import Tree

Answers = dict[str, tuple[str, list[tuple[str, str]], bytes]]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def compared(*arguments: object) -> Any:
    return json.loads(run("compare", *arguments, "--json").stdout)


@pytest.fixture
def blog(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Four posts, built; what was published then is also in ``old/``."""
    for day in range(1, 5):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}", tags=["t"])
    tree.build()
    shutil.copytree(tree.output, tree.root / "old")
    monkeypatch.chdir(tree.root)
    return tree


def listing(directory: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in sorted(directory.rglob("*"))}


@pytest.mark.parametrize("old", ["old", "old/feed.atom", "old/feed.rss", "old/tags/t/feed.json"])
@pytest.mark.parametrize("new", [(), ("public",)])
def test_the_last_edition_is_safe_to_switch_from(
    blog: Tree, old: str, new: tuple[str, ...]
) -> None:
    before = listing(blog.root)
    result = run("compare", old, *new)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("Safe to switch: ")
    assert listing(blog.root) == before


@pytest.mark.parametrize("new", [(), ("public",)])
def test_a_new_address_shows_every_post_again(blog: Tree, new: tuple[str, ...]) -> None:
    blog.site["url"] = "https://elsewhere.example"
    if new:
        shutil.rmtree(blog.output)
        shutil.rmtree(blog.state)
        blog.build()
    blog.configure()
    result = run("compare", "old", *new)
    assert result.exit_code == 1
    last = result.stdout.splitlines()[-1]
    assert last.startswith("Not safe to switch: feed readers would show 4 posts again.")
    again = "Post 4: https://example.com/blog/4.html becomes https://elsewhere.example/4.html"
    assert f"  again     {again}" in result.stdout


def test_a_format_that_a_generator_wrote_again_with_other_ids_is_not_safe(blog: Tree) -> None:
    """As Hugo writes its RSS before a build that is refused; Atom has the old ids still."""
    for file in blog.output.rglob("*.rss"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("example.com/blog", "elsewhere.example"), encoding="utf-8")
    result = run("compare", "old", "public")
    assert result.exit_code == 1
    assert "Not safe to switch: feed readers would show 4 posts again." in result.stdout


def test_everything_that_moved_is_named(blog: Tree) -> None:
    (blog.posts / "1.md").unlink()
    blog.post("3.md", title="Post 3", date="2026-01-05")
    blog.post("5.md", title="Post 5", date="2026-01-06", tags=["t"])
    result = run("compare", "old/feed.atom")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "https://example.com/blog/feed.atom: 3 of 4 kept, 0 shown again, 1 removed, 1 new, "
        "2 dates changed, order changed",
        "  removed   Post 1: https://example.com/blog/1.html",
        "  new       Post 5: https://example.com/blog/5.html",
        "  changed   Post 3: published 2026-01-03T00:00:00+00:00 becomes 2026-01-05T00:00:00+00:00",
        "  changed   Post 3: updated 2026-01-03T00:00:00+00:00 becomes 2026-01-05T00:00:00+00:00",
        "Safe to switch: feed readers would show no post again in 1 feed.",
    ]


def test_a_quiet_comparison_names_only_what_is_not_safe(blog: Tree) -> None:
    blog.post("5.md", title="Post 5", date="2026-01-06")
    assert run("compare", "old/feed.atom", "--quiet").stdout == ""
    blog.post("2.md", title="Post 2", date="2026-01-02", permalink="/two")
    result = run("compare", "old/feed.atom", "--quiet")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "https://example.com/blog/feed.atom:",
        "  again     Post 2: https://example.com/blog/2.html becomes https://example.com/blog/two",
    ]


@pytest.mark.usefixtures("blog")
def test_options_that_select_a_site_are_refused_where_nothing_is_built() -> None:
    result = run("compare", "old", "public", "--source", "posts")
    message = "--source: cannot be combined with NEW; leave one out\n"
    assert (result.exit_code, result.stderr) == (2, message)


def test_json_says_the_same(blog: Tree) -> None:
    blog.post("2.md", title="Post 2", date="2026-01-02", permalink="/two")
    found = compared("old")
    assert found["safe"] is False
    assert len(found["feeds"]) == 6
    feed = next(one for one in found["feeds"] if one["feed"] == "/feed.atom")
    assert (feed["successor"], feed["entries"], feed["kept"]) == ("/feed.atom", 4, 3)
    assert feed["again"] == [
        {
            "old": "https://example.com/blog/2.html",
            "new": "https://example.com/blog/two",
            "title": "Post 2",
            "link": "https://example.com/blog/two",
        }
    ]
    assert (feed["vanished"], feed["new"], feed["moved"], feed["reordered"]) == ([], [], [], False)


def test_a_larger_window_is_safe_but_told(blog: Tree) -> None:
    """Readers who subscribed lately have never seen the posts that come into it."""
    blog.feeds["entries"] = 2
    blog.build()
    shutil.copytree(blog.output, blog.root / "short")
    del blog.feeds["entries"]
    blog.configure()
    assert compared("short")["verdict"].endswith("6 feeds. But 2 older posts would appear as new.")
    assert [new["older"] for new in compared("short")["feeds"][0]["new"]] == [True, True]
    assert run("compare", "short").exit_code == 0


def test_an_address_that_no_new_feed_has_is_named(blog: Tree, web: tuple[str, Answers]) -> None:
    """Its readers ask there, and nowhere else."""
    base, answers = web
    feed = (blog.output / "feed.atom").read_bytes().replace(b"/feed.atom", b"/atom.xml")
    answers["/atom.xml"] = ("200 OK", [], feed)
    result = run("compare", f"{base}/atom.xml")
    assert result.exit_code == 0
    wanted = "But /atom.xml must answer with the feed at /feed.atom."
    assert result.stdout.splitlines()[-1].endswith(wanted)
    assert "must answer" not in run("compare", "old").stdout


def test_an_old_path_that_redirects_has_its_feed(blog: Tree, web: tuple[str, Answers]) -> None:
    """``feeds.redirects`` counts as the feed, for a file, a folder and a URL alike."""
    base, answers = web
    feed = (blog.output / "feed.atom").read_bytes().replace(b"/feed.atom", b"/atom.xml")
    answers["/atom.xml"] = ("200 OK", [], feed)
    (blog.root / "old/atom.xml").write_bytes(feed)
    (blog.root / "old/tags/old").mkdir()
    (blog.root / "old/tags/old/feed.atom").write_bytes(feed.replace(b"/atom.xml", b"/tags/old"))
    blog.feeds["redirects"] = {"/atom.xml": "/feed.atom"}
    blog.feeds["retired"] = ["/tags/old/*"]
    blog.configure()
    for place in ("old", "old/atom.xml", f"{base}/atom.xml"):
        verdict = compared(place)["verdict"]
        assert verdict.startswith("Safe to switch")
        assert "must answer" not in verdict
    assert compared("old")["retired"] == ["/tags/old/feed.atom"]
    old_feed(blog.root / "old/tags/index.xml", "https://example.com/blog/tags/old/")
    assert compared("old")["lists"] == ["/tags/index.xml"]
    assert "/tags/old/feed.atom: retired" in run("compare", "old").stdout


@pytest.mark.parametrize("is_known", [True, False])
def test_an_old_feed_is_compared_with_the_site_feed_of_a_folder(blog: Tree, is_known: bool) -> None:
    """All posts have one category, so its feed has the same entries, and sorts first."""
    (blog.root / "atom.xml").write_bytes(
        (blog.output / "feed.atom").read_bytes().replace(b"/feed.atom", b"/atom.xml")
    )
    site = "/z/site" if is_known else "/site"
    blog.feeds["paths"] = {"site": f"{site}.{{ext}}", "tag": "/a/{slug}.{ext}"}
    blog.build(accept_removals=True)
    folder = "public" if is_known else shutil.copytree(blog.output, blog.root / "other")
    assert compared("atom.xml", folder)["feeds"][0]["successor"] == f"{site}.atom"


def test_an_old_feed_is_compared_with_the_feed_of_a_folder_that_has_most_of_its_posts(
    blog: Tree,
) -> None:
    old_feed(blog.root / "new/all.rss", *(f"https://example.com/{n}" for n in (1, 2, 9)))
    old_feed(blog.root / "new/deep/down/most.rss", *(f"https://example.com/{n}" for n in (1, 2, 3)))
    old_feed(blog.root / "gone.rss", *(f"https://example.com/{n}" for n in (1, 2, 3)))
    assert compared("gone.rss", "new")["feeds"][0]["successor"] == "/deep/down/most.rss"


def test_the_configuration_counts_if_new_is_the_output_folder(blog: Tree) -> None:
    feed = (blog.output / "feed.atom").read_bytes()
    for name in ("atom.xml", "podcast.xml"):
        body = feed.replace(b"/feed.atom", f"/{name}".encode())
        (blog.root / f"old/{name}").write_bytes(body)
    shutil.copytree(blog.output, blog.root / "copy")
    blog.feeds["redirects"] = {"/atom.xml": "/feed.atom"}
    blog.feeds["retired"] = ["/podcast.xml"]
    blog.configure()
    found = compared("old", "public")
    assert (found["missing"], found["retired"]) == ([], ["/podcast.xml"])
    assert "must answer" not in compared("old/atom.xml", "public")["verdict"]
    assert compared("old", "copy")["missing"] == ["/atom.xml", "/podcast.xml"]
    (blog.root / "config.yaml").unlink()
    assert compared("old", "public")["missing"] == ["/atom.xml", "/podcast.xml"]


def test_an_old_path_is_recognised_in_a_url_below_a_mounted_site(
    blog: Tree, web: tuple[str, Answers]
) -> None:
    """The configuration names paths below the site's URL, in Unicode."""
    base, answers = web
    assert blog.site["url"].endswith("/blog")
    blog.feeds["redirects"] = {"/\u00e9t\u00e9.xml": "/feed.atom"}
    blog.configure()
    body = (blog.output / "feed.atom").read_bytes().replace(b"/feed.atom", b"/%C3%A9t%C3%A9.xml")
    answers["/blog/\u00e9t\u00e9.xml".encode().decode("latin-1")] = ("200 OK", [], body)
    verdict = compared(f"{base}/blog/%C3%A9t%C3%A9.xml")["verdict"]
    assert verdict.startswith("Safe to switch")
    assert "must answer" not in verdict


def test_a_retired_feed_is_not_compared_with_another_feed(blog: Tree) -> None:
    """A single file without a successor is otherwise compared with the site's feed."""
    feed = (blog.output / "feed.atom").read_bytes().replace(b"/feed.atom", b"/podcast.atom")
    (blog.root / "podcast.atom").write_bytes(feed)
    blog.feeds["retired"] = ["/podcast.atom"]
    blog.configure()
    found = compared("podcast.atom")
    assert found["retired"] == [f"{blog.site['url']}/podcast.atom"]
    assert found["feeds"] == []


@pytest.mark.parametrize("wrong", ["http://[/feed.atom", "https://[::1/feed.atom"])
def test_a_feed_may_name_itself_by_a_wrong_url(blog: Tree, wrong: str) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "feed_url": wrong}
    items = [{"id": "x", "title": "Post 1", "url": wrong}]
    (blog.root / "wrong.json").write_text(json.dumps(feed | {"items": items}), encoding="utf-8")
    (blog.root / "wrong").mkdir()
    for name in "ab":
        shutil.copy(blog.root / "wrong.json", blog.root / f"wrong/{name}.json")
    for place in ("wrong.json", "wrong"):
        assert run("compare", place).exit_code == 1


def test_large_feeds_are_compared_in_time(blog: Tree) -> None:
    """Every entry is new, and most are older than the old one."""
    version = "https://jsonfeed.org/version/1.1"
    date = "2026-01-01T00:00:00Z"
    items = [{"id": f"{n}", "title": f"{n}", "date_published": date} for n in range(20_000)]
    for name, shown in (("one", items[:1]), ("many", items)):
        text = json.dumps({"version": version, "items": shown})
        (blog.root / f"{name}.json").write_text(text, encoding="utf-8")
    started = time.monotonic()
    assert len(compared("one.json", "many.json")["feeds"][0]["new"]) == 19_999
    assert time.monotonic() - started < 10


def test_a_feed_that_nothing_follows_is_not_safe(blog: Tree) -> None:
    (blog.root / "old/podcast.xml").write_bytes((blog.root / "old/feed.rss").read_bytes())
    feed = (blog.root / "old/podcast.xml").read_bytes().replace(b"/feed.rss", b"/podcast.xml")
    (blog.root / "old/podcast.xml").write_bytes(feed)
    (blog.root / "old/sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    result = run("compare", "old")
    assert result.exit_code == 1
    assert "/podcast.xml: no new feed replaces it" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Not safe to switch: 1 feed would disappear.")


def test_what_a_stranger_wrote_cannot_steer_the_terminal(blog: Tree) -> None:
    item = {"id": "x\u001b[2J", "title": "\u001b]0;owned\u0007\nSafe to switch"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    (blog.root / "stranger.json").write_text(json.dumps(feed), encoding="utf-8")
    output = run("compare", "stranger.json").stdout
    assert "\x1b" not in output
    assert "\x07" not in output
    assert len(output.splitlines()) == 7


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["missing"],
        ["posts"],
        ["config.yaml"],
        ["old", "missing"],
        ["ftp://example.com/feed.xml"],
        ["file:///etc/passwd"],
        ["http://"],
        ["http://["],
        ["old", "public", "surplus"],
        ["old", "--url", "nowhere"],
    ],
)
@pytest.mark.usefixtures("blog")
def test_wrong_use_exits_with_2_in_words(arguments: list[str]) -> None:
    result = run("compare", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[tuple[str, Answers]]:
    """A server that answers as told, and its address."""
    answers: Answers = {}

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = answers.get(environ["PATH_INFO"], ("404 Not Found", [], b""))
        start(status, headers)
        return [body]

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", answers
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_followed_to_its_feed(blog: Tree, web: tuple[str, Answers]) -> None:
    base, answers = web
    answers["/f"] = ("301 Moved", [("Location", "/tags/t/feed.atom")], b"")
    answers["/tags/t/feed.atom"] = ("200 OK", [], (blog.output / "tags/t/feed.atom").read_bytes())
    assert compared(f"{base}/f")["feeds"][0]["successor"] == "/tags/t/feed.atom"
    assert run("compare", f"{base}/f").exit_code == 0


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/loop", "redirects too often; name the URL that it leads to"),
        ("ftp://127.0.0.1/x", "redirects to ftp://127.0.0.1/x, not to an http or https URL"),
        ("file:///etc/passwd", "redirects to file:///etc/passwd, not to an http or https URL"),
    ],
)
@pytest.mark.usefixtures("blog")
def test_a_redirect_is_not_followed_for_ever_nor_anywhere(
    web: tuple[str, Answers], location: str, words: str
) -> None:
    base, answers = web
    answers["/loop"] = ("302 Found", [("Location", location)], b"")
    result = run("compare", f"{base}/loop")
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.usefixtures("blog")
def test_an_answer_without_end_is_cut_off(
    web: tuple[str, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, answers = web
    monkeypatch.setattr(known_feeds, "_MOST_BYTES", 1000)
    answers["/long"] = ("200 OK", [], b"x" * 2000)
    assert run("compare", f"{base}/long").exit_code == 2
    assert run("compare", f"{base}/gone").exit_code == 2


def test_a_feed_that_comes_packed_is_read(blog: Tree, web: tuple[str, Answers]) -> None:
    """Some hosts send gzip to whoever asked for none."""
    base, answers = web
    packed = gzip.compress((blog.output / "feed.atom").read_bytes())
    answers["/feed.atom"] = ("200 OK", [("Content-Encoding", "gzip")], packed)
    assert run("compare", f"{base}/feed.atom").exit_code == 0
    (blog.root / "saved.gz").write_bytes(packed)
    assert run("compare", "saved.gz").exit_code == 0
    (blog.root / "saved.gz").write_bytes(packed[:12] + b"\xff" * 9)
    assert run("compare", "saved.gz").exit_code == 2


@pytest.mark.usefixtures("blog")
def test_little_that_unpacks_to_much_is_cut_off(web: tuple[str, Answers]) -> None:
    base, answers = web
    bomb = gzip.compress(bytes(known_feeds._MOST_BYTES + 1))
    answers["/bomb"] = ("200 OK", [], bomb)
    result = run("compare", f"{base}/bomb")
    assert result.exit_code == 2
    assert "is larger than 64 MiB" in result.stderr


@pytest.mark.usefixtures("blog")
def test_a_server_cannot_steer_the_terminal(web: tuple[str, Answers]) -> None:
    base, answers = web
    answers["/gone"] = ("404 \x1b]0;owned\x07", [], b"")
    result = run("compare", f"{base}/gone")
    assert result.exit_code == 2
    assert "answers 404 \\x1b]0;owned\\x07" in result.stderr


Say = Callable[[list[bytes]], str]


@pytest.fixture
def raw() -> Iterator[Say]:
    """Servers that say the given bytes to one client, half a second after each."""
    listening: list[socket.socket] = []

    def say(parts: list[bytes]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.recv(65536)
                for part in parts:
                    try:
                        client.sendall(part)
                    except OSError:
                        return
                    time.sleep(0.5 if len(parts) > 1 else 0)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/feed.atom"

    yield say
    for server in listening:
        server.close()


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"HTTP/1.1 2"])
@pytest.mark.usefixtures("blog")
def test_an_answer_by_drops_is_not_waited_for(
    raw: Say, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_feeds, "_LONGEST", 1.0)
    started = time.monotonic()
    result = run("compare", raw([head, *[b"x"] * 20]))
    assert result.exit_code == 2
    assert "the download took over 1 second" in result.stderr
    assert time.monotonic() - started < 5


def test_an_answer_that_is_cut_off_is_no_feed(blog: Tree, raw: Say) -> None:
    """Its last entries would pass for vanished."""
    body = (blog.output / "feed.atom").read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) + 1}\r\n\r\n".encode()
    result = run("compare", raw([head + body]))
    assert result.exit_code == 2
    assert "sent only a part of the feed" in result.stderr


@pytest.mark.usefixtures("blog")
def test_an_address_may_be_written_in_any_script(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(host: str, *_: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    result = run("compare", "http://例え.example/feed")
    assert (result.exit_code, asked) == (2, ["xn--r8jz45g.example"])
    assert result.stderr == (
        "http://例え.example/feed: the host was not found; check the URL and the network\n"
    )


@pytest.mark.usefixtures("blog")
def test_of_a_folder_only_feeds_with_differences_are_listed() -> None:
    assert run("compare", "old").stdout.splitlines() == [
        "6 feeds without changes (--verbose lists them)",
        "Safe to switch: feed readers would show no post again in 6 feeds.",
    ]
    assert run("compare", "old", "-v").stdout.count(" of ") == 6


def old_feed(path: Path, *links: str) -> None:
    items = "".join(
        f"<item><title>{link}</title><link>{link}</link><guid>{link}</guid></item>"
        for link in links
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")


def test_a_list_of_terms_may_go(blog: Tree) -> None:
    """Hugo writes one for each taxonomy: every entry is the page of a term with its own feed."""
    old_feed(blog.root / "old/tags/index.xml", "https://example.com/blog/tags/t/")
    result = run("compare", "old")
    assert result.exit_code == 0
    line = "/tags/index.xml: no new feed replaces it, but it lists only terms"
    assert line in result.stdout.splitlines()
    found = compared("old")
    assert (found["safe"], found["missing"], found["lists"]) == (True, [], ["/tags/index.xml"])


@pytest.mark.parametrize(
    "links", [(), ("https://example.com/blog/tags/t/", "https://example.com/blog/1.html")]
)
def test_a_feed_with_a_post_or_without_entries_may_not_go(
    blog: Tree, links: tuple[str, ...]
) -> None:
    old_feed(blog.root / "old/tags/index.xml", *links)
    assert compared("old")["missing"] == ["/tags/index.xml"]


@pytest.mark.parametrize("command", ["compare", "adopt"])
def test_posts_with_faults_explain_why_old_entries_have_no_post(blog: Tree, command: str) -> None:
    blog.write("2.md", "---\ntitle: [\n---\n")
    note = "note: left out 1 post with faults; run `feeds check` to see why\n"
    assert run(command, "old").stderr.startswith(note)
