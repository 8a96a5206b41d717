"""A build that reads only what changed writes the same links as a build from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.incremental import Site

_BODY = (
    "[b](b.md) [about](/about.md) [tag](/tags/x) ![own](own.png) ![logo](logo.png)\n\n"
    '{{< ref "about" >}} {{< figure src="own.png" >}}'
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path, "hugo", {"content": "full"})
    config = 'title = "T"\nbaseURL = "https://example.com/"\n'
    languages = "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n"
    made.write("hugo.toml", config + languages)
    made.post("leaf/index.md", _BODY)
    made.post("leaf/index.fr.md", _BODY.replace('{{< ref "about" >}}', ""))
    made.post("b.md", slug="first")
    made.write("content/about.md", "---\ntitle: Undated\nslug: us\n---\n")
    return made


def shown(site: Site) -> str:
    return (site.output / "index.atom").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "text", "leads"),
    [
        ("content/posts/b.md", "---\ndate: 2026-05-02\nslug: second\n---\nx\n", "/posts/second/"),
        ("content/posts/b.md", "---\ndraft: true\n---\n", "/posts/leaf/b.md"),
        ("content/about.md", "---\ntitle: Undated\nslug: them\n---\n", "/them/"),
        ("content/posts/c.md", "---\ndate: 2026-05-02\ntags: [x]\n---\nx\n", "/tags/x/"),
        ("content/posts/leaf/own.png", "x", "/posts/leaf/own.png"),
        ("assets/logo.png", "x", "https://example.com/logo.png"),
        ("content/posts/b.fr.md", "---\ndate: 2026-05-02\n---\nx\n", "/posts/first/"),
        ("layouts/_markup/render-link.html", "x", "/posts/leaf/b.md"),
    ],
)
def test_links_follow_what_they_lead_to(path: str, text: str, leads: str, site: Site) -> None:
    site.build_watched()
    site.write(path, text)
    found = site.outcome(site.build_watched())
    assert f'"{leads}' in shown(site) or f'.com{leads}"' in shown(site)
    assert found == site.from_nothing()


def test_what_is_removed_is_not_linked(site: Site) -> None:
    site.write("content/posts/leaf/own.png", "x")
    site.build()
    for path in ("content/about.md", "content/posts/leaf/own.png", "content/posts/b.md"):
        site.remove(path)
    found = site.outcome(site.build())
    assert "/posts/leaf/b.md" in shown(site)
    assert found == site.from_nothing()
