"""What a child answers, as JSON and back: only the shapes that its parser declared, checked value by value.

A child that a file took over may answer anything. Nothing of it is unpickled or trusted: text stays text, and an
answer of another shape is no answer.
"""

import base64
import binascii
import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, cast

_PLAIN = (str, bool, int, float)
_PAIR = 2


class WrongShape(ValueError):
    """The answer is not of the declared shape."""


def encode(value: object) -> Any:
    """As JSON. Fields of a dataclass are told in their order."""
    if value is None or (isinstance(value, _PLAIN) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [encode(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return [[encode(key), encode(one)] for key, one in value.items()]
    if isinstance(value, list | tuple | set | frozenset):
        return [encode(one) for one in value]
    raise TypeError(type(value).__name__)


def decode[T](kind: type[T], told: object) -> T:
    """The value of that type. Raises WrongShape."""
    try:
        return cast("T", _decoded(kind, told))
    except (TypeError, ValueError, RecursionError, InvalidOperation, binascii.Error) as error:
        raise WrongShape(str(kind)) from error


def _decoded(kind: Any, told: Any) -> Any:
    if isinstance(kind, typing.TypeAliasType):
        kind = kind.__value__
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        return _one_of(typing.get_args(kind), told)
    if origin is not None:
        return _several(origin, typing.get_args(kind), told)
    if kind is None or kind is types.NoneType:
        return _is(told is None, None)
    if kind in _PLAIN:
        return _is(type(told) is kind or (kind is float and type(told) is int), told)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        names = _fields(kind)
        _is(isinstance(told, list) and len(told) == len(names), None)
        values = {name: _decoded(of, one) for (name, of), one in zip(names, told, strict=True)}
        return cast("Any", kind)(**values)
    return _from_text(kind, told)


def _from_text(kind: Any, told: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(told)
    _is(isinstance(told, str), None)
    if kind is bytes:
        return base64.b64decode(told, validate=True)
    if kind in {date, datetime}:
        return kind.fromisoformat(told)
    if kind is Decimal:
        return Decimal(told)
    raise WrongShape(str(kind))


def _one_of(kinds: tuple[Any, ...], told: Any) -> Any:
    for kind in kinds:
        try:
            return _decoded(kind, told)
        except (TypeError, ValueError, InvalidOperation, binascii.Error):
            continue
    raise WrongShape("union")


def _several(origin: Any, kinds: tuple[Any, ...], told: Any) -> Any:
    _is(isinstance(told, list), None)
    if origin is dict or (isinstance(origin, type) and issubclass(origin, Mapping)):
        key, value = kinds
        for pair in told:
            _is(isinstance(pair, list) and len(pair) == _PAIR, None)
        return {_decoded(key, one): _decoded(value, other) for one, other in told}
    if origin is tuple and (len(kinds) != _PAIR or kinds[1] is not Ellipsis):
        return tuple(_decoded(kind, one) for kind, one in zip(kinds, told, strict=True))
    made = [_decoded(kinds[0], one) for one in told]
    return made if origin not in {tuple, frozenset, set} else origin(made)


@functools.cache
def _fields(kind: Any) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in dataclasses.fields(kind)]


def _is(holds: bool, value: Any) -> Any:
    if not holds:
        raise WrongShape
    return value
