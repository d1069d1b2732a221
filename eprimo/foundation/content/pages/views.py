"""The views of every kind: parse, ask, render. Each takes the kind that its address is of, and the
methods that `routes` lets through."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.colleagues import colleague, colleagues, desk_mark, require_own_desk
from eprimo.foundation.content.pages.forms import (
    AddressForm,
    CorrectionForm,
    HandOverForm,
    PublishForm,
    ThingForm,
    draft_of,
    keys_of,
    start,
    words_of,
)
from eprimo.foundation.content.pages.lists import LIST_WORDS
from eprimo.foundation.content.things import life
from eprimo.foundation.content.things.acts import may, rule
from eprimo.foundation.content.things.addressing import Choice, offered, said, targets_of
from eprimo.foundation.content.things.changes import sentences
from eprimo.foundation.content.things.drafts import StaleDraft, draft_discard, draft_save, last_day, own_draft
from eprimo.foundation.content.things.queries import (
    DRAFTS,
    NOW,
    found_for,
    lists_of,
    opened,
    page,
    version_of,
)
from eprimo.foundation.content.things.seeing import Thing, opens
from eprimo.foundation.content.things.why import why
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_mark import device_mark
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment
from eprimo.ui.french import clock_time


def _require_writing(actor: Actor, kind: Kind) -> None:
    """404 for whose role never writes it, 403 where the school does not allow it or is closed."""
    if actor.role not in kind.authors:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    require(rule(kind, "write"), actor, kind)


def _page(request: HttpRequest, kind: Kind, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"kind": kind, **context}, status=status)


def list_(kind: Kind, request: HttpRequest) -> HttpResponse:
    """What there is now, and for who writes the other lists. Words are posted, so that no address holds them."""
    actor = actor_of(request)
    if not opens(actor, kind):
        raise NotVisible
    if actor.closed and not actor.children:
        raise SchoolClosed
    lists = lists_of(actor, kind)
    which = request.GET.get("voir", NOW)
    which = which if which in lists else NOW
    words = request.POST.get("mots", "").strip()[:60] if kind.search else ""
    found = page(
        actor,
        kind,
        which,
        words=words,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return _page(
        request, kind, "content/list.html", page=found, which=which, words=words, writes=DRAFTS in lists,
        lists=[(key, LIST_WORDS[key]) for key in lists],
        said={row.resource.pk: said(row.targets) for row in found.items if row.targets},
        last_days={row.resource.pk: last_day(row.resource) for row in found.items},
    )  # fmt: skip


def thing(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """One thing, with what changed and why one sees it. A draft leads to its form."""
    actor = actor_of(request)
    found = opened(actor, kind, thing_id)
    if found.thing.is_draft:
        return redirect(f"{kind.key}:edit", thing_id=thing_id)
    gone = found.thing.resource.withdrawn_at is not None and not found.thing.managed
    versions = found.versions
    changed = sentences(kind, versions[1], versions[0]) if len(versions) > 1 else []
    return _page(
        request, kind, "content/withdrawn.html" if gone else "thing", thing=found.thing, resource=found.thing.resource,
        why=why(actor, found.thing, found.through, found.targets), may=may(actor, found.thing), versions=versions,
        changed=changed, said=said(found.targets), last_day=last_day(found.thing.resource),
        html=richtext.to_html(found.body, links=not actor.is_pupil), copy_key=uuid4(),
    )  # fmt: skip


def version(kind: Kind, request: HttpRequest, thing_id: UUID, number: str) -> HttpResponse:
    """What it said before a correction."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    if not number.isdecimal() or (found.resource.withdrawn_at is not None and not found.managed):
        raise NotVisible
    one, before = version_of(found, int(number[:6]))
    return _page(
        request, kind, "content/version.html", thing=found, resource=found.resource, version=one,
        changed=sentences(kind, before, one) if before else [],
        html=richtext.to_html(one.body, links=not actor.is_pupil),
    )  # fmt: skip


# --- writing -----------------------------------------------------------------------------------------------------


