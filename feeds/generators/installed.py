"""Installed generators: their errors become one line that names the package, not a traceback.

Built-in generators are not changed by this: their bugs must stay visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache, cached_property, partial, wraps
from inspect import getattr_static
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert, structs

from feeds.config.schema import SiteSection
from feeds.config.sections import read_section
from feeds.errors import Fault, FeedsError, GeneratorError

Expected = tuple[type[Exception], ...]
"""Exceptions that a member of a generator may raise."""
_CHECKED = ("title", "url", "timezone", "description", "language", "icon", "logo", "rights")
"""Settings that the configuration has too."""


class Member(Struct, frozen=True):
    """What a member of a generator may return and raise."""

    returns: Any = object
    raises: Expected = ()


def is_installed(kind: type[Any]) -> bool:
    """Return whether a generator is of another distribution."""
    return not kind.__module__.startswith("feeds.")


def reason_of(error: Exception) -> str:
    """Return an error of foreign code in one line."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def report_errors(kind: type[Any], default: Any, members: Mapping[str, Member]) -> None:
    """Let the members that an installed generator defines report errors as its own.

    ``default`` has the members that it may leave out. Every unexpected exception or result
    becomes a :class:`~feeds.errors.GeneratorError`.
    """
    for name, member in members.items():
        found = getattr_static(kind, name)
        if found is getattr_static(default, name):
            continue
        report = partial(_reporting, kind=kind, name=name, member=member)
        reporting: Any
        if isinstance(found, property) and found.fget:
            reporting = found.getter(report(found.fget))
        elif isinstance(found, cached_property):
            reporting = cached_property(report(found.func))
            reporting.__set_name__(kind, name)
        elif isinstance(found, classmethod | staticmethod):
            reporting = type(found)(report(found.__func__))
        elif callable(found):
            reporting = report(found)
        else:
            continue
        setattr(kind, name, reporting)


def _reporting(
    function: Callable[..., Any], kind: type[Any], name: str, member: Member
) -> Callable[..., Any]:
    @wraps(function)
    def reporting(*given: Any, **named: Any) -> Any:
        post = _post_in(given) if name == "html" else ""
        expected: Expected = (FeedsError, *member.raises)
        if name == "__init__" and (any(given[2:]) or named.get("permalink")):
            expected = (*expected, ValueError)  # the pattern may be the cause
        with _reported(kind, post, expected):
            found = function(*given, **named)
        wrong = _wrong_result(found, name, member)
        if wrong:
            raise _error(kind, f"returned {wrong} from {name}{post}")
        if name == "html":
            found.wrap(lambda part: _reporting_part(part, kind, post))
        return found

    return reporting


def _reporting_part(render: Callable[[], str], kind: type[Any], post: str) -> Callable[[], str]:
    def reporting() -> str:
        with _reported(kind, post):
            found = render()
        if not isinstance(found, str):
            raise _error(kind, f"returned {type(found).__name__} as HTML{post}")
        return found

    return reporting


@contextmanager
def _reported(kind: type[Any], post: str, expected: Expected = (FeedsError,)) -> Iterator[None]:
    """Raise every unexpected exception as an error of the generator."""
    try:
        yield
    except expected:
        raise
    except Exception as error:
        raise _raised(kind, error, post) from error


def _post_in(given: tuple[Any, ...]) -> str:
    """Return which post ``html`` is called for; it may be a method or a static method."""
    return next((f" for {one.post.path}" for one in reversed(given) if hasattr(one, "post")), "")


def _raised(kind: type[Any], error: Exception, post: str) -> GeneratorError:
    """Return the error for an unexpected exception, with its line in the package."""
    package, place = _package(kind), ""
    text = str(error).partition("\n")[0]
    words = f" ({text})" if text else ""
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_globals.get("__name__", "").partition(".")[0] == package:
            file = Path(trace.tb_frame.f_code.co_filename).name
            place = f" in {file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return _error(kind, f"raised {type(error).__name__}{words}{place}{post}")


def _error(kind: type[Any], problem: str) -> GeneratorError:
    name = getattr(kind, "name", kind.__name__)
    message = f"generator {name}: its package {_package(kind)} {problem}; report this to its author"
    return GeneratorError([Fault("", 0, message)])


def _package(kind: type[Any]) -> str:
    return kind.__module__.partition(".")[0]


def _wrong_result(found: Any, name: str, member: Member) -> str:
    """Return what is wrong with a result; empty if nothing is."""
    if not isinstance(found, member.returns):
        return type(found).__name__
    if name == "read":
        for part, what in ((found, "reading"), (found.post, "post")):
            for field in _wrong_fields(part):
                return f"a {what} with a wrong {field}"
    return ""


def _wrong_fields(made: Struct) -> Iterator[str]:
    """Yield each field whose value has another type, or is a date without a time zone."""
    for name, kind in _fields(type(made)):
        value = getattr(made, name)
        try:
            convert(value, kind, builtin_types=(datetime,))
        except ValidationError as error:
            yield f"{name} ({error})"
        else:
            if isinstance(value, datetime) and value.tzinfo is None:
                yield f"{name} (it has no time zone)"


@cache
def _fields(kind: type[Struct]) -> list[tuple[str, Any]]:
    return [(field.name, field.type) for field in structs.fields(kind)]


def wrong_settings(generator: Any, expected: type[Struct], given: SiteSection) -> list[Fault]:
    """Return what is wrong with the settings of an installed generator, of the expected type.

    Those that the configuration gives too are not used, so they are not checked. A fault names
    the file that the generator is recognised by, relative to the tree, or else the generator.
    """
    kind = type(generator)
    if not is_installed(kind):
        return []
    settings = getattr(generator, "settings", None)
    if not isinstance(settings, expected):
        return [*_error(kind, "does not set self.settings to a Settings object").faults]
    used = {name: getattr(settings, name) for name in _CHECKED if getattr(given, name) is None}
    _, wrong = read_section(SiteSection, used)
    if wrong:
        return [_setting_fault(generator, one.message) for one in wrong]
    others = (one for one in _wrong_fields(settings) if one.partition(" ")[0] not in _CHECKED)
    return [fault for one in others for fault in _error(kind, f"set a wrong {one}").faults]


def _setting_fault(generator: Any, message: str) -> Fault:
    with suppress(Exception):  # it only improves the message
        file = generator.recognised_by(generator.tree)
        if file:
            return Fault(file, 0, message)
    return Fault("", 0, f"generator {generator.name}: {message}")
