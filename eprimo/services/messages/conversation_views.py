"""Pages that write on a matter: a guardian to the school, the school to a family, and one conversation of both."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content.things.addressing import classes_of
from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.interpreter import interpreter_for
from eprimo.foundation.conversations.queries import page_of
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed, TooManyTries
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.notifications.queries import OwnChild, own_children
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.messages import policies
from eprimo.services.messages.actions import (
    conversation_close,
    conversation_show,
    family_write,
    school_write,
    words_recall,
    words_say,
    words_seen,
)
from eprimo.services.messages.forms import ToFamilyForm, ToSchoolForm, WordsForm
from eprimo.services.messages.queries import addressee_of, conversation_for, guardians_of, pupils_of, to_show
from eprimo.services.messages.views import uuid_or_none
from eprimo.ui.french import clock_time, weekday_day_month

# « Per hour: guardian 20 (60 a day), staff 60, agent 30. »
_HOUR, _DAY = 3600, 86400
_OF_FAMILY = (Limit(20, _HOUR / 20), Limit(60, _DAY / 60))
_OF_AGENT = (Limit(30, _HOUR / 30),)
_OF_STAFF = (Limit(60, _HOUR / 60),)
MATTER_ICONS = {
    Matter.HEALTH: "thermometer", Matter.LEAVING: "map-pin", Matter.WORK: "book-open", Matter.OTHER: "ellipsis",
}  # fmt: skip
_LONGEST_NUMBER = 3
# The key of a child and a school (« child school »), pressed once the words were written; empty: of another child.
CHOICE = "pour"
# No message has it: the right is asked for all the same.
_NOTHING = UUID(int=0)


@require_http_methods(["GET", "HEAD", "POST"])
def to_school(request: HttpRequest) -> HttpResponse:
    """Show « Écrire à la maîtresse »: a guardian begins, or goes on, on a matter."""
    actor = actor_of(request)
    if not actor.children:
        raise NotVisible
    children, schools = own_children(actor), _schools_of(actor)
    chosen = _asked(request, actor, children, schools)
    if chosen is None:
        whom = {"ways": list(_ways(actor, children, schools)), "typed": _typed(request)}
        sent = request.method == "POST" and CHOICE not in request.POST
        return render(request, "messages/whom.html", whom, status=422 if sent else 200)
    own, school = chosen
    child = Person.objects.get(pk=own.id)
    to = addressee_of(child, school, clock.now())
    # Who says for whom after writing looks the words over before they leave.
    sends = request.method == "POST" and CHOICE not in request.POST
    form = ToSchoolForm(to.alone, request.POST if sends else None, _typed(request))
    if sends and form.is_valid():
        data = form.cleaned_data
        done = _try(
            actor, form, lambda: family_write(
                actor=actor, child=child, school=school, matter=Matter(data["matter"]), body=data["body"],
                key=data["key"], only=form.chosen,
            ), family=True,
        )  # fmt: skip
        if done:
            messages.success(request, _("Votre message part dans quelques secondes."))
            return redirect(f"{reverse('messages:list')}?de=mes-enfants")
    context = {
        "form": form, "icons": MATTER_ICONS, "chosen": own, "to": to,
        "ways": list(_ways(actor, children, schools)), "waits": _waits_for(school),
    }  # fmt: skip
    return render(request, "messages/to_school.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What the form already says, whoever it is about; nothing where nobody chose or wrote anything."""
    said = {name: request.POST[name] for name in ("key", "matter", "body") if request.POST.get(name)}
    return said if said.keys() - {"key"} else {}


def _schools_of(actor: Actor) -> list[School]:
    return list(
        School.objects.filter(pk__in={pk for one in actor.children for pk in one.school_ids}).order_by(
            "name", "pk"
        )
    )


def _ways(
    actor: Actor, children: Iterable[OwnChild], schools: Sequence[School]
) -> Iterator[tuple[OwnChild, School]]:
    """About whom, and to which school, a guardian may write."""
    for child in children:
        own = actor.child(child.id)
        yield from ((child, one) for one in schools if own is not None and one.pk in own.school_ids)


