"""action.yml: each of its scripts in a plain shell, with a runner's variables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.action import Ran, Runner
from tests.support.workflows import read_yaml, steps_in

_CONFIG = "site: { url: https://example.com, timezone: UTC }\nfeeds: { formats: [atom] }\n"
_PUBLISHED = {"/feed.atom", "/tags/bread/feed.atom"}


def _post(folder: Path, name: str, date: str = "2026-01-02", tag: str = "bread") -> None:
    text = f"---\ntitle: {name}\ndate: {date}\ntags: [{tag}]\n---\nFlour.\n"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _commit(folder: Path) -> None:
    identity = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.com")
    for command in (["add", "-A"], [*identity, "commit", "-qm", "Write"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A machine with a repository of two posts, checked out."""
    made = Runner(tmp_path)
    site = made.workspace
    subprocess.run(["git", "init", "-q"], cwd=site, check=True)
    (site / "feeds.yaml").write_text(_CONFIG, encoding="utf-8")
    _post(site, "rye")
    _post(site, "wheat")
    _commit(site)
    return made


def _changed(ran: Ran) -> set[str]:
    """Return the paths of feeds that changed, without those of pages."""
    return {path for path in json.loads(ran.outputs["changed"]) if path.endswith(".atom")}


def _output(runner: Runner, name: str = "public") -> dict[str, bytes]:
    folder = runner.workspace / name
    files = (one for one in sorted(folder.rglob("*")) if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def test_the_first_run_builds_every_feed(runner: Runner) -> None:
    ran = runner.run()
    assert ran.code == 0, ran.log
    assert _changed(ran) == _PUBLISHED
    assert {"/feeds/index.html", "/feeds/tag/bread.html"} <= {*json.loads(ran.outputs["changed"])}
    numbers = {name: ran.outputs[name] for name in ran.outputs if name != "changed"}
    assert numbers == {
        "posts": "2",
        "feeds": "2",
        "documents": "2",
        "written": "2",
        "removed": "0",
        "faults": "0",
    }
    assert {"feed.atom", "tags/bread/feed.atom"} <= _output(runner).keys()
    assert "| 2 | 2 | 2 | 2 | 0 | 0 |" in ran.summary


def test_the_second_run_restores_program_and_feeds(runner: Runner) -> None:
    runner.run()
    before = _output(runner)
    shutil.rmtree(runner.workspace / "public")
    ran = runner.run()
    assert "Install the program" not in ran.steps
    assert (ran.outputs["written"], ran.outputs["changed"]) == ("0", "[]")
    assert "2 unchanged" in ran.log
    assert _output(runner) == before


def test_runs_that_change_nothing_save_nothing(runner: Runner) -> None:
    runner.run()
    before = runner.caches
    runner.run()
    assert runner.caches == before


def test_only_what_changed_is_built(runner: Runner) -> None:
    runner.run()
    _post(runner.workspace, "walk", tag="woods")
    _commit(runner.workspace)
    ran = runner.run()
    assert _changed(ran) == {"/feed.atom", "/tags/woods/feed.atom"}
    assert "1 file read, 2 unchanged" in ran.log


def test_feeds_that_are_gone_are_not_deployed(runner: Runner) -> None:
    _post(runner.workspace, "walk", tag="woods")
    _commit(runner.workspace)
    runner.run()
    (runner.workspace / "walk.md").unlink()
    shutil.rmtree(runner.workspace / "public")
    _commit(runner.workspace)
    ran = runner.run()
    assert _changed(ran) == {"/feed.atom", "/tags/woods/feed.atom"}
    assert "tags/woods/feed.atom" not in _output(runner)


def test_posts_that_an_earlier_step_generated_are_published(runner: Runner) -> None:
    runner.run()
    _post(runner.workspace, "walk", tag="woods")
    assert "/tags/woods/feed.atom" in _changed(runner.run())


@pytest.mark.parametrize("lost", ["state", "output"])
def test_a_cache_that_lost_a_part_gives_the_same_feeds(runner: Runner, lost: str) -> None:
    runner.run()
    before = _output(runner)
    (cache,) = (one for one in runner.caches if "venv" not in one)
    shutil.rmtree(runner.cache(cache) / lost)
    _post(runner.workspace, "walk", tag="woods")
    _commit(runner.workspace)
    assert runner.run().code == 0
    (runner.workspace / "walk.md").unlink()
    shutil.rmtree(runner.workspace / "public")
    _commit(runner.workspace)
    ran = runner.run()
    assert ran.code == 0, ran.log
    assert _output(runner) == before


def test_a_faulty_post_is_annotated_and_costs_no_other(runner: Runner) -> None:
    _post(runner.workspace, "walk", date="yesterday")
    _commit(runner.workspace)
    ran = runner.run()
    assert ran.code == 0
    assert (ran.outputs["posts"], ran.outputs["faults"]) == ("2", "1")
    assert "file=walk.md,line=3" in ran.log
    assert "walk.md:3: " in ran.summary


def test_strict_fails_at_a_faulty_post_and_saves_nothing(runner: Runner) -> None:
    _post(runner.workspace, "walk", date="yesterday")
    _commit(runner.workspace)
    ran = runner.run(strict="true")
    assert ran.code == 1
    assert "file=walk.md,line=3" in ran.log
    assert ran.steps[-1] == "Build the feeds"
    assert not (runner.workspace / "public").exists()


def test_strict_passes_without_faults(runner: Runner) -> None:
    assert runner.run(strict="true").code == 0


def test_strict_is_true_or_false(runner: Runner) -> None:
    ran = runner.run(strict="yes")
    assert (ran.code, ran.log) == (2, "::error::strict: must be true or false\n")


def test_a_refused_build_is_annotated_and_deploys_nothing(runner: Runner) -> None:
    runner.run()
    shutil.rmtree(runner.workspace / "public")
    for post in runner.workspace.glob("*.md"):
        post.unlink()
    _commit(runner.workspace)
    ran = runner.run()
    assert ran.code == 1
    assert "::error" in ran.log
    assert "nothing was written: 2 of 2 published posts are missing" in ran.log
    assert not (runner.workspace / "public").exists()


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target", "merge_group"])
def test_a_pull_request_reads_the_cache_and_saves_and_publishes_nothing(
    runner: Runner, tmp_path: Path, event: str
) -> None:
    runner.run()
    before = runner.caches
    _post(runner.workspace, "walk", tag="woods")
    _commit(runner.workspace)
    ran = runner.run(event, publish=f"file://{tmp_path}/store")
    assert ran.code == 0
    assert "1 file read, 2 unchanged" in ran.log
    assert runner.caches == before
    assert not (tmp_path / "store").exists()


def test_a_pull_request_reads_the_cache_of_a_job_with_another_output(runner: Runner) -> None:
    """The documented jobs: one merges the feeds into ``_site``, the other only checks posts."""
    runner.run(output="_site")
    assert "0 files read, 2 unchanged" in runner.run("pull_request", strict="true").log


def test_a_pull_request_without_a_cache_builds_every_feed(runner: Runner) -> None:
    ran = runner.run("pull_request")
    assert (ran.code, _changed(ran)) == (0, _PUBLISHED)


def test_feeds_are_published_to_the_store(runner: Runner, tmp_path: Path) -> None:
    ran = runner.run(publish=f"file://{tmp_path}/a store")
    assert ran.code == 0, ran.log
    assert (tmp_path / "a store" / "feed.atom").read_bytes() == _output(runner)["feed.atom"]


@pytest.mark.parametrize("inputs", [{}, {"source": "blog"}, {"config": "own.yaml"}])
def test_the_configuration_allows_a_store_to_lose_most_feeds(
    runner: Runner, tmp_path: Path, inputs: dict[str, str]
) -> None:
    config = runner.workspace / inputs.get("source", "") / inputs.get("config", "feeds.yaml")
    (runner.workspace / "feeds.yaml").unlink()
    config.parent.mkdir(exist_ok=True)
    config.write_text(_CONFIG)
    for tag in "abcdef":
        _post(config.parent, tag, tag=tag)
    _commit(runner.workspace)
    given = {**inputs, "publish": f"file://{tmp_path}/store"}
    assert runner.run(**given).code == 0
    only_site = _CONFIG.replace("[atom]", "[atom], kinds: [site]")
    config.write_text(only_site)
    ran = runner.run(**given)
    assert (ran.code, ran.steps[-1]) == (1, "Publish the feeds")
    assert "feed files would be removed" in ran.log
    assert (tmp_path / "store" / "tags" / "a" / "feed.atom").exists()
    config.write_text(only_site.replace("[site]", "[site], accept_removals: true"))
    assert runner.run(**given).code == 0
    assert not (tmp_path / "store" / "tags").exists()


def test_a_source_that_does_not_exist_is_named(runner: Runner) -> None:
    ran = runner.run(source="blog")
    assert ran.code == 2
    assert "::error" in ran.log
    assert "the folder 'blog' does not exist" in ran.log


HOSTILE = 'it\'s "a" $(touch ran) `touch ran`; touch ran #é'


def test_inputs_are_never_run(runner: Runner) -> None:
    """Spaces, quotes and substitutions are parts of names."""
    folder = runner.workspace / HOSTILE
    folder.mkdir()
    _post(folder, "oats", tag="porridge")
    config = runner.workspace / f"{HOSTILE}.yaml"
    config.write_text(_CONFIG, encoding="utf-8")
    _commit(runner.workspace)
    ran = runner.run(source=HOSTILE, output=f"-{HOSTILE}", config=config.name)
    assert ran.code == 0, ran.log
    assert _changed(ran) == {"/feed.atom", "/tags/porridge/feed.atom"}
    assert "feed.atom" in _output(runner, f"-{HOSTILE}")
    assert not (runner.workspace / "ran").exists()


@pytest.mark.parametrize("name", ["source", "config", "version", "publish", "strict", "links"])
def test_no_input_can_run_a_command(runner: Runner, name: str) -> None:
    ran = runner.run(**{name: "x$(touch ran)\n`touch ran`\n'; touch ran\n"})
    assert not (runner.workspace / "ran").exists()
    assert (ran.code == 0) == (name == "version"), ran.log


def test_feeds_are_merged_into_a_site(runner: Runner) -> None:
    site = runner.workspace / "_site"
    site.mkdir()
    (site / "index.html").write_text("home")
    (site / "feed.atom").write_text("from another program")
    runner.run(output="_site")
    assert (site / "index.html").read_text() == "home"
    assert (site / "feed.atom").read_text().startswith("<?xml")


def test_a_file_of_the_site_is_kept_where_a_page_would_be(runner: Runner) -> None:
    own = runner.workspace / "public" / "feeds"
    own.mkdir(parents=True)
    (own / "index.html").write_text("<h1>Our feeds</h1>\n", encoding="utf-8")
    for _ in range(2):
        ran = runner.run()
        assert "::warning::the page /feeds/index.html could not be written" in ran.log
        assert ran.log.count("::warning::") == 1
        found = _output(runner)
        assert found["feeds/index.html"] == b"<h1>Our feeds</h1>\n"
        assert "feeds/index.html.gz" not in found
        assert {"feeds/tag/bread.html", "feeds/tag/bread.html.gz"} <= found.keys()


def test_pages_of_the_site_link_the_feeds_if_asked(runner: Runner) -> None:
    site = runner.workspace / "_site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html><title>Home</title>")
    runner.run(output="_site")
    assert "feed.atom" not in (site / "index.html").read_text()
    ran = runner.run(output="_site", links="true")
    assert "1 page changed" in ran.log
    assert 'href="https://example.com/feed.atom"' in (site / "index.html").read_text()
    assert "0 pages changed" in runner.run(output="_site", links="true").log


