"""How long accounts and their traces are kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import (
    EVERYBODY,
    GOES,
    After,
    ByAct,
    LastRight,
    Processing,
    Retention,
    With,
    nameless,
)

ACCOUNTS = Processing(
    key="accounts",
    name="Comptes et connexion",
    purpose="Laisser entrer chacun dans son espace, et personne d’autre.",
    people=EVERYBODY,
    recipients=(
        "La personne elle-même",
        "La direction et les enseignants de la classe\u00a0: si le compte a servi",
    ),
    measures=(
        "Mots de passe hachés (Argon2id), codes et sessions gardés sous forme d’empreinte.",
        "Essais comptés par compte et par adresse\u00a0; un compte suspendu est déconnecté à l’instant.",
    ),
    order=20,
)

RETENTION = [
    Retention(
        "accounts.Account",
        (
            "login",
            "recovery_email",
            "recovery_email_pending",
            "suspended_reason",
            "devices",
            "language",
            "theme",
            "reading",
            "font",
            "text_size",
            "animations",
        ),
        "3 mois après le dernier droit",
        "Arrêté du 30 novembre 2006, article 6.",
        of=ACCOUNTS,
        ends=(LastRight(),),
        persons={"person": GOES},
    ),
    Retention(
        "accounts.SignInCode",
        ("hash",),
        "un an après son usage ou sa fin",
        "Savoir qui a imprimé une fiche.",
        of=ACCOUNTS,
        ends=(After("expires_at", timedelta(days=365)),),
        persons={"made_by": nameless()},
    ),
    Retention(
        "accounts.AccountSecret",
        ("password", "words"),
        "avec le compte",
        "Laisser entrer chacun dans son espace.",
        of=ACCOUNTS,
        ends=(With("account"),),
    ),
    Retention(
        "accounts.ScopedSecret",
        ("password", "words"),
        "avec le compte, ou jusqu’au retrait",
        "Laisser entrer avec la fiche d’une école, sans toucher au reste du compte.",
        of=ACCOUNTS,
        ends=(With("account"),),
    ),
    Retention(
        "accounts.KnownAddress",
        ("address_hash",),
        "90 jours après la dernière entrée",
        "Laisser entrer qui vient d’un endroit connu quand d’autres essaient de deviner.",
        of=ACCOUNTS,
        ends=(After("seen_at", timedelta(days=90)),),
    ),
    Retention(
        "accounts.AccountNews",
        ("what",),
        "un an",
        "Dire à chacun ce qui est arrivé à son compte sans lui.",
        of=ACCOUNTS,
        ends=(After("at", timedelta(days=365)),),
    ),
    Retention(
        "accounts.Session",
        ("device", "address"),
        "jusqu’à la fin de la session",
        "Rester dans son espace.",
        of=ACCOUNTS,
        ends=(ByAct("eprimo.foundation.accounts.actions.sessions.sessions_purge"),),
    ),
]
