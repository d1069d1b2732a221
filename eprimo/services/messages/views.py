"""The conversations of who asks: a family's own, or those that the school's side reads."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.content.things.addressing import classes_of
from eprimo.foundation.conversations import lists
from eprimo.foundation.conversations.policies import TEAM
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.notifications.queries import own_child, own_children

ENDED = "termines"
# Of who works in the school and has children: what is asked for as their guardian.
OWN = "mes-enfants"


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """List the conversations of the role in use; a guardian's own under any role."""
    actor = actor_of(request)
    works = actor.role in TEAM
    if actor.children and (not works or request.GET.get("de") == OWN):
        return _family(request, actor)
    if not works:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    return _school(request, actor)


def _family(request: HttpRequest, actor: Actor) -> HttpResponse:
    children = own_children(actor)
    chosen = own_child(children, uuid_or_none(request.GET.get("enfant", "")))
    ended = request.GET.get("voir") == ENDED
    page = lists.own_list(actor, child=chosen.id if chosen else None, ended=ended, **_marks(request))
    context = {
        "page": page, "ended": ended, "children": children, "chosen": chosen,
        "own": OWN if actor.role in TEAM else "",
    }  # fmt: skip
    return render(request, "messages/family.html", context)


def _school(request: HttpRequest, actor: Actor) -> HttpResponse:
    classes = list(classes_of(actor))
    chosen = next((one for one in classes if str(one.public_id) == request.GET.get("classe")), None)
    ended = request.GET.get("voir") == ENDED
    page = lists.school_list(
        actor, in_class=chosen.pk if chosen else None, child=uuid_or_none(request.GET.get("enfant", "")), ended=ended,
        **_marks(request),
    )  # fmt: skip
    context = {
        "page": page, "ended": ended, "classes": classes, "chosen": chosen,
        "child": page.items[0].child if page.items and "enfant" in request.GET else None,
        "own": OWN if actor.children else "",
        "writes": actor.role in HEADS | {Role.TEACHER},
    }  # fmt: skip
    return render(request, "messages/school.html", context)


def _marks(request: HttpRequest) -> dict[str, str]:
    return {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
