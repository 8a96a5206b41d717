"""A small site's feeds, compared with what is expected of them byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.model import USUAL_CODINGS, Coding
from tests.golden import EXPECTED, files, publish
from tests.support.edition import decode


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("golden"))


def test_the_feeds_are_those_expected(output: Path) -> None:
    assert sorted(files(output)) == sorted(files(EXPECTED))


@pytest.mark.parametrize("name", files(EXPECTED))
def test_a_feed_is_what_is_expected_to_the_byte(output: Path, name: str) -> None:
    """When a change is meant, renew what is expected: ``python -m tests.golden``."""
    assert (output / name).read_bytes().decode() == (EXPECTED / name).read_bytes().decode()


def test_a_compressed_feed_holds_the_same_bytes(output: Path) -> None:
    for coding in Coding:
        coded = list(output.rglob(f"*.{coding.mark}"))
        assert bool(coded) == (coding in USUAL_CODINGS)
        for file in coded:
            assert decode(file.read_bytes(), coding) == file.with_suffix("").read_bytes()
