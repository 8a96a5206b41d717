"""Unidecode is optional: a site that needs it is told so, and no slug depends on it silently."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.packages import hide, run_feeds

PELICANCONF = 'SITEURL = "https://example.com"\nSITENAME = "T"\nAUTHOR = "Ada"\nTIMEZONE = "UTC"\n'
PELICANCONF += 'PATH = "content"\n'
ZOLA = 'base_url = "https://example.com"\ntitle = "T"\ngenerate_feeds = true\n'
ZOLA += 'taxonomies = [{name = "tags", feed = true}]\n'
SENTENCE = (
    "the slug of {!r} needs the extra unidecode; `feeds help commands` shows how to install it\n"
)
MANY = 450
"""Posts that are read in several processes."""

Files = dict[str, str]
Ran = CompletedProcess[str]


def article(title: str, more: str = "", body: str = "Text.") -> str:
    return f"Title: {title}\nDate: 2026-01-02\n{more}\n{body}\n"


def page(more: str = "", body: str = "Text.") -> str:
    return f'+++\ntitle = "A title"\ndate = 2026-01-02\n{more}\n+++\n{body}\n'


def pelican(articles: Files, conf: str = "") -> Files:
    return {"pelicanconf.py": PELICANCONF + conf} | {
        f"content/{name}": text for name, text in articles.items()
    }


def zola(pages: Files, config: str = "") -> Files:
    return {"config.toml": ZOLA + config} | {
        f"content/{name}": text for name, text in pages.items()
    }


def built(root: Path, files: Files, *, has_unidecode: bool, command: str = "build") -> Ran:
    """Write a site and build it in a process of its own, in which the import may fail."""
    packages = root / ("with" if has_unidecode else "without")
    hide([] if has_unidecode else ["unidecode"], packages)
    for name, text in files.items():
        file = root / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return run_feeds(command, "--source", "site", packages=packages, directory=root)


def published(root: Path) -> dict[str, bytes]:
    output = root / "public"
    return {
        file.relative_to(output).as_posix(): file.read_bytes()
        for file in output.rglob("*")
        if file.is_file()
    }


def assert_asks(ran: Ran, root: Path, text: str) -> None:
    """Assert that one sentence asks for Unidecode, and that nothing was written."""
    assert (ran.returncode, ran.stderr) == (2, SENTENCE.format(text))
    assert published(root) == {}


@pytest.mark.parametrize(
    "files",
    [
        pelican({"a.md": article("A Title", "Tags: One, Two\n", "# It's\n\nA [b]({tag}One).")}),
        pelican({"a.md": article("A", "Tags: One\n", "The [b]({tag}One)’s，然后 {tag}Ж")}),
        pelican({"a.md": article("Ａ ﬁne Title")}),  # in ASCII after NFKC
        pelican({"a.md": article("北京", "Slug: beijing\n", "北京")}),
        pelican({"a.md": article("北京", "Tags: 上海\n")}, "SLUGIFY_USE_UNICODE = True\n"),
        zola({"a b.md": page('[taxonomies]\ntags = ["One"]', "# A heading\n\n北京")}),
        zola({"a.md": page(body="# 北京")}, '[slugify]\nanchors = "safe"\n'),
        zola(
            {"北京.md": page('[taxonomies]\ntags = ["上海"]')},
            '[slugify]\npaths = "safe"\ntaxonomies = "off"\n',
        ),
        zola({"北京.md": page('path = "beijing"')}),
    ],
)
def test_a_site_that_does_not_need_it_is_the_same_without_it(tmp_path: Path, files: Files) -> None:
    results = []
    for has_unidecode in (True, False):
        root = tmp_path / str(has_unidecode)
        root.mkdir()
        ran = built(root, files, has_unidecode=has_unidecode)
        assert (ran.returncode, ran.stderr) == (0, "")
        results.append(published(root))
    assert results[0]
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (pelican({"a.md": article("北京")}), "北京"),
        (pelican({"a.md": article("A", "Tags: Déjà\n")}), "Déjà"),
        (pelican({"a.md": article("A", "Author: Zoë\n")}), "Zoë"),
        (pelican({"a.md": article("A", "Category: Ж\n")}), "Ж"),
        (pelican({"ж/a.md": article("A")}), "ж"),
        (pelican({"a.md": article("A"), "b.md": article("B", "", "[x]({tag}Ж)")}), "Ж"),
        (
            pelican(
                {"a.md": article("A", "", "[x]({filename}pages/b.md)"), "pages/b.md": article("Ж")}
            ),
            "Ж",
        ),
        (zola({"北京.md": page()}), "北京"),
        (zola({"a.md": page('slug = "é"')}), "é"),
        (zola({"a.md": page('[taxonomies]\ntags = ["Ж"]')}), "Ж"),
        (zola({"a.md": page(body="# Ж")}), "Ж"),
        (zola({"a.md": page(body="# It's")}, "[markdown]\nsmart_punctuation = true\n"), "It’s"),
        (zola({"a.md": page(body="[b](@/Ж.md)"), "Ж.md": "+++\n+++\n"}), "Ж"),
    ],
)
def test_a_site_that_needs_it_is_told_once_and_nothing_is_written(
    tmp_path: Path, files: Files, text: str
) -> None:
    assert_asks(built(tmp_path, files, has_unidecode=False), tmp_path, text)


def test_a_site_is_told_once_if_its_configuration_needs_it(tmp_path: Path) -> None:
    files = zola({"a.md": page()}, '[languages.fr]\ntaxonomies = [{name = "é"}]\n')
    ran = built(tmp_path, files, has_unidecode=False)
    assert (ran.returncode, ran.stderr) == (2, SENTENCE.format("é"))
    assert published(tmp_path) == {}


@pytest.mark.parametrize(
    "files",
    [
        pelican({f"{n:03}.md": article(f"北京 {n:03}") for n in range(MANY)}),
        zola({f"北京 {n:03}.md": page() for n in range(MANY)}),
    ],
)
def test_many_posts_in_several_processes_are_one_sentence(tmp_path: Path, files: Files) -> None:
    assert_asks(built(tmp_path, files, has_unidecode=False), tmp_path, "北京 000")


@pytest.mark.parametrize("linked", ["[x]({tag}Ж)", "[x]({filename}pages/b.md)"])
def test_a_late_link_writes_no_feed_before_it(tmp_path: Path, linked: str) -> None:
    conf = 'TAG_FEED_ATOM = "{slug}.xml"\nFEED_MAX_ITEMS = 1\n'
    articles = {f"{n}.md": article(f"A{n}", f"Tags: t{n}\n") for n in range(1, 9)}
    old = article("Z", "Tags: z\n", linked).replace("2026", "2020")
    articles |= {"0.md": old, "pages/b.md": article("Ж")}
    assert_asks(built(tmp_path, pelican(articles, conf), has_unidecode=False), tmp_path, "Ж")


def test_a_late_heading_writes_no_feed_before_it(tmp_path: Path) -> None:
    pages = {f"{n}.md": page(f'[taxonomies]\ntags = ["t{n}"]') for n in range(8)}
    pages["9.md"] = page('[taxonomies]\ntags = ["z"]', "> ## Ж").replace("2026", "2020")
    files = zola(pages) | {"config.toml": f"feed_limit = 1\n{ZOLA}"}
    assert_asks(built(tmp_path, files, has_unidecode=False), tmp_path, "Ж")


def test_check_asks_for_it_too(tmp_path: Path) -> None:
    files = pelican({"a.md": article("北京")})
    ran = built(tmp_path, files, has_unidecode=False, command="check")
    assert_asks(ran, tmp_path, "北京")


@pytest.mark.parametrize(
    "files", [pelican({"a.md": article("北京")}), zola({"北京.md": page(body="# Ж")})]
)
def test_feeds_stay_while_it_is_missing(tmp_path: Path, files: Files) -> None:
    """Missing Unidecode after a good build changes nothing; installed again, neither."""
    assert built(tmp_path, files, has_unidecode=True).returncode == 0
    before = published(tmp_path)
    assert before
    without = built(tmp_path, files, has_unidecode=False)
    assert without.returncode == 2
    assert published(tmp_path) == before
    again = built(tmp_path, files, has_unidecode=True)
    assert again.returncode == 0
    assert "1 file read, 0 unchanged" in again.stdout
    assert published(tmp_path) == before


@pytest.mark.parametrize("files", [pelican({"a.md": article("A")}), zola({"a.md": page()})])
def test_posts_are_read_again_when_it_is_installed(tmp_path: Path, files: Files) -> None:
    told = [
        built(tmp_path, files, has_unidecode=has_unidecode).stdout
        for has_unidecode in (False, False, True, True)
    ]
    assert ["1 file read, 0 unchanged" in one for one in told] == [True, False, True, False]
