"""What a copy says of copies, and of what was asked of the school."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)
from eprimo.foundation.privacy.models import (
    ContentObjection,
    Export,
    ExportKind,
    PrivacyRequest,
    RequestTelling,
)
from eprimo.foundation.privacy.requests.wording import CORRECTED, KINDS, REASONS, STATES

_KINDS = {
    ExportKind.OWN: gettext_noop("De vous"),
    ExportKind.CHILD: gettext_noop("D’un enfant"),
}


def _exports(asked: CopyRequest) -> Iterator[Row]:
    for one in Export.objects.filter(asked_by=asked.subject_id).order_by("asked_at", "pk"):
        kind = Code(one.kind, _(_KINDS[ExportKind(one.kind)]))
        yield (kind, *map(asked.local, (one.asked_at, one.ready_at, one.fetched_at, one.expires_at)))


def _objections(asked: CopyRequest) -> Iterator[Row]:
    for one in ContentObjection.objects.filter(person=asked.subject_id):
        yield (asked.local(one.made_at),)


def _requests(asked: CopyRequest) -> Iterator[Row]:
    """Own ones, about oneself or a child whose data is open; or those of the reader about the child. A child reads
    that others asked, without their words."""
    rows = PrivacyRequest.objects.filter(
        asked_by=asked.reader_id or asked.subject_id, subject__in=[asked.subject_id, *asked.children]
    )
    if asked.viewpoint == Viewpoint.GUARDIAN:
        rows = rows.filter(subject=asked.subject_id)
    if asked.viewpoint == Viewpoint.PUPIL:
        rows = PrivacyRequest.objects.filter(subject=asked.subject_id)
    for one in rows.order_by("asked_at", "pk"):
        kind, state = Code(one.kind, _(KINDS[one.kind])), Code(one.state, _(STATES[one.state]))
        what = Code(one.what, _(CORRECTED[one.what])) if one.what in CORRECTED else None
        code = Code(one.code, _(REASONS[one.code])) if one.code in REASONS else None
        own = one.asked_by_id == (asked.reader_id or asked.subject_id)
        words = (one.words, one.extend_reason, code, one.answer) if own else ("", "", None, "")
        yield (
            kind,
            what,
            asked.local(one.asked_at),
            words[0],
            state,
            one.due_on,
            *words[1:],
            asked.local(one.decided_at),
        )


def _tellings(asked: CopyRequest) -> Iterator[Row]:
    rows = RequestTelling.objects.filter(person=asked.subject_id).select_related("request")
    known = rows.filter(request__subject__in=list(asked.children)).order_by("told_at", "pk")
    for one in known:
        kind = Code(one.request.kind, _(KINDS[one.request.kind]))
        yield (kind, asked.local(one.told_at), asked.local(one.spoke_at), one.agrees, one.words)


CHAPTERS = [
    Chapter(
        "requests",
        "Vos demandes",
        "Ce que vous avez demandé pour des données, et la réponse de l’école.",
        (
            CopyColumn("kind", "Demande"),
            CopyColumn("what", "Ce qui est à corriger"),
            CopyColumn("asked_at", "Faite le"),
            CopyColumn("words", "Vos mots", long=True),
            CopyColumn("state", "Où elle en est"),
            CopyColumn("due_on", "Réponse au plus tard le"),
            CopyColumn("extend_reason", "Pourquoi le délai est prolongé", long=True),
            CopyColumn("reason", "Motif de la réponse"),
            CopyColumn("answer", "Réponse", long=True),
            CopyColumn("decided_at", "Répondu le"),
        ),
        _requests,
        ("privacy.PrivacyRequest",),
        frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN, Viewpoint.PUPIL}),
        82,
        child_title="Les demandes sur toi",
        child_words="Ce qui a été demandé à l’école sur ce qu’elle sait de toi.",
    ),
    Chapter(
        "tellings",
        "Votre avis sur une demande",
        "Ce que vous avez dit d’une demande d’un autre responsable.",
        (
            CopyColumn("kind", "Demande"),
            CopyColumn("told_at", "Vous l’avez su le"),
            CopyColumn("spoke_at", "Vous avez répondu le"),
            CopyColumn("agrees", "D’accord"),
            CopyColumn("words", "Vos mots", long=True),
        ),
        _tellings,
        ("privacy.RequestTelling",),
        frozenset({Viewpoint.OWN}),
        83,
    ),
    Chapter(
        "copies",
        "Les copies que vous avez demandées",
        "Celles qui ne sont pas encore effacées.",
        (
            CopyColumn("of", "De qui"),
            CopyColumn("asked_at", "Demandée le"),
            CopyColumn("ready_at", "Prête le"),
            CopyColumn("fetched_at", "Enregistrée le"),
            CopyColumn("expires_at", "Effacée d’ici le"),
        ),
        _exports,
        ("privacy.Export",),
        frozenset({Viewpoint.OWN}),
        80,
    ),
    Chapter(
        "objections",
        "Opposition à laisser vos contenus",
        "Vous avez demandé que ce que vous avez partagé parte avec vous.",
        (CopyColumn("made_at", "Depuis le"),),
        _objections,
        ("privacy.ContentObjection",),
        frozenset({Viewpoint.OWN, Viewpoint.PUPIL}),
        81,
        child_title="Ce que tu as demandé",
        child_words="Ce que tu as partagé partira avec toi.",
    ),
]

LEFT_OUT = [
    LeftOut("privacy.ExportPart", "Les fichiers de ces copies\u00a0: vous les avez en main."),
    LeftOut(
        "privacy.ErasedPerson", "Le journal des effacements\u00a0: des numéros de personnes déjà effacées."
    ),
]
