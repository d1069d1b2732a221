"""What a copy says of copies, and of what was asked of the school."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.exporting import Asked, Chapter, Code, Eye, Item, LeftOut, Row
from eprimo.foundation.privacy.models import ContentObjection, Export, ExportKind

_KINDS = {
    ExportKind.OWN: gettext_noop("De vous"),
    ExportKind.CHILD: gettext_noop("D’un enfant"),
}


def _exports(asked: Asked) -> Iterator[Row]:
    for one in Export.objects.filter(asked_by=asked.subject_id).order_by("asked_at", "pk"):
        kind = Code(one.kind, _(_KINDS[ExportKind(one.kind)]))
        yield (kind, *map(asked.local, (one.asked_at, one.ready_at, one.fetched_at, one.expires_at)))


def _objections(asked: Asked) -> Iterator[Row]:
    for one in ContentObjection.objects.filter(person=asked.subject_id):
        yield (asked.local(one.made_at),)


CHAPTERS = [
    Chapter(
        "copies",
        "Les copies que vous avez demandées",
        "Celles qui ne sont pas encore effacées.",
        (
            Item("of", "De qui"),
            Item("asked_at", "Demandée le"),
            Item("ready_at", "Prête le"),
            Item("fetched_at", "Enregistrée le"),
            Item("expires_at", "Effacée d’ici le"),
        ),
        _exports,
        ("privacy.Export",),
        frozenset({Eye.OWN}),
        80,
    ),
    Chapter(
        "objections",
        "Opposition à laisser vos contenus",
        "Vous avez demandé que ce que vous avez partagé parte avec vous.",
        (Item("made_at", "Depuis le"),),
        _objections,
        ("privacy.ContentObjection",),
        frozenset({Eye.OWN, Eye.PUPIL}),
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
