"""Attacks that hold for every address at once: forged bodies and ids, methods, missing tokens.

In `make test` each address is attacked at the first of its objects that somebody may act on, with everything forged in
one body, from the doors inward (`inside.py`); what a middleware decides before any view is asked of each address in
process, and by HTTP once an app. In `make drill` all of it by HTTP, at all objects, by ids of every kind.
"""

from typing import Any, cast
from uuid import uuid4
from zlib import crc32

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Model
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person, School
from tests.matrix.asking import ask, methods_of, try_, undone
from tests.matrix.line import EVERYBODY, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene
from tests.sizes import FULL
from tests.test_consistency import routes

pytestmark = pytest.mark.django_db


def _posts(*, safe: bool) -> list[Any]:
    """The variants that are posted and let somebody through, one an address or all; `safe`: those that change nothing
    too."""
    found = [
        pytest.param(line, variant, id=f"{line.route} {variant.name}")
        for line in LINES.values()
        for variant in line.variants
        if "POST" in methods_of(line, variant) and variant.ok and (safe or variant.writes)
    ]
    first = {one.values[0].route: one for one in reversed(found)}
    return found if FULL else list(reversed(first.values()))


def is_inside(scene: Scene, who: str, variant: Variant) -> bool:
    """Whether this person asks from the doors inward: in the small size, who is signed in, where no right moves
    before."""
    return not FULL and variant.before is None and who in scene.inside.known


def _who(variant: Variant) -> str:
    """Somebody who is let through."""
    return "samira" if variant.ok == EVERYBODY else variant.ok.split()[0]


# --- C03: what the body adds ---------------------------------------------------------------------------------------

_KEPT_FIELDS = (Person, School, Account)


def _forged(scene: Scene) -> dict[str, Any]:
    """Names that a model of ours has, with the values that an attacker would like."""
    other, school = scene.cast.director_verne, scene.cast.verne
    ids = {
        name: str(other.pk)
        for name in ("owner", "owner_id", "person_id", "author", "author_id", "account_id", "actor", "made_by",
                     "made_by_id", "adult_id", "guardian_id", "given_by", "recorded_by", "resource", "id", "pk")
    }  # fmt: skip
    flags = dict.fromkeys(
        ("is_staff", "is_superuser", "protected", "may_sign", "both", "second_factor"), "on"
    )
    return ids | flags | {
        "role": "director", "profile": "director", "function": "", "state": "published", "source": "onde",
        "school": str(school.public_id), "school_id": str(school.pk), "account": str(other.public_id),
        "public_id": str(uuid4()), "sent_at": "2026-11-24", "visible_from": "2026-11-24",
        "in_force_until": "2020-01-01",
        "owner_public_id": str(other.public_id),
    }  # fmt: skip


type Column = models.Field[Any, Any]


def _columns(model: type[Model]) -> list[Column]:
    """People, schools and accounts a row points to, and its words: role, state, level…"""
    return [
        field for field in model._meta.concrete_fields
        if _points(field) or field.choices or isinstance(field, models.BooleanField)
    ]  # fmt: skip


def _points(field: Column) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model in _KEPT_FIELDS


MODELS = [
    model for config in apps.get_app_configs() if config.name.startswith("eprimo.") for model in config.get_models()
    if _columns(model)
]  # fmt: skip


type Newest = dict[type[Model], int]
type Image = dict[type[Model], list[str]]

# What the transaction did to each table up to now, whether it was taken back since or not.
_TOUCHED = """
SELECT relname, done FROM (
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid) AS done
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
) AS tables WHERE done > 0
"""


def _newest() -> Newest:
    return {model: model._default_manager.latest("pk").pk for model in _KEPT_FIELDS}


def _rows(model: type[Model], newest: Newest) -> list[str]:
    """Every row, by those columns. Who was made since `newest` has no number."""
    fields = _columns(model)
    rows = model._default_manager.order_by().values_list(*[field.attname for field in fields])
    return sorted(
        repr([_without_number(newest, *one) for one in zip(fields, row, strict=True)]) for row in rows
    )


def _without_number(newest: Newest, field: Column, value: Any) -> Any:
    made = _points(field) and value is not None and value > newest[cast("type[Model]", field.related_model)]
    return "new" if made else value


