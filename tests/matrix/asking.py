"""Asking the product as each person, inside one scene that every request leaves as it was."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.client import ClientHandler, RequestFactory
from django.urls import reverse

from eprimo.foundation.access import refusals
from eprimo.foundation.kernel import clock, middleware, switches
from eprimo.foundation.kernel.outbox import run_due
from tests.conftest import NOW
from tests.ground import GROUND
from tests.matrix.inside import is_inside
from tests.matrix.line import Line, Variant
from tests.matrix.scene import Scene, build_scene

_FACTORY = RequestFactory()
_HANDLER = ClientHandler(enforce_csrf_checks=False)
_STRICT_HANDLER = ClientHandler(enforce_csrf_checks=True)
# A session keeps when it was last seen: no act.
_NO_ACT = ('UPDATE "accounts_session" SET "seen_at"',)
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Answer:
    response: HttpResponse
    # Statements that changed the database, throttles apart.
    writes: tuple[str, ...]

    @property
    def status(self) -> int:
        return self.response.status_code


@contextmanager
def scene_of(blocker: Any) -> Iterator[Scene]:
    """The scene in one transaction that is rolled back at the end."""
    # Who asks every address in one session is what refusals are counted for
    # (tests/foundation/access/test_session_key_rotation.py).
    counting = patch.object(refusals, "count_refusal")
    with blocker.unblock(), clock.frozen(NOW), _quiet(), _refusals_drawn_once(), counting:
        GROUND.clear()
        switches.forget()
        with transaction.atomic():
            scene = build_scene()
            # What building it made happen is carried on here, once, and not at the end of each test that writes.
            while run_due():
                pass
            # The deferred constraints of what was just built are checked now, not in each request.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            _warm(scene)
            yield scene
            transaction.set_rollback(True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of refusals are what is expected: only errors are told."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _refusals_drawn_once() -> Iterator[None]:
    """Nine answers in ten are refusals, whose page depends on who asks and on the refusal, never on the address.

    The first of each is drawn as ever; the next ones are given its bytes.
    """
    drawn: dict[tuple[object, ...], bytes] = {}
    draw = middleware.render

    def once(request: Any, template: str, context: Any, status: int) -> HttpResponse:
        error = context.get("error")
        if is_inside(request):
            return HttpResponse(status=status)
        if error is None:
            return draw(request, template, context, status=status)
        key = (
            request.COOKIES.get(settings.SESSION_COOKIE_NAME), template, type(error), str(error), error.sentence,
            request.headers.get("HX-Request"),
        )  # fmt: skip
        if key not in drawn:
            response = draw(request, template, context, status=status)
            drawn[key] = response.content
        return HttpResponse(drawn[key], status=status)

    middleware.render = once
    try:
        yield
    finally:
        middleware.render = draw


def _warm(scene: Scene) -> None:
    """Sessions keep the links of their person once, outside of what is rolled back."""
    for who in scene.everybody:
        ask(scene, who, "GET", reverse("information:status"))
        if who in scene.keys:
            scene.inside.read(who, scene.keys[who])


def ask(
    scene: Scene,
    who: str,
    method: str,
    address: str,
    data: Mapping[str, Any] | None = None,
    *,
    strict: bool = False,
    inside: bool = False,
) -> Answer:
    """One request of this person; `strict` asks for the CSRF token, which is not sent; `inside`: from the doors inward
    (`inside.py`)."""
    cookies = {settings.SESSION_COOKIE_NAME: scene.keys[who]} if who in scene.keys else {}
    _FACTORY.cookies.clear()
    for name, value in cookies.items():
        _FACTORY.cookies[name] = value
    make = {"POST": _FACTORY.post, "HEAD": _FACTORY.head}.get(method, _FACTORY.get)
    environ = make(address, data or {}).environ
    writes: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        done = execute(sql, params, many, context)
        acts = (
            text.lstrip().startswith(_WRITES)
            and not text.startswith(_NO_ACT)
            and "kernel_throttle" not in text
        )
        if acts and context["cursor"].rowcount > 0:
            writes.append(text)
        return done

    with connection.execute_wrapper(watch):
        handler = _STRICT_HANDLER if strict else _HANDLER
        response = scene.inside.ask(who, environ) if inside else handler(environ)
    return Answer(response, tuple(writes))


@contextmanager
def undone(variant: Variant, scene: Scene) -> Iterator[None]:
    """What happens inside leaves no trace; `variant.before` happens first."""
    with transaction.atomic():
        if variant.before is not None:
            variant.before(scene)
        yield
        transaction.set_rollback(True)


def try_(scene: Scene, line: Line, variant: Variant, method: str, who: str, **more: Any) -> Answer:
    """The request of a line, undone."""
    address = reverse(line.route, args=variant.args(scene))
    if method == "GET" and variant.before is None:
        # Nothing to undo: the product refuses every statement that is not a SELECT.
        return ask(scene, who, method, address + variant.query, **more)
    with undone(variant, scene):
        data = {**variant.data(scene, who), **more.pop("extra", {})} if method == "POST" else {}
        return ask(scene, who, method, address, data, **more)


def asked_by(
    people: Iterable[str],
    scene: Scene,
    line: Line,
    variant: Variant,
    method: str,
    inside: Collection[str] = (),
) -> Iterator[tuple[str, Answer]]:
    """The request of a line by each of these people, who all find the scene as it was; `inside`: those who ask from the
    doors inward, where no right moves before.

    `variant.before` happens once, then one savepoint serves them all: it is gone back to after whoever ran a statement
    that is no SELECT. Most are refused without one.
    """
    address = reverse(line.route, args=variant.args(scene))
    if method == "GET" and variant.before is None:
        for who in people:
            yield who, ask(scene, who, method, address + variant.query, inside=who in inside)
        return
    if variant.before is not None:
        inside = ()
    ran: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if not text.lstrip().startswith("SELECT") or "wall.throttle_" in text:
            ran.append(text)
        return execute(sql, params, many, context)

    with undone(variant, scene):
        mark = transaction.savepoint_create()
        for who in people:
            ran.clear()
            with connection.execute_wrapper(watch):
                data = variant.data(scene, who) if method == "POST" else {}
                answer = ask(scene, who, method, address, data, inside=who in inside)
            yield who, answer
            if ran:
                transaction.savepoint_rollback(mark)
                transaction.set_rollback(False)


def methods_of(line: Line, variant: Variant) -> list[str]:
    return (variant.methods or line.methods).split()
