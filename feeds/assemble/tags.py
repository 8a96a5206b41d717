"""Keep text that looks like a tag, such as ``<path>``, which parsers would lose.

People write ``git checkout <path>`` without escaping it. To parsers this opens an element. If the
element is SVG's or MathML's, the sanitiser removes it with its text, because its meaning depends on
the place. Other elements, such as ``title``, hide everything up to their end tag.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

# Leaving out the usual names is faster than looking them up.
_NAME = re.compile(
    r"<(?!(?:/|(?:p|a|li|code|em|strong|ul|h[1-6]|span|br|pre|img|div|blockquote|ol|t[dhr]|hr|[bi])[\s>/]))"
    r"([a-z][a-z0-9-]*)"
)
_HIDING_TAGS = """
applet canvas datalist iframe math noembed noframes optgroup option plaintext select svg template
textarea title xmp
"""
_HIDING = frozenset(_HIDING_TAGS.split())
"""Elements that hide their content, or show it as text. Scripts and styles are not among them:
what follows an open one is code."""
_HTML_NAMES = """
a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
blockquote body br button canvas caption center cite code col colgroup data datalist dd del details
dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset
h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link
listing main map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol
optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script
search section select slot small source span strike strong style sub summary sup svg table tbody td
template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
"""
HTML_TAGS = frozenset(_HTML_NAMES.split())
# HTML 13.2.5: comments and tags, so that neither comments nor attributes hold a match. Only of
# start tags the name is a group.
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:/[a-z][^\s/>]*+|([a-z][^\s/>]*+))"
    r"""(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)*+[\s/]*+(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL,
)


def tag_names(lowered: str) -> set[str]:
    """Return the names of start tags in HTML in lower case, except the most usual ones."""
    return set(_NAME.findall(lowered))


def closed(html: str, lowered: str, names: set[str]) -> str:
    """Close each element that hides what follows it right after its tag, if nothing closes it."""
    open_names = {name for name in names & _HIDING if f"</{name}" not in lowered}
    if not open_names:
        return html

    def ended(tag: re.Match[str]) -> str:
        name = (tag[1] or "").lower()
        if name not in open_names:
            return tag[0]
        return "" if name == "plaintext" else f"{tag[0]}</{name}>"  # plaintext has no end

    return TAG.sub(ended, html)


def has_unknown(names: set[str]) -> bool:
    """Say whether any of these is not the name of an HTML element."""
    return not names <= HTML_TAGS


def unwrap_unknown(tree: LexborHTMLParser, names: set[str]) -> None:
    """Replace elements that are not HTML's by their content, except in SVG and MathML."""
    unknown = names - HTML_TAGS
    if not unknown or tree.root is None:
        return
    drawn = {node.mem_id for node in tree.css("svg *, math *")}
    found = [node for node in tree.root.traverse() if node.tag in unknown]
    for node in reversed(found):
        if node.mem_id not in drawn:
            node.unwrap()
