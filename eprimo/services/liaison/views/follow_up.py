"""The follow-up: who read, signed, answered; reminders, paper slips, those who joined later."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.foundation.printing.papers import list_pdf
from eprimo.services.liaison.actions.follow_up import (
    note_add_recipients,
    note_follower_add,
    note_follower_remove,
)
from eprimo.services.liaison.actions.reminders import RemindedFamilies, note_remind, reminder_take_back
from eprimo.services.liaison.departure import moment_words
from eprimo.services.liaison.follow_up import ChildRow, answer_heads, totals_of
from eprimo.services.liaison.forms.families import FollowerForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import acts, visibility
from eprimo.services.liaison.queries import follow_up as rows_queries
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.state import is_closed
from eprimo.services.liaison.topics import note_topic
from eprimo.services.liaison.views.common import note_to, pdf_response, refusals_said
from eprimo.services.liaison.wording import follow_up_summary, guardian_in_words
from eprimo.ui.french import clock_time, weekday_day_month

# Children of « Tous » that are not folded: a list by its filter is whole.
IN_VIEW = 6
FILTERS = (("", "Tous"), ("attente", "En attente"), ("fait", "Reçu"))


def _followed(actor: Actor, note_id: UUID) -> Note:
    """Return the note, when the actor reads its follow-up. Raises NotVisible else."""
    note = pages.team_note_for(actor, note_id)
    if not visibility.follows(actor, note):
        raise NotVisible
    return note


def _in_few_screens(rows: Sequence[ChildRow]) -> dict[str, Sequence[ChildRow]]:
    """Return the rows in three parts: who has to do something comes first, six in view and the others folded
    (`more`); a class of answers does not push it away (`settled`)."""
    pressing = sum(row.pressing for row in rows)
    seen = min(pressing or len(rows), IN_VIEW)
    return {"rows": rows[:seen], "more": rows[seen:pressing], "settled": rows[max(seen, pressing) :]}


@require_safe
def follow_up(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Show who is waited for first, then the others, one line a guardian."""
    actor = actor_of(request)
    note = _followed(actor, note_id)
    if not note.is_sent:
        return redirect("liaison:edit", note_id=note_id)
    rows = rows_queries.follow_up_rows(actor, note)
    shown = request.GET.get("voir", "")
    shown = shown if shown in dict(FILTERS) else ""
    reminder = rows_queries.reminder_for(actor, note, rows)
    abilities = rows_queries.abilities_on(actor, note, rows, reminder)
    adds, past = acts.may_add_recipients(actor, note), is_closed(note)
    kept = [row for row in rows if not shown or row.waits == (shown == "attente")]
    context = {
        "note": note,
        **({"rows": kept} if shown else _in_few_screens(kept)),
        "abilities": abilities,
        "heads": answer_heads(note),
        "totals": totals_of(note, rows),
        "filters": FILTERS,
        "shown": shown,
        "past": past,
        "joiners": rows_queries.late_joiners(note) if adds and note.archived_at is None and not past else [],
        "reminder": reminder,
        "topic": note_topic(note),
        "classes": len({row.class_label for row in rows}) > 1,
        "pending": rows_queries.pending_reminder(actor, note, rows),
        "talks": [(row, owed) for row in rows for owed in row.owed if row.present and owed.talk_waits],
        "may": {
            "manage": adds,
            "print": acts.may_print(actor, note),
            "slips": acts.may_print_slips(actor, note) and not past,
            "piles": acts.may_read_piles(actor, note.school_id),
        },
    }
    return render(request, "liaison/follow_up.html", context)


