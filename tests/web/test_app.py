from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from feeds.edition import read_edition
from feeds.http import content_digest
from feeds.web import EditionSettings, create_app
from feeds.web.preconditions import http_instant
from tests.support.edition import Clock, Place, feed, short_feed

URL = "https://example.org/blog"
HOME = f"{URL}/feed.xml"
MORNING = 1_700_000_000.5
MODIFIED = "Tue, 14 Nov 2023 22:13:20 GMT"

ATOM, RSS, JSON = "/feed.xml", "/tags/é (x).rss", "/标签/科技.json"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("site"), Clock(MORNING), URL, HOME)
    place.publish(feed(ATOM, max_age=1800), feed(RSS), feed(JSON), short_feed("/short.xml"))
    (place.output / "private.txt").write_text("mine")
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Client:
    return client_of(place)


def client_of(place: Place) -> Client:
    return Client(create_app(EditionSettings(place.output, place.state)))


def get(client: Client, path: str = ATOM, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=named)


def test_a_feed_comes_with_every_header_of_the_contract(client: Client) -> None:
    answer = get(client)
    assert answer.status == "200 OK"
    assert answer.data == feed(ATOM).body
    assert dict(answer.headers) == {
        "Content-Type": "application/atom+xml; charset=utf-8",
        "Content-Length": str(len(feed(ATOM).body)),
        "ETag": f'"{feed(ATOM).digest}"',
        "Last-Modified": MODIFIED,
        "Cache-Control": (
            "public, max-age=1800, stale-while-revalidate=1800, stale-if-error=604800"
        ),
        "Vary": "Accept-Encoding",
        "Link": '<https://example.org/blog/feed.xml>; rel="self"',
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    }


def test_gzip_changes_only_the_headers_of_the_coding(client: Client) -> None:
    plain, packed = get(client), get(client, Accept_Encoding="gzip")
    assert gzip.decompress(packed.data) == plain.data
    expected = dict(plain.headers) | {
        "Content-Encoding": "gzip",
        "Content-Length": str(len(packed.data)),
        "ETag": f'"{content_digest(plain.data)}-gz.{content_digest(packed.data)}"',
    }
    assert dict(packed.headers) == expected


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip"}])
@pytest.mark.parametrize("path", [ATOM, RSS, JSON, "/short.xml"])
def test_head_is_get_without_the_body(client: Client, path: str, headers: dict[str, str]) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    head = client.head(path, headers=named)
    assert head.data == b""
    assert (head.status, dict(head.headers)) == (
        "200 OK",
        dict(get(client, path, **headers).headers),
    )


def test_a_feed_that_gzip_does_not_shrink_is_sent_uncompressed(client: Client) -> None:
    answer = get(client, "/short.xml", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.data == b"x"


@pytest.mark.parametrize(
    ("path", "media_type", "url"),
    [
        (RSS, "application/rss+xml", "https://example.org/blog/tags/%C3%A9%20(x).rss"),
        (
            JSON,
            "application/feed+json",
            "https://example.org/blog/%E6%A0%87%E7%AD%BE/%E7%A7%91%E6%8A%80.json",
        ),
    ],
)
def test_each_format_has_its_media_type_and_each_feed_its_url(
    client: Client, path: str, media_type: str, url: str
) -> None:
    answer = get(client, path)
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["Link"] == f'<{url}>; rel="self"'


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_feed_links_itself_and_its_hubs_but_a_304_does_not(tmp_path: Path, method: str) -> None:
    """WebSub 4: any number of hubs, exactly one topic."""
    place = Place(tmp_path, Clock(MORNING), URL, HOME, ("https://a.example/", "https://b.example"))
    place.publish(feed(ATOM))
    client = client_of(place)
    answer = client.open(ATOM, method=method)
    assert answer.headers.getlist("Link") == [
        '<https://example.org/blog/feed.xml>; rel="self", '
        '<https://a.example/>; rel="hub", <https://b.example>; rel="hub"'
    ]
    held = {"If-None-Match": answer.headers["ETag"]}
    unchanged = client.open(ATOM, method=method, headers=held)
    assert (unchanged.status_code, unchanged.headers.getlist("Link")) == (304, [])


def test_without_a_site_url_links_are_relative(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed(ATOM))
    client = client_of(place)
    assert get(client).headers["Link"] == '</feed.xml>; rel="self"'
    assert b"http" not in get(client, "/nothing").data


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_reader_that_sends_its_validators_back_gets_304(
    client: Client, method: str, coding: str
) -> None:
    first = get(client, Accept_Encoding=coding)
    for name, given_as in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        answer = client.open(
            ATOM,
            method=method,
            headers={"Accept-Encoding": coding, name: first.headers[given_as]},
        )
        assert (answer.status_code, answer.data) == (304, b"")
        for repeated in ("ETag", "Cache-Control", "Vary"):
            assert answer.headers[repeated] == first.headers[repeated]
        for of_content in ("Content-Type", "Content-Length", "Content-Encoding"):
            assert of_content not in answer.headers


def test_a_304_names_the_copy_the_reader_holds(client: Client) -> None:
    plain = get(client).headers["ETag"]
    answer = get(client, Accept_Encoding="gzip", If_None_Match=plain)
    assert (answer.status_code, answer.headers["ETag"]) == (304, plain)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Match": '"other"'}, 412),
        ({"If_Unmodified_Since": "Tue, 14 Nov 2023 22:13:19 GMT"}, 412),
        ({"If_Unmodified_Since": MODIFIED}, 200),
        ({"If_Modified_Since": "Tue Nov 14 22:13:20 2023"}, 304),
        ({"If_Modified_Since": "Tuesday, 14-Nov-23 22:13:20 GMT"}, 304),
        ({"If_Modified_Since": "Tue, 14 Nov 2023 22:13:19 GMT"}, 200),
        ({"If_Modified_Since": MODIFIED, "If_None_Match": '"other"'}, 200),
        ({"Range": "bytes=0-9"}, 200),
        ({"Range": "bytes=0-9", "If_Range": MODIFIED}, 200),
        ({"Accept": "image/png"}, 200),
        ({"Accept": "application/json;q=nonsense"}, 200),
    ],
)
def test_preconditions_and_headers_that_are_ignored(
    client: Client, headers: dict[str, str], status: int
) -> None:
    answer = get(client, **headers)
    assert answer.status_code == status
    assert "Accept-Ranges" not in answer.headers
    if status == 200:
        assert answer.data == feed(ATOM).body


