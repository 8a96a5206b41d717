"""What the watcher notices, what it leaves alone, and what it does where it cannot watch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

pytest.importorskip("watchfiles")

from feeds.live import watcher as listing
from feeds.live.watcher import Watcher, announces_changes, directories


@pytest.fixture
def site(tmp_path: Path) -> Path:
    tree = tmp_path / "site"
    for name in ("posts/a", ".git/objects", "node_modules/x/y", "public/tags", ".feeds"):
        (tree / name).mkdir(parents=True)
    return tree


@pytest.fixture
def watcher(site: Path) -> Watcher:
    watcher = Watcher([site / "config.yaml"], print)
    cover(watcher, site)
    return watcher


def cover(watcher: Watcher, site: Path) -> None:
    watcher.cover(site, (site / "public", site / ".feeds"))


def notices(watcher: Watcher) -> bool:
    """Say whether a second passes without anything being noticed."""
    return any(watcher.wait() != frozenset() for _ in range(5))


@pytest.mark.parametrize(
    "name", ["posts/new.md", "posts/a/new.md", "_data.yml", "config.yaml", "new/new.md", "日本.md"]
)
def test_relevant_changes_are_noticed(site: Path, watcher: Watcher, name: str) -> None:
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text("x")
    assert notices(watcher)


def test_a_change_between_two_waits_is_noticed(site: Path, watcher: Watcher) -> None:
    (site / "posts/a/new.md").write_text("x")
    (site / "posts/a/new.md").unlink()
    assert notices(watcher)
    cover(watcher, site)
    assert not notices(watcher)


def test_a_directory_that_is_made_again_is_still_watched(site: Path, watcher: Watcher) -> None:
    for _ in range(2):
        shutil.rmtree(site / "posts")
        (site / "posts/a").mkdir(parents=True)
        assert notices(watcher)
        cover(watcher, site)
        assert not notices(watcher)
        (site / "posts/a/new.md").write_text("x")
        assert notices(watcher)
        cover(watcher, site)


@pytest.mark.parametrize(
    "name",
    [".git/index", ".git/objects/x", "node_modules/x/y/z", "public/tags/x", ".feeds/edition.db"],
)
def test_irrelevant_changes_are_ignored(site: Path, watcher: Watcher, name: str) -> None:
    (site / name).write_text("x")
    assert not notices(watcher)


def test_an_output_behind_a_link_is_ignored(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / "public")
    (tmp_path / "elsewhere").mkdir()
    (site / "public").symlink_to(tmp_path / "elsewhere")
    watcher = Watcher([], print)
    cover(watcher, site)
    (site / "public/feed.xml").write_text("x")
    assert not notices(watcher)


def test_a_replaced_tree_is_noticed(site: Path, tmp_path: Path) -> None:
    current = tmp_path / "current"
    current.symlink_to(site)
    watcher = Watcher([], print)
    cover(watcher, current)
    (tmp_path / "next/posts").mkdir(parents=True)
    (tmp_path / "new").symlink_to(tmp_path / "next")
    (tmp_path / "new").replace(current)
    assert notices(watcher)
    cover(watcher, current)
    (tmp_path / "next/posts/one.md").write_text("x")
    assert notices(watcher)


def test_links_are_followed_inside_the_tree_and_never_out_of_it(site: Path) -> None:
    (site / "out").symlink_to("/")
    (site / "posts/loop").symlink_to(site)
    (site / "in").symlink_to(site / "node_modules/x")
    found = directories(site, lambda path: path == "node_modules" or path.startswith("."))
    below = {os.path.relpath(path, os.path.realpath(site)) for path in found}
    assert below == {".", "posts", "posts/a", "public", "public/tags", "node_modules/x"} | {
        "node_modules/x/y"
    }


def test_a_directory_whose_name_is_not_utf8_is_ignored(site: Path) -> None:
    os.mkdir(os.fsencode(site) + b"/\xff")
    said: list[str] = []
    watcher = Watcher([], said.append)
    cover(watcher, site)
    assert (watcher.announces, said) == (True, [])


@pytest.mark.parametrize(
    ("kind", "announces"), [("ext4", True), ("nfs4", False), ("fuse.sshfs", False), ("tmpfs", True)]
)
def test_network_file_systems_are_known_by_their_type(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, announces: bool
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/a rw\n"
        f"23 22 0:22 / {tmp_path} rw,relatime - {kind} server:/ rw\n"
        "24 22 0:23 / /elsewhere rw - nfs server:/ rw\n"
    )
    monkeypatch.setattr(listing, "_MOUNTS", str(mounts))
    assert announces_changes(site) is announces


WITHOUT_WATCHES = """
import sys
from pathlib import Path
from feeds.live.watcher import Watcher
said = []
watcher = Watcher([], said.append)
for _ in range(2):
    watcher.cover(Path(sys.argv[1]), ())
    watcher.wait()
print(watcher.announces, len(said), said[0])
"""


def test_without_free_watches_the_user_is_told_once(site: Path) -> None:
    limited = 'echo 2 > /proc/sys/user/max_inotify_watches && exec "$@"'
    command = ["unshare", "-Ur", "sh", "-c", limited, "sh"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespace with a limit of its own here")
    ran = subprocess.run(
        [*command, sys.executable, "-c", WITHOUT_WATCHES, str(site)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (
        ran.stdout
        == f"False 1 {site}: no changes are reported here, so feeds looks for them regularly\n"
    )
