"""Choose coding, validator and status (RFC 9110 12.5.3, 13). No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import msgspec
from werkzeug.http import parse_accept_header

from feeds.model import Coding

IDENTITY = "identity"
MARKS: Mapping[str, str] = {coding.value: coding.mark for coding in Coding}
"""The mark of each content coding in an entity tag."""

_ALIASES = {"x-gzip": "gzip"}  # RFC 9110 8.4.1.3
_CODINGS = {mark: coding for coding, mark in MARKS.items()}
_UNLISTED_IDENTITY = 1e-6  # acceptable, but every coding that the client names is preferred

_TAGS = re.compile(r'(W/)?(?:"([^"]*)"|([^\s",]+))', re.IGNORECASE)
_OWN_TAG = re.compile(
    rf"(?P<digest>[0-9a-f]+)(?:-(?P<mark>{'|'.join(MARKS.values())})\.(?P<coded>[0-9a-f]+))?"
    r"(?P<foreign>[-;:].*)?",
    re.DOTALL,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_DATES = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        # IMF-fixdate. Some old clients append the length, which is not part of the date.
        rf"[a-z]{{3}}, (?P<day>\d\d?) {_MONTH} (?P<year>\d{{4}}) {_TIME} GMT(?:;.*)?",
        # RFC 850, obsolete
        rf"[a-z]{{6,9}}, (?P<day>\d\d)-{_MONTH}-(?P<year>\d\d) {_TIME} GMT(?:;.*)?",
        # asctime, obsolete
        rf"[a-z]{{3}} {_MONTH} (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
)


class Weights:
    """How much a client wants each content coding (RFC 9110 12.5.3)."""

    def __init__(self, accept_encoding: str | None) -> None:
        """Read the header; invalid parts of it are ignored."""
        self._listed: dict[str, float] = {}
        for name, weight in parse_accept_header(accept_encoding):
            coding = _ALIASES.get(name.lower(), name.lower())
            self._listed[coding] = max(weight, self._listed.get(coding, 0))

    def __getitem__(self, coding: str) -> float:
        """Return the weight of a coding: from 0, not acceptable, to 1."""
        unlisted = _UNLISTED_IDENTITY if coding == IDENTITY else 0
        return self._listed.get(coding, self._listed.get("*", unlisted))

    def choose(self, sizes: Mapping[str, int]) -> str:
        """Return the coding that the client prefers; of equal ones, the smallest.

        ``sizes`` are the bytes in each coding there is. If none is acceptable it is identity: a
        reader needs the feed more than a 406.
        """
        best = max(sizes, key=lambda coding: (self[coding], -sizes[coding]))
        return best if self[best] else IDENTITY


class Validators(msgspec.Struct, frozen=True):
    """The validators of the representation that a request selected."""

    digest: str
    """Of the bytes before any coding."""
    modified: int
    """Seconds since 1970-01-01T00:00:00Z."""
    coding: str = IDENTITY
    coded_digest: str | None = None
    """Of the coded bytes; None for identity."""

    @property
    def tag(self) -> str:
        """The strong entity tag, quotes included; each coding has its own (RFC 9110 8.8.3.3)."""
        return entity_tag(self.digest, MARKS.get(self.coding), self.coded_digest)


class Conditions(msgspec.Struct, frozen=True):
    """The preconditions of a request (RFC 9110 13.1); None for a header it does not have."""

    if_match: str | None = None
    if_unmodified_since: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None


class Verdict(msgspec.Struct, frozen=True):
    """The answer to a conditional request."""

    status: int
    """200, 304 or 412."""
    tag: str
    """The entity tag to send."""


def judge(conditions: Conditions, validators: Validators, weights: Weights, now: float) -> Verdict:
    """Evaluate the preconditions of a GET or HEAD, in the order of RFC 9110 13.2.2."""
    if not _may_proceed(conditions, validators, now):
        return Verdict(412, validators.tag)
    if conditions.if_none_match is not None:
        held = _held_tag(conditions.if_none_match, validators, weights)
        return Verdict(304, held) if held else Verdict(200, validators.tag)
    since = http_instant(conditions.if_modified_since, now)
    fresh = since is not None and validators.modified <= since  # 13.1.3
    return Verdict(304 if fresh else 200, validators.tag)


def entity_tag(digest: str, mark: str | None = None, coded_digest: str | None = None) -> str:
    """Return a strong entity tag, quotes included."""
    return f'"{digest}-{mark}.{coded_digest}"' if mark else f'"{digest}"'


def held_versions(if_none_match: str | None) -> list[str]:
    """Return the digests of the versions that the client has a copy of."""
    named = (_OWN_TAG.fullmatch(tag) for _, tag in _tags(if_none_match or ""))
    return list(dict.fromkeys(tag["digest"] for tag in named if tag))


def http_instant(text: str | None, now: float) -> int | None:
    """Return an HTTP date in seconds since 1970-01-01T00:00:00Z; None if it is not a date.

    All three forms are read, without a locale (RFC 9110 5.6.7). ``now`` decides the century of a
    year of two digits.
    """
    matches = (form.fullmatch((text or "").strip(" \t")) for form in _DATES)
    found = next(filter(None, matches), None)
    return _instant(found.groupdict(), now) if found else None


def _may_proceed(conditions: Conditions, validators: Validators, now: float) -> bool:
    if conditions.if_match is not None:  # 13.1.1: strong comparison
        return conditions.if_match.strip() == "*" or any(
            not weak and f'"{tag}"' == validators.tag for weak, tag in _tags(conditions.if_match)
        )
    since = http_instant(conditions.if_unmodified_since, now)
    return since is None or validators.modified <= since  # 13.1.4


def _held_tag(if_none_match: str, validators: Validators, weights: Weights) -> str | None:
    """Return the tag of the client's copy of this version; None if it has no copy.

    The comparison is weak (RFC 9110 13.1.2), and ignores what proxies append: ``-gzip``,
    ``;gzip``, ``:br``. A copy in another coding counts only if the request accepts that coding.
    """
    if if_none_match.strip() == "*":
        return validators.tag
    named = (_OWN_TAG.fullmatch(tag) for _, tag in _tags(if_none_match))
    held = list(_acceptable(filter(None, named), validators, weights))
    return validators.tag if validators.tag in held else next(iter(held), None)


def _acceptable(
    tags: Iterable[re.Match[str]], validators: Validators, weights: Weights
) -> Iterator[str]:
    for tag in tags:
        coding = _CODINGS.get(tag["mark"], IDENTITY)
        recoded = coding == IDENTITY and tag["foreign"]  # by a proxy, which the client accepts
        selected = coding == validators.coding  # also if no coding is acceptable
        if tag["digest"] == validators.digest and (selected or recoded or weights[coding]):
            yield entity_tag(validators.digest, tag["mark"], tag["coded"])


def _tags(header: str) -> Iterator[tuple[bool, str]]:
    """Yield each entity tag of a list: whether it is weak, and the text between the quotes."""
    for weak, quoted, bare in _TAGS.findall(header):
        yield bool(weak), quoted or bare


def _instant(parts: dict[str, str], now: float) -> int | None:
    try:
        instant = datetime(
            _year(parts["year"], now),
            _MONTHS.index(parts["month"].lower()) + 1,
            int(parts["day"]),
            int(parts["hour"]),
            int(parts["minute"]),
            59 if parts["second"] == "60" else int(parts["second"]),  # a leap second
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return int(instant.timestamp())


def _year(text: str, now: float) -> int:
    if len(text) == 4:
        return int(text)
    this_year = datetime.fromtimestamp(now, UTC).year
    year = this_year - this_year % 100 + int(text)
    return year - 100 if year > this_year + 50 else year  # RFC 9110 5.6.7
