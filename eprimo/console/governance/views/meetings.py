"""The meetings of the group: in everybody's calendar once convened, prepared and led by the rectorat."""

from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import running_market
from eprimo.console.governance.forms import InvitedForm, MeetingForm, initial_of
from eprimo.console.governance.views.common import keeper_of
from eprimo.console.governance.views.invitations import LETTERS_AT_ONCE
from eprimo.console.pages import actor_as, handle_form, run_and_notify, submit
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.transport.mail import configured
from eprimo.steering.consortium.models import ManagingBody
from eprimo.steering.consortium.policies import READERS, current_market
from eprimo.steering.governance.actions.figures import figures_take
from eprimo.steering.governance.actions.invitations import representative_note
from eprimo.steering.governance.actions.meetings import (
    attendance_note,
    meeting_cancel,
    meeting_convene,
    meeting_correct,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.enums import Presence
from eprimo.steering.governance.figures import figure_rows
from eprimo.steering.governance.guests import guests_to_remind
from eprimo.steering.governance.letters import invitation_of
from eprimo.steering.governance.policies import can_keep_meetings, can_read_minutes, can_write_minutes
from eprimo.steering.governance.queries import (
    MOST,
    attendances_of,
    figures_shown,
    guests_of,
    invitable,
    letters_left,
    meeting_of,
    meetings_of,
    missing_stages,
    own_invitations,
    participation_of,
    tally_of,
)
from eprimo.steering.governance.representatives import bodies_at

_INTRO = (
    "Le rectorat prépare, anime et rédige. Rien n’est visible des membres avant la convocation\N{NO-BREAK SPACE}; elle "
    "part avec l’ordre du jour (articles 4.2 et 7.2)."
)


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """To come, then held; the coordinator sees what is being prepared, and which key stage has no meeting."""
    actor = actor_as(request, *READERS)
    market = current_market()
    rows = list(meetings_of(actor, market)) if market else []
    now = clock.now()
    keeps = can_keep_meetings(actor)
    context: dict[str, Any] = {
        "market": market,
        "coming": [one for one in reversed(rows) if one.ends_at > now],
        "held": [one for one in rows if one.ends_at <= now],
        "keeps": keeps,
        "stages": missing_stages(market) if market and actor.role == Role.COORDINATOR else [],
        "own": participation_of(actor, market) if market and actor.role != Role.COORDINATOR else [],
    }
    return render(request, "governance/meetings.html", context)


@require_safe
def participation(request: HttpRequest) -> HttpResponse:
    """How each member took part [C 7.1]; for the coordinator."""
    actor = actor_as(request, Role.COORDINATOR)
    rows = participation_of(actor, running_market(actor))
    return render(request, "governance/participation.html", {"rows": rows})


@require_safe
def meeting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Day, place, agenda; for members, who took part, the minutes and the documents."""
    actor = actor_as(request, *READERS)
    found = meeting_of(actor, public_id)
    reads, keeps = can_read_minutes(actor), can_keep_meetings(actor)
    versions = found.minutes.order_by("-version")
    own, own_guests = own_invitations(actor, found) if actor.role != Role.COORDINATOR else ([], [])
    answers = found.convened_at is not None and found.cancelled_at is None and not found.has_begun
    context: dict[str, Any] = {
        "meeting": found,
        "reads": reads,
        "keeps": keeps and found.cancelled_at is None,
        "writes": can_write_minutes(actor) and found.cancelled_at is None and found.has_begun,
        "invited": attendances_of(found) if reads else [],
        "guests": guests_of(found) if actor.role == Role.COORDINATOR else [],
        "own": own,
        "own_guests": own_guests,
        "answers": answers,
        "tally": tally_of(found) if reads else None,
        "most": MOST,
        "printed": letters_left(found) if keeps and found.convened_at else 0,
        "at_once": LETTERS_AT_ONCE,
        "mail": configured(),
        "remindable": guests_to_remind(found).count() if keeps and answers and configured() else 0,
        "versions": versions.filter(published_at__isnull=False) if reads else [],
        "draft": versions.filter(published_at=None).first() if keeps else None,
        "files": found.files.order_by("added_at", "pk") if reads else [],
        "decisions": found.decisions.filter(shown_at__isnull=False).order_by("number") if reads else [],
        "today": actor.today,
        "figures": figures_shown(actor, found),
        "figure_rows": figure_rows,
        "takes_figures": keeps and found.department_id is not None and found.convened_at is not None,
    }
    return render(request, "governance/meeting.html", context)


def add(request: HttpRequest) -> HttpResponse:
    actor = keeper_of(request)
    market = running_market(actor)
    form = MeetingForm(request.POST or None, market=market)
    made = []

    def act() -> None:
        made.append(meeting_plan(actor=actor, market=market, said=form.said()))

    back = reverse("governance:meetings")
    return handle_form(
        request, form, act, done="La réunion est préparée\N{NO-BREAK SPACE}: invitez, puis convoquez.",
        then=lambda: reverse("governance:meeting", args=[made[0].public_id]), title="Préparer une réunion",
        submit="Préparer", back=back, intro=_INTRO,
    )  # fmt: skip


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other words or another day; those who were convened are written to again."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    form = MeetingForm(request.POST or None, market=found.market, initial=initial_of(found))
    back = reverse("governance:meeting", args=[public_id])
    return handle_form(
        request, form, lambda: meeting_correct(actor=actor, meeting=found, said=form.said()),
        done="C’est corrigé.", title="Corriger la réunion", submit="Corriger", back=back,
    )  # fmt: skip


def invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All those who may have a seat, or one of them."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    free = invitable(found)
    if request.method == "POST":
        who = request.POST.get("who", "")
        chosen = free if who == "all" else free.filter(public_id=_uuid(who))
        run_and_notify(
            request,
            lambda: members_invite(actor=actor, meeting=found, members=chosen),
            "C’est noté\N{NO-BREAK SPACE}: invités.",
        )
        return redirect("governance:invite", public_id)
    shown = free.filter(name__icontains=words) if words else free
    context = {
        "meeting": found, "members": list(shown[:MOST]), "count": free.count(), "words": words, "most": MOST,
        "invited": found.attendances.count(),
    }  # fmt: skip
    return render(request, "governance/invite.html", context)


@require_POST
def convene(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    run_and_notify(
        request,
        lambda: meeting_convene(actor=actor, meeting=found),
        "Les membres sont convoqués\N{NO-BREAK SPACE}: les lettres partent.",
    )
    return redirect("governance:meeting", public_id)


@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    done = "La réunion est annulée." if found.convened_at else "La réunion est retirée."
    run_and_notify(request, lambda: meeting_cancel(actor=actor, meeting=found), done)
    if found.convened_at is None:
        return redirect("governance:meetings")
    return redirect("governance:meeting", public_id)


@require_POST
def figures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The department's figures of the last day that was counted, beside those of the invitation."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    run_and_notify(
        request, lambda: figures_take(actor=actor, meeting=found), "Les chiffres du jour sont joints."
    )
    return redirect("governance:meeting", public_id)


@require_safe
@fragment
def invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar file of a meeting that was convened."""
    found = meeting_of(actor_as(request, *READERS), public_id)
    if found.convened_at is None:
        raise NotVisible
    content = invitation_of(found, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    headers = {
        "Content-Disposition": content_disposition(f"réunion {found.subject}", "ics"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def attendance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who was there, who was represented and by whom; sixty at a time, found by some letters."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    rows, people = attendances_of(found, words), guests_of(found, words)
    form = InvitedForm(
        request.POST if request.method == "POST" else None,
        meeting=found,
        rows=rows,
        guests=people,
        answers=False,
    )
    if submit(
        request,
        form,
        lambda: attendance_note(actor=actor, meeting=found, said=form.members(), guests=form.guests()),
    ):
        messages.success(request, "Les présences sont notées.")
        return redirect("governance:meeting", public_id)
    context = {
        "meeting": found, "form": form, "words": words, "most": MOST, "count": found.attendances.count(),
        "bodies": bodies_at(found), "represented": Presence.REPRESENTED,
    }  # fmt: skip
    return render(request, "governance/attendance.html", context, status=422 if form.errors else 200)


@require_POST
def representative_came(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A managing body came for the members that it represents."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    body = ManagingBody.objects.filter(public_id=_uuid(request.POST.get("who", ""))).first()
    if body is None:
        raise NotVisible
    run_and_notify(
        request,
        lambda: representative_note(actor=actor, meeting=found, managing_body=body),
        "Les présences sont notées.",
    )
    return redirect("governance:attendance", public_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error
