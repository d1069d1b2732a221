"""Who is invited to a meeting beside the members, what everybody answers, and the letters on paper [C 4.2, 7.1]."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.governance.forms import GuestForm, InvitedForm
from eprimo.console.governance.views.common import keeper_of, pdf_response
from eprimo.console.pages import actor_as, handle_form, run_and_notify, submit
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.policies import READERS
from eprimo.steering.governance.actions.invitations import (
    answers_note,
    guest_add,
    guest_correct,
    guest_remove,
    guests_invite,
    guests_remind,
    members_represent,
)
from eprimo.steering.governance.enums import Capacity
from eprimo.steering.governance.guests import capacity_of, function_of, mandates_to_invite, named, names_of
from eprimo.steering.governance.letters import letters_pdf
from eprimo.steering.governance.papers import sheet_writing
from eprimo.steering.governance.queries import (
    MOST,
    guest_of,
    guests_of,
    letters_to_print,
    meeting_of,
    own_invitations,
)

_WITHOUT_ACCOUNT = (
    "La personne reçoit une lettre, par courriel avec le fichier d’agenda ou sur papier\N{NO-BREAK SPACE}; elle "
    "n’ouvre rien d’e‑primo."
)
# What is printed at once; a group of 1,500 bodies makes several files.
LETTERS_AT_ONCE = 100


def guests(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The people of the territory by their mandate: one, or all of one capacity."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    waiting = mandates_to_invite(found)
    if request.method == "POST":
        chosen = _chosen(waiting, request.POST.get("who", ""))
        run_and_notify(
            request,
            lambda: guests_invite(actor=actor, meeting=found, mandates=chosen),
            "C’est noté\N{NO-BREAK SPACE}: invités.",
        )
        return redirect("governance:guests", public_id)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    names = names_of([one.person_id for one in waiting])
    rows = [
        {"id": one.public_id, "function": function_of(one), "name": names.get(one.person_id, "")}
        for one in waiting
        if words.lower() in f"{function_of(one)} {names.get(one.person_id, '')}".lower()
    ]
    counts = {one: sum(capacity_of(row) == one for row in waiting) for one in Capacity}
    context = {
        "meeting": found, "rows": rows[:MOST], "most": MOST, "words": words, "count": len(waiting),
        "capacities": [(one, count) for one, count in counts.items() if count > 1], "invited": guests_of(found),
    }  # fmt: skip
    return render(request, "governance/guests.html", context)


def _chosen(waiting: list[Mandate], who: str) -> list[Mandate]:
    """All of one capacity, or the one that a public id names; raises NotVisible."""
    if who in Capacity.values:
        return [one for one in waiting if capacity_of(one) == who]
    chosen = [one for one in waiting if str(one.public_id) == who]
    if not chosen:
        raise NotVisible
    return chosen


def guest_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A person without an account."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    form = GuestForm(request.POST or None)
    back = reverse("governance:guests", args=[public_id])
    return handle_form(
        request, form, lambda: guest_add(actor=actor, meeting=found, said=form.said()),
        done="La personne est invitée.", title="Inviter une personne sans compte", submit="Inviter",
        back=back, intro=_WITHOUT_ACCOUNT,
    )  # fmt: skip


def guest_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another name or address of a person without an account; convened, it is written to again at a new address."""
    actor = keeper_of(request)
    found = guest_of(actor, public_id)
    if found.mandate_id is not None:
        raise NotVisible
    known = {name: getattr(found, name) for name in ("function", "name", "email", "address")}
    form = GuestForm(request.POST or None, initial=known)
    back = reverse("governance:guests", args=[found.meeting.public_id])
    return handle_form(
        request, form, lambda: guest_correct(actor=actor, guest=found, said=form.said()),
        done="C’est corrigé.", title="Corriger l’invitation", submit="Corriger", back=back,
    )  # fmt: skip


@require_POST
def guest_drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    found = guest_of(actor, public_id)
    run_and_notify(request, lambda: guest_remove(actor=actor, guest=found), "L’invitation est retirée.")
    return redirect("governance:guests", found.meeting.public_id)


@require_POST
def remind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Those who have not answered."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    words = "Les personnes sans réponse sont relancées."
    run_and_notify(request, lambda: guests_remind(actor=actor, meeting=found), words)
    return redirect("governance:meeting", public_id)


def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Present, represented or excused: for oneself, for the members that one acts for; the coordinator notes what it
    was told."""
    actor = actor_as(request, *READERS)
    found = meeting_of(actor, public_id)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    rows, people = own_invitations(actor, found, words)
    # Who is invited to nothing has nothing to answer; the coordinator who reads answers for nobody.
    if found.convened_at is None or (not rows and not people and not words):
        raise NotVisible
    if actor.role == Role.COORDINATOR:
        keeper_of(request)
    form = InvitedForm(request.POST or None, meeting=found, rows=rows, guests=people, answers=True)
    if submit(
        request,
        form,
        lambda: answers_note(actor=actor, meeting=found, members=form.members(), guests=form.guests()),
    ):
        messages.success(request, "La réponse est notée.")
        return redirect("governance:meeting", public_id)
    context = {
        "meeting": found, "form": form, "words": words, "most": MOST, "count": len(rows) + len(people),
        "represents": actor.role == Role.MANAGING_BODY,
    }  # fmt: skip
    return render(request, "governance/answer.html", context, status=422 if form.errors else 200)


@require_POST
def represent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The managing body represents all its members that have not answered."""
    actor = actor_as(request, Role.MANAGING_BODY)
    found = meeting_of(actor, public_id)
    run_and_notify(request, lambda: members_represent(actor=actor, meeting=found), "La réponse est notée.")
    return redirect("governance:meeting", public_id)


@require_safe
@fragment
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter of one guest, as the meeting stands now."""
    found = guest_of(actor_as(request, *READERS), public_id)
    content = letters_pdf(found.meeting, [], named([found]))
    return pdf_response(content, f"convocation {found.meeting.subject}")


@require_safe
@fragment
def letters(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letters of those whom no mail reaches, a hundred at a time."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    to_members, to_guests = letters_to_print(found)
    seats, people = list(to_members), list(to_guests)
    first = _first(request)
    seats_now = seats[first : first + LETTERS_AT_ONCE]
    left = LETTERS_AT_ONCE - len(seats_now)
    begin = max(0, first - len(seats))
    people_now = people[begin : begin + left]
    if found.convened_at is None or not (seats_now or people_now):
        raise NotVisible
    content = letters_pdf(found, seats_now, named(people_now))
    return pdf_response(content, f"convocations {found.subject}")


@require_safe
@fragment
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet that who comes signs."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    return pdf_response(
        writing_pdf(sheet_writing(found, guests_of(found))), f"feuille de présence {found.subject}"
    )


def _first(request: HttpRequest) -> int:
    text = request.GET.get("de", "0")
    return int(text) if text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004 - no group has more
