"""The Jinja templates of pages; a site can replace each of them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.errors import ConfigError, Fault, explained
from feeds.source import TooLarge, read_bytes

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

_OURS = Path(__file__).with_name("templates")
_COMPILED = _OURS / "__pycache__"
"""Our templates as Python's bytecode, which saves 25 ms of a build. It is beside them, as that of
modules is: the state directory may come from a pull request, which must not run code."""
_NAMES = ("base.html", "list.html", "feed.html", "style.css", "script.js", "texts.json")
_LARGEST = 1 << 20
"""Bytes of one file of a site's own."""
_MOST = 256 << 10
"""Bytes of all of a site's templates; Jinja takes some seconds to compile so many."""
_DEFAULT = "default/"
"""Before the name of a template: ours, even if the site has its own."""


class PageTemplates:
    """The templates and other files that pages are made of."""

    def __init__(self, folder: Path | None) -> None:
        """Read all files; ``folder`` contains a site's own.

        Raises :class:`~feeds.errors.ConfigError` if they cannot be read.
        """
        self._folder = folder
        self._ours = {name: _OURS.joinpath(name).read_bytes() for name in _NAMES}
        self._own = _own_files(folder) if folder else {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what other processes need: the texts of templates, and nothing compiled."""
        return {name: value for name, value in vars(self).items() if name != "_environment"}

    @property
    def digest(self) -> str:
        """A digest of the contents of all files."""
        digest = hashlib.sha256()
        for name, content in (*self._ours.items(), *sorted(self._own.items())):
            digest.update(f"{name} {len(content)}\n".encode("utf-8", "surrogateescape") + content)
        return digest.hexdigest()

    @property
    def texts(self) -> tuple[bytes, bytes, str]:
        """Return our texts, the site's own, and the path of the site's own."""
        name = "texts.json"
        return self._ours[name], self._own.get(name, b""), self._path(name)

    def content(self, name: str) -> str:
        """Return a file that is not a template. Raises :class:`~feeds.errors.ConfigError`."""
        try:
            return self._own.get(name, self._ours[name]).decode()
        except UnicodeDecodeError as error:
            raise ConfigError([self._not_text(name, error)]) from error

    def render(self, name: str, **variables: Any) -> str:
        """Fill a template.

        Raises :class:`~feeds.errors.ConfigError` if one of the site's own templates has a fault.
        """
        try:
            return self._environment.get_template(name).render(**variables)
        except ConfigError:
            raise
        except Exception as error:  # a template can raise anything
            if fault := self._fault(error):
                raise ConfigError([fault]) from error
            raise

    @cached_property
    def _environment(self) -> Environment:
        # Jinja takes 20 ms to import, and most builds render no page.
        from jinja2 import Environment, FunctionLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        own = [name for name in self._own if name.endswith(".html")]
        # Templates of a pull request must not run code of their own. The sandbox makes rendering
        # twice as slow, so our own do without.
        kind = ImmutableSandboxedEnvironment if own else Environment
        environment = kind(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=None if own else _compiled(),
        )
        environment.filters["date"] = _date
        del environment.filters["random"], environment.globals["lipsum"]  # equal bytes each time
        return environment

    def require_syntax(self) -> None:
        """Raise :class:`~feeds.errors.ConfigError` if the syntax of own templates is wrong.

        So commands that render no page report it too.
        """
        own = [name for name in self._own if name.endswith(".html")]
        faults = [fault for name in own if (fault := self._syntax_fault(name))]
        if faults:
            raise ConfigError(faults)

    def _syntax_fault(self, name: str) -> Fault | None:
        """Return what is wrong with the syntax of a site's template."""
        from jinja2 import TemplateSyntaxError

        try:
            self._environment.get_template(name)
        except TemplateSyntaxError as error:
            problem = str(error.message).rstrip(".")
            message = f"{problem}; correct the Jinja syntax in this line"
            return Fault(self._path(name), error.lineno, message)
        except (SyntaxError, RecursionError, MemoryError):  # of Python's compiler
            return Fault(self._path(name), 0, "the template is nested too deeply; simplify it")
        except UnicodeDecodeError as error:
            return self._not_text(name, error)
        return None

    def _source(self, name: str) -> tuple[str, str, None] | None:
        """Return the text of a template and its path; None if there is none of this name."""
        plain = name.removeprefix(_DEFAULT)
        if plain == name and plain in self._own:
            return self._own[plain].decode(), self._path(plain), None
        if plain in self._ours:
            return self._ours[plain].decode(), str(_OURS / plain), None
        return None

    def _path(self, name: str) -> str:
        return str(self._folder / name) if self._folder else name

    def _not_text(self, name: str, error: UnicodeDecodeError) -> Fault:
        line = self._own[name].count(b"\n", 0, error.start) + 1
        return Fault(self._path(name), line, "the file is not UTF-8; save it as UTF-8")

    def _fault(self, error: Exception) -> Fault | None:
        """Return what is wrong with a site's template; None if the error is not in one."""
        from jinja2 import TemplateNotFound, UndefinedError

        paths = {self._path(name) for name in self._own}
        found, trace = None, error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename in paths:  # Jinja makes frames of templates
                found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        if found is None:
            return None
        message, remedy = str(error) or type(error).__name__, "correct this line"
        if isinstance(error, TemplateNotFound):
            message, remedy = f"the template {error.name} is missing", "add it to the folder"
        elif isinstance(error, UndefinedError):
            remedy = "see `feeds help templates` for the variables"
        return Fault(*found, f"{message}; {remedy}")


def _compiled() -> BytecodeCache:
    from jinja2 import FileSystemBytecodeCache
    from jinja2.bccache import Bucket

    class Compiled(FileSystemBytecodeCache):
        """Bytecode that is compiled again if it cannot be read, and lost if it cannot be kept."""

        def load_bytecode(self, bucket: Bucket) -> None:
            try:
                super().load_bytecode(bucket)
            except Exception:  # what pickle raises for damaged files
                bucket.reset()

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                _COMPILED.mkdir(exist_ok=True)
                super().dump_bytecode(bucket)

    return Compiled(str(_COMPILED))


def _date(moment: date) -> str:
    """Return the day of a date or a moment."""
    return moment.isoformat()[:10]


def _own_files(folder: Path) -> dict[str, bytes]:
    """Read a site's files. Raises :class:`~feeds.errors.ConfigError` if some cannot be used."""
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    room = _MOST
    try:
        files = sorted(one for one in folder.iterdir() if _is_used(one.name))
    except OSError as error:
        message = f"feeds.pages.templates: {str(folder)!r} {explained(error)}"
        raise ConfigError([Fault("", 0, message)]) from error
    for file in files:
        try:
            found[file.name] = content = read_bytes(folder, file.name, _LARGEST)
        except TooLarge:
            faults.append(Fault(str(file), 0, "the file is larger than 1 MiB; shorten it"))
            continue
        except OSError as error:
            faults.append(Fault(str(file), 0, explained(error)))
            continue
        if file.suffix == ".html" and (room := room - len(content)) < 0:
            faults.append(
                Fault(str(folder), 0, "the templates are larger than 256 KiB; shorten them")
            )
            break
    if faults:
        raise ConfigError(faults)
    return found


def _is_used(name: str) -> bool:
    return name in _NAMES or (name.endswith(".html") and name.isprintable())
