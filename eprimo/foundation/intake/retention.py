"""How long deliveries of files are kept, and why."""

from datetime import timedelta

from eprimo.foundation.directory.retention import DIRECTORY
from eprimo.foundation.kernel.retention_rules import (
    EVERYBODY,
    GOES,
    After,
    How,
    LastRight,
    Retention,
    With,
    nameless,
)

REPORT_KEPT = timedelta(days=90)
FILES_KEPT = timedelta(days=1)
OPENING_KEPT = timedelta(days=365)
# Of a delivery of an academy that waits to be read over and agreed to: a week-end is among them.
ARCHIVE_KEPT = timedelta(days=4)
# As long as an import can be undone; the states of people (privacy) wait as long before they erase anybody.
UNDO_LASTS = timedelta(days=15)

RETENTION = [
    Retention(
        "intake.OndeDelivery",
        ("report", "journal"),
        "3 mois, et 15 jours pour ce qui permet d’annuler\u00a0; ensuite, seulement qu’il y a eu un import",
        "Expliquer ce qu’un import a changé, et l’annuler s’il était faux.",
        of=DIRECTORY,
        ends=(After("made_at", REPORT_KEPT, How.BLANK),),
        persons={"made_by": nameless()},
        people=EVERYBODY,
        recipients=("La direction de l’école",),
    ),
    Retention(
        "intake.ImportOpening",
        ("reason",),
        "1 an",
        "Expliquer pourquoi un fichier qui ressemblait à celui d’une autre école a été importé.",
        of=DIRECTORY,
        ends=(After("made_at", OPENING_KEPT),),
        persons={"made_by": nameless()},
        people=EVERYBODY,
        recipients=("La direction de l’école", "L’académie"),
    ),
    Retention(
        "intake.DeliveryFile",
        ("content",),
        "jusqu’à l’application ou l’abandon, un jour au plus",
        "Appliquer après vérification.",
        of=DIRECTORY,
        ends=(With("delivery"), After("delivery__made_at", FILES_KEPT)),
        recipients=("La direction de l’école",),
    ),
    Retention(
        "intake.AafDelivery",
        ("report",),
        "3 mois\u00a0; ensuite, seulement qu’il y a eu une livraison",
        "Expliquer ce qu’une livraison de l’annuaire académique a changé.",
        of=DIRECTORY,
        ends=(After("made_at", REPORT_KEPT, How.BLANK),),
        persons={"made_by": nameless(), "agreed_by": nameless()},
        people=EVERYBODY,
        recipients=("L’académie",),
    ),
    Retention(
        "intake.AafDeliveryPart",
        ("content",),
        "jusqu’à l’application ou l’abandon, quatre jours au plus",
        "Appliquer une livraison de l’annuaire académique après l’avoir relue.",
        of=DIRECTORY,
        ends=(With("delivery"), After("delivery__made_at", ARCHIVE_KEPT)),
        recipients=("L’académie",),
    ),
    Retention(
        "intake.AafSaid",
        ("key", "said"),
        "jusqu’à la livraison de l’académie qui ne le dit plus, et pas plus longtemps que la personne",
        "Comprendre un changement de l’annuaire académique qui ne dit qu’une chose à la fois.",
        of=DIRECTORY,
        ends=(LastRight(),),
        persons={"person": GOES},
        recipients=("Qui administre la plateforme",),
    ),
    Retention(
        "intake.AafValue",
        ("key", "said"),
        "jusqu’à la livraison de l’académie qui ne le dit plus, et pas plus longtemps que la personne",
        "Lire un attribut nouveau de l’annuaire académique sans le redemander.",
        of=DIRECTORY,
        ends=(LastRight(),),
        persons={"person": GOES},
        recipients=("Qui administre la plateforme",),
    ),
]
