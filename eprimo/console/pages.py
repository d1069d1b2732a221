"""What the views of all consoles share: who may open them, and how a form is tried and shown."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of


def head_of(request: HttpRequest) -> Actor:
    """The actor, who directs the school in use; for every other role these pages do not exist."""
    return actor_as(request, *HEADS)


def keeper_of(request: HttpRequest) -> Actor:
    """The actor, who keeps adults: of the school in use, or agents of the own commune or grouping. An OGEC, a syndicat,
    the rectorat are members of the group without agents here."""
    actor = actor_as(request, *HEADS, Role.MEMBER_REP)
    if actor.role == Role.MEMBER_REP and not actor.of_place:
        raise NotVisible
    return actor


def actor_as(request: HttpRequest, *roles: Role) -> Actor:
    """The actor in one of these roles; raises NotVisible, or SchoolClosed without entitlement."""
    actor = actor_of(request)
    if actor.role not in roles:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    return actor


def submit(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Run the action of a form that was posted and is valid. False when its page is to be shown: nothing was posted, or
    something is to be mended, and what was refused stands at its field."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


def say_refusal(request: HttpRequest, error: DomainError) -> None:
    """Have the page that follows say what was refused; raise a refusal that is a page of its own (403, 404) again."""
    if error.status in {403, 404}:
        raise error
    messages.error(request, error.sentence)


def run_and_notify(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Run the act of a button. The page that follows says that it is `done`, or why it is not; a refusal that is a page
    of its own (403, 404) is raised again."""
    try:
        act()
    except DomainError as error:
        say_refusal(request, error)
        return False
    if done:
        messages.success(request, done)
    return True


def handle_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    back: str,
    then: str | Callable[[], str] = "",
    done: str = "",
    **page: Any,
) -> HttpResponse:
    """Answer a page of one form and one act: `submit` it, say that it is `done` and go on to `then` (or `back`); show
    the `form_page` otherwise. `then` is a function where the act decides the address."""
    if submit(request, form, act):
        if done:
            messages.success(request, done)
        return HttpResponseRedirect((then() if callable(then) else then) or back)
    return form_page(request, form, back=back, **page)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    back: str,
    intro: str = "",
    **more: Any,
) -> HttpResponse:
    """Render a page of one form; 422 when it comes back with something to mend."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "intro": intro, **more}
    return render(request, "school/form.html", context, status=422 if form.errors else 200)


def uuids_of(texts: Sequence[str]) -> list[UUID]:
    """The public ids that a body names; raises NotVisible for what is none."""
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise NotVisible from error
