"""HTML as kramdown sees it: which elements there are, and what their content is."""

from __future__ import annotations

import re


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


RAW = _names("script style math option textarea pre code kbd samp var")
"""Their content is never Markdown."""
SPANS = _names(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark "
    "option q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var"
)
"""They never open a block."""
BLOCKS = _names(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul"
)
"""Inside a sentence their tags are text that is passed on."""
VOID = _names("area base br col command embed hr img input keygen link meta param source track wbr")
PARSED_BLOCKS = _names(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption "
    "footer form header hgroup iframe li main map menu nav noscript object section summary td"
)
"""With ``markdown="1"`` they hold blocks."""
PARSED_SPANS = _names(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label "
    "legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt"
)
"""With ``markdown="1"`` they hold a sentence."""
PARSED = PARSED_BLOCKS | PARSED_SPANS
KNOWN = RAW | SPANS | BLOCKS | VOID | PARSED_BLOCKS | PARSED_SPANS

NAME = r"(?:[^\W\d][\w.\-]*+:)?+[^\W\d][\w.\-]*+"
_VALUE = r"(?:\w++|\"[^\"]*+\"|'[^']*+')"
TAG = re.compile(
    rf"<(?P<name>{NAME})\s*+(?P<attributes>(?:(?<=\s){NAME}(?:\s*+=\s*+{_VALUE})?+\s*+)*+)(?P<closed>/)?>"
)
CLOSING_TAG = re.compile(rf"</(?P<name>{NAME})\s*+>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def element_name(name: str) -> str:
    """An HTML element's name in lower case; any other as it is."""
    lowered = name.lower()
    return lowered if lowered in KNOWN else name
