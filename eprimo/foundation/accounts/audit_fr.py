"""What the audit trail says of accounts, sheets and sessions."""

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "accounts.charter.accepted": _("a accepté la charte"),
    "accounts.password.changed": _(
        "a changé son mot de passe (autres appareils déconnectés\u00a0: {sessions})"
    ),
    "accounts.password.recovered": "a laissé {subject} choisir un nouveau mot de passe par son adresse de secours",
    "accounts.position.switched": _("a changé de rôle ou d’école"),
    "accounts.comfort.changed": _("a changé son confort de lecture"),
    "accounts.email.asked": _("a demandé à changer son adresse de secours"),
    "accounts.email.confirmed": _("a confirmé son adresse de secours"),
    "accounts.email.refused": "a noté que l’adresse de secours {of_subject} refuse les e-mails",
    "accounts.account.activated": "a ouvert le compte {of_subject}, avec sa fiche",
    "accounts.account.renewed": "a laissé {subject} choisir un nouveau mot de passe, avec sa fiche",
    "accounts.session.begun": "a laissé entrer {subject}",
    "accounts.session.ended": _("a déconnecté {subject} (appareils\u00a0: {sessions})"),
    "accounts.session.copied": "a fermé une session de {subject}, qui servait à deux endroits",
    "accounts.session.moved": "a fermé une session de {subject}, qui avait changé d’appareil et de réseau",
    "accounts.device.owned": "a dit qu’un appareil est à soi",
    "accounts.device.disowned": "a dit qu’un appareil n’est plus à soi",
    "accounts.session.slowed": _("a été ralenti, après trop de pages refusées"),
    "accounts.session.widened": _("a ouvert le reste de son espace"),
    "accounts.feed.begun": _("a fait une adresse privée pour lire son agenda sur un téléphone"),
    "accounts.feed.ended": _("a fermé l’adresse privée de son agenda"),
    "accounts.sheet.voided": _("a fermé ce qu’une fiche ouvrait (appareils déconnectés\u00a0: {sessions})"),
    "accounts.sheet.printed": "a imprimé la fiche {of_subject}",
    "accounts.sheet.cancelled": "a annulé la fiche {of_subject} après {tries:date fausse,dates fausses}",
    "accounts.tie.printed": "a imprimé la fiche d’un accès proposé {object}",
    "accounts.card.printed": "a imprimé la carte {of_subject}",
    "accounts.words.reset": "a donné de nouveaux mots à {subject}",
}

# What a pupil reads of its own acts.
TO_CHILD = {
    "accounts.charter.accepted": _("Tu as lu les règles de la maison."),
    "accounts.password.changed": _("Tu as changé ton mot de passe."),
    "accounts.position.switched": _("Tu as changé d’école."),
    "accounts.email.asked": _("Tu as demandé à changer ton adresse de secours."),
    "accounts.email.confirmed": _("Tu as confirmé ton adresse de secours."),
    "accounts.sheet.voided": _("Tu as fermé ce que ta fiche ouvrait."),
    "accounts.comfort.changed": _("Tu as changé la façon de lire les pages."),
    "accounts.session.ended": _("Tu as fermé ton espace sur un autre appareil."),
    "accounts.session.slowed": _("Tu as demandé trop de pages qui ne s’ouvrent pas."),
    "accounts.session.widened": _("Tu as ouvert le reste de ton espace."),
}
