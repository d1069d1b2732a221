"""Reading a pile of slips: photographs sent, read by the worker, confirmed here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.services.liaison.actions.piles import pile_add, pile_confirm, pile_drop, pile_receive, pile_undo
from eprimo.services.liaison.enums import PileState, SeenState
from eprimo.services.liaison.forms.papers import CodeForm, PhotosForm, confirmed_in
from eprimo.services.liaison.models import Pile
from eprimo.services.liaison.photo_reading import DOUBTS, PHOTO_TROUBLES
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries import papers
from eprimo.services.liaison.views.common import refusals_on, refusals_said

TYPED = Limit(burst=30, seconds_each=10)


def _reader(request: HttpRequest) -> Actor:
    """Return who records paper answers. For every other role these pages do not exist."""
    actor = actor_of(request)
    if actor.closed and actor.school_id is not None:
        raise SchoolClosed
    if actor.school_id is None or not acts.may_read_piles(actor, actor.school_id):
        raise NotVisible
    return actor


@takes_files(80)
@require_http_methods(["GET", "HEAD", "POST"])
def piles(request: HttpRequest) -> HttpResponse:
    """Send photographs; show those of one's piles that are not closed; take a code typed by hand."""
    actor = _reader(request)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if request.method == "POST" and form.is_valid():
        school = School.objects.get(pk=actor.school_id or 0)
        with refusals_on(form):
            made = pile_receive(actor=actor, school=school, photos=form.contents())
            return redirect("liaison:pile", pile_id=made.public_id)
    context = {"form": form, "code": CodeForm(), "piles": papers.piles_of(actor)}
    return render(request, "liaison/piles.html", context, status=422 if form.errors else 200)


@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """Lead from a code typed by hand to the page of its slip."""
    actor = _reader(request)
    take(f"slip-code:{actor.person_id}", TYPED)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            slip = papers.slip_by_code(actor, form.cleaned_data["code"])
        except NotVisible:
            form.add_error(
                "code", "Ce code n’est pas celui d’un coupon de vos classes. Vérifiez ses huit lettres."
            )
        else:
            if slip.version < slip.note.asked_version:
                messages.warning(request, str(DOUBTS["stale"]))
            return redirect("liaison:paper", slip.note.resource.public_id, slip.child.public_id)
    context = {"form": PhotosForm(), "code": form, "piles": papers.piles_of(actor)}
    return render(request, "liaison/piles.html", context, status=422)


@require_safe
def pile(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Show where a pile is: being read, to be confirmed, done."""
    actor = _reader(request)
    return _page(request, actor, papers.pile_for(actor, pile_id), PhotosForm())


def _page(
    request: HttpRequest, actor: Actor, row: Pile, form: PhotosForm, errors: dict[int, str] | None = None
) -> HttpResponse:
    page = papers.pile_page(actor, row)
    context = {
        "pile": row, "page": page, "form": form, "errors": errors or {}, "doubts": DOUBTS, "troubles": PHOTO_TROUBLES
    }  # fmt: skip
    bad = bool(errors) or bool(form.errors)
    return render(request, "liaison/pile.html", context, status=422 if bad else 200)


@takes_files(80)
@require_POST
def add(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Add photographs to the same pile."""
    actor = _reader(request)
    row = papers.pile_for(actor, pile_id)
    form = PhotosForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            pile_add(actor=actor, pile=row, photos=form.contents())
            return redirect("liaison:pile", pile_id=pile_id)
    return _page(request, actor, row, form)


@require_POST
def confirm(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Write down what was chosen; what misses, or was refused, stays with its sentence."""
    actor = _reader(request)
    row = papers.pile_for(actor, pile_id)
    page = papers.pile_page(actor, row)
    said, short = confirmed_in(request.POST, [*page.doubtful, *page.sure])
    errors = pile_confirm(actor=actor, pile=row, said=said) if said else {}
    noted = len(said) - len(errors)
    errors |= dict.fromkeys(short, "Choisissez une réponse et qui a rempli le coupon.")
    if noted:
        messages.success(request, "Un coupon est noté." if noted == 1 else f"{noted} coupons sont notés.")
    elif not errors:
        messages.warning(request, "Rien n’est choisi : aucun coupon n’est noté.")
    return (
        _page(request, actor, row, PhotosForm(), errors)
        if errors
        else redirect("liaison:pile", pile_id=pile_id)
    )


@require_POST
def undo(request: HttpRequest, pile_id: UUID, seen_id: UUID) -> HttpResponse:
    """Take back a slip that was written down from this pile."""
    actor = _reader(request)
    row = papers.pile_for(actor, pile_id)
    seen = row.slips.filter(public_id=seen_id, state=SeenState.RECORDED).first()
    if seen is None:
        raise NotVisible
    with refusals_said(request):
        pile_undo(actor=actor, pile=row, seen=seen)
        messages.success(request, "Le coupon n’est plus noté.")
    return redirect("liaison:pile", pile_id=pile_id)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Close a pile: its pictures are erased. Asked first, as long as slips in it are not written down."""
    actor = _reader(request)
    row = papers.pile_for(actor, pile_id)
    if request.method != "POST":
        page = papers.pile_page(actor, row)
        context = {"pile": row, "left": len(page.doubtful) + len(page.sure), "reading": page.reading}
        return render(request, "liaison/pile_drop.html", context)
    if row.state == PileState.OPEN:
        pile_drop(actor=actor, pile=row)
    messages.success(request, "La pile est fermée et ses photos sont effacées.")
    return redirect("liaison:piles")


@require_safe
@fragment
def picture(request: HttpRequest, pile_id: UUID, picture_id: UUID) -> HttpResponse:
    """Send a slip as it was photographed, or the thumbnail of a photograph."""
    actor = _reader(request)
    content = papers.pile_picture(papers.pile_for(actor, pile_id), picture_id)
    headers = {"Cache-Control": "no-store, private", "Content-Security-Policy": "default-src 'none'"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
