"""Writing one: the form, what is kept while it is typed, the look before it is published."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Files, readers_above
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.audience import only_place
from eprimo.foundation.content.pages.desks import author_of, desk_mark, desk_of
from eprimo.foundation.content.pages.draft_files import JOIN, WITHOUT
from eprimo.foundation.content.pages.forms import (
    PublishForm,
    ThingForm,
    draft_of,
    start,
)
from eprimo.foundation.content.pages.rendering import render_confirmation, render_thing
from eprimo.foundation.content.pages.type_buttons import other_type
from eprimo.foundation.content.things import life
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.addressing import describe_audience, targets_of
from eprimo.foundation.content.things.drafts import (
    StaleDraft,
    draft_discard,
    draft_save,
    facts_of,
    last_day,
    own_draft,
)
from eprimo.foundation.content.things.files import shown_files, unready, wordless
from eprimo.foundation.content.things.protected_contact import TellsWhereabouts, asked_of
from eprimo.foundation.content.things.queries import found_for
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.files.file_lists import files_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_mark import device_mark
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.services import adds_of
from eprimo.foundation.kernel.views import fragment
from eprimo.ui.french import clock_time


def _require_writing(actor: Actor, kind: Kind) -> None:
    """404 for whose role never writes it, 403 where the school does not allow it or is closed."""
    if actor.role not in kind.writing.authors | readers_above(kind).keys():
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    require(rule(kind, "write"), actor, kind)


def new(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Write one."""
    actor = author_of(request, kind)
    _require_writing(actor, kind)
    if request.method == "POST":
        return _kept(request, kind, None)
    form = ThingForm(kind, actor, initial=start())
    form.initial["to"] = only_place(form.offered)
    return _compose(request, kind, form, None)


