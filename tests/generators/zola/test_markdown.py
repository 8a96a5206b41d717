"""Bodies are rendered with the options of [markdown], as Zola's own engine renders them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.zola import CONFIG, html, tree_of

MARKDOWN = "[markdown]\n"


def _content(folder: Path, body: str, *options: str) -> str:
    return html(folder, body, MARKDOWN + "\n".join(options)).content


@pytest.mark.parametrize(
    ("option", "body", "without", "with_it"),
    [
        ("smart_punctuation", '"a" -- b...', '<p>"a" -- b...</p>', "<p>“a” – b…</p>"),
        (
            "smart_punctuation",
            "`'a' --`",
            "<p><code>'a' --</code></p>",
            "<p><code>'a' --</code></p>",
        ),
        (
            "render_emoji",
            "a :tada: :no-such:",
            "<p>a :tada: :no-such:</p>",
            "<p>a 🎉 :no-such:</p>",
        ),
        ("render_emoji", "`:tada:`", "<p><code>:tada:</code></p>", "<p><code>:tada:</code></p>"),
        ("render_emoji", "    :+1:\n", "<pre><code>:+1:\n</code></pre>", None),
        (
            "render_emoji",
            "**:+1:** [:smile:](/a:smile:)",
            None,
            '<p><strong>👍</strong> <a href="/a:smile:">😄</a></p>',
        ),
        (
            "github_alerts",
            "> [!NOTE]\n> Careful.\n",
            "<blockquote>\n<p>[!NOTE]\nCareful.</p>\n</blockquote>",
            '<blockquote class="markdown-alert-note">\n<p>Careful.</p>\n</blockquote>',
        ),
        (
            "github_alerts",
            "> [!warning]  \n> *a*\n>\n> b\n",
            None,
            '<blockquote class="markdown-alert-warning">\n<p><em>a</em></p>\n<p>b</p>\n'
            "</blockquote>",
        ),
        (
            "definition_list",
            "Term\n: Definition\n: Other\n",
            "<p>Term\n: Definition\n: Other</p>",
            "<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n<dd>Other</dd>\n</dl>",
        ),
        (
            "bottom_footnotes",
            "a[^x] b[^y] c[^x]\n\n[^y]: Y\n\n[^x]:\n    X\n\n    - more\n\n[^z]: Z\n\nend\n",
            None,
            '<p>a<sup class="footnote-reference" id="fr-x-1"><a href="#fn-x">1</a></sup> '
            'b<sup class="footnote-reference" id="fr-y-1"><a href="#fn-y">2</a></sup> '
            'c<sup class="footnote-reference" id="fr-x-2"><a href="#fn-x">1</a></sup></p>\n'
            "<p>end</p>\n"
            '<section class="footnotes">\n<ol class="footnotes-list">\n'
            '<li id="fn-x">\n<p>X</p>\n<ul>\n<li>more</li>\n</ul> <a href="#fr-x-1">↩</a> '
            '<a href="#fr-x-2">↩2</a>\n</li>\n'
            '<li id="fn-y">\n<p>Y <a href="#fr-y-1">↩</a></p>\n</li>\n</ol>\n</section>',
        ),
        ("bottom_footnotes", "no notes", "<p>no notes</p>", "<p>no notes</p>"),
        (
            "external_links_no_follow",
            "[a](https://b.c)",
            '<p><a rel="external" href="https://b.c">a</a></p>',
            '<p><a rel="nofollow external" href="https://b.c">a</a></p>',
        ),
        (
            "external_links_target_blank",
            "<http://b.c>",
            None,
            '<p><a rel="noopener external" href="http://b.c">http://b.c</a></p>',
        ),
        (
            "external_links_no_referrer",
            "[a](/b) [c](d 'e')",
            None,
            '<p><a href="/b">a</a> <a href="d" title="e">c</a></p>',
        ),
        (
            "lazy_async_image",
            "![a *b*](c.png)",
            '<p><img src="c.png" alt="a b" /></p>',
            '<p><img src="c.png" alt="a b" /></p>',
        ),
    ],
)
def test_an_option_changes_what_it_is_for(
    option: str, body: str, without: str | None, with_it: str | None, tmp_path: Path
) -> None:
    if without is not None:
        assert _content(tmp_path, body).strip() == without
        assert _content(tmp_path, body, f"{option} = false").strip() == without
    if with_it is not None:
        assert _content(tmp_path, body, f"{option} = true").strip() == with_it


def test_external_links_have_no_relation_if_all_are_turned_off(tmp_path: Path) -> None:
    assert 'href="https://b.c"' in _content(tmp_path, "[a](https://b.c)")
    html = _content(tmp_path, "[a](https://b.c 'd')", "external_links_external = false")
    assert html == '<p><a href="https://b.c" title="d">a</a></p>\n'


@pytest.mark.parametrize(
    "options",
    [
        "highlight_code = true\nhighlight_theme = 'css'",
        "[markdown.highlighting]\ntheme = 'gruvbox-dark'\nstyle = 'class'",
        "highlighting = {light_theme = 'a', dark_theme = 'b'}",
    ],
)
def test_code_is_the_same_with_every_form_of_highlighting(options: str, tmp_path: Path) -> None:
    html = _content(tmp_path, "```rust,linenos,hl_lines=2\nlet a = 1 < 2;\n```\n", options)
    assert html == '<pre><code class="language-rust">let a = 1 &lt; 2;\n</code></pre>\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# One\n# One\n# One!\n", ["one", "one-1", "one-2"]),
        ("# One\n# Two {#one}\n", ["one-1", "one"]),
        ("# A b {#c .d .e}\n", ["c"]),
        ("# *E* `f` [g](h)\n", ["e-f-g"]),
        ("# L'écologie\n# 日本\n", ["l-ecologie", "ri-ben"]),
        ("# \n# \n", ["", "-1"]),
        ("# Text [^1]\n\n[^1]: note\n", ["text"]),
    ],
)
def test_headings_have_the_ids_of_zola(body: str, expected: list[str], tmp_path: Path) -> None:
    ids = [part.partition('"')[0] for part in _content(tmp_path, body).split(' id="')[1:]]
    assert ids[: len(expected)] == expected


def test_ids_that_are_not_slugs_keep_their_letters(tmp_path: Path) -> None:
    content = html_of(tmp_path, "# Été  à *B*\n", '[slugify]\nanchors = "safe"')
    assert content == '<h1 id="Été__à_B">Été  à <em>B</em></h1>\n'


def html_of(folder: Path, body: str, config: str) -> str:
    return html(folder, body, config).content


LINK = '<a class="zola-anchor" href="#a" aria-label="Anchor link for: a">'


@pytest.mark.parametrize(
    ("place", "inner"),
    [
        ("left", f"{LINK}🔗</a>A"),
        ("right", f"A{LINK}🔗</a>"),
        ("heading", f"{LINK}A</a>"),
        ("none", "A"),
    ],
)
def test_headings_have_links_where_the_site_or_the_section_says(
    place: str, inner: str, tmp_path: Path
) -> None:
    line = f'insert_anchor_links = "{place}"\n'
    expected = f'<h1 id="a">{inner}</h1>\n'
    assert html_of(tmp_path, "# A", MARKDOWN + line) == expected
    section = {"content/blog/_index.md": f"+++\n{line}+++\n"}
    other = 'insert_anchor_links = "right"\n'
    assert html(tmp_path, "# A", MARKDOWN + other, section).content == expected


def test_a_template_of_the_sites_own_for_these_links_is_not_run(tmp_path: Path) -> None:
    files = {"templates/anchor-link.html": "<a>own</a>"}
    config = MARKDOWN + 'insert_anchor_links = "left"\n'
    assert html(tmp_path, "# A", config, files).content == '<h1 id="a">A</h1>\n'


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("A *b*.\n\n<!-- more -->\n\nC.\n", "<p>A <em>b</em>.</p>"),
        ("A *b* <!--more--> c.\n", "<p>A <em>b</em>&hellip;"),
        ("* a\n* b <!-- More --> c\n* d\n", "<ul>\n<li>a</li>\n<li>b&hellip;"),
        ("A[^1].\n\n<!-- more -->\n\n[^1]: B\n", "<p>A.</p>"),
        ("[a][b]\n\n<!-- more -->\n\n[b]: /c\n", '<p><a href="/c">a</a></p>'),
        (
            "`<!-- more -->`\n\nb\n\n<!-- more -->\n\nc\n",
            "<p><code>&lt;!-- more --&gt;</code></p>\n<p>b</p>",
        ),
        ("![a](b.png)\n\n<!-- more -->\n\nc", '<p><img src="b.png" alt="a" /></p>'),
        ("<!-- more -->\n\nc", ""),
    ],
)
def test_the_summary_ends_at_the_mark(body: str, summary: str, tmp_path: Path) -> None:
    assert html(tmp_path, body).excerpt == summary


def test_a_page_without_the_mark_is_its_own_summary(tmp_path: Path) -> None:
    found = html(tmp_path, "`<!-- more -->` *a*\n")
    assert found.excerpt is found.content


def test_boxes_of_tasks_are_text(tmp_path: Path) -> None:
    assert (
        html(tmp_path, "- [x] a\n- [ ] b\n").content == "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n"
    )


def test_a_vast_table_is_text(tmp_path: Path) -> None:
    rows = "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|b\n" * 2_000
    assert "<table>" not in html(tmp_path, rows).content


def test_an_option_that_is_not_a_boolean_is_a_fault(tmp_path: Path) -> None:
    faults = tree_of(tmp_path, {}, f"{CONFIG}{MARKDOWN}render_emoji = 'yes'").settings.faults
    assert [fault.message for fault in faults] == [
        "markdown.render_emoji must be true or false; write it without quotes"
    ]
