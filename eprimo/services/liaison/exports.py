"""What a copy of one's own data says of the liaison book.

A guardian reads the notes of the child and the own acts and words; what another guardian did or wrote is never here. An
author reads the own notes and the own words, not whom they were for nor what families did with them.
"""

from collections.abc import Iterator

from django.db.models import F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Version
from eprimo.foundation.content.particulars import what_words
from eprimo.foundation.content.policies import as_pupil
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)
from eprimo.services.liaison.enums import Outcome
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note, NoteTemplate, Owed, Recipient
from eprimo.services.liaison.particulars import ITEMS, cells_of

_OWN = frozenset({Viewpoint.OWN})
_FAMILY = frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN})
LEFT_OUT = [
    LeftOut(
        "liaison.Slip",
        ("Les coupons imprimés\u00a0: un numéro qui mène au mot, et le mot est dans la copie."),
    ),
    LeftOut("liaison.Pile", "Les piles de coupons photographiés\u00a0: effacées au bout d’un jour."),
    LeftOut("liaison.PilePhoto", "Les photos de coupons\u00a0: effacées dès qu’elles sont lues."),
    LeftOut("liaison.PileSlip", "Les coupons lus sur une photo\u00a0: effacés au bout d’un jour."),
]


def _received(asked: CopyRequest) -> QuerySet[Recipient]:
    """Return the notes that reached the child and are seen; a child reads those that were for pupils."""
    rows = Recipient.objects.filter(
        child=asked.subject_id, note__resource__visible_from__lte=asked.now, delivered_at__lte=asked.now
    ).select_related("note__resource__owner", "note__service", "note__school")
    if asked.viewpoint == Viewpoint.PUPIL:
        # By the way it came: of a note to a class and to one child beside, that child reads nothing.
        way = {"class_group": "class_group_id", "group": "group_id"}
        rows = rows.filter(as_pupil(asked.now, NOTE, of="note__resource__", **way))
    return rows.order_by("delivered_at", "id")


def _notes_received(asked: CopyRequest) -> Iterator[Row]:
    in_force = Version.objects.filter(resource=OuterRef("note"), number=OuterRef("note__resource__version"))
    body = Subquery(in_force.values("body")[:1], output_field=JSONField())
    for one in _received(asked).annotate(body=body):
        note = one.note
        hidden, withdrawn = asked.hides_places(asked.subject_id), note.is_withdrawn
        told = None if withdrawn else note
        yield (
            asked.local(note.resource.visible_from),
            _title(note),
            Code(note.kind, str(note.get_kind_display())),
            _author(note),
            note.school.name,
            *cells_of(told, hides_place=hidden),
            _enough(asked, one),
            richtext.to_text(one.body) if told and one.body else "",
        )


def _enough(asked: CopyRequest, one: Recipient) -> bool | None:
    """Return whether the school has what it needs, for a guardian: never who gave it, nor when."""
    if asked.viewpoint != Viewpoint.GUARDIAN or not one.note.asks_act:
        return None
    return one.outcome != Outcome.WAITING


def _older_versions(asked: CopyRequest) -> Iterator[Row]:
    """Yield what a note said before it was corrected, from the first version that reached the child."""
    received = {
        one.note_id: one.first_version for one in _received(asked).filter(note__resource__withdrawn_at=None)
    }
    rows = Version.objects.filter(resource__in=list(received), number__lt=F("resource__version"))
    for one in rows.order_by("resource", "number"):
        if one.number >= received[one.resource_id]:
            yield (asked.local(one.made_at), one.title, one.number, richtext.to_text(one.body))


def _acts(asked: CopyRequest) -> Iterator[Row]:
    rows = Owed.objects.filter(_mine(asked)).select_related("note__resource", "child")
    for one in rows.order_by("school_year", "id"):
        if not (one.read_at or one.signed_at or one.refused_at or one.answered_at):
            continue
        yield (
            _title(one.note),
            one.child.first_name,
            *map(asked.local, (one.read_at, one.signed_at, one.refused_at, one.answered_at)),
            " · ".join(filter(None, one.answers)),
            one.comment,
            one.recorded_by_id is not None,
        )


def _mine(asked: CopyRequest) -> Q:
    """Return the condition, on rows of a guardian about a child, that they are the reader's, about children of whom
    the reader may know."""
    children = list(asked.children) if asked.viewpoint == Viewpoint.OWN else [asked.subject_id]
    return Q(guardian_id=asked.reader_id, child_id__in=children)


def _notes_written(asked: CopyRequest) -> Iterator[Row]:
    rows = Note.objects.filter(resource__owner=asked.subject_id).select_related(
        "resource", "school", "service"
    )
    for one in rows.order_by("resource__created_at", "pk"):
        yield (
            one.resource.title,
            Code(one.kind, str(one.get_kind_display())),
            one.service.name if one.service else "",
            asked.local(one.resource.published_at),
            *cells_of(one),
            one.urgent_reason,
        )


