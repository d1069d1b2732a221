"""The list of members, on the page and as a file, and the coordinator's hand on it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.forms import MemberForm, filter_of, initial_of
from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.pages import handle_form
from eprimo.console.tables import Table, kind_asked
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.members import member_add, member_correct, members_export
from eprimo.steering.consortium.enums import Contract, FileState, MemberKind
from eprimo.steering.consortium.needs import needs_sum
from eprimo.steering.consortium.policies import (
    can_export_members,
    can_keep_market,
    can_keep_members,
    can_sign_files,
)
from eprimo.steering.consortium.queries import (
    market_read,
    member_file,
    members_of,
    members_page,
    own_members,
)

_ABOUT = (
    "Une école privée adhère seule, par son OGEC\N{NO-BREAK SPACE}: sa commune ne la couvre pas. Un membre "
    "nouveau se représente seul jusqu’à ce qu’il dise autre chose."
)
_MEMBERS: Table[Any] = Table(
    "Membres",
    "membres du groupement",
    {
        "Membre": lambda row: row.name,
        "Nature": lambda row: MemberKind(row.kind).label,
        "SIRET": lambda row: row.siret,
        "Département": lambda row: row.department.name,
        "Représentation": lambda row: row.body or "Se représente seul",
        "Écoles": lambda row: row.schools,
        "Contrat": lambda row: Contract(row.contract).label if row.contract else "",
        "Adresse électronique": lambda row: row.email,
        "Utilisait déjà e-primo": lambda row: row.was_user,
        "Dossier": lambda row: FileState(row.state).label,
        "Hors délai": lambda row: row.late,
    },
)


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who is in the group: every reader sees names, kinds and places; the coordinator adds and takes the list away."""
    actor = reader_of(request)
    market = market_read(actor)
    if market is None:
        return render(request, "consortium/none.html", {"opens": can_keep_market(actor)})
    asked, form = filter_of(request.GET, market.academy, files=can_export_members(actor))
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = members_page(actor, market, asked, **marks)
    context = {
        "market": market,
        "page": page,
        "count": members_of(actor, market, asked).count(),
        "form": form,
        "narrowed": asked.narrowed,
        "own": [] if asked.narrowed else own_members(actor, market),
        "keeps": can_keep_members(actor),
        "signs": can_sign_files(actor),
        "exports": can_export_members(actor),
        "needs": needs_sum(market) if can_export_members(actor) else None,
    }
    return render(request, "consortium/members.html", context)


@require_POST
def members_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file: all of its pages."""
    actor = reader_of(request)
    if not can_export_members.allows(actor):
        raise NotVisible
    market, kind = running_market(actor), kind_asked(request)
    asked, _ = filter_of(request.POST, market.academy, files=True)
    rows = list(members_of(actor, market, asked))
    members_export(actor=actor, rows=len(rows))
    return _MEMBERS.response(rows, kind)


def add(request: HttpRequest) -> HttpResponse:
    """A body that means to join, on the coordinator's list."""
    actor = reader_of(request)
    if not can_keep_members(actor):
        raise NotVisible
    market = running_market(actor)
    form = MemberForm(request.POST or None, academy=market.academy)
    made = []

    def act() -> None:
        made.append(member_add(actor=actor, market=market, said=form.said()))

    back = reverse("consortium:members")
    return handle_form(
        request, form, act, done="Le membre est dans la liste.",
        then=lambda: reverse("consortium:member", args=[made[0].public_id]), title="Ajouter un membre",
        submit="Ajouter", back=back, intro=_ABOUT,
    )  # fmt: skip


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another name, number or address of a member."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_keep_members(actor):
        raise NotVisible
    form = MemberForm(request.POST or None, academy=member.market.academy, initial=initial_of(member))
    back = reverse("consortium:member", args=[public_id])
    return handle_form(
        request, form, lambda: member_correct(actor=actor, member=member, said=form.said()),
        done="C’est corrigé.", title=f"Corriger\N{NO-BREAK SPACE}: {member.name}", submit="Corriger",
        back=back,
    )  # fmt: skip
