"""Give lazy images, videos and frames the sources that a script would give them.

Feed readers run no scripts. A lazy image names its real source in an attribute such as
``data-src``, shows a placeholder in ``src``, and often has a copy in ``noscript`` beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

Resolve = Callable[[str], str | None]
"""Makes a URL absolute; None if it cannot be shown."""

_NAME = re.compile("data-(?:src|lazy|orig|echo|poster)")
"""How the names of the attributes below begin."""
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-src", "data-lazy", "data-echo")
_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_ELEMENTS = "img, source, iframe, video, audio, track"
_PICTURES = "img, video, iframe"
_ALONE = frozenset({"img", "picture", "video", "iframe", "a", "span"})
"""Elements that a ``noscript`` beside them can repeat."""
_FLAG = re.compile(
    r"\s*(?:true|false|yes|no|on|off|auto|lazy|[\d.x]+|#.*)\s*", re.IGNORECASE | re.DOTALL
)
"""What an attribute holds that only says that an image is lazy, or how large it is."""
_PLACEHOLDER = re.compile(
    r"data:|about:|(?:[^?#]*/)?(?:loading|loader|lazy|placeholder|spacer|blank|transparent|"
    r"pixel|spinner|gr[ae]y|1x1)[^/?#]*(?:[?#].*)?\Z",
    re.IGNORECASE | re.DOTALL,
)


def may_be_in(lowered: str) -> bool:
    """Say whether HTML in lower case may hold lazy elements."""
    return "data-" in lowered and _NAME.search(lowered) is not None


def load(tree: LexborHTMLParser, resolve: Resolve) -> None:
    """Give lazy elements their real sources, and drop the copies in ``noscript``.

    A ``noscript`` without a picture beside it is replaced by its content; a placeholder beside
    it goes.
    """
    loaded = {node.mem_id for node in tree.css(_ELEMENTS) if _load(node, resolve)}
    for node in reversed(tree.css("noscript")):
        _settle(node, loaded, resolve)
    tree.unwrap_tags(["noscript"])


def _load(node: LexborNode, resolve: Resolve) -> bool:
    """Give one element its real sources; False if it names none."""
    given = node.attributes
    urls = (given.get(name) for name in _SOURCES)
    url = next((url for url in urls if url and not _FLAG.fullmatch(url) and resolve(url)), None)
    sets = ((given.get(name) or "").strip() for name in _SETS)
    candidates = next(filter(None, sets), None)
    old = given.get("src") or ""
    if url is None and candidates and node.tag == "img" and is_placeholder(old):
        url = candidates.split()[0].strip(",")
    if url:
        node.attrs["src"] = url
    if candidates:
        node.attrs["srcset"] = candidates
    elif url and old and old in (given.get("srcset") or ""):
        del node.attrs["srcset"]
    poster = given.get("data-poster")
    if poster:
        node.attrs["poster"] = poster
    return bool(url or candidates)


def is_placeholder(source: str) -> bool:
    """Say whether a source is empty, or an image that is shown until the real one is loaded."""
    return not source.strip() or _PLACEHOLDER.match(source.strip()) is not None


def _settle(node: LexborNode, loaded: set[int], resolve: Resolve) -> None:
    """Remove a ``noscript`` if the image beside it is loaded; otherwise remove that placeholder."""
    copies = node.css(_PICTURES)
    if not copies or node.text(strip=True):
        return
    again = _urls(copies, resolve)
    for beside in (_beside(node, "prev"), _beside(node, "next")):
        pictures = beside.css(_ELEMENTS) if beside else []
        if not beside or not pictures:
            continue
        is_loaded = any(one.mem_id in loaded for one in pictures)
        if (is_loaded and beside.tag in _ALONE) or again <= _urls(pictures, resolve) - {None}:
            node.decompose()
            return
        if not is_loaded and _is_only_placeholder(beside, pictures):
            beside.decompose()
            return


def _urls(nodes: list[LexborNode], resolve: Resolve) -> set[str | None]:
    return {resolve(node.attributes.get("src") or "") for node in nodes}


def _beside(node: LexborNode, side: str) -> LexborNode | None:
    """Return the element before or after a node; None if there is text between them."""
    found = getattr(node, side)
    while found is not None and found.tag == "-text" and not found.text(strip=True):
        found = getattr(found, side)
    return None if found is None or found.tag in ("-text", "noscript") else found


def _is_only_placeholder(node: LexborNode, pictures: list[LexborNode]) -> bool:
    sources = (one.attributes.get("src") or one.attributes.get("srcset") or "" for one in pictures)
    return not node.text(strip=True) and all(map(is_placeholder, sources))
