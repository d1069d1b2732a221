"""Declaring a kind: what stops the start, what follows from the manage rule, and a folder that nothing else names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import include, path

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import kinds as declared
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import Kind, Manage, To, kind_of, kinds, register_kind
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.pages.routes import kind_routes
from eprimo.foundation.content.things.addressing import derived

SCHOOL, CLASS = 7, 12


@pytest.fixture(autouse=True)
def _as_they_were() -> Iterator[None]:
    before = dict(declared._kinds)
    yield
    declared._kinds.clear()
    declared._kinds.update(before)


def a_kind(**changed: object) -> Kind:
    return replace(kind_of("toy"), **changed)  # type: ignore[arg-type]


def _here(_request: object) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "ailleurs"},
        {"key": "other"},
        {"key": "Other", "address": "ailleurs"},
        {"key": "other", "address": "sous/chemin"},
        {"key": "other", "address": "ailleurs", "detail": Target},
    ],
)
def test_what_is_taken_or_no_name_stops_the_start(changed: dict[str, object]) -> None:
    """The key of another, the address of another, what is neither, columns without a form."""
    with pytest.raises(ImproperlyConfigured):
        register_kind(a_kind(**changed))


@pytest.mark.parametrize(
    "others",
    [
        [path("jouets/", _here, name="here")],
        [path("", include([path("jouets/<slug:one>/", _here, name="here")]))],
        [path("elsewhere/", include(([path("", _here, name="here")], "toy")))],
    ],
)
def test_an_address_or_a_name_space_that_another_page_has_stops_the_start(others: list[object]) -> None:
    with pytest.raises(ImproperlyConfigured):
        kind_routes(others)  # type: ignore[arg-type]


def test_a_kind_with_pages_of_its_own_has_no_page_from_here() -> None:
    """It is found by its key, and takes neither an address nor a name space."""
    own = register_kind(a_kind(key="own", address="here", pages=False))
    taken = [path("here/", include(([path("", _here, name="here")], "own")))]
    assert kind_of("own") == own
    assert own not in kinds()
    assert "own" not in {route.namespace for route in kind_routes(taken)}


MANAGERS = {
    Manage.AUTHOR_AND_HEAD: {"head": 4, "teacher": 1},
    Manage.CLASS_TEACHERS_AND_HEAD: {"head": 4, "teacher": 4},
    Manage.CLASS_TEACHERS: {"head": 1, "teacher": 4},
    Manage.AUTHOR: {"head": None, "teacher": 1},
}


@pytest.mark.parametrize("manage", Manage)
def test_who_manages_follows_from_the_rule(manage: Manage) -> None:
    """Of a thing to one class: its teachers and the heads of the school, by level; families read."""
    shares = derived(a_kind(manage=manage), SCHOOL, [Target(kind=To.CLASS, target=CLASS)])
    head = (AudienceKind.SCHOOL, SCHOOL, AudienceProfile.HEAD)
    teacher = (AudienceKind.CLASS, CLASS, AudienceProfile.TEACHER)
    assert {"head": shares.get(head), "teacher": shares.get(teacher)} == MANAGERS[manage]
    assert shares[AudienceKind.CLASS, CLASS, AudienceProfile.GUARDIAN] == ShareLevel.READ


def test_pupils_are_reached_when_they_are_ticked_alone() -> None:
    pupils = (AudienceKind.CLASS, CLASS, AudienceProfile.PUPIL)
    for ticked in (True, False):
        shares = derived(kind_of("toy"), SCHOOL, [Target(kind=To.CLASS, target=CLASS, pupils=ticked)])
        assert (pupils in shares) is ticked
    shares = derived(a_kind(pupils=False), SCHOOL, [Target(kind=To.CLASS, target=CLASS, pupils=True)])
    assert pupils not in shares


def _of_the_product() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for folder, endings in (("eprimo", ("*.py", "*.html")), ("frontend/src", ("*.ts",))):
        for ending in endings:
            yield from (root / folder).rglob(ending)


def test_nothing_outside_its_folder_names_a_service() -> None:
    """No route, no act, no import of a kind in Python, templates and scripts of others."""
    root = Path(settings.BASE_DIR) / "eprimo" / "services"
    folders = {kind.key: root / kind.key for kind in kinds() if (root / kind.key / "service.py").exists()}
    assert {"news", "links"} <= folders.keys()
    said = {
        key: re.compile(rf"""["']{key}[:.]|eprimo\.services\.{key}\b|["']/?{kind_of(key).address}/""")
        for key in folders
    }
    found = [
        f"{file.relative_to(root.parents[1])} names {key}"
        for file in _of_the_product()
        for key, pattern in said.items()
        if folders[key] not in file.parents and pattern.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