@pytest.mark.parametrize(
    "path",
    [
        "/feed.xml?utm_source=x&a=1",
        "/feed.xml?null",
        "/feed.xml?1700000000",
        "/feed.xml?%ff%00",
        "/%66eed.xml",
        "/feed%2exml",
        "/feed.xml/",
        "/blog/feed.xml",
        "/blog/feed.xml/?x",
        "/Feed.XML",
    ],
)
def test_other_spellings_of_a_url_give_the_same_answer(client: Client, path: str) -> None:
    answer, canonical = get(client, path), get(client)
    assert (answer.status, answer.data) == (canonical.status, canonical.data)
    assert dict(answer.headers) == dict(canonical.headers)


@pytest.mark.parametrize("path", ["/tags/e%CC%81%20(x).rss", "/tags/%C3%A9%20%28x%29.rss"])
def test_a_url_may_have_either_unicode_form(client: Client, path: str) -> None:
    assert get(client, path).headers["ETag"] == get(client, RSS).headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/private.txt",
        "/feed.xml.gz",
        "/.feeds/edition.db",
        "/../.feeds/edition.db",
        "/%2e%2e/.feeds/edition.db",
        "/..%2f.feeds%2fedition.db",
        "/%5c..%5cfeed.xml",
        "/feed.xml%00",
        "/feed.xml%00.json",
        "/%ff%fe",
        "/%ed%a0%80",
        "/%zz",
        "/%",
        "/" + "a" * 65536,
        "/" + "%CC%81" * 20000,
        "/static/x",
    ],
)
def test_what_is_not_published_is_not_found(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert HOME in answer.text
    assert len(answer.data) < 300


def test_files_outside_the_output_are_not_served(place: Place) -> None:
    (place.root / "secret.xml").write_text("secret")
    assert get(client_of(place), "/../secret.xml").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", [ATOM, "/nothing", "/"])
def test_a_feed_can_only_be_read(client: Client, method: str, path: str) -> None:
    answer = client.open(path, environ_overrides={"REQUEST_METHOD": method})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [ATOM, "/nothing"])
def test_options_allow_other_origins_to_read(client: Client, path: str) -> None:
    answer = client.options(path, headers={"Origin": "https://other.example"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/plain; charset=utf-8"),
        ("*/*", "text/plain; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/plain; charset=utf-8"),
        ("image/png", "text/plain; charset=utf-8"),
        ("application/json", "application/problem+json"),
        ("application/problem+json, */*;q=0.1", "application/problem+json"),
        ("nonsense;;q=\x7f", "text/plain; charset=utf-8"),
    ],
)
def test_an_error_has_the_format_the_client_accepts(
    client: Client, accept: str, media_type: str
) -> None:
    answer = get(client, "/nothing", Accept=accept)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Vary"] == "Accept"
    if media_type == "application/problem+json":
        facts = json.loads(answer.data)
        assert (facts["status"], facts["title"]) == (404, "Not Found")
        assert HOME in facts["detail"]


