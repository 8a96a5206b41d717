"""Read one section of the configuration, and report all its faults together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, Union, get_args, get_origin

from msgspec import Meta, Struct, ValidationError, convert, structs

from feeds.errors import nearest

Location = tuple[Any, ...]
"""Keys and positions from the top of the configuration down to a value."""

_NO_TEXT = "must be a string; put it in quotes"
_NO_LIST = "must be a list; write one such as [one, two]"
_NO_KEYS = "must be a mapping; write its keys below it, indented"
_KINDS: Mapping[type, str] = {bool: "true or false", float: "a number", int: "a whole number"}


class ConfigSection(Struct, frozen=True):
    """A group of keys: every field whose name does not begin with ``_``."""

    renamed: ClassVar[Mapping[str, str]] = {}
    """Keys of earlier versions, and their names today."""
    short: ClassVar[Any] = None
    """The type of the section's short form, if it has one."""
    compared: ClassVar[tuple[str, ...]] = ()
    """The keys that :meth:`require` compares."""

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """Return a value as a mapping of keys, if the section has a short form."""
        return given

    def require(self, given: Collection[str]) -> None:
        """Raise ``ValueError`` if keys do not fit together; ``given`` are those in the file.

        It is a :class:`KeyFault` if one key is wrong.
        """

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values, which are not checked."""
        return structs.replace(self, **changes)

    @classmethod
    def fields(cls) -> dict[str, structs.FieldInfo]:
        """Return the field of each key."""
        fields = structs.fields(cls)
        return {field.name: field for field in fields if not field.name.startswith("_")}


S = TypeVar("S", bound=ConfigSection)


class KeyFault(ValueError):
    """One key of a section does not fit the others."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class Before(Struct, frozen=True):
    """In a field's type: changes a value before it is read."""

    change: Callable[[Any], Any]
    """Raises ``ValueError`` with what is wrong."""
    also: Any = None
    """The type of other values that it changes into one of the field's type."""


class After(Struct, frozen=True):
    """In a field's type: checks or changes a value after it is read."""

    change: Callable[[Any], Any]
    """Raises ``ValueError`` with what is wrong."""


class Wrong(Struct, frozen=True):
    """A problem in the configuration."""

    where: Location
    message: str
    """The key's name, what is wrong, and what would be right."""
    meant: Location | None = None
    """The key that was probably meant, if this one is unknown."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted names of the keys whose value is not known because of this problem."""
        return tuple(_dotted(one) for one in (self.where, self.meant) if one is not None)


_UNUSABLE = object()
"""In place of a value that cannot be used."""


def read_section(section: type[S], values: Any) -> tuple[S | None, list[Wrong]]:
    """Read a mapping as a section, and return every problem in it.

    The section has no value from a key with a problem. It is None if none of it can be used.
    """
    reader = _SectionReader()
    read = reader.read(section, values, ())
    return (None if read is _UNUSABLE else read), reader.wrong


