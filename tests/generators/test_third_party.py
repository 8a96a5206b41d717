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
    read_post,
    recognise,
    recognise_site,
)
from feeds.model import Site
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


@pytest.mark.parametrize("command", ["build", "check", "list", "preview x", "serve"])
def test_a_broken_generator_is_reported_where_no_configuration_is_found(
    command: str, packages: Path, tmp_path: Path
) -> None:
    """Here no file says that the site is Nikola's, so the broken package may be the reason."""
    breaks(packages, "import no_such_module\n")
    (tmp_path / "empty").mkdir()
    ran = run_feeds(*command.split(), packages=packages, directory=tmp_path / "empty")
    first, *others = ran.stderr.splitlines(keepends=True)
    assert (ran.returncode, first.startswith("No configuration file found.")) == (2, True)
    assert others == [told(BROKEN["an import that fails"][1])]


def test_a_broken_generator_is_reported_where_the_url_is_missing(
    packages: Path, plain: Path
) -> None:
    """The site is read as a plain folder, which has no URL."""
    breaks(packages, "import no_such_module\n")
    built = run_feeds("build", "--source", plain, packages=packages, directory=plain)
    assert (built.returncode, "site.url: is missing" in built.stderr) == (2, True)
    assert told(BROKEN["an import that fails"][1]) in built.stderr


