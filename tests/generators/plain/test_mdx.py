"""Of MDX, readers see the text and what components enclose, but no JavaScript."""

from __future__ import annotations

import time

import pytest

from feeds.generators.plain.mdx import markdown_of
from tests.support.plain import outcome

PATH = "2026-01-02-a.mdx"


@pytest.mark.parametrize(
    ("mdx", "markdown"),
    [
        ("import X from './x'\n\nText.\n", "\nText.\n"),
        ("import {\n  A,\n  B as C\n} from \"../y\";\nimport './z.css'\n\nText\n", "\nText\n"),
        ("import D, * as E from 'e'\nexport const a = 1\n\nText\n", "\nText\n"),
        ("import d from 'd.json' with {type: 'json'}\n\nText\n", "\nText\n"),
        ("Text\n\nimport A from 'a'\n", "Text\n\n"),
        ("import A from 'a'; import B from \"b\"\n\nText\n", "\nText\n"),
        ("import A from 'a' // see https://x.example\nimport 'b'; //\n\nText\n", "\nText\n"),
        ("import A from 'a' Text\n", "import A from 'a' Text\n"),
        ("export const meta = {\n  a: [1,\n\n  2], b: '}',\n}\n\nText\n", "\nText\n"),
        (
            "export default function L({ children }) {\n  return <b>{children}</b>\n}\n\nT\n",
            "\nT\n",
        ),
        ("export {a} from 'b'\n\nText", "\nText"),
        ("import duties rise\n\nexport of goods\n", "import duties rise\n\nexport of goods\n"),
        ("Text goes on\nimport x from 'y'\n", "Text goes on\nimport x from 'y'\n"),
    ],
)
def test_imports_and_exports_are_removed(mdx: str, markdown: str) -> None:
    assert markdown_of(mdx) == markdown


@pytest.mark.parametrize(
    ("mdx", "markdown"),
    [
        ("a {value} b", "a  b"),
        ("a{' '}b {\"c\"} {`d`} {5}", "a b c d 5"),
        ("it's {/* don't } */}fine", "it's fine"),
        ("{items.map((i) => <li key={i}>{`a ${i} }`}</li>)}\nText", "\nText"),
        ("{a ? 'it\\'s }' : '{'}.", "."),
        ("\\{kept\\}", "\\{kept\\}"),
        ("{unclosed and {more", "{unclosed and {more"),
        ("`{code}` ``{`}``", "`{code}` ``{`}``"),
        ("```js\nimport x from 'y'\n\nexport {x}\n<A/>\n```\n",
         "```js\nimport x from 'y'\n\nexport {x}\n<A/>\n```\n"),
        ("~~~~\n{a}\n~~~\n{b}\n~~~~\n{c}", "~~~~\n{a}\n~~~\n{b}\n~~~~\n"),
    ],
)  # fmt: skip
def test_expressions_and_comments_are_removed_but_code_stays(mdx: str, markdown: str) -> None:
    assert markdown_of(mdx) == markdown


@pytest.mark.parametrize(
    ("mdx", "markdown"),
    [
        ("A <Badge text='x' {...props} on size={{a: 1}} /> B", "A  B"),
        ('<Note type="a>b">One **line**</Note>', "One **line**"),
        ("<Foo.Bar>in</Foo.Bar> <>frag</> <my.part/>", "in frag "),
        ("<Video\n  id={'x'}\n  loop\n/>\nText", "\nText"),
        ("<b className=\"c\" style={{a: 1}} id={'d'}>x</b>", '<b class="c" id="d">x</b>'),
        ("<img src={picture} alt='A' />", "<img alt='A' />"),
        ("a < b, a<b and <https://x.example>", "a < b, a<b and <https://x.example>"),
        ("<!-- {more} -->", "<!-- {more} -->"),
        ("<A b=", "<A b="),
    ],
)
def test_components_are_removed_but_what_they_enclose_stays(mdx: str, markdown: str) -> None:
    assert markdown_of(mdx) == markdown


def test_indented_lines_in_a_component_are_text_and_code_keeps_its_indentation() -> None:
    inside = "    Text\n\n    ```\n    a\n      b\n    ```\n"
    reading = outcome(f"<Tabs>\n  <Tab>\n\n{inside}\n  </Tab>\n</Tabs>\nEnd\n", PATH).reading
    assert reading
    assert [line for line in reading.body.splitlines() if line.strip()] == [
        "Text", "```", "a", "  b", "```", "End"
    ]  # fmt: skip


def test_the_title_and_the_summary_are_found_below_imports() -> None:
    reading = outcome(
        "import A from 'a'\n\n# One\n\nFirst.\n\n{/* truncate */}\n\nRest.\n", PATH
    ).reading
    assert reading
    assert reading.post.title == "One"
    assert reading.excerpt.strip() == "First."
    assert "truncate" not in reading.body


@pytest.mark.parametrize(
    "piece",
    ["{", "{a}", "{/*", "{'\\", "<A ", "<A>", "<A>\n", "<A b='", "<A b={", "`", "\n\nimport a,\n",
     "\n\nexport {\n", "```\n", "<!--", "\\'"],
)  # fmt: skip
def test_hostile_text_takes_little_time(piece: str) -> None:
    began = time.perf_counter()
    markdown_of("{" * (piece == "\\'") + piece * (200_000 // len(piece)))
    assert time.perf_counter() - began < 5
