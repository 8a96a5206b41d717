"""Ask kramdown itself what a body's HTML is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable

from tests.support.markup import kramdown as ours

from .fragments import read_fragment

_PAGE = "https://example.com/a"
_SCRIPT = """
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
asked = JSON.parse(STDIN.read)
usual = {auto_ids: true, toc_levels: (1..6).to_a, entity_output: 'as_char', hard_wrap: false,
         smart_quotes: 'lsquo,rsquo,ldquo,rdquo', syntax_highlighter: nil}
puts JSON.generate(asked['bodies'].map { |body|
  Kramdown::Document.new(body, usual.merge(input: asked['input'])).to_html
})
"""


def installed() -> bool:
    """Say whether Ruby with kramdown and its GFM parser can be run here."""
    ruby = shutil.which("ruby")
    command = [ruby or "", "-rkramdown", "-rkramdown-parser-gfm", "-e", ""]
    return bool(ruby) and subprocess.run(command, capture_output=True, check=False).returncode == 0


def kramdown(bodies: Iterable[str], parser: str = "GFM") -> list[str]:
    """Return each body's HTML with Jekyll's settings; ``parser`` is ``GFM`` or ``kramdown``."""
    asked = json.dumps({"bodies": list(bodies), "input": parser})
    command = ["ruby", "-Eutf-8:utf-8", "-e", _SCRIPT]
    ran = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    answers: list[str] = json.loads(ran.stdout)
    return answers


def differing(bodies: list[str], parser: str = "GFM") -> list[tuple[str, str, object, object]]:
    """Return each body whose words, links or code differ: the field, kramdown's value and ours."""
    make = ours(input=parser)
    return [
        (body, field, getattr(theirs, field), getattr(mine, field))
        for body, markup in zip(bodies, kramdown(bodies, parser), strict=True)
        for theirs, mine in [(read_fragment(markup, _PAGE), read_fragment(make(body), _PAGE))]
        for field in ("text", "links", "pre")
        if getattr(theirs, field) != getattr(mine, field)
    ]
