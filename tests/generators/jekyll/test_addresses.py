"""Links and ids of documents, and the problems they can have."""

from __future__ import annotations

from pathlib import Path

from feeds.generators.jekyll import Jekyll
from feeds.model import Site


def test_an_id_that_depends_on_the_version_of_addressable_is_reported(
    tmp_path: Path,
) -> None:
    site = Site("T", "https://example.com", "UTC")
    paths = "_posts/2020-01-02-！.md", "_posts/2020-01-02-中文.md"
    doubtful, plain = (Jekyll(tmp_path).read(path, "", site).problems for path in paths)
    assert plain == ()
    [(line, message)] = doubtful
    assert line == 1
    assert message.startswith("the id is /2020/01/02/! with Addressable before 2.8.2, but ")
    assert 'for the second id, write one with the line "    addressable (2.8.7)"' in message
    (tmp_path / "Gemfile.lock").write_text("    addressable (2.8.1)\n")
    assert Jekyll(tmp_path).read(paths[0], "", site).problems == ()
