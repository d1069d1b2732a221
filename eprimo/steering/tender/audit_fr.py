"""What the audit trail says of the consultation."""

SENTENCES = {
    "tender.consultation.prepared": "a préparé la consultation du marché",
    "tender.piece.given": "a donné une pièce du DCE ({kind}, version {version})",
    "tender.task.collect": "a noté les adhésions recueillies, le {on}",
    "tender.task.dce": "a noté le DCE rédigé, le {on}",
    "tender.task.publish": "a noté la publication du marché, le {on}",
    "tender.task.report": "a noté le rapport d’analyse des offres, le {on}",
    "tender.task.sign": "a noté la signature du marché, le {on}",
    "tender.task.notify": "a noté la notification du marché, le {on}",
    "tender.documents.sent": "a envoyé les documents d’exécution à {members} membres",
    "tender.delivery.opened": "a ouvert les documents d’exécution {object}",
}
