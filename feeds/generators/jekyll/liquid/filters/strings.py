"""Filters of text: Liquid's and Jekyll's."""

from __future__ import annotations

import base64
import binascii
import html
import re
from unicodedata import normalize
from urllib.parse import quote_plus, unquote_plus

from feeds.generators.jekyll.kramdown.smartypants import smartify
from feeds.generators.jekyll.liquid.context import OUTPUT, Context
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.ruby import Failure, inspect, shown, strict_integer, to_s
from feeds.generators.jekyll.permalinks import downcase, slugify

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
"""Scripts whose every character is a word: Han, kana, Hangul."""
_CJK_WORD = re.compile(f"[{_CJK}]")
_OTHER_WORD = re.compile(f"[^{_CJK} \t\n\v\f\r]+")


@filters("append")
def append(_: Context, text: object, more: object) -> str:
    return to_s(text) + to_s(more)


@filters("prepend")
def prepend(_: Context, text: object, before: object) -> str:
    return to_s(before) + to_s(text)


@filters("downcase")
def _downcase(_: Context, text: object) -> str:
    return downcase(to_s(text))


@filters("upcase")
def upcase(_: Context, text: object) -> str:
    return to_s(text).upper()


@filters("capitalize")
def capitalize(_: Context, text: object) -> str:
    found = to_s(text)
    return found[:1].upper() + downcase(found[1:])


@filters("h", "escape")
def escape(_: Context, text: object) -> str | None:
    return None if text is None else html.escape(to_s(text)).replace("&#x27;", "&#39;")


@filters("escape_once")
def escape_once(_: Context, text: object) -> str:
    return _LOOSE.sub(lambda one: html.escape(one[0]).replace("&#x27;", "&#39;"), to_s(text))


@filters("xml_escape")
def xml_escape(_: Context, text: object) -> str:
    return html.escape(to_s(text), quote=False).replace('"', "&quot;")


@filters("cgi_escape", "url_encode")
def url_encode(_: Context, text: object) -> str | None:
    return None if text is None else quote_plus(to_s(text))


@filters("url_decode")
def url_decode(_: Context, text: object) -> str | None:
    return None if text is None else unquote_plus(to_s(text), errors="strict")


@filters("base64_encode")
def base64_encode(_: Context, text: object) -> str:
    return base64.b64encode(to_s(text).encode()).decode()


