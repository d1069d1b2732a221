"""What a device of a class shows before its wall, at some hours: each says the address of its page, empty when it has
nothing to show. They are asked at each wall, so each looks first at what was read with the device."""

from collections.abc import Callable

from eprimo.foundation.classroom.models import ClassDevice

type Before = Callable[[ClassDevice], str]

_PAGES: list[Before] = []


def stands_before(page: Before) -> None:
    """Declared by the app that has the page, when it is ready."""
    _PAGES.append(page)


def page_before_wall(device: ClassDevice) -> str:
    """Return the first that has something to show; empty: the wall."""
    return next((address for page in _PAGES if (address := page(device))), "")
