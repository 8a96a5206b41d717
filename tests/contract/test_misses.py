"""The list of what hosts cannot do"""

from __future__ import annotations

import pytest

from .__main__ import placed
from .misses import MISSES, Case, case_of, is_named
from .report import Result, markdown
from .servers import HOSTS


def test_it_names_hosts_there_are() -> None:
    assert MISSES.keys() <= {host.name for host in HOSTS if not host.dynamic}


@pytest.mark.parametrize("host", MISSES)
def test_every_line_names_a_case(host: str, request: pytest.FixtureRequest) -> None:
    asked = [case_of(item) for item in request.session.items]
    names = [case.name for case in asked if case.host == host]
    listed = [cases for every in MISSES[host].values() for cases in every]
    if {one.partition("::")[0] for one in listed} - {name.partition("::")[0] for name in names}:
        pytest.skip("only where all modules are collected")
    for cases in listed:
        assert any(is_named(name, cases) for name in names), cases


@pytest.mark.parametrize(
    ("case", "cases", "named"),
    [
        ("codings::choice[12.5.3 gzip]", "codings::choice[12.5.3 gzip]", True),
        ("codings::choice[12.5.3 gzip]", "codings::choice*", True),
        ("codings::choice[12.5.3 gzip]", "codings::*gzip]", True),
        ("codings::choice[12.5.3 gzip]", "codings::choice", False),
        ("codings::choice[12.5.3 gzip]", "deltas::*", False),
    ],
)
def test_a_star_stands_for_any_rest(case: str, cases: str, named: bool) -> None:
    assert is_named(case, cases) is named


def test_the_table_tells_what_each_host_kept_and_missed() -> None:
    results = [
        Result(Case("nginx", "tags::a"), "If-None-Match", True),
        Result(Case("nginx", "tags::b"), "If-None-Match", False, "it has no such thing"),
        Result(Case("caddy", "tags::a"), "If-None-Match", False),
    ]
    table = markdown(results)
    assert "| If-None-Match | 1 of 2 | 0 of 1 |" in table
    assert "- it has no such thing (1)" in table
    assert "- `tags::a`: not explained" in table


def test_the_table_takes_the_place_of_the_one_before() -> None:
    page = placed("# Hosting\n", "one\n")
    assert placed(page, "two\n") == page.replace("one", "two")
