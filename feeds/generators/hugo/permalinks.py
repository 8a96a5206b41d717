"""Patterns of URLs: ``[permalinks]``, and ``url`` with placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from feeds.generators.hugo import values

_TOKEN = re.compile(r":\w+(?:\[.+?\])?", re.ASCII)
_COLON = "\0"
_KINDS = ("page", "home", "section", "taxonomy", "term")
_GO = re.compile(
    r"2006|January|Jan|Monday|Mon|MST|-07:00|-0700|Z07:00|01|02|03|04|05|06|15|_2|PM|pm|[123456]"
)
_GO_FORMATS = {
    "2006": "%Y",
    "January": "%B",
    "Jan": "%b",
    "Monday": "%A",
    "Mon": "%a",
    "01": "%m",
    "02": "%d",
    "03": "%I",
    "04": "%M",
    "05": "%S",
    "06": "%y",
    "15": "%H",
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SLASHES = re.compile(r"[/\\]")
_TERM_TOKENS = (":slugorcontentbasename", ":contentbasename", ":slug", ":title")
PERMALINKS = "https://gohugo.io/configuration/permalinks/"


class UnknownToken(ValueError):
    """A pattern has a placeholder that Hugo does not know."""


class PermalinkPage(msgspec.Struct, frozen=True):
    """What a pattern may use of a page."""

    kind: str
    path: str
    """Its logical path, which rules are matched against."""
    date: datetime
    title: str
    slug: str
    """The front matter's; empty if there is none."""
    filename: str
    """Empty for a section."""
    base_name: str
    """The file's, or the folder's of a section."""
    section: str
    """The first section."""
    sections: Sequence[str]
    """The folders of the last section's path."""
    section_slugs: Sequence[str]
    """The slugs of all its sections, the first one first."""
    urlized: Callable[[str], str]
    """Writes a text as URLs have it."""


class PermalinkRule(msgspec.Struct, frozen=True):
    """One pattern, and the pages it is for."""

    kind: str
    """A pattern of kinds; empty for every kind."""
    path: str
    """A pattern of paths; empty for every path."""
    pattern: str

    def fits(self, kind: str, path: str) -> bool:
        """Say whether it is for a page."""
        return (not self.kind or matches(self.kind, kind)) and (
            not self.path or matches(self.path, path)
        )


def rules(configured: object) -> list[PermalinkRule]:
    """Read ``[permalinks]``: by section, by kind and section, or a list with targets."""
    if isinstance(configured, list):
        return [rule for table in configured for rule in _targeted(table)]
    if not isinstance(configured, dict):
        return []
    found: list[PermalinkRule] = []
    for key, value in configured.items():
        if isinstance(value, dict) and key in _KINDS:
            for section, pattern in value.items():
                found.append(PermalinkRule(key, _section_glob(section), values.text(pattern)))
        elif isinstance(value, str):
            path = _section_glob(key)
            found += (PermalinkRule("page", path, value), PermalinkRule("term", path, value))
    # Hugo tries them in random order; the deepest path first is what an author can mean.
    return sorted(found, key=lambda rule: -rule.path.count("/"))


def _targeted(table: object) -> Iterator[PermalinkRule]:
    pattern = values.text(values.at(table, "pattern"))
    if pattern:
        kind = values.text(values.at(table, "target", "kind")).lower()
        yield PermalinkRule(kind, values.text(values.at(table, "target", "path")).lower(), pattern)


def _section_glob(section: str) -> str:
    section = section.strip(" /")
    return f"/{{{section},{section}/**}}" if section else "/*"


def pattern_for(found: Sequence[PermalinkRule], kind: str, path: str) -> str | None:
    """Return the pattern of a page's URL; None if no rule is for it."""
    return next((rule.pattern for rule in found if rule.fits(kind, path)), None)


def term_token(found: Sequence[PermalinkRule], plural: str) -> str:
    """Return the placeholder for the term in its pattern; empty if there is none."""
    pattern = pattern_for(found, "term", f"/{plural}/x") or ""
    return next((token for token in _TERM_TOKENS if token in pattern), "")


def term_folder(plural: str, found: Sequence[PermalinkRule]) -> str:
    """Return the folder of a term's page, with ``{name}`` for the term."""
    token = term_token(found, plural)
    if not token:
        return f"/{plural}/{{name}}"
    pattern = pattern_for(found, "term", f"/{plural}/x") or ""
    filled = pattern.replace(token, "{name}").replace(":sections", plural)
    return "/" + filled.replace(":section", plural).strip("/")


def unknown_tokens(pattern: str) -> list[str]:
    """Return the placeholders of a pattern that Hugo does not know."""
    tokens = (token[0][1:] for token in _TOKEN.finditer(pattern.replace("\\:", _COLON)))
    return [token for token in tokens if not _is_known(token)]


