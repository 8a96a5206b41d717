"""When a builder that was not woken builds all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import ConfigError, EditionError, NewIdsError
from feeds.live.rest import Rest, after_build, after_failure
from tests.support.tree import NOW

SECOND = timedelta(seconds=1)


def test_without_a_reason_nothing_is_built() -> None:
    assert not after_build(None, 1, tells=True).is_over(NOW + 10**6 * SECOND, 10**6)


def test_a_post_that_becomes_due_ends_the_rest_at_its_moment() -> None:
    rest = after_build(NOW, 1, tells=True)
    assert not rest.is_over(NOW - SECOND, 10**6)
    assert rest.is_over(NOW, 0)


@pytest.mark.parametrize(("took", "seconds"), [(0.01, 1.0), (3.0, 30.0)])
def test_a_tree_that_does_not_tell_is_looked_at_for_a_tenth_of_the_time(
    took: float, seconds: float
) -> None:
    for rest in (after_build(None, took, tells=False), after_failure(ConfigError([]), took, False)):
        assert not rest.is_over(NOW, seconds - 0.1)
        assert rest.is_over(NOW, seconds)


@pytest.mark.parametrize("error", [EditionError(""), OSError(), KeyError()])
def test_what_may_pass_by_itself_is_tried_again(error: Exception) -> None:
    assert after_failure(error, 0.1, tells=True) == Rest(None, 5.0)


@pytest.mark.parametrize("error", [ConfigError([]), NewIdsError("ids")])
def test_what_the_author_must_mend_is_waited_for(error: Exception) -> None:
    assert after_failure(error, 0.1, tells=True) == Rest(None, None)
