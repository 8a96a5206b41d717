"""Programs that people read feeds with take every feed of both examples, and then a 304."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import feedparser  # type: ignore[import-untyped]
import pytest
from reader import make_reader

from feeds.edition import read_edition
from feeds.web import EditionSettings, create_app
from tests.support.examples import EXAMPLES, build_example
from tests.support.recording import Recording, recording


@dataclass
class Served:
    """The feeds of an example, on a real port."""

    server: Recording
    paths: list[str]

    def address(self, path: str) -> str:
        return self.server.address(path)


@pytest.fixture(scope="module", params=EXAMPLES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    project = build_example(request.param, tmp_path_factory.mktemp(request.param))
    published = read_edition(project.state).files.values()
    paths = sorted(one.path for one in published if one.is_feed)
    with recording(create_app(EditionSettings(project.output, project.state))) as server:
        yield Served(server, paths)


def test_feedparser_reads_every_feed_and_polls_again_for_nothing(served: Served) -> None:
    for path in (path for path in served.paths if not path.endswith(".json")):
        first = feedparser.parse(served.address(path))
        assert (first.status, first.bozo) == (200, False), path
        assert first.feed.title
        assert first.entries
        for entry in first.entries:
            assert entry.id
            assert entry.link
            assert entry.title
            assert entry.published_parsed
            assert entry.content[0].value
        second = feedparser.parse(served.address(path), etag=first.etag)
        assert second.status == 304, path
        third = feedparser.parse(served.address(path), modified=first.modified)
        assert third.status == 304, path


def test_reader_reads_every_feed_and_polls_again_for_nothing(served: Served) -> None:
    with make_reader(":memory:") as reader:
        for path in served.paths:
            reader.add_feed(served.address(path))
        first = {result.url: result.value for result in reader.update_feeds_iter()}
        assert {
            url for url, found in first.items() if not found or isinstance(found, Exception)
        } == set()
        assert all(
            entry.title and entry.published and entry.content for entry in reader.get_entries()
        )
        ids = {(entry.feed_url, entry.id) for entry in reader.get_entries()}
        served.server.exchanges.clear()
        assert list(reader.update_feeds_iter()) == []
        assert served.server.statuses == []  # max-age spares even the asking
        second = [result.value for result in reader.update_feeds_iter(scheduled=False)]
        assert second == [None] * len(served.paths)
        assert served.server.statuses == [304] * len(served.paths)
        assert {(entry.feed_url, entry.id) for entry in reader.get_entries()} == ids


def test_formats_of_one_feed_agree_in_every_reader(served: Served) -> None:
    """The same entries, titles and dates, whichever format somebody subscribed to."""
    with make_reader(":memory:") as reader:
        for path in served.paths:
            reader.add_feed(served.address(path))
        reader.update_feeds()
        shown: dict[str, set[frozenset[tuple[str, str | None, datetime | None]]]] = {}
        for path in served.paths:
            entries = reader.get_entries(feed=served.address(path))
            known = frozenset((entry.id, entry.title, entry.published) for entry in entries)
            shown.setdefault(path.rsplit(".", 1)[0], set()).add(known)
        assert all(len(formats) == 1 for formats in shown.values())
