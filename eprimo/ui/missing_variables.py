"""What a template names and nobody gave: a fault where we develop and test, a blank and a line of the log elsewhere."""

import logging
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from types import BuiltinMethodType, MethodType
from typing import Any, NoReturn

from django.forms import BaseForm
from jinja2 import ChainableUndefined, Environment, Undefined
from jinja2.utils import missing

logger = logging.getLogger(__name__)


class Lenient(ChainableUndefined):
    """For people at work: a page with a hole is better than none. The log names the variable, never its value nor the
    key of a mapping, which may be somebody's name."""

    def __str__(self) -> str:
        owner = self._undefined_obj
        name = "a key" if isinstance(owner, Mapping) else self._undefined_name
        whose = "" if owner is missing else f" of {type(owner).__name__}"
        logger.warning("A template shows %s%s, which nobody gave", name, whose)
        return ""

    def __call__(self, *_: Any, **__: Any) -> "Lenient":  # type: ignore[override]
        return self

    __html__ = __str__


class Strict(Undefined):
    """For tests and development: it may be asked whether it is there, and nothing else.

    What a view, a mapping or a form was not given may be tested (`{% if piece %}`), and what would belong to nobody
    (None), also by comparing it; what an object does not have may not: there it is a slip of the pen.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        if self._undefined_obj is not missing and not self._may_be_absent:
            self._fail_with_undefined_error()
        return False

    def __eq__(self, other: object) -> bool:
        if not self._may_be_absent:
            self._fail_with_undefined_error()
        return other is None

    def __ne__(self, other: object) -> bool:
        return not self == other

    @property
    def _may_be_absent(self) -> bool:
        owner = self._undefined_obj
        return owner is None or isinstance(owner, (Mapping, BaseForm))

    def _say(self, *_: Any, **__: Any) -> NoReturn:
        self._fail_with_undefined_error()

    __hash__ = Undefined.__hash__
    __str__ = __html__ = __iter__ = __len__ = _say


class Uncalled:
    """A method that a template names without calling it: always true, never what was meant."""

    def __init__(self, method: Any) -> None:
        self._method = method

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._method(*given, **named)

    def _say(self, *_: Any) -> NoReturn:
        raise TypeError(f"A template names {self._method!r} and does not call it: write ().")

    __bool__ = __str__ = __html__ = __iter__ = __len__ = __eq__ = __hash__ = __getitem__ = _say


class StrictEnvironment(Environment):
    """Finds a method that is not called, and a value that is printed as Python writes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, undefined=Strict, finalize=printed)

    def getattr(self, obj: Any, attribute: str) -> Any:
        found = super().getattr(obj, attribute)
        return Uncalled(found) if isinstance(found, (MethodType, BuiltinMethodType)) else found


def printed(value: Any) -> Any:
    """What a page may show as it is. Raises TypeError for what each language writes in its own way, and for None."""
    if value is None or isinstance(value, (float, Decimal, date, time, bool)):
        raise TypeError(f"A template prints {value!r} as Python writes it: use a filter.")
    return value
