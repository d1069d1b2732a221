"""What a member's file holds: annexe 1, the registered letter, and what is missing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from eprimo.console.consortium.forms import DeliberationForm, LetterForm, ReceptionForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import handle_form
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import takes_files
from eprimo.steering.consortium.actions.dossier import deliberation_record, letter_record, reception_record
from eprimo.steering.consortium.dossier import act_warning, facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind, Side
from eprimo.steering.consortium.kinds import Wording, wording_of
from eprimo.steering.consortium.legality import TRANSMITTED, told_of
from eprimo.steering.consortium.models import Deliberation, Letter, Member
from eprimo.steering.consortium.policies import (
    can_deposit_file,
    can_record_deliberation,
    can_record_exclusion,
    can_record_letter,
    can_sign_files,
    can_sign_for_member,
)
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.consortium.reminders import reminded_on
from eprimo.steering.consortium.signatures import before_any_text, signature_of, to_confirm
from eprimo.steering.consortium.states import BOUND, OPEN, history_of, state_of
from eprimo.ui.plurals import NBSP

_LETTER = (
    "La convention signée et ses annexes, en recommandé avec accusé de réception. Le jour où elle est postée décide, "
    "pas celui où elle arrive (article 2)."
)
_PRIVATE = "La décision du conseil de l’OGEC, qui autorise à signer. Aucun contrôle de légalité ne la reçoit."
_PUBLIC = "Celle qui autorise à signer la convention, telle que le contrôle de légalité l’a reçue."

_RECEIVED = (
    "La délibération est ici, il ne manque que ce jour. La convention se signe ensuite, une fois l’acte exécutoire "
    "(annexe 1)."
)


def file_context(actor: Actor, member: Member) -> dict[str, Any]:
    """The part of a member's page that says how its file stands."""
    deliberation = (
        Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None)
        .select_related("piece")
        .first()
    )
    state, signed = state_of(member), signature_of(member, Side.MEMBER)
    undone = Deliberation.objects.filter(member=member, undone_on__isnull=False).order_by("-pk").first()
    return {
        "signed": signed,
        "countersigned": signature_of(member, Side.COORDINATOR),
        "member_signs": signed is None
        and state in {FileState.DRAFT, *OPEN}
        and can_sign_for_member(actor, member),
        "undone": undone if deliberation is None else None,
        "to_confirm": to_confirm(member, clock.today(actor.time_zone)),
        "state": state,
        "bound": state not in {FileState.DRAFT, *OPEN},
        "passages": history_of(member),
        "reminded": reminded_on(member),
        "exits": state in BOUND and can_record_exclusion(actor),
        "deposits": state == FileState.DRAFT and can_deposit_file(actor, member),
        "signs": state == FileState.COMPLETE and can_sign_files(actor),
        "facts": facts_of(Member.objects.filter(pk=member.pk))[member.pk],
        "deliberation": deliberation,
        "words": _wording(member),
        "early": told_of(member.kind, deliberation, signed),
        "receives": deliberation is not None
        and deliberation.received_on is None
        and member.kind in TRANSMITTED
        and can_record_deliberation(actor, member),
        "warning": _warning(deliberation, member) if deliberation else "",
        "letter": Letter.objects.filter(member=member).first(),
        "records": member.kind != MemberKind.RECTORAT and can_record_deliberation(actor, member),
        "letters": can_record_letter(actor),
    }


def _wording(member: Member) -> Wording:
    return wording_of(member.kind, is_known_grouping=member.epci_id is not None)


def _warning(deliberation: Deliberation, member: Member) -> str:
    return act_warning(deliberation, member) or before_any_text(member.market, deliberation.adopted_on)


@takes_files(10)
def deliberation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Annexe 1, by the member, who acts for it, or the coordinator."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if member.kind == MemberKind.RECTORAT or not can_record_deliberation.allows(actor, member):
        raise NotVisible
    words, transmitted = _wording(member), member.kind in TRANSMITTED
    form = DeliberationForm(
        request.POST or None, request.FILES or None, words=words, is_transmitted=transmitted
    )
    return handle_form(
        request, form, lambda: deliberation_record(actor=actor, member=member, **form.said()),
        done=f"{words.the_act.capitalize()} est notée.", title=f"Annexe 1\N{NO-BREAK SPACE}: {member.name}",
        submit="Noter", back=reverse("consortium:member", args=[public_id]),
        intro=_PUBLIC if transmitted else _PRIVATE,
    )  # fmt: skip


def reception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """When the control of legality received the act that is here: neither the form nor its file again."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if member.kind not in TRANSMITTED or not can_record_deliberation.allows(actor, member):
        raise NotVisible
    form = ReceptionForm(request.POST or None)
    return handle_form(
        request, form, lambda: reception_record(actor=actor, member=member, **form.cleaned_data),
        done="La réception de la délibération est notée.",
        title=f"Réception de la délibération{NBSP}: {member.name}", submit="Noter",
        back=reverse("consortium:member", args=[public_id]), intro=_RECEIVED,
    )  # fmt: skip


def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The registered letter, by the coordinator; corrected on the same page."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_letter(actor):
        raise NotVisible
    known = Letter.objects.filter(member=member).values(*LetterForm.base_fields).first()
    form = LetterForm(request.POST or None, initial=known)
    return handle_form(
        request, form, lambda: letter_record(actor=actor, member=member, **form.cleaned_data),
        done="La lettre est notée.", title=f"Lettre recommandée\N{NO-BREAK SPACE}: {member.name}",
        submit="Noter", back=reverse("consortium:member", args=[public_id]), intro=_LETTER,
    )  # fmt: skip
