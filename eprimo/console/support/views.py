"""Assistance: asked by the contractor or the platform, answered by who directs the school, opened and ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, run_and_notify, submit
from eprimo.console.support.forms import AnswerForm, AskForm, PeopleForm
from eprimo.console.support.queries import support_lines
from eprimo.console.support.session_rows import shown
from eprimo.console.support.wording import advice_for
from eprimo.foundation.directory.actions.support import (
    support_ask,
    support_end,
    support_grant,
    support_list_opened,
    support_person_opened,
    support_refuse,
)
from eprimo.foundation.directory.policies.support import ASKERS
from eprimo.foundation.directory.queries.support import (
    FEWEST_LETTERS,
    MOST_SCHOOLS,
    people_of_support,
    person_of_support,
    school_to_ask,
    schools_to_ask,
    support_running,
    support_visible,
    supports_live,
    supports_past,
)
from eprimo.foundation.kernel.actor import HEADS, Actor


def _party(request: HttpRequest) -> Actor:
    """Who asks, or who answers: these pages do not exist for others."""
    return actor_as(request, *ASKERS, *HEADS)


def _asker(request: HttpRequest) -> Actor:
    return actor_as(request, *ASKERS)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits and what runs, then what is over."""
    actor = _party(request)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = supports_past(actor, **marks)
    context = {
        "live": [shown(row, actor) for row in supports_live(actor)],
        "past": [shown(row, actor) for row in page.items],
        "page": page,
        "asks": not actor.heads,
        "form": AnswerForm(),
    }
    return render(request, "support/index.html", context)


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """A school to ask, by its name, its commune or its UAI: nobody's name shows."""
    actor = _asker(request)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    context = {
        "words": words, "found": schools_to_ask(actor, words), "most": MOST_SCHOOLS, "fewest": FEWEST_LETTERS,
    }  # fmt: skip
    return render(request, "support/schools.html", context)


def ask(request: HttpRequest, uai: str) -> HttpResponse:
    """Why and for how long, then the director's answer is waited for."""
    actor = _asker(request)
    school = school_to_ask(actor, uai)
    form = AskForm(request.POST or None)
    made = []
    if submit(
        request, form, lambda: made.append(support_ask(actor=actor, school=school, **form.cleaned_data))
    ):
        messages.success(request, "La demande est partie. La direction est prévenue.")
        return redirect("support:access", made[0].public_id)
    context = {"form": form, "school": school}
    return render(request, "support/ask.html", context, status=422 if form.errors else 200)


@require_safe
def access(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request: who, why, how long, where it stands, and what can be done now."""
    actor = _party(request)
    row = support_visible(actor, public_id)
    context = {
        "one": shown(row, actor),
        "asks": not actor.heads,
        "form": AnswerForm(),
        "filter": PeopleForm(),
    }
    return render(request, "support/access.html", context)


@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Grant or refuse, with a word."""
    actor = _party(request)
    row = support_visible(actor, public_id)
    form = AnswerForm(request.POST)
    yes = request.POST.get("oui") == "1"
    if not form.is_valid():
        context = {"one": shown(row, actor), "asks": not actor.heads, "form": form}
        return render(request, "support/access.html", context, status=422)
    act = support_grant if yes else support_refuse
    done = "L’assistance est accordée." if yes else "La demande est refusée."
    run_and_notify(request, lambda: act(actor=actor, access=row, **form.cleaned_data), done)
    return redirect("support:access", public_id)


@require_POST
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """By either side, at once."""
    actor = _party(request)
    row = support_visible(actor, public_id)
    run_and_notify(request, lambda: support_end(actor=actor, access=row), "C’est terminé.")
    return redirect("support:access", public_id)


@require_POST
def people(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The list, opened: a line of the school's trail each time, so it is posted and never kept in an address."""
    actor = _asker(request)
    row = support_running(actor, public_id)
    form = PeopleForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    support_list_opened(actor=actor, access=row)
    page = people_of_support(
        actor, row, words=asked.get("q", ""), kind=asked.get("genre", ""), after=asked.get("after", ""),
        before=asked.get("before", ""),
    )  # fmt: skip
    context = {
        "one": shown(row, actor), "lines": support_lines(actor, row, page.items), "page": page, "filter": form,
        "filtered": bool(asked.get("q") or asked.get("genre")),
    }  # fmt: skip
    return render(request, "support/people.html", context)


@require_POST
def person(request: HttpRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """One of them, opened: a line of the trail that names whom."""
    actor = _asker(request)
    row = support_running(actor, public_id)
    found = person_of_support(actor, row, person)
    support_person_opened(actor=actor, access=row, person=found)
    (line,) = support_lines(actor, row, [found])
    context = {"one": shown(row, actor), "line": line, "advice": advice_for(line.state)}
    return render(request, "support/person.html", context)
