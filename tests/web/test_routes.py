"""The blueprint, mounted in an application that has routes and errors of its own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

import feeds
from feeds.config import Config
from feeds.web import create_app
from tests.support.edition import Place

CONFIG = """
site: {title: Bread, url: "https://example.org/feeds", timezone: UTC}
posts: posts
generator: plain
feeds:
  entries: 3
  redirects:
    /old.xml: /feed.atom
    /rss: {to: /feed.rss, status: 301}
  retired: [/gone/*]
"""
MODIFIED = "If-Modified-Since"
ALLOWED = "GET, HEAD, OPTIONS"


def write(root: Path, day: int, text: str = "dough") -> None:
    posts = root / "posts"
    posts.mkdir(parents=True, exist_ok=True)
    (posts / f"{day}.md").write_text(
        f"---\ntitle: Day {day}\ndate: 2026-01-0{day} 08:00:00\n---\n{text * 50}\n"
    )


@pytest.fixture(scope="module")
def earlier_tag(site: Path) -> str:
    """The tag of the version before the last one."""
    return (site / "earlier").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two builds; the second one has a new post."""
    root = tmp_path_factory.mktemp("site")
    (root / "feeds.yaml").write_text(CONFIG)
    for day in (1, 2, 3):
        write(root, day)
    feeds.build(root / "feeds.yaml")
    client = Client(create_app(root / "feeds.yaml"))
    (root / "earlier").write_text(client.get("/feed.atom").headers["ETag"])
    write(root, 4, "crumb")
    feeds.build(root / "feeds.yaml")
    return root


def application(site: Path | Config) -> Flask:
    """An application with a page and a 404 of its own, and the feeds below a prefix."""
    app = Flask(__name__)
    config = site if isinstance(site, Config) else site / "feeds.yaml"
    app.register_blueprint(feeds.blueprint(config), url_prefix="/feeds")
    app.add_url_rule("/hello", view_func=lambda: "hello", endpoint="hello")
    app.register_error_handler(404, lambda _: ("nothing of mine", 404))
    return app


@pytest.fixture(scope="module")
def mounted(site: Path) -> Client:
    return Client(application(site))


@pytest.fixture(scope="module")
def alone(site: Path) -> Client:
    """The same feeds at the root of a server."""
    return Client(create_app(site / "feeds.yaml"))


def whole(answer: TestResponse) -> tuple[object, ...]:
    return answer.status, answer.headers.to_wsgi_list(), answer.data


def requests() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Methods, paths below the prefix and headers."""
    paths = [
        *("/feed.atom", "/feed.rss", "/feed.json", "/feed.atom?x=1", "/feed.atom/", "/Feed.ATOM"),
        *("/feeds/feed.atom", "//feed.atom", "/%66eed.atom"),
        *("/old.xml", "/rss", "/rss/", "/gone/x"),
        *("/", "//", "/feeds", "/feeds/", "/Feeds/", "/feeds/feeds/", "/feeds/index.html"),
        *("/feeds/site.html", "/feeds/style.css", "/feeds.opml"),
    ]
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
            yield method, path, {}
        yield "get", path, {}
        yield "GET", path, {"Accept": "application/json"}
        yield "GET", path, {"Sec-Fetch-Dest": "document"}
    for headers in (
        *({"Accept-Encoding": coding} for coding in ("gzip", "br, gzip;q=0.5", "identity;q=0")),
        *({"If-None-Match": tag} for tag in ('"other"', "*", "nonsense")),
        *({"If-Match": tag} for tag in ('"other"', "*")),
        {MODIFIED: "Tue, 14 Nov 2034 22:13:20 GMT"},
        {MODIFIED: "nonsense"},
        {"If-Unmodified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"},
        {"Range": "bytes=0-9"},
        {"Accept": "image/png"},
    ):
        yield "GET", "/feed.atom", headers
        yield "HEAD", "/feed.atom", headers


@pytest.mark.parametrize(("method", "path", "headers"), [*requests()])
def test_below_a_prefix_feeds_are_answered_as_at_the_root(
    mounted: Client, alone: Client, method: str, path: str, headers: dict[str, str]
) -> None:
    """Byte for byte, and the headers in the same order."""
    asked = {"REQUEST_METHOD": method}  # the client would upper-case it
    below = mounted.open(f"/feeds{path}", headers=headers, environ_overrides=asked)
    at_root = alone.open(f"http://localhost{path}", headers=headers, environ_overrides=asked)
    assert whole(below) == whole(at_root)


def test_a_feed_is_served_with_its_validators_and_then_with_304(mounted: Client) -> None:
    first = mounted.get("/feeds/feed.atom")
    assert first.status_code == 200
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first.headers["Link"] == '<https://example.org/feeds/feed.atom>; rel="self"'
    for name, given in (("If-None-Match", "ETag"), (MODIFIED, "Last-Modified")):
        again = mounted.get("/feeds/feed.atom", headers={name: first.headers[given]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    head = mounted.head("/feeds/feed.atom")
    assert (head.data, head.headers.to_wsgi_list()) == (b"", first.headers.to_wsgi_list())


def test_each_coding_has_its_own_tag(mounted: Client) -> None:
    plain = mounted.get("/feeds/feed.atom")
    coded = mounted.get("/feeds/feed.atom", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(coded.data) == plain.data
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.headers["ETag"].startswith(f"{plain.headers['ETag'][:-1]}-gz.")


def test_a_delta_has_only_the_new_entry(mounted: Client, earlier_tag: str) -> None:
    headers = {"If-None-Match": earlier_tag, "A-IM": "feed"}
    answer = mounted.get("/feeds/feed.atom", headers=headers)
    assert (answer.status_code, answer.headers["IM"]) == (226, "feed")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.count(b"<entry>") == 1
    assert answer.headers["ETag"] == mounted.get("/feeds/feed.atom").headers["ETag"]


def test_a_feed_can_only_be_read_below_a_prefix_too(mounted: Client) -> None:
    answer = mounted.post("/feeds/feed.atom")
    assert (answer.status_code, answer.headers["Allow"]) == (405, ALLOWED)
    options = mounted.options("/feeds/feed.atom")
    assert (options.status_code, options.headers["Allow"]) == (204, ALLOWED)


@pytest.mark.parametrize("host", [None, "a.example,b.example"])
def test_a_request_without_one_host_is_refused(mounted: Client, host: str | None) -> None:
    asked: dict[str, object] = {"SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": host or ""}
    assert mounted.get("/feeds/feed.atom", environ_overrides=asked).status_code == 400


OTHER_PATHS = [
    *("/", "/nothing", "/feedsx", "/hello/", "/healthz"),
    *("/feeds/nothing", "/feeds/nothing.atom", "/feeds/a//b", "/feeds/%0a"),
    *("/feeds/%ff", "/feeds/feed.atom%0a", "/feeds/feed.atom%00", "/feeds/..%2ffeed.atom"),
    "/feeds/" + "a" * 5000,
]


@pytest.mark.parametrize("path", OTHER_PATHS)
def test_the_application_answers_for_all_other_paths(mounted: Client, path: str) -> None:
    """Also for those below the prefix, whatever the method."""
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        answer = mounted.open(path, method=method)
        assert answer.status_code == 404
        assert answer.text == ("" if method == "HEAD" else "nothing of mine")


def test_without_a_prefix_the_application_keeps_its_own_pages(site: Path) -> None:
    """Its routes come first, and a method that a page of its own lacks is its own 405."""
    app = Flask(__name__)
    app.register_blueprint(feeds.blueprint(site / "feeds.yaml"))
    app.add_url_rule("/hello/", view_func=lambda: "hello", endpoint="hello")
    app.register_error_handler(404, lambda _: ("nothing of mine", 404))
    client = Client(app)
    assert client.get("/feeds/feed.atom").status_code == 200
    assert client.get("/old.xml").status_code == 200
    assert client.get("/rss").status_code == 301
    assert client.get("/gone/x").status_code == 410
    assert client.get("/hello/").text == "hello"
    assert client.get("/hello").status_code == 308
    assert client.post("/hello/").status_code == 405
    for path in ("/nothing", "/feeds/nothing", "/static/nothing.css"):
        assert client.get(path).text == "nothing of mine"


def test_the_list_is_at_the_prefix_with_or_without_a_slash(mounted: Client) -> None:
    own = mounted.get("/feeds/feeds/")
    assert own.status_code == 200
    for path in ("/feeds", "/feeds/"):
        answer = mounted.get(path)
        assert (answer.status_code, answer.data) == (200, own.data)
        assert answer.headers["Content-Location"] == "https://example.org/feeds/feeds/"
    assert mounted.post("/feeds").status_code == 405


def test_without_a_prefix_the_list_is_at_the_root_unless_the_application_has_one(
    site: Path,
) -> None:
    app = Flask(__name__)
    app.register_blueprint(feeds.blueprint(site / "feeds.yaml"))
    assert app.test_client().get("/").headers["Content-Location"]
    other = Flask(__name__)
    other.register_blueprint(feeds.blueprint(site / "feeds.yaml"))
    other.add_url_rule("/", view_func=lambda: "home", endpoint="home")
    assert other.test_client().get("/").text == "home"


def test_without_pages_the_prefix_itself_belongs_to_the_application(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(f"{CONFIG}  pages: false\n")
    write(tmp_path, 1)
    feeds.build(tmp_path / "feeds.yaml")
    client = Client(application(tmp_path))
    for path in ("/feeds", "/feeds/", "/feeds//", "/feeds/feeds/", "/feeds/feeds.opml"):
        assert client.get(path).text == "nothing of mine"
    assert client.get("/feeds/feed.atom", headers={"Sec-Fetch-Dest": "document"}).status_code == 200


class TestBeforeTheFirstBuild:
    """Nobody knows yet which paths are feeds."""

    @pytest.fixture
    def client(self, tmp_path: Path) -> Client:
        place = Place(tmp_path)
        return Client(application(Config(output=str(place.output), state=str(place.state))))

    @pytest.mark.parametrize("path", ["feed.atom", "a/index.xml", "b.RSS", "c.json/"])
    def test_paths_that_end_like_feeds_answer_503(self, client: Client, path: str) -> None:
        answer = client.get(f"/feeds/{path}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")

    @pytest.mark.parametrize("path", ["/feeds/", "/feeds/nothing", "/feeds/a.html", "/feeds/xml"])
    def test_all_others_belong_to_the_application(self, client: Client, path: str) -> None:
        assert client.get(path).text == "nothing of mine"


def test_a_fault_in_a_mounted_blueprint_shows_no_stack(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/home/ada/secret")

    monkeypatch.setattr("feeds.web.routes.judge", fail)
    answer = Client(application(site)).get("/feeds/feed.atom")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_two_editions_can_be_mounted_in_one_application(site: Path, tmp_path: Path) -> None:
    app = application(site)
    place = Place(tmp_path)
    other = Config(output=str(place.output), state=str(place.state))
    app.register_blueprint(feeds.blueprint(other), url_prefix="/other", name="other")
    client = Client(app)
    assert client.get("/feeds/feed.atom").status_code == 200
    assert client.get("/other/feed.atom").status_code == 503


def test_url_for_names_a_feed(site: Path) -> None:
    app = application(site)
    with app.test_request_context():
        assert app.url_for("feeds.feed", path="tags/é.rss") == "/feeds/tags/%C3%A9.rss"
