"""The life of a member after it signed: it leaves, or it stays."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.life_forms import (
    DeclareForm,
    EndForm,
    ExclusionForm,
    SubstitutionForm,
    WithdrawalForm,
)
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import actor_as, handle_form, run_and_notify, submit
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import takes_files
from eprimo.steering.consortium.actions.exits import exclusion_record, market_end_early
from eprimo.steering.consortium.actions.substitution import member_substitute
from eprimo.steering.consortium.actions.withdrawals import (
    withdrawal_declare,
    withdrawal_give_up,
    withdrawal_record,
)
from eprimo.steering.consortium.market_periods import leaves_on, withdrawal_window
from eprimo.steering.consortium.policies import (
    can_declare_withdrawal,
    can_keep_market,
    can_record_exclusion,
    can_record_substitution,
    can_record_withdrawal,
)
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.consortium.withdrawals import (
    market_of_lists,
    member_withdrawal,
    withdrawals_count,
    withdrawals_page,
)

_LETTER = (
    "La lettre par laquelle le membre se retire, avec ses deux dates. La réponse s’en déduit\N{NO-BREAK SPACE}: le "
    "membre la lit aussitôt, avec l’article."
)

_EXCLUSION = (
    "Une exclusion n’est prononcée qu’en cas de non-exécution, après une procédure judiciaire et comme le juge l’a "
    "décidé (article 3). Elle vaut pour toutes les écoles du membre."
)
_SUBSTITUTION = (
    "Une commune nouvelle, ou une intercommunalité qui prend la compétence scolaire, est mise par la loi à la place du "
    "membre\N{NO-BREAK SPACE}: ses écoles, ses besoins et son engagement lui passent tels quels, sans nouvelle "
    "adhésion, même une fois le marché publié."
)
_END = "La convention dure autant que le marché\N{NO-BREAK SPACE}: elle prend fin le même jour (article 8)."


def withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """When the member may leave, what it prepared and what was answered; prepared by itself or on its behalf."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if request.method == "POST" and not can_declare_withdrawal.allows(actor, member):
        raise NotVisible
    form = DeclareForm(request.POST or None)
    if submit(request, form, lambda: withdrawal_declare(actor=actor, member=member, **form.cleaned_data)):
        messages.success(request, "Le retrait est préparé. Il reste à poster la lettre.")
        return redirect("consortium:withdrawal", public_id)
    context = {"member": member, "leaving": member_withdrawal(actor, member), "form": form}
    return render(request, "consortium/withdrawal.html", context, status=422 if form.errors else 200)


@require_POST
def give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The member stays after all."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_declare_withdrawal.allows(actor, member):
        raise NotVisible
    run_and_notify(
        request, lambda: withdrawal_give_up(actor=actor, member=member), "Vous restez dans le groupement."
    )
    return redirect("consortium:withdrawal", public_id)


@takes_files(10)
def withdrawal_letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter, by the coordinator to whom it is addressed."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_withdrawal(actor):
        raise NotVisible
    form = WithdrawalForm(request.POST or None, request.FILES or None, market=member.market)
    return handle_form(
        request, form, lambda: withdrawal_record(actor=actor, member=member, **form.said()),
        done="La lettre est notée\N{NO-BREAK SPACE}: voici la réponse.",
        title=f"Lettre de retrait\N{NO-BREAK SPACE}: {member.name}", submit="Noter",
        back=reverse("consortium:withdrawal", args=[public_id]), intro=_LETTER,
    )  # fmt: skip


@require_safe
def withdrawals(request: HttpRequest) -> HttpResponse:
    """Everyone who leaves or means to, for the coordinator."""
    actor = actor_as(request, Role.COORDINATOR)
    market = market_of_lists()
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    context = {
        "market": market,
        "page": withdrawals_page(actor, market, **marks),
        "counts": withdrawals_count(actor, market),
        "window": withdrawal_window(market),
        "effect": leaves_on(market),
    }
    return render(request, "consortium/withdrawals.html", context)


@takes_files(10)
def exclude(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a judge decided of a member."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_exclusion(actor):
        raise NotVisible
    form = ExclusionForm(request.POST or None, request.FILES or None)
    return handle_form(
        request, form, lambda: exclusion_record(actor=actor, member=member, **form.said()),
        done="L’exclusion est notée\N{NO-BREAK SPACE}: elle prend effet à sa date.",
        title=f"Exclusion\N{NO-BREAK SPACE}: {member.name}", submit="Noter l’exclusion", kind="danger",
        back=reverse("consortium:member", args=[public_id]), intro=_EXCLUSION,
    )  # fmt: skip


@takes_files(10)
def substitute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is in the place of a member by law."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_substitution(actor):
        raise NotVisible
    form = SubstitutionForm(request.POST or None, request.FILES or None, member=member)
    made = []

    def act() -> None:
        made.append(member_substitute(actor=actor, member=member, **form.said()))

    return handle_form(
        request, form, act, done="La substitution est notée.",
        then=lambda: reverse("consortium:member", args=[made[0].successor.public_id]),
        title=f"Substitution\N{NO-BREAK SPACE}: {member.name}", submit="Noter la substitution",
        back=reverse("consortium:member", args=[public_id]), intro=_SUBSTITUTION,
    )  # fmt: skip


def end_early(request: HttpRequest) -> HttpResponse:
    """The market stops before its time."""
    actor = actor_as(request, Role.COORDINATOR)
    if not can_keep_market(actor):
        raise NotVisible
    market = market_of_lists()
    known = {"ended_on": market.ended_early_on, "why": market.ended_early_why}
    form = EndForm(request.POST or None, initial=known)
    return handle_form(
        request, form, lambda: market_end_early(actor=actor, market=market, **form.cleaned_data),
        done="C’est noté\N{NO-BREAK SPACE}: les membres suivent à cette date.",
        title="Fin anticipée du marché", submit="Noter cette fin", kind="danger",
        back=reverse("consortium:calendar"), intro=_END,
    )  # fmt: skip
