"""What every section of the configuration has in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Section(BaseModel):
    """A group of keys: unknown ones are faults, those without a value count as not there."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: Any) -> Any:
        return filled(value)


def filled(value: Any) -> Any:
    """Take a key without a value (``site:``) for one that is not there."""
    if not isinstance(value, dict):
        return value
    return {key: given for key, given in value.items() if given is not None}


def listed(value: Any) -> Any:
    """Take one thing for a list of one."""
    return [value] if isinstance(value, str | dict) else value
