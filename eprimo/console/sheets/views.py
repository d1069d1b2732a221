"""Sheets: choose who, print, give new words, sign a pupil out."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.console.pages import actor_as, say_refusal, uuids_of
from eprimo.console.sheets import queries
from eprimo.console.sheets.families import families_never
from eprimo.foundation.accounts.actions.sessions import pupil_sessions_end
from eprimo.foundation.accounts.actions.sheets import sheets_make, words_reset
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.accounts.sheets import public_host, sheets_pdf
from eprimo.foundation.directory.models import School, TieProposal
from eprimo.foundation.directory.queries.ties import ties_named, ties_waiting
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible

CARDS, LETTERS = "cards", "letters"


def _school(actor: Actor) -> School:
    return School.objects.get(pk=actor.school_id or 0)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The classes; for who directs, the team; for the academy, its directors."""
    actor = actor_as(request, Role.TEACHER, *HEADS, Role.ACADEMY)
    if actor.role == Role.ACADEMY:
        return redirect("sheets:directors")
    never = queries.guardians_never(actor)
    classes = [{"class": one, "guardians_never": never.get(one.pk, 0)} for one in queries.classes_for(actor)]
    return render(request, "sheets/index.html", {"classes": classes, "heads": actor.heads})


@require_safe
def class_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pupils of a class and their guardians: who has come, and whose sheet to print."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    choice = request.GET.get("choix", "")
    sheets = queries.class_sheets(actor, public_id, choice)
    guardians = sheets.guardians
    context = {
        "sheets": sheets,
        "heads": actor.heads,
        "pupils_never": sum(row.pupil.never for row in sheets.rows),
        "guardians": len(guardians),
        "guardians_never": sum(row.never for row in guardians),
        "here": reverse("sheets:class", args=[public_id]),
    }
    return render(request, "sheets/class.html", context)


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """The adults of the school: activated or never."""
    actor = actor_as(request, *HEADS)
    choice = request.GET.get("choix", "")
    context = {
        "rows": queries.staff_sheets(actor, choice),
        "ties": ties_waiting(actor),
        "ticked": bool(choice),
        "here": reverse("sheets:staff"),
    }
    return render(request, "sheets/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def families(request: HttpRequest) -> HttpResponse:
    """The letters of all families of whom nobody ever came, in one file, in the order of the classes."""
    actor = actor_as(request, *HEADS)
    never = families_never(actor)
    classes = never.classes
    if request.method == "POST":
        chosen = set(request.POST.getlist("class"))
        known = {str(one.public_id) for one in queries.classes_for(actor)} | {""}
        if chosen - known:
            raise NotVisible
        adults = [adult for one in classes if one.key in chosen for adult in one.adults]
        if not adults:
            messages.warning(request, _("Cochez d’abord au moins une classe."))
            return redirect("sheets:families")
        return _pdf(actor, adults, _school(actor), LETTERS)
    context = {
        "classes": classes,
        "children": sum(len(one.children) for one in classes),
        "letters": sum(len(one.adults) for one in classes),
        "left_out": never.left_out,
    }
    return render(request, "sheets/families.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The PDF of those who were ticked: cards of the pupils, or letters of the adults."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    what, back = request.POST.get("what", ""), request.POST.get("back", "")
    people = queries.people_chosen(actor, uuids_of(request.POST.getlist("person")), pupils=what == CARDS)
    ties = ties_named(actor, uuids_of(request.POST.getlist("acces"))) if what == LETTERS else []
    if not (people or ties) or what not in {CARDS, LETTERS}:
        messages.warning(request, _("Cochez d’abord au moins une personne."))
        return redirect(_back(actor, back))
    try:
        return _pdf(actor, [person.pk for person in people], _school(actor), what, ties)
    except DomainError as error:
        say_refusal(request, error)
        return redirect(_back(actor, back))


@sensitive_variables("made")
def _pdf(
    actor: Actor, person_ids: Sequence[int], school: School, what: str, ties: Sequence[TieProposal] = ()
) -> HttpResponse:
    """With the papers of the accesses that wait for an answer, last."""
    made = sheets_make(actor=actor, person_ids=person_ids, school=school)
    made.letters += ties_print(actor=actor, ties=ties) if ties else []
    # Letters, digits and hyphens only: a school's name must not write headers.
    name = f"{'cartes' if what == CARDS else 'fiches'}-{slugify(school.name)[:40] or 'ecole'}.pdf"
    return HttpResponse(
        sheets_pdf(made.cards, made.letters),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )


def _back(actor: Actor, page: str) -> str:
    """The page of a class that was left, of the team, or the list."""
    if page == "staff" and actor.heads:
        return reverse("sheets:staff")
    try:
        return reverse("sheets:class", args=[UUID(page)])
    except ValueError:
        return reverse("sheets:index")


@require_POST
@sensitive_variables("words")
def reset(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Three new words for a pupil, shown once."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    person = queries.person_seen(actor, public_id)
    account, words = words_reset(actor=actor, person_id=person.pk, school=_school(actor))
    context = {
        "person": person,
        "login": account.login,
        "words": words,
        "address": public_host(),
        "class_group": queries.class_of(actor, person.pk),
    }
    return render(request, "sheets/words.html", context)


@require_POST
def end_sessions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign a pupil out everywhere."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    person = queries.person_seen(actor, public_id)
    pupil_sessions_end(actor=actor, person_id=person.pk)
    messages.success(request, _("%(name)s est déconnecté partout.") % {"name": person.full_name})
    class_group = queries.class_of(actor, person.pk)
    return redirect("sheets:class", class_group.public_id) if class_group else redirect("sheets:index")


@require_safe
def directors(request: HttpRequest) -> HttpResponse:
    """The academy finds the director of a school, whose sheet nobody else makes."""
    actor = actor_as(request, Role.ACADEMY)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    rows = queries.directors_of_territory(actor, words)
    context = {"rows": rows, "words": words, "most": queries.MOST_DIRECTORS}
    return render(request, "sheets/directors.html", context)


@require_POST
def make_director(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter of one director."""
    actor = actor_as(request, Role.ACADEMY)
    link = queries.director_of_territory(actor, public_id)
    return _one(request, actor, link.person_id, link.school, reverse("sheets:directors"))


@require_POST
def make_family(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The card, or the letter, of one person of a family for whom no direction may act."""
    actor = actor_as(request, Role.ACADEMY)
    person, school = queries.family_member(actor, public_id)
    return _one(request, actor, person.pk, school, reverse("territory:families", args=[school.uai]))


def _one(request: HttpRequest, actor: Actor, person_id: int, school: School, back: str) -> HttpResponse:
    try:
        return _pdf(actor, [person_id], school, LETTERS)
    except DomainError as error:
        say_refusal(request, error)
        return redirect(back)