def test_without_an_edition_the_answer_is_503(tmp_path: Path) -> None:
    place = Place(tmp_path)
    client = client_of(place)
    answer = get(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert str(tmp_path) not in answer.text
    place.publish(feed())
    assert get(client).status_code == 200


def test_during_the_first_build_a_missing_feed_gets_503(tmp_path: Path) -> None:
    place = Place(tmp_path)
    client = client_of(place)
    with place.writer() as writer:
        writer.put(feed("/a.xml"), "1")
        assert get(client, "/b.xml").status_code == 503
    assert get(client, "/b.xml").status_code == 404


def test_a_feed_without_its_file_gets_503(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    for file in place.output.iterdir():
        file.unlink()
    answer = get(client_of(place))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_date_in_the_future_is_never_sent(tmp_path: Path) -> None:
    """RFC 9110 8.8.2.1; the comparison is with the true date all the same."""
    place = Place(tmp_path, Clock(4_000_000_000.0))
    place.publish(feed())
    client = client_of(place)
    sent = get(client).headers["Last-Modified"]
    instant = http_instant(sent, 4_000_000_000)
    assert instant is not None
    assert instant < 4_000_000_000
    assert get(client, If_Modified_Since=sent).status_code == 200


def test_a_bug_gives_500_without_a_stack(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/home/ada/secret")

    client = client_of(place)
    monkeypatch.setattr("feeds.web.routes.judge", fail)
    answer = get(client, Accept="application/json", If_None_Match='"0"')
    assert answer.status_code == 500
    assert answer.json
    assert "secret" not in answer.text
    assert "RuntimeError" in caplog.text


def test_no_answer_names_a_directory_of_the_machine(client: Client, place: Place) -> None:
    for path in (ATOM, "/nothing", "/../x"):
        answer = get(client, path)
        assert str(place.root).encode() not in answer.data + str(answer.headers).encode()


HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
NAMES = (
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_X_FORWARDED_FOR",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "QUERY_STRING",
)


@given(st.dictionaries(st.sampled_from(NAMES), HEADER), st.sampled_from([ATOM, "/nothing"]))
@settings(max_examples=100, deadline=None)
def test_any_header_is_answered(place: Place, headers: dict[str, str], path: str) -> None:
    assert status_of(place, PATH_INFO=path, **headers) < 500


@given(st.text(st.characters(max_codepoint=255)), HEADER)
@settings(max_examples=100, deadline=None)
def test_any_path_is_answered(place: Place, path: str, script: str) -> None:
    assert status_of(place, PATH_INFO=path, SCRIPT_NAME=script) < 500


APPS: dict[Path, Any] = {}


def status_of(place: Place, **environ: str) -> int:
    """Ask as a server does that checks nothing."""
    app = APPS.setdefault(place.root, create_app(EditionSettings(place.output, place.state)))
    statuses: list[int] = []
    asked = {
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
    } | environ
    body = app(asked, lambda status, _: statuses.append(int(status[:3])))
    list(body)
    getattr(body, "close", lambda: None)()  # PEP 3333: where there is one
    return statuses[0]


@pytest.mark.parametrize("path", ["/feed.xml", "/nothing", "/healthz"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_a_request_names_one_host_rfc_9112_3_2(place: Place, method: str, path: str) -> None:
    def status(host: str, protocol: str) -> int:
        how = {"REQUEST_METHOD": method, "PATH_INFO": path}
        return status_of(place, HTTP_HOST=host, SERVER_PROTOCOL=protocol, **how)

    usual = status("localhost", "HTTP/1.1")
    assert usual != 400
    assert status("", "HTTP/1.1") == 400
    for two in ("a.example,b.example", "a.example, a.example"):  # as servers join them
        assert status(two, "HTTP/1.1") == status(two, "HTTP/1.0") == 400
    assert status("", "HTTP/1.0") == status("", "HTTP/1") == status("", "HTTP/2") == usual


@pytest.mark.parametrize("path", ["/feed.xml", "/nothing", "/healthz"])
def test_a_method_in_another_case_is_another_method_9_1(place: Place, path: str) -> None:
    for method in ("get", "Get", "head", "options"):
        assert status_of(place, REQUEST_METHOD=method, PATH_INFO=path) == 405


def test_published_bytes_are_served_bytes(client: Client, place: Place) -> None:
    for path in read_edition(place.state).files:
        name = os.fsencode(place.output) + path.encode()
        with open(name, "rb") as stream:
            assert get(client, path).data == stream.read()


@pytest.mark.parametrize("folder", ["科技", "my blog", "c++"])
def test_a_site_below_any_path_is_served_at_its_urls(tmp_path: Path, folder: str) -> None:
    place = Place(tmp_path, url=f"https://example.org/{quote(folder, safe='+')}")
    place.publish(feed())
    client = create_app(EditionSettings(place.output, place.state)).test_client()
    for prefix in (f"/{quote(folder, safe='+')}", f"/{quote(folder, safe='')}", ""):
        assert client.get(f"{prefix}/feed.xml").status_code == 200