def _templates(asked: CopyRequest) -> Iterator[Row]:
    rows = NoteTemplate.objects.filter(owner=asked.subject_id).select_related("school").order_by("pk")
    for one in rows:
        yield (
            one.title,
            Code(one.kind, str(one.get_kind_display())),
            one.school.name,
            asked.local(one.updated_at),
            what_words(one),
            one.place,
            " · ".join(one.bring),
            richtext.to_text(one.body),
        )


def _followed(asked: CopyRequest) -> Iterator[Row]:
    named = {"resource__targets__kind": To.PERSON, "resource__targets__target": asked.subject_id}
    for one in Note.objects.filter(**named).select_related("school", "resource").order_by("pk"):
        yield (asked.local(one.resource.published_at), one.school.name)


def _title(note: Note) -> str:
    """Return the title; a withdrawn note keeps its words to itself."""
    return _("Mot retiré") if note.is_withdrawn else note.resource.title


def _author(note: Note) -> str:
    if note.service is not None:
        return note.service.name
    return note.resource.owner.formal_name if note.resource.owner else ""


CHAPTERS = [
    Chapter(
        "notes_received",
        "Les mots reçus",
        "Les mots du carnet de liaison pour l’enfant, dans leur dernier état.",
        (
            CopyColumn("at", "Date"),
            CopyColumn("title", "Titre"),
            CopyColumn("kind", "Sorte"),
            CopyColumn("from", "De la part de"),
            CopyColumn("school", "École"),
            *ITEMS,
            CopyColumn("enough", "L’école a ce qu’il lui faut"),
            CopyColumn("text", "Texte", long=True),
        ),
        _notes_received,
        ("liaison.Recipient", "liaison.Note"),
        frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        30,
        child_title="Les mots de la classe",
        child_words="Les mots que ta classe a reçus.",
    ),
    Chapter(
        "older_versions",
        "Ce que les mots disaient avant d’être corrigés",
        "Les versions d’avant, depuis la première que vous avez reçue.",
        (
            CopyColumn("at", "Date"),
            CopyColumn("title", "Titre"),
            CopyColumn("number", "Version"),
            CopyColumn("text", "Texte", long=True),
        ),
        _older_versions,
        ("content.Version",),
        frozenset({Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        31,
    ),
    Chapter(
        "acts_on_notes",
        "Ce que vous avez lu, signé, répondu",
        "Vos propres actes. Ceux de l’autre responsable sont dans sa copie.",
        (
            CopyColumn("title", "Mot"),
            CopyColumn("child", "Enfant"),
            CopyColumn("read_at", "Lu le"),
            CopyColumn("signed_at", "Signé le"),
            CopyColumn("refused_at", "Refusé le"),
            CopyColumn("answered_at", "Répondu le"),
            CopyColumn("answers", "Réponse"),
            CopyColumn("comment", "Commentaire"),
            CopyColumn("on_paper", "Noté d’après un papier"),
        ),
        _acts,
        ("liaison.Owed",),
        _FAMILY,
        32,
    ),
    Chapter(
        "notes_written",
        "Vos mots aux familles",
        ("Le jour, le lieu, les questions. Le texte est plus bas, dans ce que vous avez écrit."),
        (
            CopyColumn("title", "Titre"),
            CopyColumn("kind", "Sorte"),
            CopyColumn("service", "Service"),
            CopyColumn("sent_at", "Envoyé le"),
            *ITEMS,
            CopyColumn("urgent_reason", "Motif d’urgence"),
        ),
        _notes_written,
        ("liaison.Note",),
        _OWN,
        39,
    ),
    Chapter(
        "templates",
        "Vos modèles de mots",
        "Ceux qui sont à vous seul.",
        (
            CopyColumn("title", "Titre"),
            CopyColumn("kind", "Sorte"),
            CopyColumn("school", "École"),
            CopyColumn("updated_at", "Modifié le"),
            CopyColumn("what", "De quoi il s’agit"),
            CopyColumn("place", "Lieu"),
            CopyColumn("bring", "À apporter"),
            CopyColumn("text", "Texte", long=True),
        ),
        _templates,
        ("liaison.NoteTemplate",),
        _OWN,
        42,
    ),
    Chapter(
        "followed",
        "Mots que vous suivez",
        "Ceux où votre nom a été ajouté.",
        (CopyColumn("sent_at", "Envoyé le"), CopyColumn("school", "École")),
        _followed,
        ("content.Target",),
        _OWN,
        43,
    ),
]
