"""No trick hides from the count what costs a parser too much; articles pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.assemble.nesting import is_too_costly


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<div></b>",
        "<div></DIV >x<DIV>",
        "<div><br></br>",
        "<div><!--</div>-->",
        "<div><!--><b></div>-->",
        '<div title="</div>">',
        "<div title='</div>'>",
        "<div><script></div></script>",
        "<div><script><!--<script></script></div></script>-->",
        "<div><textarea></div></textarea>",
        "<div><!x </div>",
        "<div><? </div>",
        "<div></ </div>",
        "<div><table><td></div></table>",
        "<b><table><td></b></table>",
        "<span><div></span></div>",
        "<b><div></b>",
        "<span><p></span></p>",
        "<span><li></span></li>",
        "<li><dt>",
        "<option><dt>",
        "<form><span></form>",
        "<noscript><li></noscript>",
        "<svg><span></svg>",
        "<body><x-y></body>",
        "<image><x-y></image>",
        "<b id=1><p></p>",
        "<svg><style><div></style>",
        "<svg><title><p><path/></title>",
        "<svg></p><path/><g/>",
        "<math><mtext><mspace/>",
        "<math><div></div><mspace/>",
        "<![CDATA[><div>]]>",
        "<![CDATA[<svg>]]><style><tbody>]]><x-y>",
        "<svg><![CDATA[></svg><div>]]>",
        "<select><xmp></select><div></xmp>",
        "<rt>",
        "<optgroup>",
        "<x-y>",
        "<div/>",
    ],
)
def test_what_nests_without_end_is_too_costly(unit: str) -> None:
    assert is_too_costly(unit * 2_000)


@pytest.mark.parametrize(
    "unit",
    [
        "<div><p>a<br>b<b>c</b></div>",
        "<div><span><i>a</i></div>",
        "<ul><li>a<li><p>b<li>c</ul>",
        "<p>a<div>b</div>",
        "<p>a",
        "<dl><dt>a<dd>b</dl>",
        "<table><tr><td>a<td>b</table>",
        "<ruby>a<rp>(<rt>b<rp>)</ruby>",
        "<select><option>a<option>b</select>",
        "<!-- <div><div> -->a",
        '<a title="<b>" href="x">a</a>',
        "<script>'<div>'</script>",
        "<svg><title>a</title><g><path d='M0 0'/></g></svg>",
        "<math><mrow><mi>a</mi><mspace width='1em'/><mo>+</mo></mrow></math>",
        "a < b && c > d ",
        "<DIV CLASS=a>a</div >",
        "<img src=a alt='b'/>",
    ],
)
def test_what_articles_are_made_of_may_be_many(unit: str) -> None:
    assert not is_too_costly(unit * 2_000)


def test_a_drawing_of_many_paths_is_not_deep() -> None:
    assert not is_too_costly("<svg>" + "<path d='M0 0'/>" * 2_000 + "</svg>")


@pytest.mark.parametrize(("count", "costly"), [(1_000, False), (1_001, True)])
@pytest.mark.parametrize("tag", ["a", "iframe"])
def test_a_tag_has_no_more_than_a_thousand_attributes(tag: str, count: int, costly: bool) -> None:
    html = f"<{tag} " + " ".join(f"a{i}='{'>' * 20}'" for i in range(count)) + ">"
    assert is_too_costly(html) is costly


def test_formatting_that_is_opened_again_and_again_is_too_costly() -> None:
    formatting = "".join(f"<b id={i}>" for i in range(400))
    assert is_too_costly(f"<p>{formatting}</p>" + "<p>a</p>" * 2_000)


def test_end_tags_that_are_looked_for_in_vain_are_too_costly() -> None:
    assert is_too_costly("<x-y><b>" + "<span>" * 400 + "</x-y>" * 10_000)


@pytest.mark.parametrize("between", [" ", "\n", "/", "=''"])
def test_attributes_are_counted_however_they_are_set_apart(between: str) -> None:
    assert is_too_costly("<a " + between.join(f"attribute-{i}" for i in range(2_000)) + ">")


PIECES = [
    *("<div>", "</div>", "<b>", "</b>", "<span>", "</span>", "<table>", "</table>", "<td>"),
    *("<p>", "</p>", "<li>", "<ul>", "</ul>", "<!--", "-->", "<!-->", "<script>", "</script>"),
    *("<style>", "</style>", "<svg>", "</svg>", "<path/>", "<math>", "</math>", "<mtext>"),
    *("<mspace/>", "<title>", "</title>", '<a x="', '">', "'", "</a>", "<![CDATA[", "]]>"),
    *("<select>", "</select>", "<option>", "<h1>", "</h2>", "<button>", "</button>", "<x-y>"),
    *("<object>", "</object>", "<foreignObject>", "</foreignObject>", "</", "<!x", "<?", ">"),
]


def _depth(html: str) -> int:
    root = LexborHTMLParser(html, is_fragment=True).root
    return max((_above(node) for node in root.traverse()), default=0) if root else 0


def _above(node: LexborNode | None) -> int:
    depth = 0
    while node is not None:
        depth, node = depth + 1, node.parent
    return depth


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
@settings(max_examples=100, deadline=None)
def test_what_a_parser_nests_deep_is_too_costly(unit: str) -> None:
    html = unit * 600
    if _depth(unit * 60) > 2 * 60:
        assert is_too_costly(html)
