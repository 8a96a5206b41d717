"""Deltas: send only the entries that changed since a version (RFC 3229)."""

from __future__ import annotations

from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header

from feeds.edition import Version
from feeds.errors import EditionError
from feeds.web.clients import agent
from feeds.web.preconditions import Weights, held_versions
from feeds.web.snapshot import CurrentEdition, Form

_MOST_HELD = 8
"""Versions of If-None-Match that are looked up; no feed reader sends more."""

_UNAWARE = {"feedparser", "UniversalFeedParser", "rss2email"}
"""Readers that send ``A-IM: feed`` but do not understand the answer.

The library feedparser sends the header with every request. Many programs that use it, rss2email
among them, take 226 for an error: they show nothing, keep the version they held, and fail again
until that version is forgotten. A program that sets its own User-Agent is believed.
"""


def delta_for(current: CurrentEdition, form: Form, asked: Headers) -> bytes | None:
    """Return what changed since the version that the client has, not coded.

    ``asked`` are the headers of the request. None if the client did not ask for a delta, or if
    the whole feed must be sent.
    """
    held = held_versions(asked.get("If-None-Match")) if form.file.is_feed else []
    if not held or not asks_for_delta(asked.get("A-IM"), asked.get("User-Agent")):
        return None
    path, digest = form.file.path, form.file.digest
    try:
        versions = current.versions(path, [digest, *held[:_MOST_HELD]])
        now = versions.pop(digest, None)
        if now is None or not versions:
            return None
        whole = current.form(path, Weights(None))
    except EditionError:  # the table cannot be read at the moment: send the whole feed
        return None
    if whole.file.digest != digest:  # a build has replaced the feed meanwhile
        return None
    return delta(whole.body, now, next(iter(versions.values())))


def asks_for_delta(a_im: str | None, user_agent: str | None) -> bool:
    """Return whether the client accepts a feed of only the changes (RFC 3229 10.5.3)."""
    wanted = (weight for name, weight in parse_accept_header(a_im) if name.lower() == "feed")
    return any(weight > 0 for weight in wanted) and agent(user_agent).name not in _UNAWARE


def delta(body: bytes, current: Version, earlier: Version) -> bytes | None:
    """Return the feed with only the entries that are new or changed since an earlier version.

    ``body`` is the body of the current version. The entries are cut out of it, and everything
    around them stays, so the result is a feed of the same format. None if entries were removed,
    which a delta cannot show, or if all entries changed.
    """
    known = {(entry.id, entry.version) for entry in earlier.entries}
    shown = current.entries
    fresh = [entry for entry in shown if (entry.id, entry.version) not in known]
    if _lost_entries(current, earlier) or len(fresh) == len(shown):
        return None
    joint = body[shown[0].end : shown[1].start] if len(shown) > 1 else b""
    entries = joint.join(body[entry.start : entry.end] for entry in fresh)
    return body[: shown[0].start] + entries + body[shown[-1].end :]


def _lost_entries(current: Version, earlier: Version) -> bool:
    """Return whether entries were removed, other than the oldest that newer ones pushed out."""
    present = {entry.id for entry in current.entries}
    stayed = [entry.id in present for entry in earlier.entries]
    pushed_out = current.is_full and stayed == sorted(stayed, reverse=True)
    return not (all(stayed) or pushed_out)
