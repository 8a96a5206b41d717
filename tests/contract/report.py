"""What each host was asked and what it missed, as Markdown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from .misses import Case, case_of, reason


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    case: Case
    group: str
    """The first line of what its module says of itself."""
    kept: bool
    reason: str | None = None
    """Why a miss was expected."""


@dataclass
class Collector:
    """A pytest plugin that remembers what became of every case that a host was asked."""

    results: list[Result] = field(default_factory=list)
    _cases: dict[str, tuple[Case, str]] = field(default_factory=dict)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember which case stands behind a test's name."""
        for item in session.items:
            module = item.getparent(pytest.Module)
            about = module.obj.__doc__ if module else None
            self._cases[item.nodeid] = case_of(item), (about or "").splitlines()[0]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a case that ran, or failed before it could."""
        case, group = self._cases[report.nodeid]
        expected = hasattr(report, "wasxfail")
        ran = report.when == "call" or report.failed or expected
        if not case.host or not ran or (report.skipped and not expected):
            return
        self.results.append(Result(case, group, report.passed, reason(case)))


def markdown(results: Iterable[Result]) -> str:
    """Return a table of groups by hosts, each cell what was kept of what was asked; then misses."""
    counts: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    found = list(results)
    hosts = list(dict.fromkeys(result.case.host for result in found))
    for result in found:
        counts[result.group][result.case.host].append(result.kept)
    rows = [
        [group, *(_share(by_host[host]) for host in hosts)]
        for group, by_host in sorted(counts.items())
    ]
    head = ["| | " + " | ".join(hosts) + " |", "|" + "---|" * (len(hosts) + 1)]
    lines = [*head, *(f"| {' | '.join(row)} |" for row in rows), *_misses(found, hosts)]
    return "\n".join(lines) + "\n"


def _share(kept: list[bool]) -> str:
    return f"{sum(kept)} of {len(kept)}" if kept else "not asked"


def _misses(results: list[Result], hosts: list[str]) -> Iterator[str]:
    for host in hosts:
        missed = [found for found in results if found.case.host == host and not found.kept]
        if missed:
            yield f"\nWhat {host} does differently:\n"
        yield from _by_reason(missed)


def _by_reason(missed: list[Result]) -> Iterator[str]:
    names: dict[str | None, list[str]] = defaultdict(list)
    for result in missed:
        names[result.reason].append(result.case.name)
    for why, cases in names.items():
        if why:
            yield f"- {why} ({len(cases)})"
        else:
            yield from (f"- `{name}`: not explained" for name in cases)
