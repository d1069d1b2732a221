"""The files of a draft: what it has, one form to join others, a button to take each off."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.draft_file_forms import FileForm, JoinForm, SheetForm
from eprimo.foundation.content.pages.rendering import render_thing
from eprimo.foundation.content.things.attachments import thing_change_file, thing_join, thing_unjoin
from eprimo.foundation.content.things.queries import found_for
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.files.actions import MOST_ON_ONE
from eprimo.foundation.files.file_lists import files_of, seen_words
from eprimo.foundation.files.uploads import Sent, sent_for
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import takes_files

# The button of a form that keeps what was typed, then joins files to it.
JOIN = "join"
# The button « Envoyer sans » of the form that sends.
WITHOUT = "without"
MEGABYTES = 10


@takes_files(MEGABYTES)
def files(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Join files; those that are joined, each with its state."""
    actor, resource = actor_of(request), draft_for(kind, request, thing_id)
    if resource.published_at is not None and request.method != "POST":
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    acts = DraftFileActs(
        partial(thing_join, actor=actor, kind=kind, resource=resource),
        partial(thing_change_file, actor=actor, kind=kind, resource=resource),
    )
    return draft_files_page(request, kind, resource, request.FILES, acts)


def file_remove(kind: Kind, request: HttpRequest, thing_id: UUID, file_id: UUID) -> HttpResponse:
    """Take one off."""
    thing_unjoin(
        actor=actor_of(request), kind=kind, resource=draft_for(kind, request, thing_id), file_id=file_id
    )
    return take_file_off(request, kind, thing_id)


def draft_for(kind: Kind, request: HttpRequest, thing_id: UUID) -> Resource:
    """Return the draft, which its author may still change; raises NotVisible. A thing of no school has no files:
    nowhere keeps them."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    if found.resource.school_id is None:
        raise NotVisible
    require(rule(kind, "edit"), actor, found)
    return found.resource


@dataclass(frozen=True, slots=True)
class DraftFileActs:
    """The acts that the author of a draft does with its files: `join(given=, reserved=, to_keep=, words=)`, and of one
    of them `change(file_id=, label=, to_keep=, words=)`."""

    join: Callable[..., Any]
    change: Callable[..., Any]


def draft_files_page(
    request: HttpRequest, kind: Kind, resource: Resource, given: MultiValueDict[str, Any], acts: DraftFileActs
) -> HttpResponse:
    """Answer with the page of a draft that the actor may change, of whatever service. `given`: the files of the
    request."""
    held = files_of(resource)
    seen = seen_words(one for one in held if not one.words)
    changes = {str(one.public_id): FileForm(one, seen=seen.get(one.public_id, "")) for one in held}
    forms: dict[bool, JoinForm | SheetForm] = {False: JoinForm(), True: SheetForm()}
    form: FileForm | JoinForm | SheetForm = forms[False]
    if changed := request.POST.get("change"):
        if changed not in changes:
            raise NotVisible
        form = changes[changed] = FileForm(changes[changed].file, request.POST)
    elif request.method == "POST":
        asked = "sheet" in request.POST
        made = SheetForm if asked else JoinForm
        form = forms[asked] = made(request.POST, given, sent=_sent_before(request, resource))
    if form.is_bound and form.is_valid() and _done(form, acts):
        return redirect(f"{kind.key}:files", resource.public_id)
    return render_thing(
        request, kind, "content/join.html", 422 if form.errors else 200, resource=resource, form=form,
        changes=list(changes.values()), join=forms[False], sheet=forms[True], more=len(held) < MOST_ON_ONE,
        checking=any(one.is_checking for one in held),
    )  # fmt: skip


def _done(form: FileForm | JoinForm | SheetForm, acts: DraftFileActs) -> bool:
    """Whether the act took place; else the form says why not."""
    try:
        if isinstance(form, FileForm):
            acts.change(file_id=form.file.public_id, **form.cleaned_data)
        else:
            acts.join(given=form.given(), reserved=form.reserved, to_keep=form.is_to_keep, words=form.said)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


def _sent_before(request: HttpRequest, resource: Resource) -> list[Sent]:
    """The files that came piece by piece before the form, which names them."""
    found = []
    for one in request.POST.getlist("sent"):
        with suppress(ValueError):
            found.append(UUID(one))
    return sent_for(actor_of(request), resource, found[:MOST_ON_ONE])


def take_file_off(request: HttpRequest, kind: Kind, thing_id: UUID) -> HttpResponse:
    messages.success(request, "Le fichier est retiré.")
    return redirect(f"{kind.key}:files", thing_id)