@require_safe
@fragment
def follow_up_pdf(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Print the table of the follow-up."""
    actor = actor_of(request)
    note = _followed(actor, note_id)
    require(acts.may_print, actor, note)
    rows = rows_queries.follow_up_rows(actor, note)
    lines = [
        (
            f"{row.first_name} {row.last_name}",
            row.class_label,
            owed.name if owed else "",
            guardian_in_words(owed, row),
        )
        for row in rows
        for owed in (*row.owed, *([] if row.owed else [None]))
    ]
    pdf = list_pdf(
        title=note.resource.title,
        columns=("Élève", "Classe", "Responsable", "Où en est-on ?"),
        rows=lines,
        made_on=clock.today(actor.time_zone),
        school_name=note.school.name,
        subtitle=follow_up_summary(note, totals_of(note, rows)),
    )
    return pdf_response(pdf, f"Suivi, {note.resource.title}", inline=True)


@require_POST
def remind_one(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Remind the guardians of one child."""
    actor = actor_of(request)
    seen = pages.child_note_for(actor, note_id, child_id)
    return _remind(request, seen.note, seen.child)


@require_POST
def remind(request: HttpRequest, note_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _remind(request, pages.note_for(actor, note_id))


@require_POST
def remind_not(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Take back a reminder that has not left."""
    actor = actor_of(request)
    try:
        reminder_take_back(actor=actor, note=pages.note_for(actor, note_id))
    except Conflict as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("La relance est annulée : personne n’a été dérangé."))
    return redirect("liaison:follow_up", note_id=note_id)


def _remind(request: HttpRequest, note: Note, child: Person | None = None) -> HttpResponse:
    with refusals_said(request):
        reminded = note_remind(actor=actor_of(request), note=note, child=child)
        messages.success(request, _reminded(reminded))
    return redirect("liaison:follow_up", note_id=note.resource.public_id)


def _reminded(reminded: RemindedFamilies) -> str:
    if not reminded.adults or reminded.leaves_at is None:
        return _("Personne n’est plus à relancer.")
    wait = (reminded.leaves_at - clock.now()).total_seconds()
    at = "now" if wait <= 0 else "soon" if wait <= rows_queries.SOON else "later"
    count = reminded.children or reminded.adults
    return _sentence(at, count, children=bool(reminded.children)) % {
        "count": count, "day": weekday_day_month(reminded.leaves_at), "time": clock_time(reminded.leaves_at),
    }  # fmt: skip


def _sentence(at: str, count: int, *, children: bool) -> str:
    """Return the sentence of a reminder: children are counted while some wait; else the adults who have not read."""
    if children:
        return {
            "now": ngettext(
                "La famille attendue est relancée.",
                "Les familles de %(count)s enfants sont relancées.",
                count,
            ),
            "soon": ngettext(
                "La famille attendue va être relancée.",
                "Les familles de %(count)s enfants vont être relancées.",
                count,
            ),
            "later": ngettext(
                "C’est prêt : la famille attendue sera relancée %(day)s à %(time)s.",
                "C’est prêt : les familles de %(count)s enfants seront relancées %(day)s à %(time)s.",
                count,
            ),
        }[at]
    return {
        "now": ngettext("%(count)s responsable est relancé.", "%(count)s responsables sont relancés.", count),
        "soon": ngettext(
            "%(count)s responsable va être relancé.", "%(count)s responsables vont être relancés.", count
        ),
        "later": ngettext(
            "C’est prêt : la relance de %(count)s responsable partira %(day)s à %(time)s.",
            "C’est prêt : la relance de %(count)s responsables partira %(day)s à %(time)s.",
            count,
        ),
    }[at]


@require_POST
def add(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Give the note to children who joined since."""
    actor, note = note_to(request, note_id, acts.may_add_recipients)
    wanted = set(request.POST.getlist("child"))
    joiners = [one for one in rows_queries.late_joiners(note) if str(one.public_id) in wanted]
    children = list(Person.objects.filter(pk__in=[one.child_id for one in joiners]).order_by("pk"))
    with refusals_said(request):
        count = note_add_recipients(actor=actor, note=note, children=children) if children else 0
        if not count:
            messages.info(
                request, "Aucun enfant de plus\u00a0: ces familles ont déjà ce mot, ou aucune n’est cochée."
            )
        else:
            messages.success(request, _added(note, count))
    return redirect("liaison:follow_up", note_id=note_id)


def _added(note: Note, count: int) -> str:
    """Return « Le mot est envoyé… », or when it will be: at night it waits for the opening, as the others did."""
    now = clock.now()
    leaves = delivery_plan(note.school, now).visible_from
    whom = "à la famille" if count == 1 else f"aux familles de {count} enfants"
    if leaves <= now:
        return f"Le mot est envoyé {whom}."
    return f"C’est prêt\u00a0: le mot partira {whom} {moment_words(leaves, now, note.school.time_zone)}."


@require_POST
def follower_add(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Name a person of the school who reads the note too."""
    actor, note = note_to(request, note_id, acts.may_name_followers)
    people = pages.possible_followers(note, actor)
    form = FollowerForm(people, request.POST)
    if form.is_valid():
        person = next(one for one in people if str(one.public_id) == form.cleaned_data["person"])
        with refusals_said(request, messages.error):
            note_follower_add(actor=actor, note=note, person=person)
            messages.success(request, f"{person.full_name} suit maintenant ce mot.")
    else:
        messages.error(request, "Choisissez une personne de l’école.")
    return redirect("liaison:note", note_id=note_id)


@require_POST
def follower_remove(request: HttpRequest, note_id: UUID, person_id: UUID) -> HttpResponse:
    actor, note = note_to(request, note_id, acts.may_name_followers)
    person = next((one for one in pages.followers_of(note) if one.public_id == person_id), None)
    if person is None:
        raise NotVisible
    note_follower_remove(actor=actor, note=note, person=person)
    messages.success(request, f"{person.full_name} ne suit plus ce mot.")
    return redirect("liaison:note", note_id=note_id)
