"""What a copy of one's own data says of imports."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eprimo.foundation.intake.aaf.attributes import SERVICES, known_of
from eprimo.foundation.intake.models import AafSaid, OndeDelivery
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)


def _deliveries(asked: CopyRequest) -> Iterator[Row]:
    """That one brought files, never what they held."""
    rows = OndeDelivery.objects.filter(made_by=asked.subject_id).defer("report").select_related("school")
    for one in rows.order_by("made_at", "pk"):
        state = Code(one.state, str(one.get_state_display()))
        yield (one.school.name, state, asked.local(one.made_at), asked.local(one.applied_at))


# Whom one is tied to is not among them: the chapter of these links says it, with what a court decided.
ATTRIBUTES = {
    "ENTPersonNomPatro": _("Nom de famille"),
    "ENTPersonNom": _("Nom d’usage"),
    "ENTPersonStructRattach": _("Écoles, par leur numéro à l’académie"),
    "ENTPersonClasses": _("Classes de l’élève"),
    "ENTEleveNiveau": _("Niveau"),
    "ENTEleveRestaurantScolaire": _("Cantine"),
    "ENTEleveGarderieMatin": _("Garderie du matin"),
    "ENTEleveGarderieSoir": _("Garderie du soir"),
    "ENTEleveEtudesSurveillees": _("Études surveillées"),
    "ENTEleveTransport": _("Transport"),
    "ENTPersonFonctions": _("Fonctions"),
    "ENTEnsFonctionDir": _("Écoles dirigées"),
    "ENTPersonCategorieEnseignant": _("Enseigne"),
}


def _said(asked: CopyRequest) -> Iterator[Row]:
    """What the academy says, attribute by attribute, in its own words."""
    hidden = SERVICES.keys() if asked.hides_places(asked.subject_id) else ()
    for one in AafSaid.objects.filter(person=asked.subject_id).order_by("academy", "kind", "key"):
        for name, values in known_of(one.said).items():
            if values and name in ATTRIBUTES and name not in hidden:
                yield one.academy, Code(name, str(ATTRIBUTES[name])), ", ".join(values)


CHAPTERS = [
    Chapter(
        "academy_says",
        "Ce que dit l’académie",
        "Ce que l’annuaire de l’académie a écrit, gardé tel quel pour comprendre ce qu’il change ensuite.",
        (
            CopyColumn("academy", "Académie"),
            CopyColumn("attribute", "Quoi"),
            CopyColumn("said", "Ce qui est écrit", long=True),
        ),
        _said,
        ("intake.AafSaid",),
        frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN}),
        71,
    ),
    Chapter(
        "deliveries",
        "Fichiers importés par vous",
        "Quand vous avez donné les fichiers de l’école.",
        (
            CopyColumn("school", "École"),
            CopyColumn("state", "État"),
            CopyColumn("made_at", "Reçus le"),
            CopyColumn("applied_at", "Appliqués le"),
        ),
        _deliveries,
        ("intake.OndeDelivery",),
        frozenset({Viewpoint.OWN}),
        70,
    ),
]

LEFT_OUT = [
    LeftOut(
        "intake.AafDelivery",
        "Les livraisons de l’annuaire académique que vous avez envoyées\u00a0: ce sont des actes, que votre historique "
        "montre.",
    ),
    LeftOut(
        "intake.AafDeliveryPart",
        "L’archive d’une livraison, gardée quatre jours au plus\u00a0: elle parle de beaucoup d’autres personnes.",
    ),
    LeftOut(
        "intake.ImportOpening",
        "Ce que l’académie a permis à une école, et pourquoi\u00a0: c’est un acte, que votre historique montre.",
    ),
    LeftOut(
        "intake.DeliveryFile",
        (
            "Les fichiers de l’école, gardés un jour au plus\u00a0: ils parlent de beaucoup "
            "d’autres personnes."
        ),
    ),
    LeftOut(
        "intake.AafValue",
        (
            "Ce que l’annuaire de l’académie dit de plus et qu’e-primo ne sait pas encore lire\u00a0: personne ne s’en "
            "sert. Demandez-le à l’académie."
        ),
    ),
]
