"""What every section of the configuration has in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from msgspec import Struct, structs


class Section(Struct, frozen=True):
    """A group of keys. Fields whose names begin with ``_`` are none of them."""

    renamed: ClassVar[Mapping[str, str]] = {}
    """Keys of earlier versions, and what they are called now."""

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """Return what stands here with its keys, where a short form is allowed."""
        return given

    def require(self, given: Collection[str]) -> None:
        """Raise ``ValueError`` where keys do not fit together; ``given`` are those written."""

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values, which are taken as they are."""
        return structs.replace(self, **changes)

    @classmethod
    def fields(cls) -> dict[str, structs.FieldInfo]:
        """Return what may stand here, by key."""
        fields = structs.fields(cls)
        return {field.name: field for field in fields if not field.name.startswith("_")}


def listed(value: Any) -> Any:
    """Take one thing for a list of one."""
    return [value] if isinstance(value, str | dict) else value
