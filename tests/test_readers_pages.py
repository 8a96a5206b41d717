"""Feed readers are sent feeds, never the pages that browsers are sent to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from feeds.model import Format
from feeds.web import EditionSettings, create_app
from tests.support.examples import build_example
from tests.support.reader import Feedparser, Newsboat, PythonReader, Reader, RssToEmail
from tests.support.recording import Recording, recording

BROWSERS = "Sec-Fetch-Dest"
"""The header by which a browser's own requests are recognised (Fetch Metadata, 2.1)."""


@pytest.fixture(scope="module", params=[False, True], ids=["bare", "styled"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Recording]:
    """The blog of the examples, without and with a style sheet: each of its feeds has a page."""
    project = build_example("blog", tmp_path_factory.mktemp("blog"), stylesheet=request.param)
    with recording(create_app(EditionSettings(project.output, project.state))) as found:
        yield found


@pytest.fixture(params=[Newsboat, RssToEmail, PythonReader, Feedparser])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    kind: type[Reader] = request.param
    if kind.program and not shutil.which(kind.program):
        pytest.skip(f"{kind.program} is not installed")
    return kind(tmp_path)


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_a_reader_is_sent_the_feed(reader: Reader, server: Recording, format: Format) -> None:
    """No reader sends the header of browsers, so none is sent elsewhere."""
    server.exchanges.clear()
    reader.subscribe(server.address(f"/feed.{format}"))
    reader.poll()
    assert server.exchanges
    for exchange in server.exchanges:
        assert exchange.path == f"/feed.{format}"
        assert BROWSERS not in exchange.asked
        assert exchange.status == 200
        assert exchange.answered["Content-Type"].partition(";")[0] == format.media_type
    assert len(reader.shown()) == 4


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_a_browser_is_sent_to_the_page_by_the_same_server(
    server: Recording, format: Format
) -> None:
    """Otherwise the readers' tests would show nothing."""
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", f"/feed.{format}", headers={BROWSERS: "document"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (302, "/feeds/site.html")
    connection.close()
