"""How long files are kept: as long as what carries them."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import GOES, ByAct, Processing, Retention, Whose, With

FILES = Processing(
    key="files",
    name="Fichiers joints",
    purpose="Donner avec un mot le papier qui va avec lui.",
    people=(Whose.TEAM, Whose.PUPILS, Whose.GUARDIANS),
    recipients=("Ceux qui voient ce qui porte le fichier",),
    measures=(
        "Un fichier n’a pas de droit à lui\u00a0: il suit ce qui le porte.",
        "Une photo est refaite sans dire où ni par qui elle a été prise\u00a0; un PDF actif est refusé.",
        "Une famille sous protection ne lit pas un fichier qui peut dire une heure ou un lieu.",
    ),
    order=42,
)

RETENTION = [
    Retention(
        "files.Attachment",
        ("label",),
        "aussi longtemps que ce qui le porte",
        "Relire le papier donné avec un mot.",
        what=_("Fichiers joints"),
        of=FILES,
        ends=(With("resource"),),
    ),
    Retention(
        "files.Blob",
        ("sha256", "refusal"),
        "deux jours après ce qui le porte",
        "Ne garder qu’une fois un fichier joint plusieurs fois.",
        what=_("Contenu des fichiers joints"),
        of=FILES,
        ends=(ByAct("eprimo.foundation.files.cleanup.blobs_collect"),),
    ),
    Retention(
        "files.Upload",
        ("made_by", "name"),
        "un jour au plus",
        "Reprendre un envoi que le réseau a coupé.",
        what=_("Fichiers en cours d’envoi"),
        of=FILES,
        ends=(ByAct("eprimo.foundation.files.cleanup.uploads_collect"),),
        persons={"made_by": GOES},
    ),
    Retention(
        "files.Piece",
        ("sha256",),
        "aussi longtemps que le fichier",
        "Lire un fichier page par page, sans le télécharger.",
        what=_("Pages des fichiers joints"),
        of=FILES,
        ends=(With("blob"),),
    ),
]
