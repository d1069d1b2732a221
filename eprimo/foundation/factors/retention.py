"""How long second factors and their traces are kept, and why."""

from datetime import timedelta

from eprimo.foundation.accounts.retention import ACCOUNTS
from eprimo.foundation.kernel.retention_rules import GOES, After, Retention, With, nameless

RETENTION = [
    Retention(
        "factors.Factor",
        ("name", "secret", "credential_id", "credential"),
        "avec le compte, ou jusqu’au retrait",
        "Confirmer que c’est bien la personne, avant ce qui touche beaucoup de monde.",
        of=ACCOUNTS,
        ends=(With("account"),),
    ),
    Retention(
        "factors.FactorCode",
        ("hash",),
        "avec le compte, ou jusqu’à la feuille suivante",
        "Confirmer que c’est bien la personne quand son téléphone manque.",
        of=ACCOUNTS,
        ends=(With("account"),),
        persons={"given_by": nameless()},
    ),
    Retention(
        "factors.Vouching",
        ("by",),
        "un jour",
        "Rendre l’accès à qui l’a perdu, quand il y faut deux personnes.",
        of=ACCOUNTS,
        ends=(After("at", timedelta(days=1)),),
        persons={"by": GOES},
    ),
    Retention(
        "factors.FactorTries",
        ("wrong",),
        "avec le compte, ou jusqu’à la preuve suivante",
        "Arrêter qui cherche les codes de quelqu’un.",
        of=ACCOUNTS,
        ends=(With("account"),),
    ),
    Retention(
        "factors.TrustedDevice",
        ("device", "key_hash"),
        "trente jours",
        "Ne pas redemander une preuve sur le même navigateur.",
        of=ACCOUNTS,
        ends=(After("expires_at", timedelta(0)),),
    ),
]
