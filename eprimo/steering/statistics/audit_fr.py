"""What the audit trail says of figures."""

SENTENCES = {"statistics.figures.exported": "a exporté les chiffres de {rows:école}"}
