"""How long accounts and their traces are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "accounts.Account",
        (
            "login",
            "recovery_email",
            "words",
            "language",
            "theme",
            "reading",
            "font",
            "text_size",
            "animations",
        ),
        "3 mois après le dernier droit",
        "Arrêté du 30 novembre 2006, article 6.",
    ),
    Retention(
        "accounts.SignInCode", ("hash",), "un an après son usage ou sa fin", "Savoir qui a imprimé une fiche."
    ),
    Retention(
        "accounts.KnownAddress",
        ("address_hash",),
        "90 jours après la dernière entrée",
        "Laisser entrer qui vient d’un endroit connu quand d’autres essaient de deviner.",
    ),
    Retention(
        "accounts.Session", ("device", "links"), "jusqu’à la fin de la session", "Rester dans son espace."
    ),
]
