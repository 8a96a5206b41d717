"""Blocks of kramdown's Markdown, and what they can be in: each is tried in each."""

from __future__ import annotations

from collections.abc import Callable


def _indented(text: str, first: str, width: int) -> str:
    lines = [" " * width + line if line else "" for line in text.split("\n")]
    return first + "\n".join(lines)[width:]


WITHIN: dict[str, Callable[[str], str]] = {
    "nothing": lambda text: text,
    "a block of html": lambda text: f'<div markdown="1">\n{text}\n</div>\n\n# After\n',
    "blank lines in html": lambda text: f'<section markdown="block">\n\n{text}\n\n</section>\n',
    "html in html": lambda text: f'<div>\n<div markdown="1">\n{text}\n</div>\n</div>\n\nafter\n',
    "elements on one line": lambda text: (
        f'<div markdown="1"><div markdown="1">\n{text}\n</div></div>'
    ),
    "a quote": lambda text: "> " + text.replace("\n", "\n> ") + "\n\nafter\n",
    "html in a quote": lambda text: (
        '> <div markdown="1">\n> ' + text.replace("\n", "\n> ") + "\n> </div>\n"
    ),
    "an item": lambda text: _indented(text, "- x\n\n  ", 2) + "\n- y\n",
    "the last item of a quote": lambda text: (
        "> 1. x\n> 2. y\n>\n>    " + text.replace("\n", "\n>    ") + "\n"
    ),
    "html in an item": lambda text: (
        _indented(f'<div markdown="1">\n{text}\n</div>', "1. x\n\n   ", 3) + "\n"
    ),
    "a description": lambda text: _indented(text, "term\n\n: ", 2) + "\n",
    "a footnote": lambda text: f"x[^n]\n\n[^n]: y\n\n{_indented(text, '    ', 4)}\n\n    z\n",
}

BLOCKS: dict[str, str] = {
    "contents": "* Auto\n{:toc}\n\n## One\n\n### Two",
    "contents, numbered": "1. Auto\n{:toc}\n\n# H1\n\n## H2\n{:.no_toc}\n\n## H3",
    "contents, attributes first": "{:toc}\n* Auto\n\n# X",
    "contents, more attributes": "- TOC\n{:.x}\n{:toc}\n\n# Z",
    "contents after a blank line": "- TOC\n\n{:toc}\n\n# Z",
    "contents of lazy items": "* a\n  b\n{:toc #y}\n\n# Z",
    "contents of a paragraph": "a\n{:toc}\n\n# Z",
    "attributes": 'para\n{: .x #id a="b"}\n\nmore *b*{: .c} d `e`{: .f}',
    "attributes first": "{: .x}\npara\n\n{: .y}\n\nother",
    "attributes twice": "a\n{:.x}\n{:.y}\nb",
    "attributes that are text": "a {:.x} b\n\n\\{:toc} x\n\na{: .x}",
    "named attributes": "{:ref: .x}\n\npara\n{:ref}",
    "attributes of headings": "# H\n{: #own}\n\ntext\n\nS\n---\n{: #set}\n\n{: #first}\n## I",
    "attributes of lists": "- {:.x} a\n- b\n{: .x}\n\n- c\n{: #y}\n\n    code",
    "attributes of code": "```ruby\ncode {: .x}\n```\n{: .y}\n\n    more\n{: .z}",
    "attributes of images": '![i *a*](/a.png "t"){: width="100" height=\'50\' .x}\n[b](/c){:.d}',
    "attributes of quotes": "> q\n{: .q}\n\na",
    "attributes of rules": "---\n{: .x}\n\na",
    "comments": "{::comment}\nhidden\n{:/comment}\n\nshown {::comment}x{:/} b\n\n{::comment /}",
    "raw text": "{::nomarkdown}\n*raw*\n{:/}\n\n*em* {::nomarkdown}*x*{:/}",
    "options": '{::options parse_block_html="true" /}\n\n<div>\n*a*\n</div>',
    "a heading after code": "- a\n\n      code\n  # H\n  b\n\n- ```\n  x\n  ```\n  ## I\n  y",
    "a heading after a list": "- a\n  - b\n\n  # H\n- c\n# I\nd",
    "a heading in an item": "- # H\n  a\n- S\n  ---\n  b",
    "a numbered list in an item": "- a\n1. b\n2. c\n- d\n\n1. e\n- f",
    "a list after a line of an item": "* a\nb\n1. c\n\nd",
    "lists of several marks": "+ a\n* b\n- c\n\n10. d\n11. e\n    f",
    "lists in lists": "- a\n - b\n  - c\n   - d\n    - e\n\n* f\n   * g\n      * h",
    "lists with tabs": "-\ta\n-\tb\n\n\tc\n\n\t- d",
    "loose items": "- a\n\n- b\n- c\n\n\n1. d\n\n   e\n2. f",
    "lists apart": "- a\n^\n- b\n\n***\n- c\n* * *\n- d",
    "empty items": "- \n  a\n- b\n\n-\n\n1.\n2. c",
    "a table in the last item": "- a\n- b | c\n  d | e\n\nf\n\n1. | g |\n   |---|\n   | h |",
    "a table after attributes": "{: .t}\n| a | b |\n{: .u}\n\ntext",
    "tables": "| a | b |\n|---|---|\n| c | |\n{: .t}\n\n<kbd>d | e</kbd>",
    "quotes in quotes": "> > a\n> b\n\n> c\nd\n> - e\n> ***\n> f",
    "descriptions": "a\nb\n: c\n\n  d\n: - e\n  - f\n\ng\n\n: h\n\n\n: i",
    "definitions of links": "[a]: /x\n[b]: /y 'B'\n\n[a] [b]\n\n> [c]: /z\n\n[c]",
    "code as it is": (
        "    a  \n      b\n\n\n    c\n\n```\n  a\n\n\tb  \n```\n\n<pre>\n  a\n\n   b\n</pre>"
    ),
    "code in items": "- a\n\n      code\n        more\n\n1. a\n   ```ruby\n   x\n     y\n   ```",
    "code in html": "<div>\n<pre><code>\n  a <b>x</b>\n\n    y\n</code></pre>\n</div>",
    "fences": '```c++\n<x> & "y"\n```\n\n~~~\n\n a\n\n~~~\n\n````\n```\na\n```\n````\n\n``` \n```',
    "code in sentences": 'a ` b  c ` d `` `e` `` <code>*f*  "g"</code>',
    "elements for code": (
        "<kbd>*a*</kbd> <samp>`b`</samp> <var>c_d_e</var> <code>f & g &amp; h < i</code>\n\n"
        '<kbd>j</kbd>\n\n<samp>"k" -- l</samp>\n\n<pre>*m*</pre>\n<kbd markdown="1">*n*</kbd>'
    ),
    "html in items": "- <div>\n  *a*\n  </div>\n- <p>b</p>\n\n- c\n<p>d</p>\n- <b>e\n- f",
}

GITHUBS = ("code as it is", "code in items", "fences")
"""Blocks that kramdown's own parser takes for a sentence with code."""
