"""What the audit trail says of the acts of the console."""

SENTENCES = {
    "console.account.suspended": "a suspendu l’accès {of_subject}",
    "console.account.reactivated": "a rétabli l’accès {of_subject}",
    "console.people.exported": "a exporté une liste de {rows:personne}",
}
