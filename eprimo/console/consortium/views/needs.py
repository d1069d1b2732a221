"""Annexe 2 of a member: read by who opens its file, written by the member or on its behalf."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.forms import NeedsFileForm, NeedsForm, ReturnForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import handle_form, run_and_notify, submit
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.printing.grids import MOST_BYTES, NotASheet
from eprimo.foundation.sandbox.errors import NotRead
from eprimo.steering.consortium.actions.needs import (
    FaultyLines,
    needs_import,
    needs_return,
    needs_stand,
    needs_write,
)
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.errors import NeedsLocked
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.needs import needs_of, open_return, total_of
from eprimo.steering.consortium.needs_file import TYPES, Fault, needs_file_of, read_needs
from eprimo.steering.consortium.policies import can_return_needs, can_write_needs
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.consortium.signatures import amendments_of, check_unlocked, signature_of
from eprimo.steering.consortium.states import BOUND, state_of

_RETURN = (
    "Le membre décide seul de ses besoins\N{NO-BREAK SPACE}: vous dites ce qui est à revoir, sans les changer. Il "
    "corrige, ou répond qu’il les maintient."
)


def needs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The schools of the member and their numbers; for who writes them, one field each."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    may = can_write_needs.allows(actor, member)
    if request.method == "POST" and not may:
        raise NotVisible
    writes = may and signature_of(member, Side.MEMBER) is None
    if request.method == "POST" and not writes:
        # Written on a page of before the signature: told why, and nothing changes.
        run_and_notify(request, lambda: check_unlocked(member))
        return redirect("consortium:needs", public_id)
    form = NeedsForm(request.POST or None, rows=needs_of(member)) if writes else None
    if (
        form is not None
        and request.method == "POST"
        and submit(request, form, lambda: needs_write(actor=actor, member=member, accounts=form.accounts()))
    ):
        messages.success(request, "Les besoins sont enregistrés.")
        return redirect("consortium:needs", public_id)
    return _page(request, actor, member, form)


def _page(
    request: HttpRequest,
    actor: Actor,
    member: Member,
    form: NeedsForm | None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    rows = needs_of(member)
    context: dict[str, Any] = {
        "member": member,
        "rows": rows,
        "total": total_of(rows),
        "unsaid": sum(row.accounts is None for row in rows),
        "form": form,
        "file_form": NeedsFileForm(),
        "faults": faults or [],
        "returned": open_return(member),
        "returns": can_return_needs(actor) and signature_of(member, Side.COORDINATOR) is None,
        "signed": signature_of(member, Side.MEMBER),
        "amendments": amendments_of(member),
        "amends": can_write_needs.allows(actor, member) and state_of(member) in BOUND,
    }
    status = 422 if faults or (form is not None and form.errors) else 200
    return render(request, "consortium/needs.html", context, status=status)


@require_safe
@fragment
def sheet(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Annexe 2 as a sheet, to fill in and give back."""
    member = member_file(reader_of(request), public_id)
    if kind not in TYPES:
        raise NotVisible
    rows = [(row.uai, row.name, row.commune, row.accounts) for row in needs_of(member)]
    response = HttpResponse(needs_file_of(rows, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition(f"annexe 2 {member.name}", kind)
    response["Cache-Control"] = "no-store, private"
    return response


@takes_files(2)
@require_POST
def give_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet that was filled in: all of it, or nothing and every fault."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_write_needs.allows(actor, member):
        raise NotVisible
    given = request.FILES.get("sheet")
    try:
        found = read_needs(given.read(MOST_BYTES + 1)) if given else None
        if found is None:
            raise NotASheet("Choisissez le tableau rempli.")
        if found.faults:
            raise FaultyLines(found.faults)
        needs_import(actor=actor, member=member, lines=found.lines)
    except NeedsLocked as error:
        messages.error(request, error.sentence)
        return redirect("consortium:needs", public_id)
    except (NotRead, FaultyLines) as error:
        messages.error(request, error.sentence)
        faults = error.faults if isinstance(error, FaultyLines) else [Fault(0, error.sentence)]
        return _page(request, actor, member, NeedsForm(None, rows=needs_of(member)), faults)
    messages.success(request, "Les besoins du tableau sont enregistrés.")
    return redirect("consortium:needs", public_id)


def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The coordinator says what is to be looked at again; the numbers stay the member's."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_return_needs(actor):
        raise NotVisible
    form = ReturnForm(request.POST or None)
    return handle_form(
        request, form, lambda: needs_return(actor=actor, member=member, **form.cleaned_data),
        done="Les besoins sont renvoyés au membre.",
        title=f"Renvoyer les besoins\N{NO-BREAK SPACE}: {member.name}", submit="Renvoyer",
        back=reverse("consortium:needs", args=[public_id]), intro=_RETURN,
    )  # fmt: skip


@require_POST
def stand(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_write_needs.allows(actor, member):
        raise NotVisible
    needs_stand(actor=actor, member=member)
    messages.success(request, "C’est noté\N{NO-BREAK SPACE}: vous maintenez ces besoins.")
    return redirect("consortium:needs", public_id)
