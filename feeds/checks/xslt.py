"""XSLT style sheets of feeds, which browsers no longer apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from feeds.checks.files import tree_files
from feeds.errors import Fault
from feeds.pipeline.project import Project
from feeds.source import read_bytes

_SHEET = re.compile(r"\.xslt?(?:\.xml)?$", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"\.(?:xml|rss|atom)(?:\.\w+)?$|(?:feed|rss|atom)[^/]*\.(?:html|njk|liquid|j2|jinja2?|erb)$",
    re.IGNORECASE,
)
_XSLT = b"http://www.w3.org/1999/XSL/Transform"
_TRANSFORMS_FEEDS = re.compile(
    rb"http://www\.w3\.org/2005/Atom|(?:match|select|test)\s*=\s*[\"'][^\"']{0,100}\b(?:rss|channel)\b"
)
"""What tells a style sheet for feeds from one for sitemaps."""
_WRITES_FEED = re.compile(rb"<(?:rss|feed)\b")
_REFERENCE = re.compile(rb"\?xml-stylesheet\b[^<]{0,300}?\bxsl")
_LARGEST = 1 << 16
_MOST_FILES = 2_000


def xslt_faults(project: Project) -> Iterator[Fault]:
    """Yield a fault for each XSLT style sheet for feeds, and each template that names one.

    At most 2,000 files are read, and none of more than 64 KiB.
    """
    skipped = {project.output.name, project.state.name, "node_modules", "_site", "vendor"}
    paths = tree_files(project, _may_have_xslt, skipped)
    for path in islice(paths, _MOST_FILES):
        try:
            content = read_bytes(project.tree, path, _LARGEST)
        except OSError:
            continue
        if _SHEET.search(path):
            if _XSLT in content and _TRANSFORMS_FEEDS.search(content):
                yield _fault(path, content.index(_XSLT), content, "is")
        elif _WRITES_FEED.search(content) and (found := _REFERENCE.search(content)):
            yield _fault(path, found.start(), content, "uses")


def _may_have_xslt(path: str) -> bool:
    return bool(_SHEET.search(path) or _TEMPLATE.search(path))


def _fault(path: str, at: int, content: bytes, verb: str) -> Fault:
    line = content.count(b"\n", 0, at) + 1
    problem = f"the file {verb} an XSLT style sheet for feeds, which Chrome 155 and later ignore"
    message = f"{problem}; use feeds.pages or feeds.stylesheet instead"
    return Fault(path, line, message, fatal=False, rule="xslt")
