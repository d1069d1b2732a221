"""What the audit trail says of the acts of the console."""

SENTENCES = {
    "console.account.suspended": "a suspendu l’accès de {subject}",
    "console.account.reactivated": "a rétabli l’accès de {subject}",
    "console.people.exported": "a exporté une liste de {rows} personnes",
}
