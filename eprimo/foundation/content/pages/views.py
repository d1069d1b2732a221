"""Reading the things of every kind: the list, one thing, what it said before. Each takes the kind of its address."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_noop as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import is_searched
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.pages.rendering import hides_place, render_thing
from eprimo.foundation.content.things.access import opens
from eprimo.foundation.content.things.addressing import describe_audience
from eprimo.foundation.content.things.changes import sentences
from eprimo.foundation.content.things.drafts import last_day
from eprimo.foundation.content.things.explanation import explain
from eprimo.foundation.content.things.files import shown_to
from eprimo.foundation.content.things.invitations import targets_named
from eprimo.foundation.content.things.queries import (
    DRAFTS,
    NOW,
    PAST,
    TO_COME,
    TRASH,
    found_for,
    lists_of,
    open_thing,
    page,
    reads_several,
    version_of,
)
from eprimo.foundation.content.things.rights import may
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of

LIST_WORDS = {
    NOW: _("En ce moment"), DRAFTS: "Brouillons", TO_COME: "À venir", PAST: _("Passé"), TRASH: "Corbeille",
}  # fmt: skip


def list_(kind: Kind, request: HttpRequest) -> HttpResponse:
    """List what there is now, and for who writes the other lists. Words are posted, so that no address holds them."""
    actor = actor_of(request)
    if not opens(actor, kind):
        raise NotVisible
    if actor.closed and not actor.children:
        raise SchoolClosed
    lists = lists_of(actor, kind)
    which = request.GET.get("voir", NOW)
    which = which if which in lists else NOW
    words = request.POST.get("mots", "").strip()[:60] if is_searched(kind) else ""
    found = page(
        actor,
        kind,
        which,
        words=words,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render_thing(
        request, kind, "content/list.html", page=found, which=which, words=words, writes=DRAFTS in lists,
        lists=[(key, LIST_WORDS[key]) for key in lists],
        said={row.resource.pk: describe_audience(row.targets) for row in found.items if row.targets},
        last_days={row.resource.pk: last_day(row.resource) for row in found.items}, of_school=reads_several(actor),
    )  # fmt: skip


def thing(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Answer with one thing, with what changed and why one sees it. A draft leads to its form."""
    actor = actor_of(request)
    found = open_thing(actor, kind, thing_id)
    if found.thing.is_draft:
        return redirect(f"{kind.key}:edit", thing_id=thing_id)
    gone = found.thing.resource.withdrawn_at is not None and not found.thing.managed
    versions = found.versions
    hidden = hides_place(actor)
    changed = sentences(kind, versions[1], versions[0], hides_place=hidden) if len(versions) > 1 else []
    return render_thing(
        request, kind, "content/withdrawn.html" if gone else "content/thing.html",
        thing=found.thing, resource=found.thing.resource,
        why=explain(actor, found.thing, found.through, targets_named(actor, found.thing, found.targets)),
        may=may(actor, found.thing), versions=versions,
        changed=changed, said=describe_audience(found.targets), last_day=last_day(found.thing.resource),
        of_school=reads_several(actor),
        html=richtext.to_html(found.body, links=not actor.is_pupil), copy_key=uuid4(),
        files=shown_to(actor, found.thing, found.files),
    )  # fmt: skip


def version(kind: Kind, request: HttpRequest, thing_id: UUID, number: str) -> HttpResponse:
    """Show what a thing said before a correction."""
    actor = actor_of(request)
    found = found_for(actor, kind, thing_id)
    if not number.isdecimal() or (found.resource.withdrawn_at is not None and not found.managed):
        raise NotVisible
    one, before = version_of(found, int(number[:6]))
    return render_thing(
        request, kind, "content/version.html", thing=found, resource=found.resource, version=one,
        changed=sentences(kind, before, one, hides_place=hides_place(actor)) if before else [],
        html=richtext.to_html(one.body, links=not actor.is_pupil),
    )  # fmt: skip