@filters("base64_decode")
def base64_decode(_: Context, text: object) -> str:
    try:
        return base64.b64decode(to_s(text), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Failure("this is no Base64") from error


@filters("base64_url_safe_encode")
def base64_url_safe_encode(_: Context, text: object) -> str:
    return base64.urlsafe_b64encode(to_s(text).encode()).decode()


@filters("base64_url_safe_decode")
def base64_url_safe_decode(_: Context, text: object) -> str:
    found = to_s(text)
    return base64.urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode()


@filters("strip")
def strip(_: Context, text: object) -> str:
    return to_s(text).lstrip(_SPACE).rstrip(_SPACE)


@filters("lstrip")
def lstrip(_: Context, text: object) -> str:
    return to_s(text).lstrip(_SPACE)


@filters("rstrip")
def rstrip(_: Context, text: object) -> str:
    return to_s(text).rstrip(_SPACE)


@filters("strip_newlines")
def strip_newlines(_: Context, text: object) -> str:
    return _LINE_END.sub("", to_s(text))


@filters("newline_to_br")
def newline_to_br(_: Context, text: object) -> str:
    return _LINE_END.sub("<br />\n", to_s(text))


@filters("strip_html")
def strip_html(_: Context, text: object) -> str:
    found = to_s(text)
    for opening, closing in (*_HIDDEN, ("<", ">")):
        found = _without(found, opening, closing)
    return found


def _without(text: str, opening: str, closing: str) -> str:
    """Take out every stretch from an opening to its closing, in one pass."""
    kept, end = [], 0
    while (start := text.find(opening, end)) >= 0:
        close = text.find(closing, start + len(opening))
        if close < 0:
            break
        kept.append(text[end:start])
        end = close + len(closing)
    return "".join([*kept, text[end:]])


@filters("normalize_whitespace")
def normalize_whitespace(_: Context, text: object) -> str:
    return _SPACES.sub(" ", to_s(text)).strip(_SPACE)


@filters("replace")
def replace(context: Context, text: object, old: object, new: object = "") -> str:
    del context
    found, old, new = to_s(text), to_s(old), to_s(new)
    if len(found) + found.count(old) * len(new) > 2 * OUTPUT:
        raise Failure("the text would grow too long")
    return found.replace(old, new)


@filters("replace_first")
def replace_first(_: Context, text: object, old: object, new: object = "") -> str:
    return to_s(text).replace(to_s(old), to_s(new), 1)


@filters("replace_last")
def replace_last(_: Context, text: object, old: object, new: object = "") -> str:
    before, found, after = to_s(text).rpartition(to_s(old))
    return before + to_s(new) + after if found else after


@filters("remove")
def remove(context: Context, text: object, old: object) -> str:
    del context
    return to_s(text).replace(to_s(old), "")


@filters("remove_first")
def remove_first(_: Context, text: object, old: object) -> str:
    return to_s(text).replace(to_s(old), "", 1)


@filters("remove_last")
def remove_last(_: Context, text: object, old: object) -> str:
    before, _found, after = to_s(text).rpartition(to_s(old))
    return before + after


@filters("truncate")
def truncate(_: Context, text: object, length: object = 50, end: object = "...") -> str | None:
    if text is None:
        return None
    found, wanted, tail = to_s(text), strict_integer(length), to_s(end)
    return found[: max(wanted - len(tail), 0)] + tail if len(found) > wanted else found


@filters("truncatewords")
def truncatewords(_: Context, text: object, count: object = 15, end: object = "...") -> str | None:
    if text is None:
        return None
    found, wanted = to_s(text), max(strict_integer(count), 1)
    words = [word for word in _SPACES.split(found) if word]
    return found if len(words) <= wanted else " ".join(words[:wanted]) + to_s(end)


@filters("split")
def split(_: Context, text: object, separator: object) -> list[object]:
    found, between = to_s(text), to_s(separator)
    if between == " ":
        return [word for word in _SPACES.split(found) if word]
    parts = found.split(between) if between else list(found)
    while parts and not parts[-1]:
        parts.pop()
    return list(parts)


@filters("slugify")
def _slugify(_: Context, text: object, mode: object = None) -> str | None:
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
    """Write letters with Latin accents without them, as I18n does; others become ``?``."""
    return "".join(normalize("NFKD", char)[0] if ord(char) < 0x180 else "?" for char in text)


@filters("smartify")
def _smartify(_: Context, text: object) -> str:
    return "".join(map(_smart, _TAG.split(to_s(text))))


def _smart(piece: str) -> str:
    """Set the punctuation of what stands between two tags; the tags stay."""
    bare = piece.rstrip("\n")
    if not bare or _TAG.fullmatch(piece):
        return piece
    return smartify(bare).removesuffix("\n") + piece[len(bare) :]


@filters("markdownify")
def markdownify(context: Context, text: object) -> str:
    return context.scene.library.to_html(to_s(text))


@filters("inspect")
def _inspect(_: Context, value: object) -> str:
    return xml_escape(_, inspect(value))


@filters("number_of_words")
def number_of_words(_: Context, text: object, mode: object = None) -> int:
    found = shown(text)
    if mode in ("cjk", "auto"):
        asian = len(_CJK_WORD.findall(found))
        if asian or mode == "cjk":
            return asian + len(_OTHER_WORD.findall(found))
    return sum(1 for word in _SPACES.split(found) if word)
