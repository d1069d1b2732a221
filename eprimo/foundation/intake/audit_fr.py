"""What the audit trail says of imports."""

SENTENCES = {
    "intake.delivery.received": "a déposé {files} fichiers de ONDE",
    "intake.delivery.approved": "a demandé d’appliquer l’import de ONDE",
    "intake.delivery.abandoned": "a abandonné un import de ONDE",
    "intake.onde.applied": "a appliqué l’import de ONDE ({pupils_created} élèves arrivés, {pupils_left} partis)",
    "intake.aaf.applied": "a appliqué l’annuaire de l’académie ({pupils_created} élèves arrivés, {pupils_left} partis)",
    "intake.director.named": "a confié la direction de l’école à {subject}",
}