def test_links_is_true_or_false(runner: Runner) -> None:
    ran = runner.run(links="_site")
    assert (ran.code, ran.log.splitlines()[-1]) == (2, "::error::links: must be true or false")


def test_two_sites_of_a_repository_have_caches_of_their_own(runner: Runner) -> None:
    other = runner.workspace / "other"
    other.mkdir()
    _post(other, "oats", tag="porridge")
    _commit(runner.workspace)
    runner.run(source="other", output="site/other")
    ran = runner.run()
    assert _changed(ran) >= _PUBLISHED
    assert len([one for one in runner.caches if "venv" not in one]) == 2


def test_the_program_comes_with_the_action(runner: Runner) -> None:
    runner.run()
    assert runner.installed[-3:] == [
        "-c",
        f"{ROOT}/constraints.txt",
        f"{ROOT}[publish,unidecode,zstd]",
    ]


def test_python_imports_nothing_from_the_workspace(tmp_path: Path) -> None:
    """Otherwise ``venv.py`` of a pull request would run with the job's secrets."""
    (install,) = (
        step["run"]
        for step in steps_in(read_yaml(ROOT / "action.yml"))
        if step["name"] == "Install the program"
    )
    command = next(line for line in install.splitlines() if "-m venv" in line)
    (tmp_path / "venv.py").write_text("open('ran', 'w')")
    environment = {"PYTHON": sys.executable, "VENV": str(tmp_path / "made")}
    subprocess.run(
        ["bash", "-c", command.replace("venv ", "venv --without-pip ", 1)],
        cwd=tmp_path,
        env=os.environ | environment | {"PYTHONPATH": str(tmp_path)},
        check=True,
        timeout=60,
    )
    assert (tmp_path / "made" / "bin" / "python").exists()
    assert not (tmp_path / "ran").exists()


def test_a_version_comes_from_the_index(runner: Runner) -> None:
    runner.run(version="0.2.0")
    assert runner.installed == ["install", "--quiet", "feeds[publish,unidecode,zstd]==0.2.0"]
    assert "Install the program" in runner.run().steps  # not that version


def test_windows_is_refused_in_one_sentence(runner: Runner) -> None:
    ran = runner.run(system="Windows")
    assert ran.code == 1
    assert "::error::feeds runs on Linux and macOS" in ran.log
