"""What the audit trail says of the dates of a series."""

SENTENCES = {
    "events.day.changed": "a changé une date de {object}",
    "events.day.struck": "a barré {dates:date} de {object}",
    "events.day.put_back": "a remis {dates:date} de {object}",
}