def _asked(
    request: HttpRequest, actor: Actor, children: Sequence[OwnChild], schools: Sequence[School]
) -> tuple[OwnChild, School] | None:
    """The child and the school that the form or the address names, or the only ones there are; None: there is a choice
    to make. NotVisible: it names none of these."""
    if CHOICE in request.POST:
        child, _space, school = request.POST[CHOICE].partition(" ")
    else:
        said = request.POST if "enfant" in request.POST else request.GET
        child, school = said.get("enfant", ""), said.get("ecole", "")
    ways = [
        (one, there)
        for one, there in _ways(actor, children, schools)
        if child in {"", str(one.public_id)} and school in {"", str(there.public_id)}
    ]
    if not ways:
        raise NotVisible
    return ways[0] if len(ways) == 1 else None


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask, after « Ajouter », about which child one writes."""
    actor, _school = _team_of(request)
    classes = list(classes_of(actor))
    asked = request.GET.get("classe")
    # Of several classes none is chosen beforehand.
    chosen = next((one for one in classes if str(one.public_id) == asked or len(classes) == 1), None)
    pupils = list(pupils_of(actor, chosen.pk)) if chosen else []
    # Two of one first name are told apart.
    names = told_apart([(one.first_name, one.shown_last_name) for one in pupils])
    context = {"classes": classes, "chosen": chosen, "pupils": list(zip(names, pupils, strict=True))}
    return render(request, "messages/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def to_family(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Show « Écrire à la famille de Léa »: written once, each guardian in a conversation of their own."""
    actor, school = _team_of(request)
    child = Person.objects.filter(public_id=child_id).first()
    if child is None or not policies.may_write_to_family.allows(actor, child, school.pk):
        raise NotVisible
    form = ToFamilyForm(guardians_of(child, actor.now), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = _try(
            actor, form, lambda: school_write(
                actor=actor, child=child, school=school, guardians=form.chosen, matter=Matter(data["matter"]),
                body=data["body"], key=data["key"],
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _departure(school))
            return redirect(f"{reverse('messages:list')}?enfant={child.public_id}")
    context = {
        "form": form, "icons": MATTER_ICONS, "child": child,
        "waits": _waits_for(school),
    }  # fmt: skip
    return render(request, "messages/to_family.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer with a conversation on a matter, as its guardian or the school reads it."""
    actor = actor_of(request)
    found = conversation_for(actor, public_id)
    own = found.guardian_id == actor.person_id
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = _try(
            actor, form, lambda: words_say(actor=actor, conversation=found, body=data["body"], key=data["key"]),
            family=own,
        )  # fmt: skip
        if done:
            said = _("Votre message part dans quelques secondes.") if own else _departure(found.school)
            messages.success(request, said)
            return redirect("messages:one", public_id)
    page = page_of(actor, found, number=_number(request))
    keys = (found.public_id,)
    writes = policies.goes_on(actor, found) and policies.has_reader(actor, found)
    context: dict[str, Any] = {
        "conversation": found, "matter": Matter(found.matter).label, "own": own,
        "thread": page, "thread_form": form, "thread_live": "me", "thread_team": not own,
        "thread_writes": writes and not (own and page.closed_at),
        "thread_url": reverse("messages:one", args=keys), "thread_recall_url": reverse("messages:recall", args=keys),
        "thread_read_url": reverse("messages:seen", args=keys), "thread_seen_url": reverse("messages:seen", args=keys),
        "thread_close_url": "" if own else reverse("messages:close", args=keys),
        "thread_told": "messages/_told.html", "waits": _waits_for(found.school), "moved": not writes,
        "shows": own or (writes and not found.of_one_alone), "thread_empty": _("Rien n’est écrit ici pour le moment."),
        "thread_over": _("On ne s’écrit plus ici\u00a0: cet échange se relit."),
    }  # fmt: skip
    wrote = any(said.from_school and not said.recalled for said in page.said)
    context["interpreter"] = interpreter_for(
        context["thread_url"], page, writes=own and wrote and context["thread_writes"]
    )
    return render(request, "messages/one.html", context, status=422 if form.errors else 200)


@require_POST
def seen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take « J’ai lu »."""
    actor = actor_of(request)
    words_seen(actor=actor, conversation=conversation_for(actor, public_id))
    return redirect("messages:one", public_id)


@require_POST
def recall(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One's own words, not read yet."""
    actor, said = actor_of(request), uuid_or_none(request.POST.get("message", ""))
    found = conversation_for(actor, public_id)
    try:
        words_recall(actor=actor, conversation=found, message=said or _NOTHING)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("Votre message est retiré."))
    return redirect("messages:one", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, for « Montrer cet échange à M. Rey »: whom, then it is read."""
    actor = actor_of(request)
    found = conversation_for(actor, public_id)
    own = found.guardian_id == actor.person_id
    if not policies.shows(actor, found):
        raise Forbidden
    people = to_show(found, clock.now())
    if request.method == "POST":
        given = uuid_or_none(request.POST.get("person", ""))
        person = Person.objects.filter(public_id=given).first() if given else None
        if person is None:
            raise NotVisible
        conversation_show(actor=actor, conversation=found, person=person)
        messages.success(request, _("%(name)s lit maintenant cet échange.") % {"name": person.formal_name})
        return redirect("messages:one", public_id)
    context = {"conversation": found, "matter": Matter(found.matter).label, "people": people, "own": own}
    return render(request, "messages/show.html", context)


@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The school ends it."""
    actor = actor_of(request)
    conversation_close(actor=actor, conversation=conversation_for(actor, public_id))
    messages.success(request, _("Cet échange est terminé. Écrire à nouveau le rouvre."))
    return redirect("messages:one", public_id)


def _team_of(request: HttpRequest) -> tuple[Actor, School]:
    """Who begins conversations with families, and the school in use."""
    actor = actor_of(request)
    if actor.role not in HEADS | {Role.TEACHER} or actor.school_id is None:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    return actor, School.objects.get(pk=actor.school_id)


def _try(actor: Actor, form: forms.Form, act: Callable[[], object], *, family: bool = False) -> bool:
    """Do it within the limits of the hour; what is refused is said in the form, and nothing typed is lost."""
    limits = _OF_FAMILY if family else _OF_AGENT if actor.role == Role.COMMUNE_AGENT else _OF_STAFF
    try:
        for limit in limits:
            take(f"words.{limit.burst}/{actor.person_id}", limit)
        act()
    except TooManyTries:
        form.add_error(
            None, _("Vous avez écrit beaucoup de messages en une heure. Réessayez un peu plus tard.")
        )
    except Forbidden:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
    else:
        return True
    return False


def _waits_for(school: School) -> str:
    """When what is written now is there for the other side, when that is not at once."""
    now = clock.now()
    at = delivery_plan(school, now).visible_from
    if at <= now:
        return ""
    return _("%(day)s à %(time)s") % {"day": weekday_day_month(at), "time": clock_time(at)}


def _departure(school: School) -> str:
    if when := _waits_for(school):
        return _("C’est prêt\u00a0: votre message partira %(when)s.") % {"when": when}
    return _("Votre message part dans quelques secondes.")


def _number(request: HttpRequest) -> int:
    given = request.GET.get("fil", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _LONGEST_NUMBER else 1