REPORTED = "report this to its author\n"
IN_INIT = "        super().__init__(tree, permalink)\n"
FAILURES = {
    "a ValueError in __init__": (
        IN_INIT,
        f"{IN_INIT}        int('x')\n",
        "raised ValueError (invalid literal for int() with base 10: 'x') in feeds_nikola.py:",
    ),
    "unreadable TOML in __init__": (
        IN_INIT,
        f"{IN_INIT}        import tomllib; tomllib.loads('=')\n",
        "raised TOMLDecodeError (Invalid statement (at line 1, column 1)) in feeds_nikola.py:",
    ),
    "another exception in __init__": (
        IN_INIT,
        f"{IN_INIT}        {{}}['a']\n",
        "raised KeyError ('a') in feeds_nikola.py:",
    ),
    "no settings": (
        "self.settings = Settings(",
        "self.other = Settings(",
        "does not set self.settings to a Settings object;",
    ),
    "a setting of another type": ("entries=10", "entries='10'", "set a wrong entries (Expected"),
    "an exception in a property": (
        "return self._inputs.digest",
        "return self.no_such_name",
        "raised AttributeError ('Nikola' object has no attribute 'no_such_name') in feeds_",
    ),
    "an exception in a decision about paths": (
        'return path.startswith("posts/")',
        'return path.begins("posts/")',
        "raised AttributeError ('str' object has no attribute 'begins') in feeds_nikola.py:",
    ),
    "an exception in html": (
        "    def _parts(",
        "    def html(self, reading, site, posts):\n        1 / 0\n\n    def _parts(",
        "raised ZeroDivisionError (division by zero) in feeds_nikola.py:",
    ),
    "an exception when HTML is needed": (
        "    def _parts(",
        "    def html(self, reading, site, posts):\n"
        "        from feeds.generators import Html\n"
        "        return Html(lambda: 1 / 0)\n\n    def _parts(",
        " for posts/one.md; report this",
    ),
    "an exception in a static html": (
        "    def _parts(",
        "    @staticmethod\n    def html(reading, site, posts):\n        1 / 0\n\n    def _parts(",
        "raised ZeroDivisionError (division by zero) in feeds_nikola.py:",
    ),
    "HTML that is not text": (
        "    def _parts(",
        "    def html(self, reading, site, posts):\n"
        "        from feeds.generators import Html\n"
        "        return Html(lambda: b'a')\n\n    def _parts(",
        "returned bytes as HTML for posts/one.md;",
    ),
    "another result of html": (
        "    def _parts(",
        "    def html(self, reading, site, posts):\n        return 'a'\n\n    def _parts(",
        "returned str from html for posts/one.md;",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("options", [[], ["--config", "feeds.yaml"]])
def test_an_error_of_a_generator_is_one_line_that_names_its_package(
    name: str, options: list[str], packages: Path, site: Path
) -> None:
    """With a pattern for permalinks too: it is not blamed if the error is the same without it."""
    before, after, problem = FAILURES[name]
    code = (packages / "feeds_nikola.py").read_text()
    assert before in code
    breaks(packages, code.replace(before, after))
    if options:
        (site / "feeds.yaml").write_text("permalink: /{slug}/\n")
    (site / "posts/two.md").unlink()
    built = run_feeds("build", *options, packages=packages, directory=site)
    (line,) = built.stderr.splitlines(keepends=True)
    assert built.returncode == 2
    assert line.startswith("generator nikola: its package feeds_nikola ")
    assert (problem in line, line.endswith(REPORTED)) == (True, True)


def test_settings_may_have_a_type_of_their_own(packages: Path, site: Path) -> None:
    code = (packages / "feeds_nikola.py").read_text()
    own = "class Facts(Settings, frozen=True):\n    theme: str = ''\n\n\nclass Nikola("
    breaks(packages, code.replace("= Settings(", "= Facts(").replace("class Nikola(", own))
    built = run_feeds("build", packages=packages, directory=site)
    assert (built.returncode, built.stderr) == (0, "")


def test_a_property_keeps_its_setter(packages: Path, site: Path) -> None:
    code = (packages / "feeds_nikola.py").read_text()
    setter = "    @inputs.setter\n    def inputs(self, value): ...\n\n    def descends("
    code = code.replace("    def descends(", setter, 1)
    breaks(packages, code.replace(IN_INIT, f"{IN_INIT}        self.inputs = ''\n"))
    built = run_feeds("build", packages=packages, directory=site)
    assert (built.returncode, built.stderr) == (0, "")


def test_a_wrong_permalink_is_reported_once_with_other_faults(packages: Path, site: Path) -> None:
    code = (packages / "feeds_nikola.py").read_text()
    refusal = "        if permalink: raise ValueError('is not used; remove it')\n"
    breaks(packages, code.replace(IN_INIT, IN_INIT + refusal))
    (site / "feeds.yaml").write_text("permalink: /{slug}/\n")
    (site / "conf.py").write_bytes(b"BLOG_TITLE = '\xff'\n")
    built = run_feeds("build", packages=packages, directory=site)
    assert built.returncode == 2
    assert built.stderr.splitlines() == [
        "conf.py:1: byte 0xFF is not UTF-8; save the file as UTF-8",
        "feeds.yaml:1: permalink: is not used; remove it",
    ]


IN_TURN = """
    def read(self, path, text, site, wrong=read):
        return (wrong if path.endswith("two.md") else right)(self, path, text, site)
"""


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('facts.get("title", slug)', 'facts["title"]', "raised KeyError ('title') in feeds_"),
        ("return Reading(post, body,", "return (post, body,", "returned tuple from read;"),
        ("return Reading(post, body,", "return Reading('a', body,", "a reading with a wrong post"),
        ("return Reading(post, body,", "return Reading(post, 1,", "a reading with a wrong body"),
        (
            "published=published",
            "published='2026-01-02T00:00:00Z'",
            "wrong published (Expected",
        ),
        (
            "published=published",
            "published=published.replace(tzinfo=None)",
            "returned a post with a wrong published (it has no time zone) from read;",
        ),
    ],
)
def test_a_post_that_its_generator_cannot_read_is_left_out(
    before: str, after: str, problem: str, packages: Path, site: Path
) -> None:
    """The other posts are published."""
    code = (packages / "feeds_nikola.py").read_text()
    fails = code.replace(before, after)
    assert fails != code
    # The first post is read as before.
    breaks(packages, f"{code}\n\nright = Nikola.read\n\n\n{fails}" + IN_TURN)
    (site / "posts/two.meta").write_text(BESIDE_IT.replace(".. title: Two\n", ""))
    built = run_feeds("build", packages=packages, directory=site)
    assert "posts/two.md: generator nikola: its package feeds_nikola" in built.stderr
    assert problem in built.stderr
    assert "1 post published" in built.stdout


