"""Before the first build"""

from __future__ import annotations

import json

import pytest

from tests.support import ROOT

from .servers import Host, Server, serving
from .site import FIRST, Site

pytestmark = pytest.mark.dynamic


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/feed.atom", "/nothing", "/", "/tags/%E7%A7%91/feed.json"])
def test_what_is_still_to_come_is_503_15_6_4(unready: Server, path: str, method: str) -> None:
    answer = unready.get(path, method=method)
    assert answer.status == 503
    assert 0 < int(answer["Retry-After"]) <= 3600  # 10.2.3
    assert answer["Cache-Control"] == "no-store"
    assert len(answer.body) < 2000


@pytest.mark.parametrize("accepted", ["text/plain", "application/problem+json"])
def test_the_answer_says_why_rfc_9457_3(unready: Server, accepted: str) -> None:
    answer = unready.get("/feed.atom", f"Accept: {accepted}")
    assert answer["Content-Type"].startswith(accepted)
    if "json" in accepted:
        assert json.loads(answer.body)["status"] == 503
    for word in (str(unready.site.root), str(ROOT), "Traceback", ".db", ".py"):
        assert word.encode() not in answer.head + answer.body


def test_methods_are_refused_as_ever(unready: Server) -> None:
    assert unready.get("/feed.atom", method="POST").status == 405
    assert unready.get("/feed.atom", method="OPTIONS").status == 204


def test_the_first_edition_is_served_without_a_restart(
    host: Host, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = Site(tmp_path_factory.mktemp("first"))
    site.configure()
    with serving(host, site) as running:
        assert running.get("/feed.atom").status == 503
        site.write(FIRST)
        site.build()
        assert running.get("/feed.atom").status == 200
