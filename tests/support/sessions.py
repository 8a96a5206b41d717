"""The shell sessions that the documentation shows, run as a user would run them.

A page is a script. Comments in it, which no reader sees, set the scene:

- ``<!-- start: NAME -->``: a new folder with the files of ``tests/docs/sites/NAME``, or else of
  ``examples/NAME``. The blocks below it run there, one after another, in one shell.
- ``<!-- file: PATH -->``: the block below it is written to this file of the folder.
- ``<!-- stop -->``: stops the servers that the session started, as Ctrl-C does.
- ``<!-- ci -->``: ``.ci/run`` runs the block below it, so it is not run here.

Blocks of ``console`` show commands after ``$`` and what they print. Blocks of ``sh`` show commands
alone, which must succeed. A line ``...`` in what is shown stands for any number of lines. Programs
that change the machine (``sudo``, ``systemctl``, ``pip`` …) are stand-ins from ``tests/docs/bin``.
``/etc``, ``/srv``, ``/var``, ``/opt`` and ``/tmp`` are folders of the session, also in files below
them, and ``/srv/site`` is the site. Where Linux allows it, a session has a network of its own, so
sessions can run at the same time.

``python -m tests.support.sessions [PAGE…]`` writes into the pages what the commands print now.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from . import ROOT, TESTS
from .docs import WITH_README

SITES = TESTS / "docs" / "sites"
_BIN = TESTS / "docs" / "bin"
_PIECE = re.compile(
    r"^ *<!-- (?P<word>start|file|stop|ci)(: (?P<value>[^\n]+?))? -->\n"
    r"|^(?P<indent> *)(?P<fence>```+)(?P<language>[\w-]*)[^\n]*\n"
    r"(?P<body>.*?)^(?P=indent)(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_RUN_BY_CI = "/"
_SERVER = re.compile(
    r"feeds (serve|watch)\b|gunicorn |waitress-serve |flask .*\brun\b|dask |redis-server\b"
)
"""A command that runs until it is stopped. The session goes on when it has printed its output."""
_OF_THE_MACHINE = re.compile(r"(?<![\w./~-])(?=/(etc|srv|var|opt|tmp)/)")
_PROGRAM = re.compile(
    r"(?:^|&& |bundle exec |sudo )(jekyll|hugo|nginx|caddy|aws|redis-server)\b", re.MULTILINE
)
_INSTALLED = {
    "jekyll": shutil.which("jekyll"),
    "hugo": os.environ.get("FEEDS_HUGO"),
    "nginx": shutil.which("/usr/sbin/nginx"),
    "caddy": shutil.which("caddy"),
    "aws": os.environ.get("FEEDS_MOTO"),
    "redis-server": shutil.which("redis-server"),
}
"""Programs that sessions need and that a machine may not have."""
_FOLDERS = (
    *("etc/caddy", "etc/nginx/conf.d", "etc/systemd/system"),
    *("opt", "run", "srv", "tmp", "var/lib", "var/log"),
)
_UNSTABLE = (
    (re.compile(r"\d+\.\d+ s\b"), "0.00 s"),
    (re.compile(r"\d+ bytes\b"), "0 bytes"),
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "Mon, 30 Nov 2026 08:00:00 GMT"),
    (re.compile(r'"[0-9a-f]{12,}[^"\s]*"'), '"5f0c1d2e3a4b5c6d"'),
    (re.compile(r"^(etag): .*", re.MULTILINE | re.IGNORECASE), '\\1: "5f0c1d2e3a4b5c6d"'),
    (re.compile(r"^(server): .*", re.MULTILINE | re.IGNORECASE), "\\1: name"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "2026-11-30T08:00:00.000Z"),
    (re.compile(r"(\"ms\":| )\d+\.\d+(?=}?$)", re.MULTILINE), "\\g<1>0.1"),
    (re.compile(r'"age": \d+'), '"age": 0'),
    (re.compile(r"(retry-after: |again in )\d+"), "\\g<1>60"),
)
"""What differs from one run to the next."""
_PRELUDE = """
stop() { # the servers, then what they left: each has a process group of its own
  servers=$(jobs -p)
  [ -n "$servers" ] && kill $servers
  cat "$MACHINE"/run/*.pid 2>/dev/null | xargs -r kill 2>/dev/null
  for _ in $(seq 100); do
    [ -n "$(jobs -pr)" ] || break
    sleep 0.1
  done
  for server in $servers; do kill -9 -- "-$server"; done 2>/dev/null
  wait
}
trap stop EXIT
trap 'failed=1' ERR
started() { # FILE LINES: wait until a server has printed this many lines, then until it answers
  for _ in $(seq 300); do
    [ "$(wc -l <"$1")" -ge "$2" ] && break
    sleep 0.1
  done
  for _ in $(seq 30); do
    (: >/dev/tcp/127.0.0.1/8000) 2>/dev/null && break
    sleep 0.1
  done
}
"""


class Command(NamedTuple):
    """A command of a page, and what the page shows of its output."""

    line: int
    """The line of the page where the command begins."""
    text: str
    shown: str | None
    """None if the block shows commands alone."""


class Written(NamedTuple):
    """A file that the page tells its readers to write."""

    path: str
    text: str


class Stop(NamedTuple):
    """The servers stop."""


class Session(NamedTuple):
    """All that a page does in one folder."""

    page: str
    site: str
    steps: list[Command | Written | Stop]

    @property
    def name(self) -> str:
        """A name for reports: the page and the site, with the line of the first command."""
        first = next((step.line for step in self.steps if isinstance(step, Command)), 0)
        return f"{self.page}-{self.site}-{first}"


class Ran(NamedTuple):
    """What a command did."""

    command: Command
    output: str
    status: int


def sessions(page: str, text: str) -> Iterator[Session]:
    """Yield the sessions of a page. Commands before the first of them raise ``ValueError``."""
    session: Session | None = None
    file = ""
    for piece in _PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 2
        if piece["word"] == "start":
            if session:
                yield session
            session = Session(page, piece["value"], [])
        elif piece["word"] == "stop" and session:
            session.steps.append(Stop())
        elif piece["word"]:
            file = piece["value"] or _RUN_BY_CI
        elif file == _RUN_BY_CI:
            file = ""
        elif steps := list(_steps(piece, line, file)):
            if session is None:
                raise ValueError(f"{page}:{line}: no <!-- start: NAME --> before this block")
            session.steps.extend(steps)
            file = ""
    if session:
        yield session


def _steps(piece: re.Match[str], line: int, file: str) -> Iterator[Command | Written]:
    body = re.sub(rf"^{piece['indent']}", "", piece["body"], flags=re.MULTILINE)
    if file:
        yield Written(file, body)
    elif piece["language"] == "console":
        for found in re.finditer(r"^\$ (.*?)(?=^\$ |\Z)", body, re.MULTILINE | re.DOTALL):
            command, shown = _split_command(found[1])
            yield Command(line + body.count("\n", 0, found.start()), command, shown)
    elif piece["language"] in ("sh", "bash"):
        for number, text in _logical_lines(body):
            yield Command(line + number, text, None)


def _split_command(text: str) -> tuple[str, str]:
    """Return a command, which may continue after a backslash, and the lines below it."""
    lines = text.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines, 1) if not line.endswith("\\\n"))
    return "".join(lines[:end]).rstrip("\n"), "".join(lines[end:])


def _logical_lines(body: str) -> Iterator[tuple[int, str]]:
    """Yield each command of a block and its line, with what continues it."""
    start, kept = 0, ""
    for number, line in enumerate(body.splitlines()):
        start, kept = (start, f"{kept}\n{line}") if kept else (number, line)
        if not kept.endswith("\\") and kept.count("'") % 2 == 0:
            if kept.strip() and not kept.startswith("#"):
                yield start, kept
            kept = ""


def missing_programs(session: Session) -> list[str]:
    """Return the programs that a session needs and this machine does not have."""
    texts = (step.text for step in session.steps if not isinstance(step, Stop))
    needed = dict.fromkeys(name for text in texts for name in _PROGRAM.findall(text))
    return [name for name in needed if not _INSTALLED[name]]


def run(session: Session, folder: Path) -> list[Ran]:
    """Run a session in an empty folder, and return what each command printed."""
    home, place, printed = folder / "home", folder / "site", folder / "printed"
    machine = folder / "machine"
    for one in (home, printed, *(machine / name for name in _FOLDERS)):
        one.mkdir(parents=True)
    shutil.copytree(_site(session.site), place, symlinks=True)
    (machine / "srv" / "site").symlink_to(place)
    commands = [step for step in session.steps if isinstance(step, Command)]
    numbers = {id(command): str(printed / str(n)) for n, command in enumerate(commands)}
    script = [_PRELUDE]
    for step in session.steps:
        if isinstance(step, Written):
            script.append(_writing(step, folder))
        elif isinstance(step, Stop):
            script.append("stop")
        else:
            script.append(_running(step, numbers[id(step)], folder))
    programs = (str(_BIN), str(Path(sys.executable).parent), os.environ["PATH"])
    kept = {key: value for key, value in os.environ.items() if key.startswith("FEEDS_")}
    own = {"HOME": str(home), "PATH": ":".join(programs), "MACHINE": str(machine)}
    own["PYTHONPATH"] = str(home / "packages")  # where the stand-in for pip installs
    subprocess.run(
        [*_own_network(), "bash", "-c", "\n".join(script)],
        cwd=place,
        env={**own, "LC_ALL": "C.UTF-8", **kept},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
        timeout=300,
    )
    return [_ran(command, numbers[id(command)], folder) for command in commands]


@cache
def _own_network() -> Sequence[str]:
    """Return a command that runs another one with nothing but a loopback address; may be empty."""
    command = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"')
    with suppress(OSError):
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


def _site(name: str) -> Path:
    return SITES / name if (SITES / name).exists() else ROOT / "examples" / name


def _writing(step: Written, folder: Path) -> str:
    path = _here(step.path, folder)
    text = step.text if path == step.path else _here(step.text, folder)
    path = shlex.quote(path)
    return f"mkdir -p $(dirname {path}) && printf %s {shlex.quote(text)} >{path}"


def _running(command: Command, output: str, folder: Path) -> str:
    text = _here(command.text, folder)
    if _SERVER.match(text):
        lines = max(1, (command.shown or "").count("\n"))
        server = f"set -m\n{{ exec {text}\n}} >{output} 2>&1 &\nset +m"
        return f"{server}\nstarted {output} {lines}\necho 0 >{output}.status"
    return f"failed=0\n{{ {text}\n}} >{output} 2>&1\necho $failed >{output}.status"


def _here(text: str, folder: Path) -> str:
    """Return the text with the folders of the machine below the folder of the session."""
    return _OF_THE_MACHINE.sub(f"{folder}/machine", text)


def _ran(command: Command, output: str, folder: Path) -> Ran:
    if not Path(f"{output}.status").exists():
        raise AssertionError(f"line {command.line}: the session ended before {command.text!r}")
    printed = Path(output).read_text(encoding="utf-8")
    printed = printed.replace(f"{folder}/machine", "").replace(f"{folder}/site", "/srv/site")
    printed = "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())
    return Ran(command, printed, int(Path(f"{output}.status").read_text()))


def agrees(shown: str, printed: str) -> bool:
    """Return whether a page shows what a command printed, apart from times and digests."""
    pattern = re.escape(_stable(shown)).replace(re.escape("...\n"), "(?:.*\n)*?")
    return re.fullmatch(pattern, _stable(printed)) is not None


def _stable(text: str) -> str:
    for pattern, same in _UNSTABLE:
        text = pattern.sub(same, text)
    return text


def rewritten(name: str, text: str) -> str:
    """Return the page with what its commands print now."""
    lines = text.splitlines(keepends=True)
    edits: list[tuple[int, int, str, str]] = []
    for session in sessions(name, text):
        if absent := missing_programs(session):
            print(f"{session.name} stays as it is; not installed: {', '.join(absent)}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            for ran in run(session, Path(folder) / "session"):
                shown = ran.command.shown
                if shown is not None and not agrees(shown, ran.output):
                    start = ran.command.line - 1 + ran.command.text.count("\n") + 1
                    indent = lines[ran.command.line - 1].partition("$")[0]
                    output = _shortened(ran.output, shown)
                    edits.append((start, start + shown.count("\n"), indent, output))
    for start, end, indent, output in sorted(edits, reverse=True):
        lines[start:end] = [f"{indent}{line}".rstrip() + "\n" for line in output.splitlines()]
    return "".join(lines)


def _shortened(output: str, shown: str) -> str:
    """Return the output with ``...`` as many lines from its ends as in what the page shows."""
    head, dots, tail = shown.partition("...\n")
    if not dots:
        return output
    lines = output.splitlines(keepends=True)
    first, last = head.count("\n"), tail.rpartition("...\n")[2].count("\n")
    return "".join([*lines[:first], dots, *lines[len(lines) - last :]])


def main(names: Sequence[str]) -> None:
    """Rewrite these pages, or all."""
    for name in names or WITH_README:
        file = WITH_README[name]
        text = file.read_text(encoding="utf-8")
        file.write_text(rewritten(name, text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
