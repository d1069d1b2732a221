"""Piles of slips: photographs received, read by the worker, confirmed by a person, forgotten a day later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.reading.image_header import PictureRefused, head_of
from eprimo.services.liaison.actions.paper import note_erase_paper, note_record_paper
from eprimo.services.liaison.children import children_now
from eprimo.services.liaison.enums import NoteKind, PileState, SeenState
from eprimo.services.liaison.events import PhotoReceived, PileForgotten
from eprimo.services.liaison.models import Note, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.liaison.photo_reading import DOUBTS, read_photo
from eprimo.services.liaison.photo_results import SlipResult
from eprimo.services.liaison.policies import acts, visibility
from eprimo.services.liaison.queries.note import whole_notes

KEPT = timedelta(days=1)
MOST_PHOTOS, MOST_AT_ONCE, MOST_BYTES = 60, 20, 80 * 1024 * 1024
REFUSALS = {
    "empty": "Une photo est vide. Choisissez-la de nouveau.",
    "big": "Une photo dépasse 10 Mo. Réduisez la taille des photos dans l’appareil.",
    "heic": "Une photo est au format HEIC, que nous ne lisons pas. Dans l’appareil, choisissez « le plus "
    "compatible » (JPEG), ou envoyez une capture d’écran.",
    "kind": "Ce fichier n’est pas une photo. Envoyez des images JPEG, PNG ou WebP.",
    "huge": "Une image est trop grande pour être lue. Photographiez les coupons avec un téléphone.",
    "small": "Une image est trop petite pour être lue. Photographiez les coupons de plus près.",
    "broken": "Une photo est abîmée. Prenez-la de nouveau.",
}


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """The answers that a person confirms of one slip, one a question, and who gave them."""

    answers: tuple[str, ...]
    guardians: tuple[int, ...]
    refused: bool = False


@transaction.atomic
def pile_receive(*, actor: Actor, school: School, photos: Sequence[bytes]) -> Pile:
    """Keep photographs of slips and have them read. Raises DomainError for what is no photograph, or too much."""
    require(acts.may_read_piles, actor, school.pk)
    now = clock.now()
    pile = Pile.objects.create(school=school, made_by_id=actor.person_id, role=actor.role.value, made_at=now)
    _keep(pile, photos)
    audit(actor, "liaison.pile.received", pile, school_id=school.pk, photos=len(photos))
    emit(PileForgotten(pile_id=pile.pk), due_at=now + KEPT)
    return pile


@transaction.atomic
def pile_add(*, actor: Actor, pile: Pile, photos: Sequence[bytes]) -> Pile:
    """Add photographs to a pile that is not closed."""
    pile = _held(actor, pile)
    _keep(pile, photos)
    audit(actor, "liaison.pile.received", pile, school_id=pile.school_id, photos=len(photos))
    return pile


def _held(actor: Actor, pile: Pile) -> Pile:
    row = Pile.objects.select_for_update(of=("self",), no_key=True).get(pk=pile.pk)
    require(acts.may_read_piles, actor, row.school_id)
    if row.made_by_id != actor.person_id:
        raise Forbidden
    if row.state != PileState.OPEN:
        raise Conflict("Cette pile est close : ses photos sont effacées.")
    return row


def _keep(pile: Pile, photos: Sequence[bytes]) -> None:
    if not photos:
        raise DomainError("Choisissez au moins une photo.", field="photos")
    if len(photos) > MOST_AT_ONCE or sum(map(len, photos)) > MOST_BYTES:
        raise DomainError("Envoyez 20 photos au plus à la fois, puis ajoutez les autres.", field="photos")
    first = pile.photos.count()
    if first + len(photos) > MOST_PHOTOS:
        raise DomainError("Une pile a 60 photos au plus. Commencez-en une autre.", field="photos")
    for content in photos:
        try:
            head_of(content)
        except PictureRefused as refused:
            raise DomainError(REFUSALS[refused.code], field="photos") from refused
    kept = PilePhoto.objects.bulk_create(
        PilePhoto(pile=pile, school_id=pile.school_id, number=first + number, content=content)
        for number, content in enumerate(photos, 1)
    )
    for photo in kept:
        emit(PhotoReceived(photo_id=photo.pk, person_id=pile.made_by_id))


# --- by the worker ---------------------------------------------------------------------------------------------------


@transaction.atomic
def photo_read(*, photo_id: int) -> None:
    """Read one photograph, then erase it: what it shows is proposed to who sent it. Reading twice is reading once."""
    photo = (
        PilePhoto.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pile")
        .filter(pk=photo_id)
        .first()
    )
    if photo is None or photo.content is None or photo.found is not None:
        return
    sights = read_photo(bytes(photo.content), lambda code: _layout_of(photo.pile, code))
    photo.trouble, photo.thumbnail, photo.found = sights.trouble, sights.thumbnail, len(sights.slips)
    photo.content = None
    photo.save(update_fields=["trouble", "thumbnail", "found", "content"])
    actor = for_person(photo.pile.made_by_id, role=Role(photo.pile.role), school_id=photo.pile.school_id)
    for sight in sights.slips:
        _see(actor, photo, sight)
    touch(topics=[f"pile:{photo.pile.public_id}"])


def _layout_of(pile: Pile, code: str) -> Mapping[str, object] | None:
    layout: Mapping[str, object] | None = (
        Slip.objects.filter(code=code, school_id=pile.school_id).values_list("layout", flat=True).first()
    )
    return layout


def _see(actor: Actor, photo: PilePhoto, sight: SlipResult) -> None:
    """Keep what was read of one slip of a photograph. Of what the sender may not write down, nothing is kept but
    that."""
    seen = PileSlip(pile=photo.pile, school_id=photo.school_id, photo=photo)
    slip = Slip.objects.filter(code=sight.code, school_id=photo.school_id).first() if sight.code else None
    seen.trouble = sight.trouble or "" if slip else "other" if sight.code else "square"
    if slip is not None:
        seen.trouble = _refusal(actor, slip) or sight.trouble
        if seen.trouble not in {"rights", "withdrawn", "stale"}:
            seen.slip = slip
    if seen.slip is not None or sight.code is None:
        seen.picture, seen.marks = sight.picture, sight.marks.stored() if sight.marks else None
    earlier = PileSlip.objects.filter(pile=photo.pile, slip=seen.slip).first() if seen.slip else None
    if earlier is None:
        seen.save()
    elif earlier.state == SeenState.WAITING and earlier.marks != seen.marks:
        _meet(earlier, seen)


def _refusal(actor: Actor, slip: Slip) -> str:
    note = whole_notes([slip.note_id])[slip.note_id]
    if not visibility.sees_as_team(actor, note):
        return "rights"
    if note.is_withdrawn:
        return "withdrawn"
    if slip.version < note.asked_version:
        return "stale"
    now = children_now([slip.child_id], slip.school_id, actor.now)
    return "" if acts.may_record_paper(actor, note, now[slip.child_id]) else "rights"


def _meet(earlier: PileSlip, later: PileSlip) -> None:
    """Join what two photographs show of the same slip: the one that was read counts; two that differ are a doubt."""
    if earlier.marks is None or earlier.trouble:
        earlier.marks, earlier.trouble, earlier.picture = later.marks, later.trouble, later.picture
    elif later.marks is not None and not later.trouble:
        earlier.trouble, earlier.marks = "twice", None
    else:
        return
    earlier.save(update_fields=["marks", "trouble", "picture"])


# --- by who sent them ------------------------------------------------------------------------------------------------


@transaction.atomic
def pile_confirm(*, actor: Actor, pile: Pile, said: Mapping[PileSlip, SlipAnswer]) -> dict[int, str]:
    """Write these slips down; return, by slip seen, the sentence of each that was refused. The others are kept."""
    pile = _held(actor, pile)
    refused: dict[int, str] = {}
    for seen, one in said.items():
        row = pile.slips.select_related("slip__child").filter(pk=seen.pk, state=SeenState.WAITING).first()
        if row is None or row.slip is None:
            continue
        try:
            with transaction.atomic():
                _record(actor, row, row.slip, one)
        except DomainError as error:
            refused[row.pk] = error.sentence
    audit(actor, "liaison.pile.confirmed", pile, school_id=pile.school_id, slips=len(said) - len(refused))
    return refused


def _record(actor: Actor, row: PileSlip, slip: Slip, said: SlipAnswer) -> None:
    note = Note.objects.select_related("resource").get(pk=slip.note_id)
    if slip.version < note.asked_version:
        raise DomainError(str(DOUBTS["stale"]))
    guardians = list(Person.objects.filter(pk__in=said.guardians).order_by("pk"))
    if not guardians:
        raise DomainError("Choisissez le responsable qui a rempli le coupon.")
    for guardian in guardians:
        note_record_paper(
            actor=actor, note=note, child=slip.child, guardian=guardian,
            answers=said.answers if note.kind == NoteKind.TO_ANSWER else (), refused=said.refused,
        )  # fmt: skip
    row.state, row.recorded_for = SeenState.RECORDED, [one.pk for one in guardians]
    row.save(update_fields=["state", "recorded_for"])


@transaction.atomic
def pile_undo(*, actor: Actor, pile: Pile, seen: PileSlip) -> None:
    """Take back a slip that was written down from this pile: it waits again."""
    pile = _held(actor, pile)
    row = pile.slips.select_related("slip__child").filter(pk=seen.pk, state=SeenState.RECORDED).first()
    if row is None or row.slip is None:
        raise Conflict("Ce coupon n’est plus noté.")
    note = Note.objects.select_related("resource").get(pk=row.slip.note_id)
    for guardian in Person.objects.filter(pk__in=row.recorded_for).order_by("pk"):
        note_erase_paper(actor=actor, note=note, child=row.slip.child, guardian=guardian)
    row.state, row.recorded_for = SeenState.WAITING, []
    row.save(update_fields=["state", "recorded_for"])


@transaction.atomic
def pile_drop(*, actor: Actor, pile: Pile) -> None:
    """Close a pile: what its photographs showed is erased; what was written down stays."""
    pile = _held(actor, pile)
    _close(pile)
    audit(actor, "liaison.pile.closed", pile, school_id=pile.school_id)


@transaction.atomic
def pile_forget(*, pile_id: int) -> None:
    """Close a pile a day later, by the worker."""
    pile = Pile.objects.select_for_update(of=("self",), no_key=True).filter(pk=pile_id).first()
    if pile is not None:
        _close(pile)


def _close(pile: Pile) -> None:
    pile.photos.all().delete()
    pile.state = PileState.CLOSED
    pile.save(update_fields=["state"])
