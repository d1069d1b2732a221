"""What the audit trail says of homework. No word of a line is kept there."""

SENTENCES = {
    "homework.entry.added": "a donné du travail ({lines:ligne})",
    "homework.entry.corrected": "a corrigé du travail ({lines:ligne})",
    "homework.entry.removed": "a retiré du travail ({lines:ligne})",
    "homework.entry.restored": "a remis du travail ({lines:ligne})",
    "homework.entry.put_off": "a reporté du travail à un autre jour ({lines:ligne})",
    "homework.file.joined": "a joint à un travail ({files:fichier})",
    "homework.file.removed": "a retiré d’un travail ({files:fichier})",
    "homework.voice.kept": "a gardé la voix d’un travail corrigé ({lines:ligne})",
    "homework.week.copied": "a repris le travail d’une autre semaine ({lines:ligne})",
    "homework.week.consulted": "a consulté les devoirs d’une classe",
}
