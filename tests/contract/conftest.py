"""Every case runs against every server there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .misses import case_of, reason
from .servers import HOSTS, Host, Server, serving
from .site import FIRST, MOVED, SECOND, THIRD, Site

_MISSED = (AssertionError, KeyError, ValueError)
"""How a case fails that was asked: another answer, a field or form that is not there."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ask a host only what it is there for: see the markers in pyproject.toml.

    A case that a host is known to miss must fail there.
    """
    unasked = [item for item in items if _is_unasked(item)]
    if unasked:
        config.hook.pytest_deselected(items=unasked)
        items[:] = [item for item in items if item not in set(unasked)]
    for item in items:
        if why := reason(case_of(item)):
            item.add_marker(pytest.mark.xfail(reason=why, raises=_MISSED, strict=True))


def _is_unasked(item: pytest.Item) -> bool:
    host = item.callspec.params.get("host") if hasattr(item, "callspec") else None
    if host is None:
        return False
    marked = item.get_closest_marker
    return bool(
        (marked("dynamic") and not host.dynamic)
        or (marked("static") and host.dynamic)
        or (marked("alone") and host.needs_proxy)
    )


@pytest.fixture(scope="session", params=HOSTS, ids=lambda host: host.name)
def host(request: pytest.FixtureRequest) -> Host:
    """A program that serves, where it can run here."""
    found: Host = request.param
    if why := found.missing():
        pytest.skip(why)
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Three builds: a first one, an entry added and one changed, an entry removed."""
    made = Site(tmp_path_factory.mktemp("site"))
    made.configure()
    for posts in (FIRST, SECOND, THIRD):
        made.write(posts)
        made.build()
    return made


@pytest.fixture(scope="session")
def server(host: Host, site: Site) -> Iterator[Server]:
    """The site, served; nothing about it changes."""
    with serving(host, site) as running:
        yield running


@pytest.fixture(scope="session")
def moved(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site whose feeds were elsewhere before, served."""
    made = Site(tmp_path_factory.mktemp("moved"), MOVED)
    made.configure()
    made.write(FIRST)
    made.build()
    with serving(host, made) as running:
        yield running


@pytest.fixture(scope="session")
def unready(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that was started before the first build."""
    made = Site(tmp_path_factory.mktemp("unready"))
    made.configure()
    with serving(host, made) as running:
        yield running