def new(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Write one."""
    actor = actor_of(request)
    _require_writing(actor, kind)
    if request.method == "POST":
        return _kept(request, kind, None)
    return _compose(request, kind, ThingForm(kind, actor, initial=start()), None)


def edit(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Go on with a draft; once it is published its pages lead to the thing."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, "edit"), actor, found)
    if not found.is_draft:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    if request.method == "POST":
        return _kept(request, kind, found)
    pk = found.resource.pk
    form = ThingForm(kind, actor)
    initial = draft_of(found, form.offered, targets_of([pk]).get(pk, []))
    form.initial = initial
    return _compose(request, kind, form, found)


def _kept(request: HttpRequest, kind: Kind, found: Thing | None) -> HttpResponse:
    """Keep what was typed, then look before publishing; or come back later."""
    actor, later = actor_of(request), request.POST.get("do") == "keep"
    require_own_desk(request, actor)
    form = ThingForm(kind, actor, request.POST, unfinished=later)
    if not form.is_valid():
        return _compose(request, kind, form, found, status=422)
    try:
        kept = draft_save(
            actor=actor, kind=kind, said=form.said(), resource=found.resource if found else None,
            key=form.cleaned_data["draft_key"], base=form.cleaned_data["base"],
        )  # fmt: skip
    except Forbidden:
        raise
    except StaleDraft as error:
        return _compose(
            request, kind, form.over(error.resource.revision), found, status=409, other=error.resource
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _compose(request, kind, form, found, status=422)
    if later:
        messages.success(request, "C’est gardé dans vos brouillons.")
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
    return _page(
        request, kind, "content/compose.html", status, form=form, thing=found, other=other, owner=device_mark(actor),
        desk=desk_mark(actor),
        other_text=richtext.to_markup(other.draft) if other is not None and other.draft else "",
    )  # fmt: skip


@fragment
def autosave(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Keep a draft while it is typed; the same request twice is once. JSON: what a script says on the page."""
    actor = actor_of(request)
    _require_writing(actor, kind)
    require_own_desk(request, actor)
    form = ThingForm(kind, actor, request.POST, unfinished=True)
    if not form.is_valid() or form.cleaned_data["draft_key"] is None:
        return JsonResponse({"errors": form.errors}, status=422)
    key = form.cleaned_data["draft_key"]
    begun = own_draft(actor, kind, key)
    if begun is None and form.said().is_blank:
        return HttpResponse(status=204)
    if begun is not None and begun.published_at is not None:
        # A device that still holds a copy throws it away: what was published is in its place.
        return HttpResponse(status=HTTPStatus.GONE)
    try:
        kept = draft_save(actor=actor, kind=kind, said=form.said(), key=key, base=form.cleaned_data["base"])
    except StaleDraft as error:
        held = error.resource
        text = richtext.to_markup(held.draft) if held.draft else ""
        return JsonResponse({"revision": held.revision, "title": held.title, "text": text}, status=409)
    except Forbidden:
        raise
    except DomainError as error:
        return JsonResponse({"errors": {error.field or "__all__": [error.sentence]}}, status=422)
    url = reverse(f"{kind.key}:edit", args=[kept.public_id])
    return JsonResponse({"revision": kept.revision, "at": clock_time(clock.now()), "url": url})


def publish(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Read it over as it will be seen, by whom, then publish it."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, "content/publish.html"), actor, found)
    if not found.is_draft:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    form = PublishForm(actor.time_zone, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                life.thing_publish(actor=actor, kind=kind, resource=found.resource, at=form.moment)
            except Forbidden:
                raise
            except DomainError as error:
                form.add_error("at" if error.field == "at" else None, error.sentence)
            else:
                messages.success(request, kind.agreed("Publié") + ".")
                return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    pk = found.resource.pk
    return _page(
        request, kind, "content/publish.html", status, form=form, thing=found, resource=found.resource,
        said=said(targets_of([pk]).get(pk, [])), last_day=last_day(found.resource),
        html=richtext.to_html(found.resource.draft or richtext.EMPTY),
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
    return _asked(request, kind, found, "discard")


# --- once it is published ------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, kind: Kind, found: Thing, act: str) -> HttpResponse:
    """A page that asks before an act."""
    return _page(request, kind, "content/ask.html", thing=found, resource=found.resource, act=act)


def _managed(kind: Kind, request: HttpRequest, thing_id: UUID, act: str) -> tuple[Actor, Thing]:
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    require(rule(kind, act), actor, found)
    return actor, found


def correct(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Another version, which says what changed."""
    actor, found = _managed(kind, request, thing_id, "correct")
    form = CorrectionForm(kind, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                life.thing_correct(
                    actor=actor, kind=kind, resource=found.resource, title=form.cleaned_data["title"],
                    body=form.body, until=form.cleaned_data.get("until"), facts=form.facts,
                    version=form.cleaned_data["version"],
                )  # fmt: skip
            except Forbidden:
                raise
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.sentence)
            else:
                messages.success(request, "C’est corrigé.")
                return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    elif not found.is_out:
        return redirect(f"{kind.key}:thing", thing_id=thing_id)
    else:
        last, _ = version_of(found, found.resource.version)
        form.initial = words_of(found, last.body) | {"version": found.resource.version}
    return _page(
        request, kind, "content/correct.html", status, form=form, thing=found, resource=found.resource
    )


def withdraw(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Take it back, after asking."""
    actor, found = _managed(kind, request, thing_id, "withdraw")
    if request.method != "POST":
        return _asked(request, kind, found, "withdraw")
    kept = life.thing_withdraw(actor=actor, kind=kind, resource=found.resource)
    drafted = kept.published_at is None
    messages.success(request, "C’est de nouveau un brouillon." if drafted else "C’est retiré.")
    if drafted and not found.own:
        return redirect(f"{kind.key}:list")
    return redirect(f"{kind.key}:thing", thing_id=thing_id)


def trash(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """To the trash, after asking."""
    actor, found = _managed(kind, request, thing_id, "trash")
    if request.method != "POST":
        return _asked(request, kind, found, "trash")
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
    choices = offered(actor, kind)
    held = {(one.to.value, one.target) for one in choices}
    choices += [_as_it_is(one) for one in targets if (one.kind, one.target) not in held]
    pupils = any(one.pupils for one in targets)
    form = AddressForm(
        kind, choices, request.POST or None, initial={"to": keys_of(choices, targets), "pupils": pupils}
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            life.thing_readdress(
                actor=actor, kind=kind, resource=found.resource, targets=form.targets,
                pupils=form.cleaned_data.get("pupils", False),
            )  # fmt: skip
            messages.success(request, "C’est changé.")
            return redirect(f"{kind.key}:thing", thing_id=thing_id)
        status = 422
    return _page(
        request, kind, "content/readdress.html", status, form=form, thing=found, resource=found.resource
    )


def _as_it_is(target: Any) -> Choice:
    return Choice(target.kind, target.target, target.label or target.kind, UUID(int=target.target))


def copy(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """The same words again, as a draft. The same press again leads to what it made."""
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
    return _page(
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
