"""What RFC 9110 says to answer: which coding, which tag, which status. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from werkzeug.http import parse_accept_header

from feeds.model import Coding
from feeds.web.dates import http_instant

IDENTITY = "identity"
MARKS: Mapping[str, str] = {coding.value: coding.mark for coding in Coding}
"""What stands for a content coding in an entity tag."""

_ALIASES = {"x-gzip": "gzip"}  # RFC 9110 8.4.1.3
_CODINGS = {mark: coding for coding, mark in MARKS.items()}
_UNLISTED_IDENTITY = 1e-6  # acceptable, but anything the client names is preferred

_TAGS = re.compile(r'(W/)?(?:"([^"]*)"|([^\s",]+))', re.IGNORECASE)
_OWN_TAG = re.compile(
    rf"(?P<digest>[0-9a-f]+)(?:-(?P<mark>{'|'.join(MARKS.values())})\.(?P<coded>[0-9a-f]+))?"
    r"(?P<foreign>[-;:].*)?",
    re.DOTALL,
)


class Weights:
    """How much a client wants each content coding (RFC 9110 12.5.3)."""

    def __init__(self, accept_encoding: str | None) -> None:
        """Read the header; what is nonsense in it counts as not said."""
        self._listed: dict[str, float] = {}
        for name, weight in parse_accept_header(accept_encoding):
            coding = _ALIASES.get(name.lower(), name.lower())
            self._listed[coding] = max(weight, self._listed.get(coding, 0))

    def __getitem__(self, coding: str) -> float:
        """From 0, not acceptable, to 1."""
        unlisted = _UNLISTED_IDENTITY if coding == IDENTITY else 0
        return self._listed.get(coding, self._listed.get("*", unlisted))

    def choose(self, sizes: Mapping[str, int]) -> str:
        """Return the most wanted of the codings there are, the smallest of equals.

        Where none is acceptable it is identity: a feed is worth more than a 406.
        """
        best = max(sizes, key=lambda coding: (self[coding], -sizes[coding]))
        return best if self[best] else IDENTITY


class Validators(NamedTuple):
    """Of the representation selected for a request."""

    digest: str
    """Of the bytes before any coding."""
    modified: int
    """Seconds since 1970-01-01T00:00:00Z."""
    coding: str = IDENTITY
    coded_digest: str | None = None
    """Of the bytes sent, where they are coded."""

    @property
    def tag(self) -> str:
        """The strong entity tag, quotes included; each coding has its own (8.8.3.3)."""
        return entity_tag(self.digest, MARKS.get(self.coding), self.coded_digest)


class Conditions(NamedTuple):
    """A request's preconditions (RFC 9110 13.1), each None where it has none."""

    if_match: str | None = None
    if_unmodified_since: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None


class Verdict(NamedTuple):
    """How to answer."""

    status: int
    """200, 304 or 412."""
    tag: str
    """To send with it."""


def entity_tag(digest: str, mark: str | None = None, coded_digest: str | None = None) -> str:
    """Form a strong entity tag, quotes included."""
    return f'"{digest}-{mark}.{coded_digest}"' if mark else f'"{digest}"'


def judge(conditions: Conditions, validators: Validators, weights: Weights, now: float) -> Verdict:
    """Evaluate the preconditions of a GET or HEAD in their order (RFC 9110 13.2.2)."""
    if not _may_proceed(conditions, validators, now):
        return Verdict(412, validators.tag)
    if conditions.if_none_match is not None:
        held = _held_tag(conditions.if_none_match, validators, weights)
        return Verdict(304, held) if held else Verdict(200, validators.tag)
    since = http_instant(conditions.if_modified_since, now)
    fresh = since is not None and validators.modified <= since  # 13.1.3
    return Verdict(304 if fresh else 200, validators.tag)


def _may_proceed(conditions: Conditions, validators: Validators, now: float) -> bool:
    if conditions.if_match is not None:  # 13.1.1: strong comparison
        return conditions.if_match.strip() == "*" or any(
            not weak and f'"{tag}"' == validators.tag for weak, tag in _tags(conditions.if_match)
        )
    since = http_instant(conditions.if_unmodified_since, now)
    return since is None or validators.modified <= since  # 13.1.4


def _held_tag(if_none_match: str, validators: Validators, weights: Weights) -> str | None:
    """The tag of the copy the client holds of this version, None where it holds none.

    The comparison is weak (13.1.2), and blind to what proxies add: ``-gzip``, ``;gzip``,
    ``:br``. A copy in another coding serves only a request that accepts this coding.
    """
    if if_none_match.strip() == "*":
        return validators.tag
    named = (_OWN_TAG.fullmatch(tag) for _, tag in _tags(if_none_match))
    held = list(_acceptable(filter(None, named), validators, weights))
    return validators.tag if validators.tag in held else next(iter(held), None)


def held_versions(if_none_match: str | None) -> list[str]:
    """Return the digests of the versions of which the client says it holds a copy."""
    named = (_OWN_TAG.fullmatch(tag) for _, tag in _tags(if_none_match or ""))
    return list(dict.fromkeys(tag["digest"] for tag in named if tag))


def _acceptable(
    tags: Iterable[re.Match[str]], validators: Validators, weights: Weights
) -> Iterator[str]:
    for tag in tags:
        coding = _CODINGS.get(tag["mark"], IDENTITY)
        recoded = coding == IDENTITY and tag["foreign"]  # by a proxy, which the client accepts
        selected = coding == validators.coding  # also where no coding is acceptable
        if tag["digest"] == validators.digest and (selected or recoded or weights[coding]):
            yield entity_tag(validators.digest, tag["mark"], tag["coded"])


def _tags(header: str) -> Iterator[tuple[bool, str]]:
    """Yield each entity tag of a list: whether it is weak, and what is between the quotes."""
    for weak, quoted, bare in _TAGS.findall(header):
        yield bool(weak), quoted or bare
