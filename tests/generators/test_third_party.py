"""Generators of other packages, installed and used through the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.generators import (
    Generator,
    generator_named,
    installed_packages,
    is_generator,
    recognise,
    recognise_site,
)
from tests.support.packages import NIKOLA, install, run_feeds

CONF = 'BLOG_TITLE = "N"\nSITE_URL = "https://n.example/"\n'
IN_THE_POST = """<!--
.. title: One
.. slug: one
.. date: 2026-01-02 03:04 UTC
.. tags: a, b
-->
Hi.
"""
BESIDE_IT = ".. title: Two\n.. date: 2026-01-03 03:04:05 UTC+08:00\n.. tags: a\n"
BROKEN = {
    "an import that fails": (
        "import no_such_module\n",
        "cannot be imported (ModuleNotFoundError: No module named 'no_such_module')",
    ),
    "a syntax error": (
        "class Nikola(:\n",
        "cannot be imported (SyntaxError: invalid syntax (feeds_nikola.py, line 1))",
    ),
    "an error of several lines": (
        "raise RuntimeError('one\\ntwo')\n",
        "cannot be imported (RuntimeError: one)",
    ),
    "no such class": (
        "",
        "cannot be imported (AttributeError: module 'feeds_nikola' has no attribute 'Nikola')",
    ),
    "a function": (
        "def Nikola(tree): ...\n",
        "must be a subclass of feeds.generators.Generator",
    ),
    "another class": (
        "class Nikola: ...\n",
        "must be a subclass of feeds.generators.Generator",
    ),
    "a generator without methods": (
        "from feeds.generators import Generator\nclass Nikola(Generator):\n    name = 'nikola'\n",
        "does not define __init__, descends, inputs, is_post, read, recognised_by",
    ),
    "a generator of another name": (
        f"{(NIKOLA / 'feeds_nikola.py').read_text()}\nNikola.name = 'other'\n",
        "has the name 'other' in its class",
    ),
}
FAILING = (
    f"{(NIKOLA / 'feeds_nikola.py').read_text()}\n"
    "def fail(tree):\n    raise OSError('disk')\n\n\nNikola.recognised_by = fail\n"
)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A directory in which feeds-nikola is installed."""
    install(NIKOLA, tmp_path / "packages")
    return tmp_path / "packages"


