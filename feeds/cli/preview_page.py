"""The HTML page that ``feeds preview --browser`` opens."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import webbrowser
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from click import unstyle

from feeds.cli.console import fault_lines
from feeds.cli.preview_text import body, facts, not_published, removed
from feeds.model import Entry

if TYPE_CHECKING:
    from feeds.pipeline.preview import Preview
    from feeds.pipeline.project import Project

_STYLE = """
body { margin: 2rem auto; max-width: 42rem; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }
body { color: #222; background: #fff; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .85rem; }
dt { color: #666; }
dd { margin: 0; }
main { border: solid #ccc; border-width: 1px 0; padding: 1rem 0; }
main img, main video { max-width: 100%; height: auto; }
main pre { overflow-x: auto; background: #f4f4f4; padding: .5rem; }
main table { border-collapse: collapse; }
main td, main th { border: 1px solid #ccc; padding: .2rem .5rem; }
.notes { color: #8a4b00; font-weight: bold; }
footer { font-size: .85rem; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1b1b1b; }
  a { color: #8ab4f8; }
  main pre { background: #2a2a2a; }
  .notes { color: #f0b060; }
}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# CSP Level 3: this style sheet, and what an entry embeds. No scripts, forms, frames or fonts.
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src http: https: data:; "
    "media-src http: https:; base-uri 'none'; form-action 'none'"
)


def write_page(shown: Preview, project: Project) -> Path:
    """Write a preview as a page into a temporary file that nobody else can read."""
    faults = [unstyle(line) for line in fault_lines(shown.faults, project)]
    above = [not_published(shown), *faults] if shown.unpublished else faults
    page = preview_page(shown.entry, body(shown), [*facts(shown)], above, removed(shown))
    descriptor, name = tempfile.mkstemp(prefix="feeds-preview-", suffix=".html")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(page)
    return Path(name)


def opens(file: Path) -> bool:
    """Open a file in a browser that has windows; False if there is none."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser and "BROWSER" not in os.environ:
        return False  # a browser in the terminal, such as lynx, would wait for keys
    return browser.open(file.as_uri())


def preview_page(
    entry: Entry,
    html: str,
    about: Sequence[tuple[str, str]],
    above: Iterable[str],
    below: Iterable[str],
) -> str:
    """Return the page of an entry.

    ``html`` is sanitised; everything else is text: what is said ``about`` the entry, by name,
    and the lines ``above`` and ``below`` it.
    """
    title = escape(entry.title or "(no title)")
    language = f' lang="{escape(entry.language)}"' if entry.language else ""
    warned = "".join(f'<p class="notes">{escape(one)}</p>\n' for one in above)
    listed = "\n".join(f"<dt>{escape(name)}</dt><dd>{_value(value)}</dd>" for name, value in about)
    return f"""<!DOCTYPE html>
<html{language}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
{warned}<h1>{title}</h1>
<dl>
{listed}
</dl>
<main>
{html}
</main>
<footer>{escape(chr(10).join(below))}</footer>
</body>
</html>
"""


def _value(value: str) -> str:
    """Return a fact; an address becomes a link."""
    is_address = value.startswith(("http://", "https://")) and " " not in value
    return f'<a href="{escape(value)}">{escape(value)}</a>' if is_address else escape(value)
