"""Pages of families and pupils: what is to be done, by day, and ticking it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.content.things.marks import work_tick
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.device_acts import may_wait, touch_of
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.notifications.queries import OwnChild, own_child, own_children
from eprimo.foundation.notifications.sections import home_piece
from eprimo.services.homework.paper import code_of
from eprimo.services.homework.pictures import cards_of, has_own_work
from eprimo.services.homework.policies import may_write
from eprimo.services.homework.queries.families import work_list
from eprimo.services.homework.queries.study import reads_for_study, study_days
from eprimo.services.homework.queries.weeks import line_for, places_for
from eprimo.ui.addresses import reverse


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Answer with the list of one's children, one's own, or the classes of who works there."""
    actor = actor_of(request)
    if actor.closed and not actor.children:
        raise SchoolClosed
    if actor.role in {Role.GUARDIAN, Role.PUPIL}:
        return _list(request, actor)
    if actor.role == Role.COMMUNE_AGENT and reads_for_study(actor):
        return render(request, "homework/study.html", {"days": study_days(actor), "today": actor.today})
    places = [] if actor.closed else places_for(actor)
    if not places and actor.children:
        return redirect("homework:family")
    if not places and not _may_come(actor):
        raise NotVisible
    if len(places) == 1 and not actor.heads:
        return redirect("homework:week", places[0].public_id)
    rows = [(one, may_write(actor, one)) for one in places]
    return render(request, "homework/places.html", {"rows": rows, "family": bool(actor.children)})


def _may_come(actor: Actor) -> bool:
    """Whose role has homework, where no class is an own one yet."""
    return not actor.closed and (actor.heads or actor.role in {Role.TEACHER, Role.STAFF})


@require_safe
def family(request: HttpRequest) -> HttpResponse:
    """Answer with the list of own children, whatever the role in use."""
    actor = actor_of(request)
    if not actor.children:
        raise SchoolClosed if actor.closed else NotVisible
    return _list(request, actor)


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show the week as a page for the fridge, with the same boxes."""
    actor = actor_of(request)
    children, chosen = _own(request, actor)
    shown = work_list(actor, [chosen] if chosen else children)
    context = {"list": shown, "chosen": chosen, "children": children, "code": code_of("homework:list")}
    return render(request, "homework/paper_family.html", context)


def _list(request: HttpRequest, actor: Actor) -> HttpResponse:
    children, chosen = _own(request, actor)
    several = len(children) > 1
    context: dict[str, Any] = {
        "list": work_list(actor, [chosen] if chosen else children, _day(request.GET.get("suite", ""))),
        "children": children, "chosen": chosen.public_id if chosen else None,
        "child": chosen or (None if several else children[0]),
        "several": several and chosen is None, "pupil": actor.is_pupil, "today": actor.today,
    }  # fmt: skip
    if actor.is_pupil and actor.skin == "petits":
        cards = cards_of(context["list"].coming, actor.today) if has_own_work(actor) else []
        return render(request, "homework/petits.html", {"cards": cards})
    return render(request, "homework/list.html", context)


def _own(request: HttpRequest, actor: Actor) -> tuple[list[OwnChild], OwnChild | None]:
    """Own children and the one that the address asks for; a pupil has the own self."""
    if actor.role == Role.PUPIL:
        if actor.public_id is None or actor.closed:
            raise SchoolClosed
        me = OwnChild(
            actor.person_id, actor.public_id, actor.animal or str(actor.public_id),
            actor.display_name.split(" ")[0], "", "", "",
        )  # fmt: skip
        return [me], me
    if not actor.children:
        raise SchoolClosed if actor.closed else NotVisible
    children = own_children(actor)
    return children, own_child(children, _uuid(request.GET.get("enfant", "")))


@may_wait
@require_POST
def tick(request: HttpRequest, line_id: UUID, child_id: UUID) -> HttpResponse:
    """Keep « C’est fait », or not yet, of a child, by the child or by whom it has at home."""
    actor = actor_of(request)
    line, person = line_for(actor, line_id), Person.objects.filter(public_id=child_id).first()
    if person is None:
        raise NotVisible
    done = request.POST.get("fait") != "non"
    work_tick(
        actor=actor,
        thing=line.resource.public_id,
        n=line.n,
        child=person.pk,
        done=done,
        touch=touch_of(request),
    )
    messages.success(
        request, _("C’est noté\u00a0: fait.") if done else _("C’est noté\u00a0: pas encore fait.")
    )
    if request.headers.get("HX-Request"):
        return home_piece(request)
    if request.POST.get("retour") == "accueil":
        return redirect("home:home")
    back = reverse("homework:list" if actor.role in {Role.GUARDIAN, Role.PUPIL} else "homework:family")
    chosen = _uuid(request.POST.get("enfant", ""))
    return redirect(f"{back}{f'?enfant={chosen}' if chosen else ''}#d-{line.due_on.isoformat()}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
