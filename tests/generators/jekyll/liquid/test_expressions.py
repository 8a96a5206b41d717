"""Filters, operators and objects of Liquid, as Jekyll works them off."""

from __future__ import annotations

import pytest

from tests.support.liquid import (
    EXPRESSIONS,
    Worked,
    expression_path,
    expression_site,
    work_off,
    write,
)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    return work_off(write(tmp_path_factory.mktemp("site"), expression_site()))


@pytest.mark.parametrize("at", range(len(EXPRESSIONS)))
def test_an_expression_gives_what_it_gives_in_jekyll(at: int, worked: Worked) -> None:
    expression, expected = EXPRESSIONS[at]
    assert (expression, worked.done[expression_path(at)].body) == (expression, expected)
