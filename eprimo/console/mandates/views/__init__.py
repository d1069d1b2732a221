"""Mandates of territories and bodies: the list, one of them, and giving them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.mandates.forms import MandateForm, ProlongForm, filter_of
from eprimo.console.mandates.views.common import (
    PAGES,
    ask_if_known,
    by_two_people,
    ground_of,
    keeper_of,
    role_of,
    shown,
)
from eprimo.console.mandates.wording import GIVES, TITLES, gives_of
from eprimo.console.pages import say_refusal, submit
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.accounts.sheets import sheets_pdf
from eprimo.foundation.directory.actions.mandates import (
    mandate_end,
    mandate_give,
    mandate_prolong,
    mandate_propose,
    mandate_propose_longer,
)
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, MandateProposal, TieProposal
from eprimo.foundation.directory.policies.mandates import can_keep_mandate, roles_given_by
from eprimo.foundation.directory.queries.mandates import (
    MOST_PLACES,
    mandate_visible,
    mandates_page,
    places_for,
    proposals_waiting,
)
from eprimo.foundation.directory.queries.ties import ties_waiting
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.steering.consortium.queries import bodies_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The mandates that the actor keeps, and what waits for a second person."""
    actor = keeper_of(request)
    what, form = filter_of(request.GET, actor)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = mandates_page(actor, what, **marks)
    bodies = bodies_of(row.pk for row in page.items)
    context = {
        "page": page,
        "rows": [shown(row, actor, bodies.get(row.pk)) for row in page.items],
        "waiting": [shown(row, actor) for row in proposals_waiting(actor)],
        "ties": ties_waiting(actor),
        "form": form,
        "over": bool(what.state),
        "filtered": bool(what.role or what.state),
        "roles": [(role, TITLES[role]) for role in roles_given_by(actor)],
        "by_two": by_two_people(actor),
    }
    return render(request, "mandates/index.html", context)


def give(request: HttpRequest, role: str) -> HttpResponse:
    """First the place, when the role has one; then who, until when, why."""
    actor = keeper_of(request)
    wanted = role_of(actor, role)
    code = request.POST.get("lieu", "") or request.GET.get("lieu", "")
    if not code and wanted not in {MandateRole.COORDINATOR, MandateRole.CONTRACTOR}:
        words = request.GET.get("q", "").replace("\0", "")[:60]
        places = places_for(actor, wanted, words)
        context = {
            "title": TITLES[wanted], "places": places, "words": words, "most": MOST_PLACES, "gives": GIVES[wanted],
        }  # fmt: skip
        return render(request, "mandates/places.html", context)
    ground, where = ground_of(actor, wanted, code)
    by_two = by_two_people(actor)
    initial = {} if by_two else {"starts": clock.today(actor.time_zone)}
    form = MandateForm(request.POST or None, role=wanted, by_two=by_two, initial=initial)

    def act() -> None:
        data = form.cleaned_data
        common = {
            "actor": actor, "role": wanted, "ground": ground, "newcomer": form.newcomer(), "ends": data["ends"],
            "reason": data["reason"], **form.more(),
        }  # fmt: skip
        made.append(mandate_propose(**common) if by_two else mandate_give(**common, **form.answer()))

    made: list[Mandate | MandateProposal | TieProposal] = []
    if ask_if_known(request, form, act):
        page, said = PAGES[type(made[0])]
        messages.success(request, said)
        return redirect(page, made[0].public_id)
    context = {
        "form": form, "title": TITLES[wanted], "where": where, "code": code, "gives": GIVES[wanted], "by_two": by_two,
        "back": reverse("mandates:index"),
    }  # fmt: skip
    return render(request, "mandates/give.html", context, status=422 if form.errors else 200)


@require_safe
def mandate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One mandate: who, what it gives, until when; prolong, end, print the sheet."""
    actor = keeper_of(request)
    row = mandate_visible(actor, public_id)
    over = row.ends is not None and row.ends <= actor.now
    makes = not over and may_make_sheets(actor, [row.person_id], MANDATES)
    body = bodies_of([row.pk]).get(row.pk)
    context = {
        "row": shown(row, actor, body),
        "form": ProlongForm(by_two=by_two_people(actor)),
        "gives": gives_of(row, body),
        "kept": not over and can_keep_mandate(actor, row),
        "by_two": by_two_people(actor),
        "makes": makes,
        "login": "" if makes else getattr(getattr(row.person, "account", None), "login", ""),
    }
    return render(request, "mandates/mandate.html", context)


@require_POST
def prolong(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another last day: at once for the academy, as a proposal for the platform."""
    actor = keeper_of(request)
    row = mandate_visible(actor, public_id)
    by_two = by_two_people(actor)
    form = ProlongForm(request.POST, by_two=by_two)
    act = mandate_propose_longer if by_two else mandate_prolong
    if submit(request, form, lambda: act(actor=actor, mandate=row, **form.cleaned_data)):
        said = "La prolongation attend un second regard." if by_two else "La nouvelle date de fin est notée."
        messages.success(request, said)
        return redirect("mandates:mandate", public_id)
    context = {
        "form": form, "title": "Prolonger le mandat", "submit": "Prolonger",
        "back": reverse("mandates:mandate", args=[public_id]),
    }  # fmt: skip
    return render(request, "school/form.html", context, status=422)


def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asked once more, then at once."""
    actor = keeper_of(request)
    row = mandate_visible(actor, public_id)
    if not can_keep_mandate(actor, row):
        raise NotVisible
    if request.method == "POST":
        mandate_end(actor=actor, mandate=row)
        messages.success(request, "Le mandat est arrêté.")
        return redirect("mandates:index")
    context = {"row": shown(row, actor), "back": reverse("mandates:mandate", args=[public_id])}
    return render(request, "mandates/end.html", context)


@require_POST
@sensitive_variables("made")
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter of the first visit, for who has no other way in."""
    actor = keeper_of(request)
    row = mandate_visible(actor, public_id)
    try:
        made = sheets_make(actor=actor, person_ids=[row.person_id], school=None)
    except DomainError as error:
        say_refusal(request, error)
        return redirect("mandates:mandate", public_id)
    headers = {
        "Content-Disposition": 'attachment; filename="fiche.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(sheets_pdf(made.cards, made.letters), content_type="application/pdf", headers=headers)