@pytest.fixture
def here(packages: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this process import feeds-nikola, and return the directory that has it."""
    monkeypatch.syspath_prepend(str(packages))
    monkeypatch.delitem(sys.modules, "feeds_nikola", raising=False)
    return packages


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of Nikola with two posts."""
    site = tmp_path / "site"
    (site / "posts").mkdir(parents=True)
    (site / "conf.py").write_text(CONF)
    (site / "posts/one.md").write_text(IN_THE_POST)
    (site / "posts/two.md").write_text("Hello --> there.\n")
    (site / "posts/two.meta").write_text(BESIDE_IT)
    return site


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A plain tree with one post."""
    tree = tmp_path / "plain"
    tree.mkdir()
    (tree / "a.md").write_text("---\ntitle: A\ndate: 2026-01-01 00:00 +0000\n---\nhi\n")
    return tree


def told(problem: str) -> str:
    return (
        f"feeds-nikola: generator nikola (feeds_nikola:Nikola) {problem}; "
        "fix or uninstall the package\n"
    )


def breaks(packages: Path, code: str) -> None:
    (packages / "feeds_nikola.py").write_text(code)


@pytest.mark.parametrize("options", [[], ["--generator", "nikola"]])
def test_an_installed_generator_reads_its_site(
    options: list[str], packages: Path, site: Path
) -> None:
    """Named or not, though feeds itself knows Nikola only as a generator that it cannot read."""
    built = run_feeds("build", *options, packages=packages, directory=site)
    assert (built.returncode, built.stderr) == (0, "")
    assert "2 posts published: 2 files read, 0 unchanged." in built.stdout
    feed = (site / "public/categories/a.xml").read_text()
    assert "<link>https://n.example/posts/one/</link>" in feed
    assert "<title>Two</title>" in feed
    assert "<pubDate>Sat, 03 Jan 2026 03:04:05 +0800</pubDate>" in feed
    again = run_feeds("build", *options, packages=packages, directory=site)
    assert "0 files read, 2 unchanged." in again.stdout


def test_a_file_beside_a_post_is_read_again_after_a_change(packages: Path, site: Path) -> None:
    run_feeds("build", packages=packages, directory=site)
    beside = site / "posts/two.meta"
    beside.write_text(beside.read_text().replace("Two", "Three"))
    run_feeds("build", packages=packages, directory=site)
    assert "<title>Three</title>" in (site / "public/categories/a.xml").read_text()


def test_posts_are_read_again_when_the_package_changes(packages: Path, site: Path) -> None:
    run_feeds("build", packages=packages, directory=site)
    code = (packages / "feeds_nikola.py").read_text()
    breaks(packages, code.replace('facts.get("title", slug)', '"New " + facts["title"]'))
    run_feeds("build", packages=packages, directory=site)
    assert "<title>New Two</title>" in (site / "public/categories/a.xml").read_text()


def test_any_module_of_a_package_counts_as_its_code(packages: Path, site: Path) -> None:
    """The class may be defined in one module and import another."""
    package = packages / "feeds_nikola"
    package.mkdir()
    code = (packages / "feeds_nikola.py").read_text()
    (packages / "feeds_nikola.py").unlink()
    (package / "__init__.py").write_text("from feeds_nikola.generator import Nikola as Nikola\n")
    (package / "generator.py").write_text(
        f"from feeds_nikola.titles import titled\n{code}".replace(
            'facts.get("title", slug)', 'titled(facts["title"])'
        )
    )
    (package / "titles.py").write_text("def titled(text):\n    return text\n")
    run_feeds("build", packages=packages, directory=site)
    (package / "titles.py").write_text("def titled(text):\n    return text.upper()\n")
    run_feeds("build", packages=packages, directory=site)
    assert "<title>TWO</title>" in (site / "public/categories/a.xml").read_text()


def test_init_recognises_the_site_of_an_installed_generator(packages: Path, site: Path) -> None:
    written = run_feeds("init", packages=packages, directory=site)
    assert written.returncode == 0, written.stderr
    assert "generator: nikola" in (site / "feeds.yaml").read_text()
    assert run_feeds("build", packages=packages, directory=site).returncode == 0


def test_an_unknown_name_is_answered_with_installed_generators_too(
    packages: Path, plain: Path
) -> None:
    near = run_feeds("build", "--generator", "nikolla", packages=packages, directory=plain)
    assert (near.returncode, "did you mean nikola?" in near.stderr) == (2, True)
    far = run_feeds("build", "--generator", "q", packages=packages, directory=plain)
    known = "use one of auto, jekyll, zola, hugo, pelican, eleventy, plain, nikola"
    assert known in " ".join(far.stderr.split())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_generator_is_one_line_when_it_is_named(
    name: str, packages: Path, site: Path
) -> None:
    code, problem = BROKEN[name]
    breaks(packages, code)
    built = run_feeds("build", "--generator", "nikola", packages=packages, directory=site)
    assert (built.returncode, built.stdout, built.stderr) == (2, "", told(problem))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_generator_costs_no_other_site(name: str, here: Path, plain: Path) -> None:
    """It is a note where it might have been the tree's generator."""
    code, problem = BROKEN[name]
    breaks(here, code)
    notes: list[str] = []
    assert recognise(plain, notes.append) is generator_named("plain")
    assert notes == [told(problem).strip()]
    (plain / "_config.yml").touch()
    assert recognise(plain, notes.append) is generator_named("jekyll")
    assert len(notes) == 1


def test_the_note_about_a_broken_generator_is_printed(packages: Path, plain: Path) -> None:
    breaks(packages, FAILING)
    note = f"note: {told('cannot examine the site (OSError: disk)')}"
    where = ("--source", ".", "--url", "https://p.example")
    built = run_feeds("build", *where, packages=packages, directory=plain)
    assert (built.returncode, built.stderr) == (0, note)
    assert built.stdout.startswith("1 post published")
    written = run_feeds("init", packages=packages, directory=plain)
    assert (written.returncode, written.stderr) == (0, note)


def test_an_unsupported_site_is_named_together_with_its_broken_generator(
    here: Path, site: Path
) -> None:
    breaks(here, "raise OSError\n")
    with pytest.raises(ConfigError) as caught:
        recognise_site(site)
    unsupported, broken = caught.value.faults
    assert "seems to be made with Nikola (conf.py)" in unsupported.message
    assert f"{broken}\n" == told("cannot be imported (OSError: )")


@pytest.mark.usefixtures("here")
def test_a_built_in_generator_comes_first(site: Path) -> None:
    (site / "pelicanconf.py").touch()
    assert recognise(site) is generator_named("pelican")


def test_two_installed_generators_in_one_tree_are_an_error(here: Path, site: Path) -> None:
    record = here / "feeds_nikola-1.0.dist-info/entry_points.txt"
    record.write_text(f"{record.read_text()}other = feeds_other:Other\n")
    (here / "feeds_other.py").write_text(
        "from feeds_nikola import Nikola\n\n\nclass Other(Nikola):\n    name = 'other'\n"
    )
    with pytest.raises(ConfigError) as caught:
        recognise(site)
    (fault,) = caught.value.faults
    assert fault.message == (
        "the folder has files of Nikola (conf.py) and Other (conf.py); "
        "choose one with --generator nikola or --generator other"
    )


def test_an_installed_generator_cannot_take_a_built_in_name(here: Path) -> None:
    record = here / "feeds_nikola-1.0.dist-info/entry_points.txt"
    record.write_text(record.read_text() + "jekyll = feeds_nikola:Nikola\n")
    assert generator_named("jekyll").__module__ == "feeds.generators.jekyll"
    assert is_generator("nikola")


@pytest.mark.usefixtures("here")
def test_the_package_is_among_those_that_decide_results() -> None:
    """Workers on other machines must have the same."""
    assert issubclass(generator_named("nikola"), Generator)
    assert installed_packages() == {"feeds-nikola": "1.0"}


@pytest.mark.parametrize("arguments", [["--generator", "plain"], []])
def test_packages_are_not_looked_up_in_vain(arguments: list[str], plain: Path) -> None:
    """importlib.metadata takes 15 ms to load."""
    code = (
        "import sys; from feeds.cli import main\n"
        "try: main()\n"
        "finally: print('importlib.metadata' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "check", "--source", ".", "--url", "https://p.example"]
    ran = subprocess.run(
        [*command, *arguments],
        cwd=plain,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "1 post: no faults.\nFalse\n"
