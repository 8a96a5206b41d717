from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from feeds.errors import ConfigError
from feeds.web import create_app
from tests.support.edition import Place, feed

CONFIG = "output: public\nstate: .feeds\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, url="https://example.org/blog")
    place.publish(feed())
    (tmp_path / "config.yaml").write_text(CONFIG)
    return place


def test_the_environment_names_the_configuration(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDS_CONFIG", str(place.root / "config.yaml"))
    assert Client(create_app()).get("/blog/feed.xml").status_code == 200


def test_by_default_the_configuration_is_in_the_current_directory(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEEDS_CONFIG", raising=False)
    monkeypatch.chdir(place.root)
    assert Client(create_app()).get("/feed.xml").status_code == 200


def test_a_missing_configuration_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDS_CONFIG", str(tmp_path / "missing.yaml"))
    with pytest.raises(ConfigError, match=r"missing\.yaml"):
        create_app()


def test_faults_name_the_configuration_as_it_was_named(tmp_path: Path) -> None:
    """Not only its file name: an application is rarely started beside it."""
    file = tmp_path / "feeds.yaml"
    file.write_text("site: {timezone: Mars/Paris}\n")
    with pytest.raises(ConfigError) as caught:
        create_app(file)
    assert [fault.path for fault in caught.value.faults] == [str(file)]
