"""One member: what everybody reads of it, and its own file for who acts for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.forms import RepresentationForm, SignatoryForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.consortium.views.dossier import file_context
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.actions.representation import representation_change, signatory_name
from eprimo.steering.consortium.actions.schools import (
    proposals_decline,
    proposals_take,
    school_claim,
    school_release,
)
from eprimo.steering.consortium.dossier import Facts
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.invitations import joined_by_letter
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.models import Member, SchoolClaim
from eprimo.steering.consortium.policies import (
    can_change_representation,
    can_claim_school,
    can_keep_members,
    can_name_signatory,
    can_read_file,
)
from eprimo.steering.consortium.queries import (
    MOST_SCHOOLS,
    claim_of,
    claims_of,
    member_file,
    member_listed,
    piece_of,
    schools_to_claim,
)
from eprimo.steering.consortium.schools import proposed_schools
from eprimo.steering.consortium.signers import right_held, signs_for
from eprimo.steering.consortium.states import BOUND, OPEN
from eprimo.steering.consortium.withdrawals import succession_of
from eprimo.steering.orders.enums import BINDING, OrderKind
from eprimo.steering.orders.order.succession import orders_counted
from eprimo.steering.statistics.queries import Asked, SchoolRow, Total, school_rows, total_of

_REPRESENTATION = (
    "Un membre se représente seul, ou donne mandat à un prestataire de gestion\N{NO-BREAK SPACE}: jamais les deux. "
    "Représenté, il reste l’adhérent, et celui à qui les factures sont adressées."
)
_SIGNATORY = "Qui a signé avant reste noté, avec ses dates\N{NO-BREAK SPACE}: sa signature garde sa valeur."


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    done: bool
    current: bool


def steps_of(
    actor: Actor, member: Member, facts: Facts, state: FileState, claims: Sequence[SchoolClaim]
) -> list[Step]:
    """From the needs to the opened schools; none for the rectorat, and once the member has left."""
    if member.kind == MemberKind.RECTORAT or state not in {FileState.DRAFT, *OPEN, *BOUND}:
        return []
    schools = {claim.school_id for claim in claims}
    entitled = Entitlement.objects.in_force(actor.now).filter(school__in=schools).values("school").distinct()
    ordered = orders_counted(member).filter(kind=OrderKind.FIRST, state__in=BINDING)
    facts_in_order = (
        ("Besoins inscrits", bool(facts.schools) and not facts.unsaid),
        ("Dossier déposé", state != FileState.DRAFT),
        ("Adhésion signée", state in BOUND),
        ("Bon de commande", ordered.exists()),
        ("Écoles ouvertes", state in BOUND and bool(schools) and entitled.count() == len(schools)),
    )
    first = next((words for words, done in facts_in_order if not done), "")
    return [Step(words, done, words == first) for words, done in facts_in_order]


@dataclass(frozen=True, slots=True)
class Use:
    """Figures of the member's own schools: counts under five are hidden."""

    rows: list[SchoolRow]
    total: Total


def use_of(actor: Actor, claims: Sequence[SchoolClaim]) -> Use | None:
    """« figures: member_rep: schools of own body »; None for other roles, and as long as nothing was counted."""
    if actor.role != Role.MEMBER_REP or not claims:
        return None
    own = {claim.school.uai for claim in claims}
    rows = [row for row in school_rows(actor, Asked()) if row.uai in own]
    return Use(rows, total_of(rows)) if rows else None


