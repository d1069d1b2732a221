"""Adults and agents added by hand."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, form_page, handle_form, head_of, keeper_of, submit
from eprimo.console.school.forms.adults import AdultForm, AgentForm, DeputyForm, NewcomerForm
from eprimo.foundation.directory.actions.adults import (
    adult_add,
    adult_end,
    adult_prolong,
    deputy_end,
    deputy_name,
)
from eprimo.foundation.directory.actions.agents import agent_add, agent_end, agent_prolong
from eprimo.foundation.directory.actions.newcomers import KnownPerson
from eprimo.foundation.directory.actions.ties import Places
from eprimo.foundation.directory.enums import Profile, StaffFunction
from eprimo.foundation.directory.errors import WrongDates
from eprimo.foundation.directory.models import Affiliation, Mandate, TieProposal
from eprimo.foundation.directory.queries.schools import adults_of_school, agents, hand_made, hand_made_link
from eprimo.foundation.directory.queries.ties import ties_unanswered, ties_waiting
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.ui.french import weekday_day_month

_LAST_DAY = forms.DateField()

type Made = Affiliation | Mandate | TieProposal


@require_safe
def adults(request: HttpRequest) -> HttpResponse:
    """Who was added by hand, until when, and why."""
    actor = keeper_of(request)
    context = {
        "links": list(hand_made(actor)) if actor.heads else [],
        "agents": list(agents(actor)),
        "ties": ties_waiting(actor),
        "unanswered": ties_unanswered(actor),
        "functions": StaffFunction,
        "heads": actor.heads,
        "names_deputy": actor.role == Role.DIRECTOR,
        "today": actor.now,
    }
    return render(request, "school/adults.html", context)


def add(request: HttpRequest, function: str) -> HttpResponse:
    """One form for each function; asked again when somebody known fits."""
    actor = head_of(request)
    if function not in StaffFunction.values:
        raise NotVisible
    job = StaffFunction(function)
    form = AdultForm(request.POST or None, actor=actor, function=job)

    def act() -> None:
        data = form.cleaned_data
        places = Places(form.chosen("classes"), form.chosen("children"), form.chosen("groups"))
        made.append(adult_add(
            actor=actor, school_id=actor.school_id or 0, function=job, newcomer=form.newcomer(), places=places,
            starts=data["starts"], ends=data["ends"], reason=data["reason"], **form.answer(),
        ))  # fmt: skip

    made: list[Made] = []
    if _added(request, form, act):
        messages.success(request, _said(actor, made[0]))
        return redirect("school:adults")
    return form_page(
        request,
        form,
        title=f"Ajouter\N{NO-BREAK SPACE}: {job.label}",
        submit="Ajouter",
        back=reverse("school:adults"),
    )


def add_agent(request: HttpRequest) -> HttpResponse:
    """By a director for the own school, by a member's representative for its body."""
    actor = keeper_of(request)
    form = AgentForm(request.POST or None, actor=actor)

    def act() -> None:
        data = form.cleaned_data
        made.append(agent_add(
            actor=actor, service=data["service"], newcomer=form.newcomer(), starts=data["starts"], ends=data["ends"],
            reason=data["reason"], **form.answer(),
        ))  # fmt: skip

    made: list[Made] = []
    if _added(request, form, act):
        messages.success(request, _said(actor, made[0]))
        return redirect("school:adults")
    return form_page(
        request, form, title="Ajouter un agent territorial", submit="Ajouter", back=reverse("school:adults")
    )


def name_deputy(request: HttpRequest) -> HttpResponse:
    actor = actor_as(request, Role.DIRECTOR)
    people = adults_of_school(actor, Profile.TEACHER, Profile.STAFF).exclude(pk=actor.person_id)
    form = DeputyForm(request.POST or None, adults=people)
    return handle_form(
        request, form, lambda: deputy_name(actor=actor, school_id=actor.school_id or 0, **form.cleaned_data),
        done="L’intérim est confié.", title="Confier la direction par intérim", submit="Confier",
        back=reverse("school:adults"),
    )  # fmt: skip


@require_POST
def prolong(request: HttpRequest) -> HttpResponse:
    """Another last day for a link named in the body."""
    actor, link = _link(request)
    try:
        ends = _LAST_DAY.clean(request.POST.get("fin"))
        if isinstance(link, Mandate):
            agent_prolong(actor=actor, mandate=link, ends=ends)
        else:
            adult_prolong(actor=actor, link=link, ends=ends)
    except forms.ValidationError:
        messages.error(request, "Cette date n’est pas comprise.")
    except WrongDates as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "La nouvelle date de fin est notée.")
    return redirect("school:adults")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    actor, link = _link(request)
    if isinstance(link, Mandate):
        agent_end(actor=actor, mandate=link)
    elif link.profile == Profile.DEPUTY:
        deputy_end(actor=actor, link=link)
    else:
        adult_end(actor=actor, link=link)
    messages.success(request, "L’accès est arrêté.")
    return redirect("school:adults")


def _said(actor: Actor, made: Made) -> str:
    """The same words whether the person is known or not; nothing is open before its day, nor before her yes."""
    if isinstance(made, TieProposal):
        return "C’est noté, à confirmer par la personne. Imprimez sa fiche et remettez-la-lui."
    if made.starts > actor.now:
        return (
            f"L’accès s’ouvrira le {weekday_day_month(made.starts)}. Sa fiche peut s’imprimer dès maintenant."
        )
    return "L’accès est ouvert."


def _added(request: HttpRequest, form: NewcomerForm, act: Callable[[], None]) -> bool:
    """`submit` the form, with the question « is it the same person? » put into the form."""
    try:
        return submit(request, form, lambda: _ask(form, act))
    except _Asked:
        return False


class _Asked(Exception):
    pass


def _ask(form: NewcomerForm, act: Callable[[], None]) -> None:
    try:
        act()
    except KnownPerson as error:
        form.ask_same(error)
        raise _Asked from error


def _link(request: HttpRequest) -> tuple[Actor, Affiliation | Mandate]:
    """The link or the mandate that the body names, among those the page lists."""
    actor = keeper_of(request)
    given, agent = request.POST.get("lien", ""), request.POST.get("agent", "")
    if actor.heads and given.isdecimal():
        return actor, hand_made_link(actor, int(given))
    row = agents(actor).filter(pk=int(agent)).first() if agent.isdecimal() else None
    if row is None:
        raise NotVisible
    return actor, row
