"""What the audit trail says of closures."""

SENTENCES = {
    "closing.school.shut": "a fermé l’école, ou des classes, pour {days:jour}",
    "closing.school.reopened": "a rouvert ce qui était fermé",
}
