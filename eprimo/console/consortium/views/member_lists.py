"""« Importer des membres »: a list that the coordinator gives, what it would do, and what it did."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.consortium.views.invitations import letters_file
from eprimo.console.pages import run_and_notify, say_refusal
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.printing.grids import MOST_BYTES
from eprimo.steering.consortium.actions.lists import list_apply, list_drop, list_give, list_undo
from eprimo.steering.consortium.enums import LineOutcome, ListState
from eprimo.steering.consortium.invitations import members_to_invite
from eprimo.steering.consortium.lists.file import TYPES, model_file, read_list
from eprimo.steering.consortium.lists.plan import Change, Plan, plan_of
from eprimo.steering.consortium.models import Member, MemberList
from eprimo.steering.consortium.policies import can_invite, can_keep_members
from eprimo.steering.consortium.queries import list_of, lists_of
from eprimo.ui.plurals import NBSP, counted, plural

# Lines of one outcome that the page shows before all of them are asked for.
FEW = 40
_GROUPS = (
    (LineOutcome.REFUSED, "Lignes refusées", "triangle-alert"),
    (LineOutcome.CHANGED, "Membres que la liste change", "pencil"),
    (LineOutcome.NEW, "Nouveaux membres", "plus"),
    (LineOutcome.KNOWN, "Déjà là, sans changement", "check"),
)


class MemberListForm(forms.Form):
    sheet = forms.FileField(
        label="La liste", help_text="XLSX, ODS ou CSV, 2 Mo au plus. Un organisme par ligne.",
        error_messages={"empty": "Ce fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )  # fmt: skip
    from_directory = forms.BooleanField(
        label="Proposer à une commune dont la liste ne dit pas les écoles celles de l’annuaire", required=False,
        initial=True,
        help_text="Ses écoles publiques que personne n’a. Pour un autre organisme, la colonne dit "
        "«\N{NO-BREAK SPACE}annuaire\N{NO-BREAK SPACE}».",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowShown:
    """One line. `page`: the public number of the member's page, when it has one."""

    line: int
    outcome: str
    name: str
    words: list[str]
    schools: int = 0
    detail: str = ""
    member: int | None = None
    page: UUID | None = None


def shown_plan(plan: Plan) -> list[RowShown]:
    """What each line would do."""
    return [
        RowShown(
            one.line.line, str(one.outcome), one.line.name or one.line.siret,
            [*one.faults, *(each.sentence for each in one.changes), *one.notes], len(one.schools),
            ", ".join(part for part in (one.line.kind, one.line.siret, one.line.email) if part),
            one.member.pk if one.member is not None else None,
            one.member.public_id if one.member is not None and one.member.pk else None,
        )
        for one in plan.lines
    ]  # fmt: skip


def shown_result(given: MemberList) -> list[RowShown]:
    """What each line did; one statement."""
    pages = dict(
        Member.objects.filter(pk__in=[one["member"] for one in given.outcome if one["member"]]).values_list(
            "pk", "public_id"
        )
    )
    details = {one["line"]: one for one in given.lines}
    return [
        RowShown(
            one["line"], one["outcome"], one["name"] or details[one["line"]].get("siret", ""),
            [*(Change(*each).sentence for each in one["changes"]), *one["words"]], len(one["schools"]),
            ", ".join(
                details[one["line"]][part] for part in ("kind", "siret", "email") if part in details[one["line"]]
            ),
            one["member"], pages.get(one["member"]),
        )
        for one in given.outcome
    ]  # fmt: skip


def _keeper(request: HttpRequest) -> Actor:
    actor = reader_of(request)
    if not can_keep_members(actor):
        raise NotVisible
    return actor


@takes_files(2)
def member_lists(request: HttpRequest) -> HttpResponse:
    """The form that takes a list, and those that were given."""
    actor = _keeper(request)
    market = running_market(actor)
    form = MemberListForm(request.POST, request.FILES) if request.method == "POST" else MemberListForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["sheet"]
        try:
            lines = read_list(given.read(MOST_BYTES + 1))
            made = list_give(
                actor=actor, market=market, name=given.name or "", lines=lines,
                from_directory=form.cleaned_data["from_directory"],
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, field="sheet")
        else:
            return redirect("consortium:member_list", made.public_id)
    context = {"form": form, "lists": lists_of(market), "closed": market.closed_on(actor.today)}
    return render(request, "consortium/member_lists.html", context, status=422 if form.errors else 200)


