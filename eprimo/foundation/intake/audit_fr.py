"""What the audit trail says of imports."""

SENTENCES = {
    "intake.delivery.received": "a déposé {files:fichier de ONDE,fichiers de ONDE}",
    "intake.delivery.approved": "a demandé d’appliquer l’import de ONDE",
    "intake.delivery.abandoned": "a abandonné un import de ONDE",
    "intake.onde.applied": (
        "a appliqué l’import de ONDE ({pupils_created:élève arrivé,élèves arrivés}, {pupils_left:parti})"
    ),
    "intake.onde.undone": "a annulé un import de ONDE ({back:lien rétabli,liens rétablis}, {ended:retiré})",
    "intake.delivery.meant": "a confirmé que les départs d’un import étaient voulus",
    "intake.remarks.exported": "a téléchargé les remarques d’un import",
    "intake.opening.made": "a permis à l’école d’importer une fois un fichier qui ressemble à celui d’une autre",
    "intake.aaf.applied": (
        "a appliqué l’annuaire de l’académie ({pupils_created:élève arrivé,élèves arrivés}, {pupils_left:parti})"
    ),
    "intake.academy.sent": "a envoyé une livraison de l’annuaire de l’académie",
    "intake.academy.agreed": "a demandé d’appliquer une livraison de l’annuaire de l’académie",
    "intake.academy.dropped": "a abandonné une livraison de l’annuaire de l’académie",
    "intake.academy.checked": "a lu une livraison de l’annuaire de l’académie",
    "intake.academy.refused": "a refusé une livraison de l’annuaire de l’académie ({code})",
    "intake.academy.applied": (
        "a appliqué une livraison de l’annuaire de l’académie ({schools:école changée,écoles changées})"
    ),
    "intake.director.named": "a confié la direction de l’école à {subject}",
}
