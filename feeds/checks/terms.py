"""Terms that are probably the same: only case or punctuation differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from feeds.catalogue.catalogue import TermCount
from feeds.checks.lines import PostFiles
from feeds.errors import Fault
from feeds.pipeline.survey import Survey

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015]+")
_HAN = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
"""Some authors set a space between Chinese and Latin text."""
_MOST_SPELLINGS = 5


def similar_terms(found: Survey) -> Iterator[Fault]:
    """Yield a fault for each group of terms that have feeds and similar names."""
    with_feeds = {spec.term for spec in found.plan.specs if spec.term}
    files = PostFiles(found.project)
    groups: dict[tuple[str, str], list[TermCount]] = {}
    for count in found.catalogue.terms():
        if count.term in with_feeds:
            groups.setdefault((count.term.kind, _folded(count.term.name)), []).append(count)
    for group in groups.values():
        if len(group) > 1:
            yield _fault(found, files, group)


def _folded(name: str) -> str:
    """Return what a name has in common with its other spellings."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    spaced = _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", plain)).strip()
    return _BESIDE_HAN.sub("", spaced).rstrip(".") or name


def _fault(found: Survey, files: PostFiles, group: list[TermCount]) -> Fault:
    spellings = sorted(group, key=lambda count: (-count.posts, count.term.name))
    first = {one.term: found.catalogue.oldest(one.term)[1] for one in spellings}
    shown = [_shown(one, first[one.term]) for one in spellings[:_MOST_SPELLINGS]]
    more = len(spellings) - len(shown)
    names = ", ".join([*shown, f"and {more} more"] if more else shown)
    rarest = spellings[-1].term
    how = _difference(spellings[0].term.name, rarest.name)
    number = f"{len(spellings)} spellings of one {rarest.kind} differ only in {how}"
    message = f"{number}, so each has its own feed: {names}; use one spelling"
    line = files.line_of_name(first[rarest], rarest.name)
    return Fault(first[rarest], line, message, fatal=False, rule="similar-terms")


def _shown(count: TermCount, path: str) -> str:
    if count.posts == 1:
        return f"{count.term.name!r} ({path})"
    return f"{count.term.name!r} ({count.posts} posts, such as {path})"


def _difference(one: str, other: str) -> str:
    """Return in what two spellings differ."""
    composed, composed_other = (unicodedata.normalize("NFC", name) for name in (one, other))
    if composed == composed_other:
        return "Unicode form (NFC or NFD)"
    if composed.casefold() == composed_other.casefold():
        return "letter case"
    wide, wide_other = (unicodedata.normalize("NFKC", name) for name in (one, other))
    if wide.casefold() == wide_other.casefold():
        return "the width or form of characters"
    return "spaces, hyphens, underscores or dots"