@require_safe
@fragment
def model(request: HttpRequest, kind: str) -> HttpResponse:
    """A list with the titles of its columns and one example, to fill in."""
    _keeper(request)
    if kind not in TYPES:
        raise NotVisible
    response = HttpResponse(model_file(kind), content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition("liste de membres", kind)
    return response


@require_safe
def member_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a list would do; once applied, what it did."""
    actor = _keeper(request)
    return _page(request, actor, list_of(actor, public_id))


def _page(request: HttpRequest, actor: Actor, given: MemberList, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {"given": given, "error": error}
    if given.state == ListState.LOOKED_OVER:
        plan = plan_of(given)
        rows = shown_plan(plan)
        context |= {"plan": plan, "digest": plan.digest, "schools": plan.schools}
    else:
        rows = shown_result(given)
        made = {
            row.member
            for row in rows
            if row.outcome in {LineOutcome.NEW, LineOutcome.CHANGED, LineOutcome.KNOWN}
        }
        context["schools"] = sum(row.schools for row in rows)
        if given.state == ListState.APPLIED and can_invite.allows(actor):
            context["letters"] = sum(one.pk in made for one in members_to_invite(given.market))
    context["groups"] = _groups(rows, request.GET.get("tout", ""))
    context["counts"] = [(words, counts) for words, counts in _counts(rows)]
    return render(request, "consortium/member_list.html", context, status=422 if error else 200)


def _counts(rows: list[RowShown]) -> list[tuple[str, int]]:
    by = {outcome: sum(row.outcome == outcome for row in rows) for outcome in LineOutcome}
    return [
        (plural(by[LineOutcome.NEW], "nouveau membre", "nouveaux membres"), by[LineOutcome.NEW]),
        (plural(by[LineOutcome.CHANGED], "membre à changer", "membres à changer"), by[LineOutcome.CHANGED]),
        (plural(by[LineOutcome.KNOWN], "déjà là, sans changement"), by[LineOutcome.KNOWN])
        if by[LineOutcome.KNOWN] < 2  # noqa: PLR2004 - the phrase does not change
        else ("déjà là, sans changement", by[LineOutcome.KNOWN]),
        (plural(by[LineOutcome.REFUSED], "ligne refusée", "lignes refusées"), by[LineOutcome.REFUSED]),
    ]


def _groups(rows: list[RowShown], whole: str) -> list[dict[str, Any]]:
    """Lines by outcome, refused ones first; a long group is cut unless it was asked for whole."""
    found = []
    for outcome, title, icon in _GROUPS:
        lines = [row for row in rows if row.outcome == outcome]
        if lines:
            shown = lines if whole == outcome else lines[:FEW]
            found.append(
                {"key": outcome.value, "title": title, "icon": icon, "count": len(lines), "rows": shown,
                 "more": len(lines) - len(shown)}
            )  # fmt: skip
    return found


@require_POST
def apply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _keeper(request)
    given = list_of(actor, public_id)
    try:
        plan = list_apply(
            actor=actor,
            given=given,
            digest=request.POST.get("relu", ""),
            ticked=request.POST.get("oui") == "on",
        )
    except DomainError as error:
        if given.state != ListState.LOOKED_OVER or error.status in {403, 404}:
            say_refusal(request, error)
            return redirect("consortium:member_list", public_id)
        return _page(request, actor, given, error.sentence)
    made = len(plan.of(LineOutcome.NEW))
    messages.success(
        request,
        f"C’est fait{NBSP}: {counted(made, 'nouveau membre', 'nouveaux membres')}. Les lettres peuvent partir.",
    )
    return redirect("consortium:member_list", public_id)


@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _keeper(request)
    given = list_of(actor, public_id)
    if run_and_notify(
        request, lambda: list_drop(actor=actor, given=given), "La liste est abandonnée. Rien n’a changé."
    ):
        return redirect("consortium:member_lists")
    return redirect("consortium:member_list", public_id)


def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks, then takes back what nobody has begun to use."""
    actor = _keeper(request)
    given = list_of(actor, public_id)
    if request.method != "POST":
        back = reverse("consortium:member_list", args=[public_id])
        return render(request, "consortium/member_list_undo.html", {"given": given, "back": back})
    try:
        undone = list_undo(actor=actor, given=given)
    except DomainError as error:
        say_refusal(request, error)
    else:
        words = f"La liste est annulée{NBSP}: {counted(undone.removed, 'membre retiré', 'membres retirés')}."
        if undone.kept:
            words += f" Restent, parce que leur dossier est commencé{NBSP}: {', '.join(undone.kept[:10])}."
        messages.success(request, words)
    return redirect("consortium:member_list", public_id)


@require_POST
def letters(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letters of every body of the list for which nobody acts, in one file."""
    actor = _keeper(request)
    given = list_of(actor, public_id)
    if not can_invite(actor):
        raise NotVisible
    named = {one["member"] for one in given.outcome} - {None}
    chosen = [one for one in members_to_invite(given.market) if one.pk in named]
    return letters_file(request, actor, chosen, [], back="consortium:member_list", args=[public_id])
