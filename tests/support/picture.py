"""The picture of a terminal in the README: what commands print for the example site.

``python -m tests.support.picture`` draws it anew.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from . import ROOT
from .docs import IMAGES
from .terminal import on_terminal

PICTURE = IMAGES / "terminal.svg"
_COMMANDS = ("feeds build", "feeds list --term bread --term 散步")
_COLUMNS = 84
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""rich's, without fonts from the network."""


def picture() -> str:
    """Return the picture as SVG; builds take 0.05 s in it."""
    console = Console(
        record=True,
        width=_COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        shutil.copy(ROOT / "config.yaml", site)
        (site / "examples").symlink_to(ROOT / "examples")
        for command in _COMMANDS:
            _, *arguments = shlex.split(command)
            shown = on_terminal(site, _COLUMNS, *arguments, TERM="xterm-256color").strip()
            console.print(Text.assemble(("$ ", "green"), (command, "bold")))
            console.print(Text.from_ansi(re.sub(r"\d+\.\d\d s", "0.05 s", shown)))
    svg = console.export_svg(title="feeds", code_format=_FORMAT, unique_id="terminal")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