class _SectionReader:
    """Reads values by the types of their fields, and collects every problem."""

    def __init__(self) -> None:
        self.wrong: list[Wrong] = []

    def read(self, kind: Any, given: Any, where: Location) -> Any:
        """Return a value as that kind, or ``_UNUSABLE``; of groups, what can be used of them."""
        kind = _without_none(kind)
        rules = kind.__metadata__ if get_origin(kind) is Annotated else ()
        known, value = len(self.wrong), _UNUSABLE
        try:
            for rule in rules:
                given = rule.change(given) if isinstance(rule, Before) else given
            value = self._as(kind, given, where)
            if len(self.wrong) > known and not value:
                return _UNUSABLE  # nothing is left of it: no rule would say anything new
            for rule in rules if value is not _UNUSABLE else ():
                value = rule.change(value) if isinstance(rule, After) else value
        except ValueError as error:
            place = (*where, error.key) if isinstance(error, KeyFault) else where
            self._note(place, f"{_dotted(place)}: {error}")
            return value if isinstance(value, dict) else _UNUSABLE
        return value

    def _as(self, kind: Any, given: Any, where: Location) -> Any:
        bare = _without_none(get_args(kind)[0] if get_origin(kind) is Annotated else kind)
        if isinstance(bare, type) and issubclass(bare, ConfigSection):
            return self._section(bare, given, where)
        if get_origin(bare) is tuple:
            return self._tuple(get_args(bare)[0], given, where)
        if get_origin(bare) is Mapping:
            return self._mapping(get_args(bare)[1], given, where)
        return _text(given) if bare is str else _scalar(kind, bare, given)

    def _section(self, section: type[S], given: Any, where: Location) -> S | object:
        written = section.spelt_out(given)
        values = _without_empty(written)
        keys, known = section.fields(), len(self.wrong)
        for key in (key for key in written if key not in keys):
            self.wrong.append(_unknown((*where, key), list(keys), section.renamed))
        asked = {*values, *self._doubtful(where, known)}
        for key in (key for key, field in keys.items() if field.required and key not in asked):
            self._note((*where, key), f"{_dotted((*where, key))}: is missing")
        read = {
            key: self.read(keys[key].type, value, (*where, key))
            for key, value in values.items()
            if key in keys
        }
        usable = {key: value for key, value in read.items() if value is not _UNUSABLE}
        if any(field.required and key not in usable for key, field in keys.items()):
            return _UNUSABLE
        made = section(**usable)
        if self._doubtful(where, known).isdisjoint(section.compared):
            self._require(made, values, where)
        return made

    def _doubtful(self, where: Location, since: int) -> set[Any]:
        """Return the keys of a section with a problem, of those noted since then."""
        places = (place for one in self.wrong[since:] for place in (one.where, one.meant))
        return {place[len(where)] for place in places if place and len(place) > len(where)}

    def _require(self, made: ConfigSection, given: Collection[str], where: Location) -> None:
        try:
            made.require(given)
        except ValueError as error:
            place = (*where, error.key) if isinstance(error, KeyFault) else where
            self._note(place, f"{_dotted(place)}: {error}")

    def _tuple(self, kind: Any, given: Any, where: Location) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            raise ValueError(_NO_LIST)
        read = (self.read(kind, one, (*where, at)) for at, one in enumerate(given))
        return tuple(one for one in read if one is not _UNUSABLE)

    def _mapping(self, kind: Any, given: Any, where: Location) -> dict[str, Any]:
        read = (
            (self.read(str, key, (*where, key)), self.read(kind, value, (*where, key)))
            for key, value in _without_empty(given).items()
        )
        return {key: value for key, value in read if _UNUSABLE not in (key, value)}

    def _note(self, where: Location, message: str) -> None:
        self.wrong.append(Wrong(where, message))


def _without_none(kind: Any) -> Any:
    """Return a type without None: a key without a value counts as missing."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    (certain,) = (one for one in get_args(kind) if one is not NoneType)
    return certain


def _without_empty(given: Any) -> dict[Any, Any]:
    """Return a mapping without the keys that have no value (``site:``)."""
    if not isinstance(given, dict):
        raise ValueError(_NO_KEYS)
    return {key: value for key, value in given.items() if value is not None}


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError(_NO_TEXT)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise ValueError(
            "contains half a character (one surrogate of a pair); write the whole character"
        ) from None
    return given.strip()


def _scalar(kind: Any, bare: Any, given: Any) -> Any:
    try:
        return convert(given.strip() if isinstance(given, str) else given, kind, strict=False)
    except ValidationError:
        raise ValueError(f"must be {_choices(bare) or _expected(kind, bare)}") from None


def _choices(kind: Any) -> str:
    """Return the values that a type allows, for a message; empty if they cannot be listed."""
    if get_origin(kind) is Literal:
        *others, last = map(str, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        *others, last = (str(one.value) for one in kind)
    else:
        return ""
    return f"{', '.join(others)} or {last}" if others else last


def _expected(kind: Any, bare: type) -> str:
    """Return what a number or a truth value must be, for a message."""
    noted = kind.__metadata__ if get_origin(kind) is Annotated else ()
    words = _KINDS[bare]
    for bounds in (one for one in noted if isinstance(one, Meta)):
        least, most = bounds.ge, bounds.le
        words += f", {least} or more" if most is None else f" from {least} to {most}"
    return words


def _unknown(where: Location, known: list[str], renamed: Mapping[str, str]) -> Wrong:
    *above, name = where
    near = nearest(str(name), known)
    if name in renamed:
        meant, remedy = renamed[name], f"it is now called {renamed[name]}"
    elif near:
        meant, remedy = near, f"did you mean {near}?"
    else:
        meant, remedy = None, f"use one of {', '.join(known)}"
    message = f"unknown key {_dotted(where)}; {remedy}"
    return Wrong(where, message, (*above, meant) if meant else None)


def _dotted(where: Location) -> str:
    return ".".join(map(str, where))
