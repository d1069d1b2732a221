"""What the audit trail says of the week of a class."""

SENTENCES = {
    "timetable.slot.added": "a noté l’emploi du temps d’une classe ({slots:moment})",
    "timetable.slot.changed": "a changé un moment de l’emploi du temps d’une classe",
    "timetable.slot.removed": "a retiré un moment de l’emploi du temps d’une classe",
    "timetable.week.copied": "a repris l’emploi du temps d’une autre classe ({slots:moment})",
}