def edit(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Go on with a draft; once it is published its pages lead to the thing."""
    actor = author_of(request, kind)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, "edit"), actor, found)
    if not found.is_draft:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    if request.method == "POST":
        return _kept(request, kind, found)
    pk = found.resource.pk
    form = ThingForm(kind, actor, initial=draft_of(found, targets_of([pk]).get(pk, [])))
    return _compose(request, kind, form, found)


def _kept(request: HttpRequest, kind: Kind, found: Thing | None) -> HttpResponse:
    """Keep what was typed, then look before publishing; or come back later."""
    actor, act = actor_of(request), request.POST.get("do", "")
    other = other_type(actor, act)
    joins = kind.get(Files) is not None and act == JOIN
    later = act == "keep" or joins or bool(other)
    form = ThingForm(kind, actor, request.POST, unfinished=later)
    if form.asks:
        # What is not finished yet is no fault: the form is not checked.
        return _compose(request, kind, form.unchecked(), found)
    if not form.is_valid():
        return _compose(request, kind, form, found, status=422)
    if other and form.said().is_blank:
        return redirect(other)
    try:
        kept = draft_save(
            actor=actor, kind=kind, said=form.said(), resource=found.resource if found else None,
            key=form.cleaned_data["draft_key"], base=form.cleaned_data["base"],
        )  # fmt: skip
    except StaleDraft as error:
        return _compose(
            request, kind, form.over(error.resource.revision), found, status=409, other=error.resource
        )
    except DomainError as error:
        show_refusal(form, error)
        return _compose(request, kind, form, found, status=422)
    if joins:
        return redirect(f"{kind.key}:files", thing_id=kept.public_id)
    if later:
        messages.success(request, "C’est gardé dans vos brouillons.")
    if other:
        return redirect(other)
    return redirect(f"{kind.key}:{'edit' if later else 'publish'}", thing_id=kept.public_id)


def _compose(
    request: HttpRequest,
    kind: Kind,
    form: ThingForm,
    found: Thing | None,
    *,
    status: int = 200,
    other: Resource | None = None,
) -> HttpResponse:
    """`other`: what another tab or device kept since."""
    actor = actor_of(request)
    carries = kind.get(Files) is not None
    return render_thing(
        request, kind, "content/compose.html", status, form=form, thing=found, other=other, owner=device_mark(actor),
        desk=desk_mark(actor), joins=carries and actor.school_id is not None,
        files=files_of(found.resource) if found and carries else (), adds=[] if found else adds_of(actor),
        other_text=richtext.to_markup(other.draft) if other is not None and other.draft else "",
    )  # fmt: skip


@fragment
def autosave(kind: Kind, request: HttpRequest) -> HttpResponse:
    actor = desk_of(actor_of(request), kind, request.POST.get("desk", ""))
    _require_writing(actor, kind)
    form = ThingForm(kind, actor, request.POST, unfinished=True)
    return kept_while_typed(
        actor,
        kind,
        form,
        form.said,
        lambda said, **kept: draft_save(actor=actor, kind=kind, said=said, **kept),
    )


@fragment
def audience(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Answer « Le verront : … », of what is ticked now."""
    actor = desk_of(actor_of(request), kind, request.POST.get("desk", ""))
    _require_writing(actor, kind)
    return render_thing(request, kind, "content/_seen_by.html", form=ThingForm(kind, actor, request.POST))


class TypedForm(Protocol):
    """A form with what an author writes, of whatever kind."""

    @property
    def is_blank(self) -> bool: ...


def kept_while_typed[Words: TypedForm](
    actor: Actor, kind: Kind, form: Form, read: Callable[[], Words], save: Callable[..., Resource]
) -> HttpResponse:
    """Keep a draft while it is typed; the same request twice is once. JSON: what a script says on the page. `read`:
    what the form says; `save`: it, kept under its key, on its base."""
    if not form.is_valid() or form.cleaned_data["draft_key"] is None:
        return JsonResponse({"errors": form.errors}, status=422)
    key, words = form.cleaned_data["draft_key"], read()
    begun = own_draft(actor, kind, key)
    if begun is None and words.is_blank:
        return HttpResponse(status=204)
    if begun is not None and begun.published_at is not None:
        # A device that still holds a copy throws it away: what was published is in its place.
        return HttpResponse(status=HTTPStatus.GONE)
    try:
        kept = save(words, key=key, base=form.cleaned_data["base"])
    except StaleDraft as error:
        held = error.resource
        text = richtext.to_markup(held.draft) if held.draft else ""
        return JsonResponse({"revision": held.revision, "title": held.title, "text": text}, status=409)
    except DomainError as error:
        return JsonResponse({"errors": {error.field or "__all__": [error.sentence]}}, status=422)
    url = reverse(f"{kind.key}:edit", args=[kept.public_id])
    return JsonResponse({"revision": kept.revision, "at": clock_time(clock.now()), "url": url})


def publish(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Read it over as it will be seen, by whom, then publish it."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, "publish"), actor, found)
    if not found.is_draft:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    form = PublishForm(actor.time_zone, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                life.thing_publish(
                    actor=actor, kind=kind, resource=found.resource, at=form.moment,
                    confirmed=request.POST.get("words", ""), without_unready=WITHOUT in request.POST,
                )  # fmt: skip
            except TellsWhereabouts:
                pass
            except DomainError as error:
                show_refusal(form, error)
            else:
                messages.success(request, kind.words.agreed("Publié") + ".")
                return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    pk, body = found.resource.pk, found.resource.draft or richtext.EMPTY
    files = files_of(found.resource) if kind.get(Files) is not None else ()
    return render_thing(
        request, kind, "content/publish.html", status, form=form, thing=found, resource=found.resource,
        said=describe_audience(targets_of([pk]).get(pk, [])), last_day=last_day(found.resource),
        html=richtext.to_html(body),
        ask=asked_of(found.resource, body, facts_of(kind, found.resource)),
        files=shown_files(files), unready=unready(files), wordless=wordless(files, body), adds=adds_of(actor),
    )  # fmt: skip


def discard(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, "discard"), actor, found)
    if request.method == "POST":
        draft_discard(actor=actor, kind=kind, resource=found.resource)
        messages.success(request, "Le brouillon est jeté.")
        return redirect(f"{kind.key}:list")
    return render_confirmation(request, kind, found, "discard")
