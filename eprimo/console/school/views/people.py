"""People of the directed school: the list, its file, departures, and what is done to one person; accesses that wait for
the answer of their person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, head_of, keeper_of, run_and_notify, uuids_of
from eprimo.console.school.actions import account_reactivate, account_suspend, people_export
from eprimo.console.school.doubles import merges_of
from eprimo.console.school.forms.places import MoveForm
from eprimo.console.school.forms.rights import ConsentForm, SuspendForm
from eprimo.console.school.people import LEAVING, PEOPLE, PeopleRow, filter_of, rows_of
from eprimo.console.school.policies import can_suspend
from eprimo.console.school.queries import SUSPENDED, sign_in_states, standings_by_person, suspension_of
from eprimo.console.school.views.common import families_page, letters_file
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.directory.actions.classes import pupil_move
from eprimo.foundation.directory.actions.consents import consent_record
from eprimo.foundation.directory.actions.ties import tie_withdraw
from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse
from eprimo.foundation.directory.models import TieProposal
from eprimo.foundation.directory.policies.acts import can_record_consent
from eprimo.foundation.directory.policies.scope import RULE_SENTENCES
from eprimo.foundation.directory.policies.sight import NameSight
from eprimo.foundation.directory.queries.classes import classes_of_school
from eprimo.foundation.directory.queries.families import child_kept, instead_of
from eprimo.foundation.directory.queries.people import (
    departures,
    person_visible,
    school_people,
    school_people_rows,
)
from eprimo.foundation.directory.queries.person_lines import lines_of
from eprimo.foundation.directory.queries.person_page import (
    birth_date_of,
    consents_of,
    family_of,
    keys_of,
    links_of,
    reach_of,
)
from eprimo.foundation.directory.queries.ties import ties_named, ties_waiting
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.ui.french import of

FILE_ROWS = 5_000


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    what, form = filter_of(request.GET)
    if form.cleaned_data.get("etat") == LEAVING:
        return redirect("school:left")
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = school_people(actor, what, **marks)
    context = {
        "page": page, "rows": rows_of(actor, page.items), "form": form, "classes": classes_of_school(actor),
        "ties": len(ties_waiting(actor)),
    }  # fmt: skip
    return render(request, "school/people.html", context)


@require_POST
def people_file(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV file: never more columns than the page shows."""
    actor = head_of(request)
    what, _ = filter_of(request.POST)
    found = list(school_people_rows(actor, what).order_by("sort_key", "pk")[:FILE_ROWS])
    rows: list[PeopleRow] = rows_of(actor, lines_of(actor, found))
    people_export(actor=actor, rows=len(rows))
    return PEOPLE.response(rows, "csv")


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Who left, when, why, and until when their data is kept."""
    actor = head_of(request)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = departures(actor, **marks)
    return render(request, "school/left.html", {"page": page, "standings": standings_by_person(page.items)})


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything the director may read of one person, and which rule shows it."""
    actor = head_of(request)
    line = person_visible(actor, public_id)
    instead = instead_of(actor, line.person.pk)
    context = {
        "line": line,
        "state": sign_in_states(actor, [line]).get(line.person.pk),
        "suspended": SUSPENDED,
        "may_suspend": can_suspend(actor, line.person.pk),
        "suspension": suspension_of(actor, line.person.pk),
        "birth_date": birth_date_of(line),
        "keys": keys_of(line),
        "reach": reach_of(line.sight, line.person),
        "family": family_of(actor, line),
        "links": links_of(actor, line),
        "consents": consents_of(actor, line),
        "why": [RULE_SENTENCES[rule] for rule in line.sight.rules],
        "merges": merges_of(line.person),
        "may_merge": line.person.pk != actor.person_id and instead is None,
        "instead": instead,
    }
    return render(request, "school/person.html", context)


def suspend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Why, and what it does; then at once."""
    actor = head_of(request)
    line = person_visible(actor, public_id)
    require(can_suspend, actor, line.person.pk)
    form = SuspendForm(request.POST or None)
    intro = (
        "Ses appareils sont déconnectés à l’instant, et son identifiant n’ouvre plus rien\N{NO-BREAK SPACE}: un mot le "
        "lui dit à la porte, sans votre motif. Rien n’est effacé. Vous pouvez rétablir l’accès à tout moment."
    )
    return handle_form(
        request, form,
        lambda: account_suspend(actor=actor, person=line.person, reason=form.cleaned_data["reason"]),
        done=f"L’accès {of(line.name)} est suspendu. Vous pouvez le rétablir d’ici.",
        title=f"Suspendre l’accès {of(line.name)}", submit="Suspendre l’accès", kind="danger",
        back=reverse("school:person", args=[public_id]), intro=intro,
    )  # fmt: skip


@require_POST
def reactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = head_of(request)
    line = person_visible(actor, public_id)
    account_reactivate(actor=actor, person=line.person)
    messages.success(request, f"L’accès {of(line.name)} est rétabli.")
    return redirect("school:person", public_id)


def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pupil changes class, from now on."""
    actor = head_of(request)
    line = person_visible(actor, public_id)
    if line.sight.pupil_name == NameSight.NONE:
        raise NotVisible
    form = MoveForm(request.POST or None, actor=actor)
    intro = "Le changement vaut tout de suite\N{NO-BREAK SPACE}: l’ancienne classe ne voit plus l’élève."
    back = reverse("school:person", args=[public_id])
    return handle_form(
        request, form, lambda: pupil_move(actor=actor, pupil=line.person, to=form.cleaned_data["to"]),
        done=f"{line.name} est maintenant dans sa nouvelle classe.", title=f"Changer {line.name} de classe",
        submit="Changer de classe", back=back, intro=intro,
    )  # fmt: skip


def consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An answer that came on paper."""
    actor = actor_as(request, *HEADS, Role.ACADEMY)
    child, school = child_kept(actor, public_id)
    require(can_record_consent, actor, school, child.pk)
    form = ConsentForm(request.POST or None, child=child)

    def act() -> None:
        data = form.cleaned_data
        consent_record(
            actor=actor, school_id=school, child=child, guardian=data["guardian"],
            use=ConsentUse(data["use"]), decision=ConsentDecision(data["decision"]),
        )  # fmt: skip

    back = reverse("school:person", args=[public_id]) if actor.heads else families_page(school)
    title = f"Réponse sur papier pour {child.full_name}"
    return handle_form(
        request, form, act, done="La réponse est notée.", then=back, title=title, submit="Noter la réponse",
        back=back,
    )  # fmt: skip


@require_POST
@sensitive_variables("made")
def print_ties(request: HttpRequest) -> HttpResponse:
    """The papers to hand over: the same page for everybody."""
    actor, ties = _named(request)
    made = []
    if not run_and_notify(request, lambda: made.extend(ties_print(actor=actor, ties=ties))):
        return redirect("school:adults")
    return letters_file(made, "fiches-a-remettre.pdf")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Taken back before the person answered."""
    actor, ties = _named(request)
    done = "C’est retiré\N{NO-BREAK SPACE}: la fiche n’ouvre plus rien."
    run_and_notify(request, lambda: [tie_withdraw(actor=actor, tie=tie) for tie in ties], done)
    return redirect("school:adults")


def _named(request: HttpRequest) -> tuple[Actor, list[TieProposal]]:
    """Those that the body names, all kept by the actor; raises NotVisible otherwise."""
    actor = keeper_of(request)
    ties = ties_named(actor, uuids_of(request.POST.getlist("acces")))
    if not ties:
        raise NotVisible
    return actor, ties
