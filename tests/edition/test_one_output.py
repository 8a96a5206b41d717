"""Two builds at once that share an output directory, each with a state directory of its own."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.support.processes import begin_build

ROUNDS = 4
POSTS = 120
PATIENCE = 180


def feeds_in(directory: Path) -> dict[str, bytes]:
    return {str(one.relative_to(directory)): one.read_bytes() for one in directory.rglob("*.*")}


def test_builds_in_one_output_succeed_and_leave_whole_feeds(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (tmp_path / "feeds.yaml").write_text(
        "generator: plain\nposts: posts\nsite: {url: https://example.com, timezone: UTC}\n"
    )
    for round in range(ROUNDS):
        for number in range(POSTS):
            text = f"---\ndate: 2026-01-02\ntags: [t{number}]\n---\nround {round} of *{number}*\n"
            (posts / f"{number}.md").write_text(text)
        config, states = tmp_path / "feeds.yaml", [tmp_path / one for one in ("a", "b", "c")]
        builds = [begin_build(config, tmp_path / "public", state) for state in states]
        ended = [(*build.communicate(timeout=PATIENCE), build.returncode) for build in builds]
        assert [(errors, code) for _, errors, code in ended] == [(b"", 0)] * 3
        alone = begin_build(config, tmp_path / f"alone{round}", tmp_path / f"alone{round}.state")
        assert alone.communicate(timeout=PATIENCE)[1] == b""
        found = feeds_in(tmp_path / "public")
        assert found == feeds_in(tmp_path / f"alone{round}")
        for name, body in found.items():
            if name.endswith(".gz"):
                plain = tmp_path / "public" / name.removesuffix(".gz")
                assert gzip.decompress(body) == plain.read_bytes()
                times = {int(one.stat().st_mtime) for one in (plain, tmp_path / "public" / name)}
                assert len(times) == 1
