"""A build reads no post that its author does not publish; a preview can."""

from __future__ import annotations

import pytest

from feeds.generators import LeftOut, Unpublished, leave_out, reading_unpublished
from feeds.generators.base import draft_date


def test_a_build_stops_reading_at_the_first_reason() -> None:
    with pytest.raises(Unpublished) as caught:
        leave_out(LeftOut.DRAFT)
    assert caught.value.reason is LeftOut.DRAFT
    assert draft_date() is None


def test_a_preview_reads_on_and_gets_every_reason() -> None:
    with reading_unpublished("2026-01-02") as reasons:
        leave_out(LeftOut.DRAFT)
        leave_out(LeftOut.NO_FEED)
        assert draft_date() == "2026-01-02"
    assert reasons == [LeftOut.DRAFT, LeftOut.NO_FEED]


def test_after_a_preview_that_failed_builds_read_as_before() -> None:
    with pytest.raises(ValueError, match="x"), reading_unpublished("2026-01-02"):
        raise ValueError("x")
    with pytest.raises(Unpublished):
        leave_out(LeftOut.DRAFT)
