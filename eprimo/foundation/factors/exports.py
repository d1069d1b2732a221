"""What a copy of one's own data says of second factors."""

from collections.abc import Iterator

from eprimo.foundation.factors.models import Factor, FactorCode, TrustedDevice
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)

_OWN = frozenset({Viewpoint.OWN})


def _factors(asked: CopyRequest) -> Iterator[Row]:
    """What there is, since when; never a secret."""
    for one in Factor.objects.filter(account__person=asked.subject_id).order_by("made_at", "pk"):
        yield (
            one.name,
            Code(one.kind, str(one.get_kind_display())),
            *map(asked.local, (one.made_at, one.used_at)),
        )


def _codes(asked: CopyRequest) -> Iterator[Row]:
    for one in FactorCode.objects.filter(account__person=asked.subject_id).order_by("made_at", "pk"):
        yield tuple(map(asked.local, (one.made_at, one.used_at, one.expires_at)))


def _devices(asked: CopyRequest) -> Iterator[Row]:
    for one in TrustedDevice.objects.filter(account__person=asked.subject_id).order_by("made_at", "pk"):
        yield (one.device, *map(asked.local, (one.made_at, one.expires_at)))


CHAPTERS = [
    Chapter(
        "factors",
        "Votre deuxième preuve",
        "Ce qui confirme que c’est vous. Les secrets n’y sont pas\u00a0: personne ne peut les lire.",
        (
            CopyColumn("name", "Nom"),
            CopyColumn("kind", "Sorte"),
            CopyColumn("made_at", "Ajoutée le"),
            CopyColumn("used_at", "Utilisée le"),
        ),
        _factors,
        ("factors.Factor",),
        _OWN,
        26,
    ),
    Chapter(
        "factor_codes",
        "Vos codes imprimés",
        "Quand ils ont été faits, et utilisés. Les codes ne sont pas gardés.",
        (
            CopyColumn("made_at", "Fait le"),
            CopyColumn("used_at", "Utilisé le"),
            CopyColumn("until", "Jusqu’au"),
        ),
        _codes,
        ("factors.FactorCode",),
        _OWN,
        27,
    ),
    Chapter(
        "trusted_devices",
        "Navigateurs retenus",
        "Ceux où une preuve n’est plus demandée pendant trente jours.",
        (
            CopyColumn("device", "Navigateur"),
            CopyColumn("since", "Depuis le"),
            CopyColumn("until", "Jusqu’au"),
        ),
        _devices,
        ("factors.TrustedDevice",),
        _OWN,
        28,
    ),
]

LEFT_OUT = [
    LeftOut("factors.FactorTries", "Un compte de codes faux, effacé dès qu’un bon est donné."),
    LeftOut("factors.Vouching", "Qui a commencé à vous rendre l’accès\u00a0: effacé au bout d’un jour."),
]
