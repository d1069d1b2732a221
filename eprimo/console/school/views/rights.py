"""Restrictions of guardians; entitlements of schools, with what opens one in words, for who gives the contract by hand
and must see what is there first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import FETCH_PEERS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, head_of, submit
from eprimo.console.school.actions import restriction_read_reason
from eprimo.console.school.forms.rights import EntitlementForm, KindForm, LiftForm, RestrictionForm
from eprimo.console.school.views.common import families_page
from eprimo.foundation.directory.actions.guardians import (
    guardianship_change_kind,
    restriction_change,
    restriction_confirm_end,
    restriction_lift,
    restriction_set,
    was_legal,
)
from eprimo.foundation.directory.actions.schools import entitlement_grant
from eprimo.foundation.directory.enums import GuardianKindChoice, RestrictionLevel
from eprimo.foundation.directory.models import Entitlement, GuardianRestriction, Guardianship, School
from eprimo.foundation.directory.policies.acts import (
    can_change_guardianship,
    can_change_restriction,
    can_grant_entitlement,
    can_read_restriction_reason,
)
from eprimo.foundation.directory.queries.families import (
    guardianship_kept,
    instead_of,
    lowering_on_link,
    standing_on_link,
)
from eprimo.foundation.directory.queries.person_page import restrictions_of
from eprimo.foundation.directory.queries.schools import restrictions_standing, schools_to_entitle
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import paginate
from eprimo.foundation.kernel.rights import require
from eprimo.ui.french import day_month_year, of


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of one school, in order of their first day; their ends are the instant after the last day."""

    rows: tuple[Entitlement, ...]
    now: datetime

    @property
    def in_force(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.starts <= self.now < one.ends)

    @property
    def to_come(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.starts > self.now)

    @property
    def over(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.ends <= self.now)

    @property
    def until(self) -> datetime | None:
        """Until when it is open without a break; None: closed now."""
        end: datetime | None = max((one.ends for one in self.in_force), default=None)
        for one in self.to_come:
            if end is not None and one.starts <= end:
                end = max(end, one.ends)
        return end

    @property
    def opens(self) -> datetime | None:
        """When it opens next, or again; None: nothing to come, or nothing after a break."""
        until = self.until
        return next((one.starts for one in self.to_come if until is None or one.starts > until), None)

    @property
    def closed_since(self) -> datetime | None:
        """None: open, or never open before."""
        return max((one.ends for one in self.over), default=None) if self.until is None else None


def openings_of(schools: Sequence[School], now: datetime) -> dict[int, Openings]:
    """Of each of these schools; why they are open is asked for all of them at once."""
    found: dict[int, list[Entitlement]] = {school.pk: [] for school in schools}
    rows = Entitlement.objects.filter(school__in=found).fetch_mode(FETCH_PEERS)
    for row in rows.order_by("starts", "ends", "pk"):
        found[row.school_id].append(row)
    return {pk: Openings(tuple(rows), now) for pk, rows in found.items()}


@require_safe
def restrictions(request: HttpRequest) -> HttpResponse:
    """Those in force, the first to end first."""
    actor = head_of(request)
    return render(request, "school/restrictions.html", {"rows": list(restrictions_standing(actor))})


def _kept(request: HttpRequest, adult: UUID, child: UUID) -> tuple[Actor, Guardianship, int]:
    """Who acts, on which link, at which school: a direction, or the academy in its place."""
    actor = actor_as(request, *HEADS, Role.ACADEMY)
    return actor, *guardianship_kept(actor, adult, child)


