"""Filters, operators and objects of Liquid give what they give in Jekyll."""

from __future__ import annotations

import pytest

from tests.support.liquid import (
    EXPRESSIONS,
    RenderedSite,
    expression_path,
    expression_site,
    render_site,
    write,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> RenderedSite:
    return render_site(write(tmp_path_factory.mktemp("site"), expression_site()))


@pytest.mark.parametrize("at", range(len(EXPRESSIONS)))
def test_an_expression_renders_as_in_jekyll(at: int, site: RenderedSite) -> None:
    expression, expected = EXPRESSIONS[at]
    assert (expression, site.rendered[expression_path(at)].body) == (expression, expected)
