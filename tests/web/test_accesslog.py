"""One line an exchange, that programs and people can read and nobody can forge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from werkzeug.test import Client

from feeds.config.schema import ServeSection
from feeds.web import EditionSettings, create_app
from feeds.web.accesslog import AccessLog, Observed, json_line, text_line
from feeds.web.clients import Clients
from tests.support.edition import Clock, Place, feed, page

MODIFIED = "Tue, 14 Nov 2023 22:13:20 GMT"
LINE = re.compile(
    r"2026-11-25T09:41:18\.123Z (?P<client>\S+) (?P<method>\S+) (?P<path>\S+) "
    r'(?P<kind>-|"[^"]*") (?P<status>\d{3}) (?P<bytes>\d+) (?P<coding>\S+) (?P<validator>\S+) '
    r'(?P<reader>-|"[^"]*") (?P<subscribers>-|\d+) (?P<ms>[\d.e-]+)\n'
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("site"), Clock(1_700_000_000.5))
    place.publish(feed(), replace(feed("/标签/a.json"), kind="tag"), page())
    return place


Form = Callable[[dict[str, Any]], str]


class Logged:
    """The application with its log in a list."""

    def __init__(self, place: Place, form: Form = json_line, trusted: tuple[str, ...] = ()) -> None:
        app = create_app(EditionSettings(place.output, place.state)).wsgi_app
        self.lines: list[bytes] = []
        clock = lambda: 1_795_599_678.1234  # noqa: E731
        log = AccessLog(form, Clients(trusted), self.lines.append, clock)
        self.app = Observed(app, [log])
        self.client = Client(self.app)

    def ask(self, path: str = "/feed.xml", method: str = "GET", **headers: str) -> dict[str, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = self.client.open(path, method=method, headers=named)
        (line,) = self.lines
        self.lines.clear()
        facts: dict[str, Any] = json.loads(line)
        return facts


def test_pages_are_of_a_kind_of_their_own(place: Place) -> None:
    facts = Logged(place).ask("/feeds/")
    assert (facts["kind"], facts["path"], facts["status"]) == ("page", "/feeds/", 200)


def test_a_line_has_all_facts_of_an_exchange(place: Place) -> None:
    logged = Logged(place, trusted=("127.0.0.1/32",))
    facts = logged.ask(
        "/%E6%A0%87%E7%AD%BE/a.json?utm_source=x",
        Accept_Encoding="gzip",
        User_Agent="Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers)",
        X_Forwarded_For="198.51.100.7",
    )
    assert facts.pop("ms") > 0
    assert facts == {
        "time": "2026-11-25T09:41:18.123Z",
        "client": "198.51.100.7",
        "method": "GET",
        "path": "/%E6%A0%87%E7%AD%BE/a.json",
        "kind": "tag",
        "status": 200,
        "bytes": len(logged.answer.data),
        "coding": "gzip",
        "validator": None,
        "reader": "Feedly",
        "subscribers": 16,
    }


def test_text_has_the_same_facts_in_the_same_order(place: Place) -> None:
    logged = Logged(place, text_line)
    logged.client.get("/feed.xml", headers={"User-Agent": "Tiny Tiny RSS/21 (x)"})
    logged.client.get("/nothing", headers={"User-Agent": ""})
    first, second = (LINE.fullmatch(line.decode()) for line in logged.lines)
    assert first
    assert first["kind"] == '"site"'
    assert (first["reader"], first["subscribers"]) == ('"Tiny Tiny RSS"', "-")
    assert first["bytes"] == str(len(feed().body))
    assert second
    assert (second["kind"], second["status"], second["reader"]) == ("-", "404", "-")


def test_the_log_says_how_the_held_version_compared(place: Place) -> None:
    logged = Logged(place)
    logged.ask()
    current: str = logged.answer.headers["ETag"]
    cases: list[tuple[dict[str, str], str | None, int]] = [
        ({}, None, 200),
        ({"If_None_Match": current}, "matched", 304),
        ({"If_None_Match": f"W/{current}"}, "matched", 304),
        ({"If_None_Match": '"abc"'}, "stale", 200),
        ({"If_Modified_Since": MODIFIED}, "date-matched", 304),
        ({"If_Modified_Since": "Tue, 14 Nov 2023 22:13:19 GMT"}, "date-stale", 200),
        ({"If_Modified_Since": MODIFIED, "If_None_Match": '"abc"'}, "stale", 200),
        ({"If_Match": '"abc"', "If_None_Match": current}, None, 412),
    ]
    for headers, fate, status in cases:
        facts = logged.ask(**headers)
        assert (facts["validator"], facts["status"]) == (fate, status), headers
    assert logged.ask("/nothing", If_None_Match=current)["validator"] is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("path", ["/feed.xml", "/nothing", "/healthz"])
@pytest.mark.parametrize("held", ["", MODIFIED])
def test_bytes_are_those_of_the_body(place: Place, method: str, path: str, held: str) -> None:
    logged = Logged(place)
    facts = logged.ask(path, method, If_Modified_Since=held, Accept_Encoding="gzip")
    assert facts["bytes"] == len(logged.answer.data)
    assert facts["method"] == method


def test_an_exception_is_logged_as_500() -> None:
    def failing(*_: object) -> list[bytes]:
        raise RuntimeError

    lines: list[bytes] = []
    app = Observed(failing, [AccessLog(json_line, Clients(), lines.append)])
    with pytest.raises(RuntimeError):
        Client(app).get("/x")
    assert json.loads(lines[0])["status"] == 500


ANY = st.text(st.characters(max_codepoint=255), max_size=300)
HEADERS = ("USER_AGENT", "X_FORWARDED_FOR", "FORWARDED", "IF_NONE_MATCH", "IF_MODIFIED_SINCE")


@given(
    st.dictionaries(st.sampled_from([f"HTTP_{name}" for name in HEADERS]), ANY),
    ANY,
    st.sampled_from(["GET", "HEAD", "POST"]) | st.text(min_size=1),
    st.sampled_from(["127.0.0.1", "", "unix:"]) | ANY,
)
@settings(deadline=None)
def test_no_request_can_forge_a_line(
    place: Place, headers: dict[str, str], path: str, method: str, peer: str
) -> None:
    for form in (text_line, json_line):
        logged = LOGGED.setdefault(form, Logged(place, form, ("127.0.0.1/32",)))
        asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": peer, **headers}
        assert status_of(logged, asked) < 500
        (line,) = logged.lines
        logged.lines.clear()
        assert line.isascii()
        assert line[:-1].decode().isprintable()
        assert len(line) < 4096
        if form is text_line:
            assert LINE.fullmatch(line.decode())
        else:
            assert len(json.loads(line)) == 12


LOGGED: dict[Form, Logged] = {}


def status_of(logged: Logged, asked: dict[str, Any]) -> int:
    answer: dict[str, Any] = {}
    server = {"SERVER_NAME": "x", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}

    def begin(status: str, headers: object, failed: object = None, /) -> Callable[[bytes], None]:
        answer.update(status=int(status[:3]), headers=headers, failed=failed)
        return lambda _: None

    list(logged.app(server | asked, begin))
    status: int = answer["status"]
    return status


def test_the_configured_log_is_on_standard_output(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    logs = ServeSection(access_log="text"), ServeSection(access_log="json")
    for serve, begins in zip(logs, ("20", '{"time":"20'), strict=True):
        Client(create_app(EditionSettings(place.output, place.state, serve))).get("/feed.xml")
        out, err = capfd.readouterr()
        assert out.startswith(begins)
        assert out.count("\n") == 1
        assert err == ""
    Client(create_app(EditionSettings(place.output, place.state))).get("/feed.xml")
    assert capfd.readouterr() == ("", "")


def test_requests_are_answered_if_nobody_reads_the_log(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> int:
        raise BrokenPipeError

    serve = ServeSection(access_log="text")
    client = Client(create_app(EditionSettings(place.output, place.state, serve)))
    monkeypatch.setattr("feeds.web.accesslog.os.write", closed)
    assert client.get("/feed.xml").status_code == 200