def test_a_bug_of_a_built_in_generator_is_not_hidden(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("title")

    kind = generator_named("plain")
    monkeypatch.setattr(kind, "read", fails)
    site = Site("P", "https://p.example", "UTC")
    with pytest.raises(KeyError):
        read_post(kind(plain), "a.md", b"hi", site)


def test_a_link_is_percent_encoded_and_the_id_stays(packages: Path, site: Path) -> None:
    code = (packages / "feeds_nikola.py").read_text()
    breaks(packages, code.replace("quote(slug)", "slug"))
    post = IN_THE_POST.replace("slug: one", "slug: caf\u00e9 100%25 \u201cone\u201d")
    (site / "posts/one.md").write_text(post)
    built = run_feeds("build", packages=packages, directory=site)
    assert (built.returncode, built.stderr) == (0, "")
    feed = (site / "public/categories/b.xml").read_text()
    link = "https://n.example/posts/caf%C3%A9%20100%25%20%E2%80%9Cone%E2%80%9D/"
    assert f"<link>{link}</link>" in feed
    assert "/posts/caf\u00e9 100%25 \u201cone\u201d/</guid>" in feed


def test_a_date_without_a_zone_is_a_fault_of_the_post(packages: Path, site: Path) -> None:
    """The generator lets the exception of parse_date pass."""
    code = (packages / "feeds_nikola.py").read_text()
    code = code.replace("except ValueError as", "except ZeroDivisionError as")
    breaks(packages, code.replace('found.get("TIMEZONE", "UTC")', "None"))
    (site / "posts/one.md").write_text(IN_THE_POST.replace(" UTC", ""))
    built = run_feeds("build", packages=packages, directory=site)
    assert built.stderr == (
        "posts/one.md:1: the date has no time zone; "
        "add an offset such as +0100, or set site.timezone [left-out]\n"
    )
    assert "1 post published" in built.stdout


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        (
            'TIMEZONE = "Europe/Lisbom"',
            "timezone: 'Europe/Lisbom' is not a time zone; write one like Europe/Paris or UTC",
        ),
        (
            'SITE_URL = "n.example"',
            "url: 'n.example' is not an http or https URL; write one such as https://example.com",
        ),
        (
            'DEFAULT_LANG = "english!"',
            "language: 'english!' is not a language tag; write one like en or zh-CN",
        ),
    ],
)
@pytest.mark.parametrize("command", [["build"], ["init"]])
def test_a_wrong_setting_is_reported_as_in_the_configuration(
    setting: str, fault: str, command: list[str], packages: Path, site: Path
) -> None:
    """The file is the one that the generator is recognised by."""
    (site / "conf.py").write_text(f"{CONF}{setting}\n")
    ran = run_feeds(*command, packages=packages, directory=site)
    assert (ran.returncode, ran.stderr) == (2, f"conf.py: {fault}\n")


def test_the_example_reports_a_configuration_that_cannot_be_read(
    packages: Path, site: Path
) -> None:
    (site / "conf.py").write_text(f'{CONF}TIMEZONE = "\n')
    built = run_feeds("build", packages=packages, directory=site)
    message = "conf.py:3: Python cannot read this line; correct it\n"
    assert (built.returncode, built.stderr) == (2, message)


def test_a_wrong_setting_that_is_not_used_is_not_a_fault(packages: Path, site: Path) -> None:
    (site / "conf.py").write_text(f'{CONF}TIMEZONE = "Europe/Lisbom"\n')
    built = run_feeds("build", "--timezone", "Europe/Lisbon", packages=packages, directory=site)
    assert (built.returncode, built.stderr) == (0, "")


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
