"""Filters for text and URLs."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Mapping
from unicodedata import normalize
from urllib.parse import quote_plus, unquote_plus

from feeds.generators.jekyll.kramdown.smartypants import smartify
from feeds.generators.jekyll.liquid.context import MAX_OUTPUT, Filter, FilterTable, LiquidContext
from feeds.generators.jekyll.liquid.ruby import Drop, Failure, inspect, shown, strict_integer, to_s
from feeds.generators.jekyll.permalinks import capitalize, downcase, slugify

FILTERS = FilterTable()

_SPACES = re.compile(r"[ \t\n\v\f\r]+")
_SPACE = " \t\n\v\f\r\0"
_TAG = re.compile(r"(<[^<>]*>)")
_LINE_END = re.compile(r"\r?\n")
_LOOSE = re.compile(r"[\"><']|&(?!(?:[a-zA-Z]+|#[0-9]+);)")
_HIDDEN = (("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>"))
_CJK = (
    "\u1100-\u11ff\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u302e\u302f\u3038-\u303b\u3041-\u3096"
    "\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uf900-\ufad9\uff66-\uff6f\uff71-\uff9d\uffa0-\uffdc"
    "\U00020000-\U0003134a"
)
"""Scripts in which each character counts as a word: Han, kana, Hangul."""
_CJK_WORD = f"[{_CJK}]"  # compiled when it is used: that takes 4 ms
_INDEX = re.compile(r"/index\.html?$", re.MULTILINE)
_OTHER_WORD = f"[^{_CJK} \t\n\v\f\r]+"


@FILTERS.named("append")
def append(_: LiquidContext, text: object, more: object) -> str:
    return to_s(text) + to_s(more)


@FILTERS.named("prepend")
def prepend(_: LiquidContext, text: object, before: object) -> str:
    return to_s(before) + to_s(text)


def _escape(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;")


def _escape_once(text: str) -> str:
    return _LOOSE.sub(lambda one: _escape(one[0]), text)


def _xml_escape(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Failure("its input is not valid Base64") from error


def _base64_url_safe_decode(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def _strip_html(text: str) -> str:
    for opening, closing in (*_HIDDEN, ("<", ">")):
        text = _without(text, opening, closing)
    return text


def _without(text: str, opening: str, closing: str) -> str:
    """Remove all text from an opening to its closing, in one pass."""
    kept, end = [], 0
    while (start := text.find(opening, end)) >= 0:
        close = text.find(closing, start + len(opening))
        if close < 0:
            break
        kept.append(text[end:start])
        end = close + len(closing)
    return "".join([*kept, text[end:]])


_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "base64_decode": _base64_decode,
    "base64_encode": lambda text: base64.b64encode(text.encode()).decode(),
    "base64_url_safe_decode": _base64_url_safe_decode,
    "base64_url_safe_encode": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "capitalize": capitalize,
    "downcase": downcase,
    "escape_once": _escape_once,
    "lstrip": lambda text: text.lstrip(_SPACE),
    "newline_to_br": lambda text: _LINE_END.sub("<br />\n", text),
    "normalize_whitespace": lambda text: _SPACES.sub(" ", text).strip(_SPACE),
    "rstrip": lambda text: text.rstrip(_SPACE),
    "strip": lambda text: text.strip(_SPACE),
    "strip_html": _strip_html,
    "strip_newlines": lambda text: _LINE_END.sub("", text),
    "upcase": str.upper,
    "xml_escape": _xml_escape,
}
"""Filters of one text, which take ``nil`` as the empty text."""

_OF_TEXT_OR_NIL: Mapping[str, Callable[[str], str]] = {
    "cgi_escape": quote_plus,
    "escape": _escape,
    "h": _escape,
    "url_decode": lambda text: unquote_plus(text, errors="strict"),
    "url_encode": quote_plus,
}
"""Filters of one text, which leave ``nil`` as it is."""


def _of_text(change: Callable[[str], str]) -> Filter:
    return lambda _, text: change(to_s(text))


def _of_text_or_nil(change: Callable[[str], str]) -> Filter:
    return lambda _, text: None if text is None else change(to_s(text))


FILTERS.update({name: _of_text(change) for name, change in _OF_TEXT.items()})
FILTERS.update({name: _of_text_or_nil(change) for name, change in _OF_TEXT_OR_NIL.items()})


@FILTERS.named("replace")
def replace(context: LiquidContext, text: object, old: object, new: object = "") -> str:
    del context
    found, old, new = to_s(text), to_s(old), to_s(new)
    if len(found) + found.count(old) * len(new) > 2 * MAX_OUTPUT:
        raise Failure("the result would be too long")
    return found.replace(old, new)


@FILTERS.named("replace_first")
def replace_first(_: LiquidContext, text: object, old: object, new: object = "") -> str:
    return to_s(text).replace(to_s(old), to_s(new), 1)


@FILTERS.named("replace_last")
def replace_last(_: LiquidContext, text: object, old: object, new: object = "") -> str:
    before, found, after = to_s(text).rpartition(to_s(old))
    return before + to_s(new) + after if found else after


@FILTERS.named("remove")
def remove(context: LiquidContext, text: object, old: object) -> str:
    del context
    return to_s(text).replace(to_s(old), "")


@FILTERS.named("remove_first")
def remove_first(_: LiquidContext, text: object, old: object) -> str:
    return to_s(text).replace(to_s(old), "", 1)


@FILTERS.named("remove_last")
def remove_last(_: LiquidContext, text: object, old: object) -> str:
    before, _found, after = to_s(text).rpartition(to_s(old))
    return before + after


@FILTERS.named("truncate")
def truncate(
    _: LiquidContext, text: object, length: object = 50, end: object = "..."
) -> str | None:
    if text is None:
        return None
    found, wanted, tail = to_s(text), strict_integer(length), to_s(end)
    return found[: max(wanted - len(tail), 0)] + tail if len(found) > wanted else found


@FILTERS.named("truncatewords")
def truncatewords(
    _: LiquidContext, text: object, count: object = 15, end: object = "..."
) -> str | None:
    if text is None:
        return None
    found, wanted = to_s(text), max(strict_integer(count), 1)
    words = [word for word in _SPACES.split(found) if word]
    return found if len(words) <= wanted else " ".join(words[:wanted]) + to_s(end)


@FILTERS.named("split")
def split(_: LiquidContext, text: object, separator: object) -> list[object]:
    found, between = to_s(text), to_s(separator)
    if between == " ":
        return [word for word in _SPACES.split(found) if word]
    parts = found.split(between) if between else list(found)
    while parts and not parts[-1]:
        parts.pop()
    return list(parts)


@FILTERS.named("slugify")
def _slugify(_: LiquidContext, text: object, mode: object = None) -> str | None:
    if text is None:
        return None
    found, name = to_s(text), to_s(mode) or "default"
    if name in ("default", "pretty"):
        return downcase(slugify(found, pretty=name == "pretty"))
    if name == "raw":
        found = _SPACES.sub("-", found)
    elif name in ("ascii", "latin"):
        found = re.sub("[^A-Za-z0-9]+", "-", _unaccented(found) if name == "latin" else found)
    else:
        return downcase(found)
    return downcase(found.removeprefix("-").removesuffix("-"))


def _unaccented(text: str) -> str:
    """Remove accents from Latin letters, as I18n does; other letters become ``?``."""
    return "".join(normalize("NFKD", char)[0] if ord(char) < 0x180 else "?" for char in text)


@FILTERS.named("smartify")
def _smartify(_: LiquidContext, text: object) -> str:
    return "".join(map(_smart, _TAG.split(to_s(text))))


def _smart(piece: str) -> str:
    """Replace the quotes, dashes and ellipses of text between tags; tags are unchanged."""
    bare = piece.rstrip("\n")
    if not bare or _TAG.fullmatch(piece):
        return piece
    return smartify(bare).removesuffix("\n") + piece[len(bare) :]


@FILTERS.named("markdownify")
def markdownify(context: LiquidContext, text: object) -> str:
    return context.lookups.settings.converters.markdown(to_s(text))


@FILTERS.named("inspect")
def _inspect(_: LiquidContext, value: object) -> str:
    return _xml_escape(inspect(value))


@FILTERS.named("number_of_words")
def number_of_words(_: LiquidContext, text: object, mode: object = None) -> int:
    found = shown(text)
    if mode in ("cjk", "auto"):
        asian = len(re.findall(_CJK_WORD, found))
        if asian or mode == "cjk":
            return asian + len(re.findall(_OTHER_WORD, found))
    return sum(1 for word in _SPACES.split(found) if word)


@FILTERS.named("relative_url")
def relative_url(context: LiquidContext, value: object) -> str | None:
    return None if value is None else context.lookups.urls.relative(_reference(value))


@FILTERS.named("absolute_url")
def absolute_url(context: LiquidContext, value: object) -> str | None:
    return None if value is None else context.lookups.urls.absolute(_reference(value))


def _reference(value: object) -> str:
    return to_s(value.get("url") if isinstance(value, Drop) else value)


@FILTERS.named("strip_index")
def strip_index(_: LiquidContext, value: object) -> object:
    return value if to_s(value) == "" else _INDEX.sub("/", to_s(value), count=1)


@FILTERS.named("uri_escape")
def uri_escape(context: LiquidContext, value: object) -> str | None:
    return None if value is None else context.lookups.urls.escape(to_s(value))
