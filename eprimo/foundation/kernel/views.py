"""Marks that views carry: who may open them without a role. Everything else asks for a signed-in person."""

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from eprimo.foundation.kernel.factors import FactorNeeded, Strength, factor_lacks

type View = Callable[..., Any]
# Methods that only read; every other one is an act.
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Megabytes beyond the limit that a form tells at its field.
_SPARE = 2


def public[V: View](view: V) -> V:
    """Opens without signing in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def by_key[V: View](view: V) -> V:
    """Opens without signing in, by a key in its address alone: no log tells the address, and wrong keys are counted for
    each network."""
    view.public = view.by_key = True  # type: ignore[attr-defined]
    return view


def fragment[V: View](view: V) -> V:
    """Mark a view of a piece of a page, or of a file: it answers 401 in place of a redirect to the sign-in page."""
    view.fragment = True  # type: ignore[attr-defined]
    return view


def always_open[V: View](view: V) -> V:
    """Opens in a school without entitlement too: sign-in, own account, own export, help."""
    view.always_open = True  # type: ignore[attr-defined]
    return view


def before_charter[V: View](view: V) -> V:
    """Opens before the charter is accepted: the charter itself, signing out."""
    view.before_charter = True  # type: ignore[attr-defined]
    return view


def whole_account[V: View](view: V) -> V:
    """About all that a person has, in whichever school: not for a session that the secret of a sheet opened."""
    view.whole_account = True  # type: ignore[attr-defined]
    return view


def french_only[V: View](view: V) -> V:
    """Mark a page of the school's office that families may open too: its texts are not translated, so none of it is."""
    view.french_only = True  # type: ignore[attr-defined]
    return view


def strong_screen[V: View](view: V) -> V:
    """Mark a screen that shows or changes many at once: it asks for a second factor before it opens."""
    view.strong_screen = True  # type: ignore[attr-defined]
    return view


def strong_screens(patterns: list[URLPattern], *, but: str = "") -> list[URLPattern]:
    """Ask a second factor at all of these addresses, as in a console above the class, but those of these names (by
    spaces)."""
    for pattern in patterns:
        if pattern.name not in but.split():
            pattern.callback = _as_strong(pattern.callback)
    return patterns


def _as_strong(view: View) -> View:
    """Apart: a view that stands at other addresses too is strong at these alone."""

    @functools.wraps(view)
    def screen(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor = getattr(request, "actor", None)
        if request.method in READ_METHODS or actor is None or not factor_lacks(actor, Strength.STRONG):
            return view(request, *args, **kwargs)
        return _undone(view, request, *args, **kwargs)

    return strong_screen(screen)


def _undone(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
    """Something is sent to a strong screen and no factor was given. The view says whether the person may know of it at
    all; what it did else is taken back, and the factor is asked for. (A view at the door's login works on a connection
    of its own: its act asks by itself.)"""
    with transaction.atomic():
        answer = view(request, *args, **kwargs)
        if is_refusal(answer):
            return answer
        transaction.set_rollback(True)
    # What it would have told on the next page did not happen.
    list(messages.get_messages(request))
    raise FactorNeeded(Strength.STRONG)


def is_refusal(answer: HttpResponse) -> bool:
    """Tell whether an answer is a refusal: neither a page or a file, a form that comes back, nor a way elsewhere."""
    return (
        answer.status_code >= HTTPStatus.BAD_REQUEST and answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY
    )


def takes_files(megabytes: int) -> Callable[[View], View]:
    """Mark a view as a form of files of that many megabytes together. A little more is let in, so that the form itself
    can say it; the bodies of all other views are small."""

    def mark(view: View) -> View:
        view.most_bytes = (megabytes + _SPARE) << 20  # type: ignore[attr-defined]
        return view

    return mark
