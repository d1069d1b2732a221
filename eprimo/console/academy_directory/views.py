"""The directory of an academy (AAF), as somebody of it sends it: the archive, what it would change, the yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.academy_directory.forms import MEGABYTES, ArchiveForm
from eprimo.console.academy_directory.queries import (
    count_rows,
    deliveries_of,
    delivery_of,
    own_academy,
    runs_of,
    school_rows,
)
from eprimo.console.pages import actor_as, run_and_notify, say_refusal
from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.actions.academy import (
    ArchiveRefused,
    academy_delivery_agree,
    academy_delivery_drop,
    academy_delivery_send,
    archive_begun,
    archive_keep,
)
from eprimo.foundation.intake.actions.deliveries import TickMissing
from eprimo.foundation.intake.models import AafDelivery
from eprimo.foundation.intake.policies import academies_of
from eprimo.foundation.intake.retention import REPORT_KEPT
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.views import takes_files


@takes_files(MEGABYTES)
def index(request: HttpRequest) -> HttpResponse:
    """The form for the archive, and the deliveries there were."""
    actor = actor_as(request, Role.ACADEMY)
    academies = list(academies_of(actor))
    if not academies:
        if request.method == "POST":
            raise NotVisible
        return render(request, "academy_directory/none.html")
    asked = academies_of(actor)
    form = (
        ArchiveForm(request.POST, request.FILES, academies=asked)
        if request.method == "POST"
        else ArchiveForm(academies=asked)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _sent(actor, form)
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            show_refusal(form, error, field="archive")
        else:
            return redirect("academy_directory:delivery", made.public_id)
    academy = own_academy(actor, request.GET.get("academie", "") or academies[0].code)
    context = {
        "form": form, "academies": academies, "academy": academy, "deliveries": deliveries_of(academy),
        "runs": runs_of(academy),
    }  # fmt: skip
    return render(request, "academy_directory/index.html", context, status=422 if form.errors else 200)


def _sent(actor: Actor, form: ArchiveForm) -> AafDelivery:
    """What the script sent, or what the form carries. Raises ArchiveRefused, Conflict."""
    academy: Academy = form.cleaned_data["academy"]
    given, sent = form.cleaned_data["archive"], form.sent()
    if sent is not None:
        one = archive_begun(actor, sent)
    elif given is not None:
        one = archive_keep(actor=actor, academy=academy, name=given.name or "", content=given.read())
    else:
        raise ArchiveRefused
    return academy_delivery_send(actor=actor, delivery=one)


@require_safe
def delivery(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where a delivery is: being read, to be agreed to, applied, refused."""
    return _page(request, delivery_of(actor_as(request, Role.ACADEMY), public_id))


def _page(request: HttpRequest, row: AafDelivery, error: str = "") -> HttpResponse:
    context = {"delivery": row, "error": error, "kept_months": REPORT_KEPT.days // 30}
    if row.report is not None:
        context |= {
            "counts": count_rows(row.report),
            "schools": school_rows(row.report),
            "report": row.report,
        }
    return render(request, "academy_directory/delivery.html", context, status=422 if error else 200)


@require_POST
def agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have it applied; what the report asks must be ticked."""
    actor = actor_as(request, Role.ACADEMY)
    row = delivery_of(actor, public_id)
    try:
        academy_delivery_agree(actor=actor, delivery=row, yes=request.POST.get("yes") == "on")
    except TickMissing as error:
        return _page(request, row, error.sentence)
    except DomainError as error:
        say_refusal(request, error)
    else:
        messages.success(request, "La livraison s’applique. Vous pouvez quitter cette page.")
    return redirect("academy_directory:delivery", public_id)


@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = actor_as(request, Role.ACADEMY)
    row = delivery_of(actor, public_id)
    run_and_notify(
        request, lambda: academy_delivery_drop(actor=actor, delivery=row),
        "La livraison est abandonnée. Rien n’a changé, l’archive est effacée.",
    )  # fmt: skip
    return redirect("academy_directory:index")
