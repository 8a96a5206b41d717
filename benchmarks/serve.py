"""Requests a second and latency: ours, nginx on the same files, and a plain Flask view.

Rounds of all three follow one another, so that what else the machine does falls on all;
ratios are taken within a round, and their median is told.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.building import build
from benchmarks.corpus import write_news
from benchmarks.servers import Server, nginx, ours, plain_flask

PATH = "/feed.xml"
_CONNECTIONS = 32
_REQUESTS = re.compile(r"Requests/sec:\s+([\d.]+)")
_SLOWEST = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_FAILED = re.compile(r"Non-2xx or 3xx responses|Socket errors")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Run:
    """What wrk counted."""

    per_second: float
    slowest: float
    """Milliseconds within which 99 of 100 requests were answered."""


Round = Mapping[str, Run]


def measure(place: Path, posts: int, terms: int, rounds: int, seconds: int) -> str:
    """Build a newsroom, serve it in the three ways, and return what came out as Markdown."""
    source = place / "news"
    write_news(source, posts, terms)
    build(source, place / "public", place / "state")
    feeds = sum(1 for _ in (place / "public").rglob("*.xml")) * 3
    with ExitStack() as stack:
        quiet = stack.enter_context(ours(source, place))
        logged = stack.enter_context(ours(source, place, "--access-log", "json"))
        servers = [
            quiet,
            stack.enter_context(nginx(place)),
            stack.enter_context(plain_flask(place)),
        ]
        named = {"feeds serve, with a log": logged} | {server.name: server for server in servers}
        held = _rounds(named, seconds, rounds, conditional=True)
        whole = _rounds(named, seconds, rounds, conditional=False)
        memory = _memory(quiet, place / "public")
    return _page(held, whole, memory, feeds, rounds, seconds)


def _rounds(
    servers: Mapping[str, Server], seconds: int, rounds: int, conditional: bool
) -> list[Round]:
    headers = {name: _headers(server, conditional) for name, server in servers.items()}
    return [
        {name: _wrk(server, headers[name], seconds) for name, server in servers.items()}
        for _ in range(rounds)
    ]


def _headers(server: Server, conditional: bool) -> dict[str, str]:
    accepted = {"Accept-Encoding": "gzip"}
    answer, _ = server.ask(PATH, accepted)
    if answer.status != 200:
        raise RuntimeError(f"{server.name} answers {answer.status}")
    return accepted | ({"If-None-Match": answer.headers["ETag"]} if conditional else {})


def _wrk(server: Server, headers: Mapping[str, str], seconds: int) -> Run:
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    url = f"http://127.0.0.1:{server.port}{PATH}"
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    requests, slowest = _REQUESTS.search(said), _SLOWEST.search(said)
    if requests is None or slowest is None or "Non-2xx" in said:
        raise RuntimeError(f"{server.name}: {said}")
    return Run(float(requests[1]), float(slowest[1]) * _MILLISECONDS[slowest[2]])


def _memory(server: Server, output: Path) -> float:
    """Return the largest worker's resident megabytes, once every feed was asked for."""
    for file in output.rglob("*.xml"):
        server.ask("/" + _quoted(file.relative_to(output).as_posix()), {"Accept-Encoding": "gzip"})
    return max(_resident(worker) for worker in server.workers())


def _quoted(path: str) -> str:
    return "".join(
        f"%{byte:02X}" if byte > 127 or byte == 32 else chr(byte) for byte in path.encode()
    )


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _page(
    held: Sequence[Round],
    whole: Sequence[Round],
    memory: float,
    feeds: int,
    rounds: int,
    seconds: int,
) -> str:
    lines = [
        "## Answering",
        "",
        f"The table shows how many requests a second each server answers, with one worker. The"
        f' column "99 % within" is the time in which 99 % of the requests were answered. The site'
        f" has {feeds} feed files; wrk fetches the site's feed over {_CONNECTIONS} connections."
        f" Medians of {rounds} rounds of {seconds} s; a ratio is the median of the ratios"
        " of each round.",
        "",
        "| server | 304 | to nginx | 99 % within | 200, gzip | to nginx | 99 % within |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *_rows(held, whole),
        "",
        f"`feeds serve` answers {_ratio(held, _OURS, _PLAIN):.1f} times as many requests with"
        f" 304 as the plain view. After every feed was fetched once, a worker uses {memory:.0f} MB"
        " of memory.",
    ]
    return "\n".join(lines)


_OURS, _NGINX, _PLAIN = "feeds serve", "nginx", "plain Flask view"


def _rows(held: Sequence[Round], whole: Sequence[Round]) -> Iterator[str]:
    for name in sorted(held[0], key=lambda one: -_middle(held, one)):
        yield f"| {name} | {' | '.join(_cells(runs, name) for runs in (held, whole))} |"


def _cells(rounds: Sequence[Round], name: str) -> str:
    middle, ratio = _middle(rounds, name), _ratio(rounds, name, _NGINX)
    return f"{middle:.0f} | {ratio:.2f} | {_slow(rounds, name):.1f} ms"


def _middle(rounds: Sequence[Round], name: str) -> float:
    return median(one[name].per_second for one in rounds)


def _slow(rounds: Sequence[Round], name: str) -> float:
    return median(one[name].slowest for one in rounds)


def _ratio(rounds: Sequence[Round], name: str, other: str) -> float:
    return median(one[name].per_second / one[other].per_second for one in rounds)
