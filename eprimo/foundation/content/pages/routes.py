"""The addresses of a kind, all of them, from its declaration; and those of every kind, found in the services."""

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.views.decorators.http import require_http_methods

from eprimo.foundation.content.capabilities import Files, kinds
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.pages import draft_files, editor, management, uploads, views
from eprimo.foundation.kernel.services import Service, discover, services

_THING = "<uuid:thing_id>/"
_READ, _FORM, _POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)
# Name of the address → (what follows the head of the kind, view, methods).
_ROUTES: dict[str, tuple[str, Callable[..., HttpResponse], tuple[str, ...]]] = {
    "list": ("", views.list_, _FORM),
    "new": ("nouveau/", editor.new, _FORM),
    "autosave": ("brouillon/", editor.autosave, _POST),
    "audience": ("pour-qui/", editor.audience, _POST),
    "thing": (_THING, views.thing, _READ),
    "edit": (f"{_THING}modifier/", editor.edit, _FORM),
    "publish": (f"{_THING}publier/", editor.publish, _FORM),
    "discard": (f"{_THING}jeter/", editor.discard, _FORM),
    "correct": (f"{_THING}corriger/", management.correct, _FORM),
    "withdraw": (f"{_THING}retirer/", management.withdraw, _FORM),
    "trash": (f"{_THING}corbeille/", management.trash, _FORM),
    "restore": (f"{_THING}remettre/", management.restore, _POST),
    "readdress": (f"{_THING}pour-qui/", management.readdress, _FORM),
    "copy": (f"{_THING}copier/", management.copy, _POST),
    "hand_over": (f"{_THING}confier/", management.hand_over, _FORM),
    "version": (f"{_THING}versions/<slug:number>/", views.version, _READ),
}
# Of the kinds that carry files.
_FILES: dict[str, tuple[str, Callable[..., HttpResponse], tuple[str, ...]]] = {
    "files": (f"{_THING}fichiers/", draft_files.files, _FORM),
    "file_send": (f"{_THING}fichiers/envois/", uploads.begin, _POST),
    "file_remove": (f"{_THING}fichiers/<uuid:file_id>/retirer/", draft_files.file_remove, _POST),
}
NAMES = (*_ROUTES, *_FILES)


def routes(kind: Kind) -> list[URLPattern]:
    """Return every address of the kind; their name space is its key."""
    named = _ROUTES | (_FILES if kind.get(Files) is not None else {})
    return [
        path(where, _of(view, kind, methods), name=name) for name, (where, view, methods) in named.items()
    ]


def _of(view: Callable[..., Any], kind: Kind, methods: tuple[str, ...]) -> Callable[..., Any]:
    """The view for this kind, with the marks that the view carries."""
    return require_http_methods(methods)(update_wrapper(partial(view, kind), view))


def found_routes(others: Iterable[URLPattern | URLResolver]) -> list[URLResolver]:
    """Return the addresses of services that declare one, and of all kinds. ImproperlyConfigured: one stands where
    another page does, or takes its name."""
    discover()
    found = [
        path(f"{service.address}/", include(f"{_package(service)}.urls"))
        for service in services()
        if service.address
    ]
    found += [
        path(f"{kind.address}/", include((routes(kind) + _own_routes(kind), kind.key))) for kind in kinds()
    ]
    heads, spaces = set(), set()
    for one in others:
        heads.add(_head(one))
        spaces.add(getattr(one, "namespace", None))
        if isinstance(one, URLResolver) and not str(one.pattern):
            heads |= {_head(inner) for inner in one.url_patterns}
    for one in found:
        if _head(one) in heads:
            raise ImproperlyConfigured(
                f"« /{_head(one)}/ » of « {one.namespace} » is another page’s address."
            )
        if one.namespace in spaces:
            raise ImproperlyConfigured(f"The name space « {one.namespace} » is taken.")
        heads.add(_head(one))
        spaces.add(one.namespace)
    return found


def _own_routes(kind: Kind) -> list[URLPattern]:
    """Those of the `urls.py` that stands in its folder, beside the pages which every kind has."""
    folders = (one for one in apps.get_app_configs() if one.name.endswith(f".{kind.key}"))
    found = (one for one in folders if module_has_submodule(one.module, "service"))
    own = (one.name for one in found if module_has_submodule(one.module, "urls"))
    return [route for name in own for route in import_module(f"{name}.urls").urlpatterns]


def _head(route: URLPattern | URLResolver) -> str:
    """The first part of its address."""
    return str(route.pattern).partition("/")[0]


def _package(service: Service) -> str:
    """The app in whose folder the service is declared: the folder has its key."""
    return next(
        one.name
        for one in apps.get_app_configs()
        if one.name.endswith(f".{service.key}") and module_has_submodule(one.module, "service")
    )