def _touched() -> set[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        return set(cursor.fetchall())


def _image(newest: Newest, before: set[tuple[str, int]]) -> Image:
    """The rows of the tables that were touched since `before`: the others are as they were."""
    # A part of a table is told under its own name.
    names = [name for name, _ in _touched() - before]
    return {
        model: _rows(model, newest) for model in MODELS
        if any(name.startswith(model._meta.db_table) for name in names)
    }  # fmt: skip


@pytest.mark.drill
@pytest.mark.attack
@pytest.mark.parametrize(("line", "variant"), _posts(safe=False))
def test_c03_a_body_with_more_changes_no_more(scene: Scene, line: Line, variant: Variant) -> None:
    newest, who, images, statuses = _newest(), _who(variant), list[Image](), list[int]()
    own = set(variant.data(scene, who))
    forged = {name: value for name, value in _forged(scene).items() if name not in own}
    for extra in ({}, forged):
        with undone(variant, scene):
            before = _touched()
            address = reverse(line.route, args=variant.args(scene))
            data = {**variant.data(scene, who), **extra}
            answer = ask(scene, who, "POST", address, data, inside=is_inside(scene, who, variant))
            assert answer.status in variant.expected(who, line, "POST")
            statuses.append(answer.status)
            assert _touched() != before, "nothing was touched by what is let through"
            images.append(_image(newest, before))
    assert statuses[1] == statuses[0]
    for model in images[0].keys() | images[1].keys():
        plain, added = (image[model] if model in image else _rows(model, newest) for image in images)
        assert added == plain, f"{model._meta.label} is not as without the forged body"


# --- C01: ids ------------------------------------------------------------------------------------------------------

WITH_IDS = [
    pytest.param(line, variant, method, id=f"{line.route} {method}")
    for line in LINES.values()
    for variant in line.variants[:1]
    for method in line.methods.split()
    if "<uuid:" in str(routes()[line.route].pattern)
]  # fmt: skip


@pytest.mark.drill
@pytest.mark.attack
@pytest.mark.parametrize(("line", "variant", "method"), WITH_IDS)
def test_c01_an_id_of_nothing_or_of_something_else(
    scene: Scene, line: Line, variant: Variant, method: str
) -> None:
    """Each id of the address in turn: unknown, or that of another kind of object (one kind an address; full, four)."""
    who = _who(variant)
    args = variant.args(scene)
    kinds = [scene.id("ce1_verne"), scene.note("verne"), scene.id("session_paul"), scene.id("canteen_verne")]
    strangers = (uuid4(), *(kinds if FULL else [kinds[crc32(line.route.encode()) % len(kinds)]]))
    for place in range(len(args)):
        if isinstance(args[place], str):
            continue
        for stranger in strangers:
            other = (*args[:place], stranger, *args[place + 1 :])
            with undone(variant, scene):
                data = variant.data(scene, who) if method == "POST" else {}
                address = reverse(line.route, args=other)
                answer = ask(scene, who, method, address, data, inside=is_inside(scene, who, variant))
            assert answer.status in {403, 404} if place else answer.status == 404, (who, place, answer.status)
            assert not answer.writes


# --- methods and tokens --------------------------------------------------------------------------------------------


@pytest.mark.attack
def test_what_changes_something_is_not_opened_by_a_link(scene: Scene) -> None:
    """405 for who may post."""
    lines = [line for line in LINES.values() if line.methods == "POST"]
    wrong = []
    for line in lines:
        variant = line.variants[0]
        who = _who(variant)
        # Whatever comes before: a method is refused before anything is looked for.
        answer = ask(
            scene, who, "GET", reverse(line.route, args=variant.args(scene)), inside=who in scene.inside.known
        )
        if answer.status != 405:
            wrong.append(f"{line.route} by {who}: {answer.status}")
    assert wrong == []
    assert len(lines) > 150


# Posted by programs that know no token, and done in nobody's name.
WITHOUT_TOKEN = {
    "notices:stop": "mail programs: it opens with a key of its own, without cookie (RFC 8058)",
    "information:reports": "browsers: what they refused, counted and not tied to anybody",
}


def _of_each_app() -> list[Any]:
    """The first address of each name space that is posted; full, all."""
    found = [one for one in _posts(safe=True) if one.values[0].route not in WITHOUT_TOKEN]
    first = {one.values[0].route.partition(":")[0]: one for one in reversed(found)}
    return found if FULL else list(reversed(first.values()))


@pytest.mark.drill
@pytest.mark.attack
@pytest.mark.parametrize(("line", "variant"), _of_each_app())
def test_no_post_passes_without_its_token(scene: Scene, line: Line, variant: Variant) -> None:
    """CSRF: the very request that passes with it is refused, and nothing is done."""
    answer = try_(scene, line, variant, "POST", _who(variant), strict=True)
    assert answer.status == 403
    assert not answer.writes


@pytest.mark.attack
def test_the_middleware_of_tokens_refuses_every_view_that_is_posted(scene: Scene) -> None:
    """Before the view, whoever asks: no view is exempt but those of `WITHOUT_TOKEN`."""
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    middleware = CsrfViewMiddleware(lambda _: HttpResponse())
    posted = [
        line for line in LINES.values() if any("POST" in methods_of(line, one) for one in line.variants)
    ]
    passed = set()
    for line in posted:
        address = reverse(line.route, args=line.variants[0].args(scene))
        match, request = resolve(address), RequestFactory().post(address)
        middleware.process_request(request)
        refused = middleware.process_view(request, match.func, match.args, match.kwargs)
        passed |= {line.route} if refused is None else set()
        assert refused is None or refused.status_code == 403, line.route
    assert passed == set(WITHOUT_TOKEN)
    assert len(posted) > 250


def test_every_address_that_takes_an_id_takes_no_number(scene: Scene) -> None:
    """The number of a row in the place of its public id is no address at all."""
    for name, pattern in routes().items():
        # Addresses of kinds have no line: their contract asks them.
        if "<uuid:" in str(pattern.pattern) and name in LINES:
            variant = LINES[name].variants[0]
            address = reverse(name, args=variant.args(scene))
            # A key that answers everybody alike stands as a text in its line.
            public = str(
                next((arg for arg in variant.args(scene) if not isinstance(arg, str)), variant.args(scene)[0])
            )
            with pytest.raises(Resolver404):
                resolve(address.replace(public, "1"))
