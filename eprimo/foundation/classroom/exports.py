"""What a copy of one's own data says of the class's devices and of a child's badge."""

from collections.abc import Iterator

from eprimo.foundation.classroom.models import Badge, ClassDevice
from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, LeftOut, Row, Viewpoint


def _devices(asked: CopyRequest) -> Iterator[Row]:
    rows = ClassDevice.objects.filter(paired_by=asked.subject_id).select_related("class_group")
    for one in rows.order_by("paired_at", "pk"):
        yield (one.class_group.label, one.label, asked.local(one.paired_at), asked.local(one.expires_at))


def _badges(asked: CopyRequest) -> Iterator[Row]:
    for one in Badge.objects.filter(person=asked.subject_id):
        yield tuple(map(asked.local, (one.made_at, one.used_at, one.expires_at)))


CHAPTERS = [
    Chapter(
        "class_devices",
        "Tablettes prêtées à une classe",
        "Celles que vous avez ouvertes pour la classe.",
        (
            CopyColumn("class", "Classe"),
            CopyColumn("device", "Appareil"),
            CopyColumn("since", "Depuis le"),
            CopyColumn("until", "Jusqu’au"),
        ),
        _devices,
        ("classroom.ClassDevice",),
        frozenset({Viewpoint.OWN}),
        24,
    ),
    Chapter(
        "badge",
        "Badge",
        "Le badge imprimé.",
        (
            CopyColumn("made_at", "Fait le"),
            CopyColumn("used_at", "Utilisé le"),
            CopyColumn("until", "Jusqu’au"),
        ),
        _badges,
        ("classroom.Badge",),
        frozenset({Viewpoint.PUPIL}),
        24,
        child_title="Ton badge",
        child_words="Le carré qui ouvre ton espace.",
    ),
]

LEFT_OUT = [
    LeftOut(
        "classroom.PictureTry",
        "Les réponses fausses du jour, sur chaque tablette de la classe\u00a0: qui les a données n’est pas connu.",
    ),
    LeftOut(
        "classroom.PicturePassword",
        ("Les trois images secrètes d’un élève\u00a0: c’est sa clé, elles sont gardées chiffrées."),
    ),
]
