"""What who manages a thing does with it once it is published; each page asks before it does."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import Kind, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.audience import keys_of, ticked_boxes
from eprimo.foundation.content.pages.colleagues import colleague, colleagues
from eprimo.foundation.content.pages.forms import (
    AddressForm,
    CorrectionForm,
    HandOverForm,
    words_of,
)
from eprimo.foundation.content.pages.rendering import render_confirmation, render_thing
from eprimo.foundation.content.things import life
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.addressing import Choice, describe_audience, targets_of
from eprimo.foundation.content.things.changes import sentences
from eprimo.foundation.content.things.drafts import readers_among
from eprimo.foundation.content.things.protected_contact import Ask, TellsWhereabouts
from eprimo.foundation.content.things.queries import found_for, version_of
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require


def _managed(kind: Kind, request: HttpRequest, thing_id: UUID, act: str) -> tuple[Actor, Thing]:
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, act), actor, found)
    return actor, found


def correct(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Make another version, which says what changed. Once somebody saw the thing, it is looked over before it
    leaves."""
    actor, found = _managed(kind, request, thing_id, "correct")
    form = CorrectionForm(kind, request.POST or None)
    ask: Ask | None = None
    status = 200
    if request.method == "POST" and request.POST.get("do") != "edit":
        if form.is_valid():
            try:
                if not found.waits and "sure" not in request.POST:
                    changed = _tried(actor, kind, found, form, request)
                    if changed:
                        return _look_over(kind, request, found, form, changed)
                _correct(actor, kind, found, form, request)
            except TellsWhereabouts as error:
                ask = error.ask
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "C’est corrigé.")
                return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    elif not found.is_out:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    elif request.method != "POST":
        last, _ = version_of(found, found.resource.version)
        form.initial = words_of(found, last.body) | {"base": found.resource.revision}
    return render_thing(
        request,
        kind,
        "content/correct.html",
        status,
        form=form,
        thing=found,
        resource=found.resource,
        ask=ask,
    )


def _correct(actor: Actor, kind: Kind, found: Thing, form: CorrectionForm, request: HttpRequest) -> Resource:
    return life.thing_correct(
        actor=actor, kind=kind, resource=found.resource, title=form.cleaned_data["title"],
        body=form.body, until=form.cleaned_data.get("until"), facts=form.facts,
        base=form.cleaned_data["base"], confirmed=request.POST.get("words", ""),
    )  # fmt: skip


def _tried(actor: Actor, kind: Kind, found: Thing, form: CorrectionForm, request: HttpRequest) -> list[str]:
    """What its readers would be told of this correction, which is made and taken back; raises what it would raise."""
    with transaction.atomic():
        made = _correct(actor, kind, found, form, request)
        numbers = (found.resource.version, made.version)
        held = {one.number: one for one in made.versions.filter(number__in=numbers)}
        transaction.set_rollback(True)
    before, after = (held[number] for number in numbers)
    return sentences(kind, before, after, hides_place=False) if before is not after else []


def _look_over(
    kind: Kind, request: HttpRequest, found: Thing, form: CorrectionForm, changed: list[str]
) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "do"}
        for value in values
    ]
    pk = found.resource.pk
    return render_thing(
        request, kind, "content/correct_over.html", resource=found.resource, changed=changed, typed=typed,
        title=form.cleaned_data["title"], html=richtext.to_html(form.body),
        said=describe_audience(targets_of([pk]).get(pk, [])),
    )  # fmt: skip


def withdraw(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Take it back, after asking."""
    actor, found = _managed(kind, request, thing_id, "withdraw")
    if request.method != "POST":
        return render_confirmation(request, kind, found, "withdraw")
    kept = life.thing_withdraw(actor=actor, kind=kind, resource=found.resource)
    drafted = kept.published_at is None
    messages.success(request, "C’est de nouveau un brouillon." if drafted else "C’est retiré.")
    if drafted and not found.own:
        return redirect(f"{kind.key}:list")
    return redirect(f"{kind.key}:thing", thing_id=thing_id)


def trash(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Ask, then put a thing into the trash."""
    actor, found = _managed(kind, request, thing_id, "trash")
    if request.method != "POST":
        return render_confirmation(request, kind, found, "trash")
    life.thing_trash(actor=actor, kind=kind, resource=found.resource)
    messages.success(request, "C’est à la corbeille pour 30 jours.")
    return redirect(f"{kind.key}:list")


def restore(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Out of the trash, as it was."""
    actor, found = _managed(kind, request, thing_id, "restore")
    life.thing_restore(actor=actor, kind=kind, resource=found.resource)
    messages.success(request, "C’est remis en place.")
    return redirect(f"{kind.key}:thing", thing_id=thing_id)


def readdress(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Change whom it is for. What somebody else chose beyond one's own reach stays among the boxes."""
    actor, found = _managed(kind, request, thing_id, "readdress")
    targets = targets_of([found.resource.pk]).get(found.resource.pk, [])
    initial = {"to": keys_of(targets), **ticked_boxes(readers_among(targets))}
    form = AddressForm(kind, actor, list(map(_as_it_is, targets)), request.POST or None, initial=initial)
    ask: Ask | None = None
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                life.thing_readdress(
                    actor=actor, kind=kind, resource=found.resource, targets=form.targets,
                    readers=form.chosen_readers, confirmed=request.POST.get("words", ""),
                )  # fmt: skip
            except TellsWhereabouts as error:
                ask = error.ask
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "C’est changé.")
                return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    return render_thing(
        request,
        kind,
        "content/readdress.html",
        status,
        form=form,
        thing=found,
        resource=found.resource,
        ask=ask,
    )


def _as_it_is(target: Any) -> Choice:
    return Choice(To(target.kind), target.target, target.label or target.kind, target.public_id)


def copy(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Make a draft of the same words. The same press again leads to what it made."""
    actor, found = _managed(kind, request, thing_id, "copy")
    made = life.thing_copy(
        actor=actor, kind=kind, resource=found.resource, key=_uuid(request.POST.get("key", ""))
    )
    messages.success(request, "Voici une copie\u00a0: relisez-la avant de la publier.")
    return redirect(f"{kind.key}:edit", thing_id=made.public_id)


def hand_over(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Make it a colleague's."""
    actor, found = _managed(kind, request, thing_id, "hand_over")
    people = colleagues(actor, kind, found.resource)
    form = HandOverForm([(key, name) for key, name, _ in people], request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            to = colleague(people, form.cleaned_data["person"], found.resource)
            life.thing_hand_over(actor=actor, kind=kind, resource=found.resource, to=to)
            messages.success(request, "C’est confié.")
            return redirect(f"{kind.key}:list")
        status = 422
    return render_thing(
        request,
        kind,
        "content/hand_over.html",
        status,
        form=form,
        thing=found,
        resource=found.resource,
        people=people,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
