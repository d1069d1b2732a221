"""What the audit trail says of sessions that met many refusals."""

SENTENCES = {
    "alarms.alarm.named": "a demandé qui était derrière une session ralentie\u00a0: {subject}",
    "alarms.alarm.closed": "a classé l’alerte d’une session ralentie",
}