@require_safe
def guardianship(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    """What an adult is to a child, and the restrictions that stand or stood."""
    actor, link, school = _kept(request, adult, child)
    rows = restrictions_of(actor, link)
    context = {
        "link": link,
        "back": _back(actor, link, school),
        "instead": instead_of(actor, link.child_id, link.adult_id),
        "standing": standing_on_link(actor, link),
        "past": [
            row for row in rows if row.lifted_at or (row.in_force_until and row.in_force_until <= actor.now)
        ],
        "lowering": lowering_on_link(actor, link),
        "lift": LiftForm(),
        "reads_reason": can_read_restriction_reason(actor, school, link),
    }
    return render(request, "school/guardianship.html", context)


def _back(actor: Actor, link: Guardianship, school: int) -> str:
    """The child's page; for the academy, the families that it opened."""
    if actor.heads:
        return reverse("school:person", args=[link.child.public_id])
    return families_page(school)


def change_kind(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    """Another situation, on a document; less than before stands as a restriction does."""
    actor, link, school = _kept(request, adult, child)
    require(can_change_guardianship, actor, school, link)
    form = KindForm(request.POST or None, legal=was_legal(link), initial={"kind": link.kind})

    def act() -> None:
        data = form.cleaned_data
        given = {"kind": GuardianKindChoice(data["kind"]), "ends": data["ends"], "reason": data["reason"]}
        guardianship_change_kind(actor=actor, link=link, **given)

    title = f"Changer la situation {of(link.adult.full_name)} pour {link.child.first_name}"
    intro = (
        "Moins de droits qu’avant\N{NO-BREAK SPACE}: c’est une restriction, avec sa date de fin s’il y en a une. "
        "Autant ou plus\N{NO-BREAK SPACE}: sur un document. Dans les deux cas, la personne en est avertie."
    )
    back = reverse("school:guardianship", args=[adult, child])
    return handle_form(
        request, form, act, done="La situation est notée. La personne le lit sur son compte.", title=title,
        submit="Noter la situation", back=back, intro=intro, kind="danger",
    )  # fmt: skip


@require_POST
def confirm_kind(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    """The decision about the situation ends on its date."""
    actor, row = _lowering(request, adult, child)
    restriction_confirm_end(actor=actor, restriction=row)
    messages.success(request, "La fin de cette situation est confirmée.")
    return redirect("school:guardianship", adult, child)


@require_POST
def read_kind_reason(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    actor, row = _lowering(request, adult, child)
    reason = restriction_read_reason(actor=actor, restriction=row)
    return render(request, "school/reason.html", {"link": row.guardianship, "row": row, "reason": reason})


def _lowering(request: HttpRequest, adult: UUID, child: UUID) -> tuple[Actor, GuardianRestriction]:
    actor, link, _ = _kept(request, adult, child)
    row = lowering_on_link(actor, link)
    if row is None:
        raise NotVisible
    return actor, row


def restrict(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    """Set a restriction, or replace the one that stands."""
    actor, link, school = _kept(request, adult, child)
    require(can_change_restriction, actor, school, link)
    now_standing = standing_on_link(actor, link)
    form = RestrictionForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        given = {"level": RestrictionLevel(data["level"]), "ends": data["ends"], "reason": data["reason"]}
        if now_standing is not None:
            restriction_change(actor=actor, restriction=now_standing, **given)
        else:
            restriction_set(actor=actor, link=link, **given)

    title = f"Restreindre ce que {link.adult.full_name} voit {of(link.child.first_name)}"
    intro = "Elle vaut dès que vous validez, partout, y compris sur les pages déjà ouvertes."
    back = reverse("school:guardianship", args=[adult, child])
    return handle_form(
        request, form, act, done="La restriction est en vigueur.", title=title,
        submit="Poser la restriction", back=back, intro=intro, kind="danger",
    )  # fmt: skip


@require_POST
def confirm_end(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    actor, row = _row(request, adult, child)
    restriction_confirm_end(actor=actor, restriction=row)
    messages.success(request, "La fin de la restriction est confirmée.")
    return redirect("school:guardianship", adult, child)


@require_POST
def lift(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    actor, row = _row(request, adult, child)
    form = LiftForm(request.POST)
    if submit(
        request,
        form,
        lambda: restriction_lift(actor=actor, restriction=row, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "La restriction est levée.")
    else:
        messages.error(request, "Écrivez pourquoi la restriction est levée.")
    return redirect("school:guardianship", adult, child)


@require_POST
def read_reason(request: HttpRequest, adult: UUID, child: UUID) -> HttpResponse:
    """What was written of the decision: for the director, and each reading leaves a trace."""
    actor, row = _row(request, adult, child)
    reason = restriction_read_reason(actor=actor, restriction=row)
    return render(request, "school/reason.html", {"link": row.guardianship, "row": row, "reason": reason})


def _row(request: HttpRequest, adult: UUID, child: UUID) -> tuple[Actor, GuardianRestriction]:
    actor, link, _ = _kept(request, adult, child)
    row = standing_on_link(actor, link)
    if row is None:
        raise NotVisible
    return actor, row


@require_safe
def entitlements(request: HttpRequest) -> HttpResponse:
    """Schools of the territory, what opens each, and until when."""
    actor = actor_as(request, Role.ACADEMY, Role.COORDINATOR)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = paginate(schools_to_entitle(actor), ("key", "pk"), after=after, before=before)
    openings = openings_of(page.items, actor.now)
    rows = [{"school": school, "openings": openings[school.pk]} for school in page.items]
    return render(request, "school/entitlements.html", {"page": page, "rows": rows})


def entitle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = actor_as(request, Role.ACADEMY, Role.COORDINATOR)
    school = schools_to_entitle(actor).filter(public_id=public_id).first()
    if school is None:
        raise NotVisible
    require(can_grant_entitlement, actor, school.pk)
    form: forms.Form = EntitlementForm(request.POST or None)
    made: list[Entitlement] = []
    if submit(
        request, form, lambda: made.append(entitlement_grant(actor=actor, school=school, **form.cleaned_data))
    ):
        messages.success(request, _opened(school, made[0], actor.now))
        return redirect("school:entitlements")
    context = {
        "form": form, "title": f"Ouvrir {school.name}", "submit": "Ouvrir", "back": reverse("school:entitlements"),
        "openings": openings_of([school], actor.now)[school.pk],
    }  # fmt: skip
    return render(request, "school/entitle.html", context, status=422 if form.errors else 200)


def _opened(school: School, made: Entitlement, now: datetime) -> str:
    """What is to come is not open yet, and what is over opens nothing."""
    if made.starts > now:
        return f"{school.name} ouvrira le {day_month_year(made.starts)}."
    return (
        f"{school.name} est ouverte."
        if made.ends > now
        else "C’est noté\N{NO-BREAK SPACE}: ces jours sont passés."
    )