def _is_known(token: str) -> bool:
    sliced = token.startswith(("sections[", "sectionslugs["))
    return token in _TOKENS or sliced or _GO.search(token) is not None


def expanded(pattern: str, page: PermalinkPage) -> str:
    """Fill a pattern in for a page. Raises :class:`UnknownToken`."""
    unknown = unknown_tokens(pattern)
    if unknown:
        raise UnknownToken(unknown[0])
    text = pattern.replace("\\:", _COLON)
    return _TOKEN.sub(lambda found: _value(found[0][1:], page), text).replace(_COLON, ":")


def without_slashes(title: str) -> str:
    """Return the title of a page or section, which is one part of a path, with hyphens."""
    return _SLASHES.sub("-", title)


def _value(token: str, page: PermalinkPage) -> str:
    if token in _TOKENS:
        return _TOKENS[token](page)
    name, bracket, cut = token.partition("[")
    if bracket:
        given = page.sections if name == "sections" else page.section_slugs
        return "/".join(part for part in _sliced(given, cut.removesuffix("]")) if part)
    return _GO.sub(lambda found: _go_date(found[0], page.date), token)


def _sliced(given: Sequence[str], cut: str) -> Sequence[str]:
    low, colon, high = cut.strip().lower().partition(":")
    if not given:
        return []
    start = _position(low, len(given), 0)
    if not colon:
        return [given[start]] if start < len(given) else []
    return given[start : _position(high, len(given), len(given))] if start < len(given) else []


def _position(text: str, length: int, without: int) -> int:
    if text == "last":
        return length - 1
    return int(text) if text.isascii() and text.isdigit() else without if not text else 0


def _go_date(part: str, date: datetime) -> str:
    if part in ("January", "Jan"):
        return _MONTHS[date.month - 1][: 3 if part == "Jan" else None]
    if part in ("Monday", "Mon"):
        return _DAYS[date.weekday()][: 3 if part == "Mon" else None]
    if part in _GO_FORMATS:
        return f"{date.year:04}" if part == "2006" else date.strftime(_GO_FORMATS[part])
    numbers = {"1": date.month, "2": date.day, "3": (date.hour + 11) % 12 + 1}
    numbers |= {"4": date.minute, "5": date.second, "6": date.second}
    return str(numbers[part]) if part in numbers else part


_TOKENS: Mapping[str, Callable[[PermalinkPage], str]] = {
    "year": lambda page: str(page.date.year),
    "month": lambda page: f"{page.date.month:02}",
    "monthname": lambda page: _MONTHS[page.date.month - 1],
    "day": lambda page: f"{page.date.day:02}",
    "weekday": lambda page: str(page.date.isoweekday() % 7),
    "weekdayname": lambda page: _DAYS[page.date.weekday()],
    "yearday": lambda page: str(page.date.timetuple().tm_yday),
    "section": lambda page: page.section,
    "sectionslug": lambda page: page.section_slugs[0] if page.section_slugs else "",
    "sections": lambda page: "/".join(page.sections),
    "sectionslugs": lambda page: "/".join(part for part in page.section_slugs if part),
    "title": lambda page: page.urlized(without_slashes(page.title)),
    "slug": lambda page: page.urlized(page.slug or without_slashes(page.title)),
    "slugorfilename": lambda page: page.urlized(page.slug or page.filename),
    "filename": lambda page: page.urlized(page.filename),
    "contentbasename": lambda page: page.urlized(page.base_name),
    "slugorcontentbasename": lambda page: page.urlized(page.slug or page.base_name),
}


_GLOB_TOKENS = re.compile(r"\*\*|\*|\?|\{|\}|,|\[(!?)([^\]]*)\]|\\(.)|(.)", re.DOTALL)
_WILDCARDS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=1024)
def _path_glob(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern of paths, in lower case, in which ``*`` has no slash."""
    depth = 0
    parts: list[str] = []
    for found in _GLOB_TOKENS.finditer(pattern.lower()):
        if found[0] == "{":
            depth += 1
            parts.append("(?:")
        elif found[0] == "}" and depth:
            depth -= 1
            parts.append(")")
        else:
            parts.append("|" if found[0] == "," and depth else _glob_part(found))
    return re.compile("".join(parts) + ")" * depth, re.DOTALL)


def _glob_part(found: re.Match[str]) -> str:
    if found[0] in _WILDCARDS:
        return _WILDCARDS[found[0]]
    if found[2]:
        inside = found[2].replace("\\", "\\\\")
        return f"[{'^' if found[1] else ''}{inside}]"
    return re.escape(found[3] or found[0])


def matches(pattern: str, text: str) -> bool:
    """Say whether a pattern matches a whole path, in any letter case (github.com/gobwas/glob)."""
    try:
        return _path_glob(pattern).fullmatch(text.lower()) is not None
    except re.error:
        return False