@require_safe
def member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Its card; and its file when the actor may open it."""
    actor = reader_of(request)
    found = member_listed(actor, public_id)
    opened = can_read_file(actor, found)
    claims = claims_of(found)
    context: dict[str, Any] = {
        "member": found,
        "acting": found.representations.in_force(actor.now).select_related("managing_body").first(),
        "opened": opened,
        "claims": claims if opened else [],
        "proposed": proposed_schools(found) if opened else [],
        "schools": len(claims),
        "now": actor.now,
        "represents": opened and can_change_representation(actor, found),
        "names": opened and can_name_signatory(actor, found),
        "claiming": opened and can_claim_school(actor, found),
        "keeps": can_keep_members(actor),
        "succession": succession_of(found),
    }
    if opened:
        history = found.representations.select_related("managing_body", "piece").order_by("-starts")
        context |= {"representations": history, "signatories": found.signatories.order_by("-starts")}
        context |= file_context(actor, found)
        context["steps"] = steps_of(actor, found, context["facts"], context["state"], claims)
        context["joined"] = joined_by_letter(found)
        context["use"] = use_of(actor, claims)
        context["signs_for"] = signs_for(actor, found)
    return render(request, "consortium/member.html", context)


@takes_files(10)
def represent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who acts for the member from a day on."""
    actor = reader_of(request)
    found = member_file(actor, public_id)
    if not can_change_representation.allows(actor, found):
        raise NotVisible
    form = RepresentationForm(
        request.POST or None, request.FILES or None, initial={"starts": clock.today(actor.time_zone)},
        signs=right_held(actor, found) is not None,
    )  # fmt: skip
    return handle_form(
        request, form, lambda: representation_change(actor=actor, member=found, **form.said()),
        done="C’est noté, à cette date.", title=f"Représentation\N{NO-BREAK SPACE}: {found.name}",
        submit="Noter", back=reverse("consortium:member", args=[public_id]), intro=_REPRESENTATION,
    )  # fmt: skip


def signatory(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who signs for the member from a day on."""
    actor = reader_of(request)
    found = member_file(actor, public_id)
    if not can_name_signatory.allows(actor, found):
        raise NotVisible
    words = wording_of(found.kind, is_known_grouping=found.epci_id is not None)
    form = SignatoryForm(request.POST or None, words=words, initial={"starts": clock.today(actor.time_zone)})
    return handle_form(
        request, form, lambda: signatory_name(actor=actor, member=found, **form.cleaned_data),
        done="Le signataire est noté.", title=f"Signataire\N{NO-BREAK SPACE}: {found.name}", submit="Noter",
        back=reverse("consortium:member", args=[public_id]), intro=_SIGNATORY,
    )  # fmt: skip


def schools(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Schools that the member may take; each is one tap."""
    actor = reader_of(request)
    found = member_file(actor, public_id)
    if not can_claim_school.allows(actor, found):
        raise NotVisible
    if request.method == "POST":
        school = get_object_or_404(School, public_id=_uuid(request.POST.get("school", "")))
        run_and_notify(
            request,
            lambda: school_claim(actor=actor, member=found, school=school),
            f"{school.name}\N{NO-BREAK SPACE}: c’est noté.",
        )
        return redirect("consortium:schools", public_id)
    words = request.GET.get("q", "").replace("\0", "")[:60]
    context = {
        "member": found,
        "schools": schools_to_claim(found, words),
        "words": words,
        "most": MOST_SCHOOLS,
    }
    return render(request, "consortium/schools.html", context)


@require_POST
def proposals(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The schools that the coordination proposes: the member takes all that are left, or none of them."""
    actor = reader_of(request)
    found = member_file(actor, public_id)
    if not can_claim_school.allows(actor, found):
        raise NotVisible
    if request.POST.get("verbe") == "aucune":
        proposals_decline(actor=actor, member=found)
        messages.success(request, "C’est noté : aucune de ces écoles n’est à vous.")
    else:
        run_and_notify(
            request,
            lambda: proposals_take(actor=actor, member=found),
            "Les écoles proposées sont les vôtres.",
        )
    return redirect("consortium:member", public_id)


@require_POST
def release(request: HttpRequest, public_id: UUID, claim: UUID) -> HttpResponse:
    actor = reader_of(request)
    found = member_file(actor, public_id)
    if not can_claim_school.allows(actor, found):
        raise NotVisible
    school_release(actor=actor, claim=claim_of(found, claim))
    messages.success(request, "L’école n’est plus à ce membre.")
    return redirect("consortium:member", public_id)


@require_safe
@fragment
def piece(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A document as it was given."""
    found = piece_of(reader_of(request), public_id)
    headers = {
        "Content-Disposition": content_disposition(found.name.removesuffix(".pdf"), "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(bytes(found.content), content_type="application/pdf", headers=headers)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error
