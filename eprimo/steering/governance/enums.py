"""The words of the meetings of the group."""

from django.db import models


class Stage(models.TextChoices):
    """« des étapes clés du marché (initialisation, évaluation…) » [C 4.2]."""

    START = "start", "Initialisation"
    EVALUATION = "evaluation", "Évaluation"
    FOLLOW_UP = "follow_up", "Suivi"


# A steering committee meets at these at least.
KEY_STAGES = (Stage.START, Stage.EVALUATION)


class Answer(models.TextChoices):
    """What is answered to an invitation [C 7.1]: « participer, ou se faire représenter »."""

    PRESENT = "present", "Présent"
    REPRESENTED = "represented", "Représenté"
    EXCUSED = "excused", "Excusé"


class Presence(models.TextChoices):
    """How an invited body or person took part. Empty: not noted yet."""

    PRESENT = "present", "Présent"
    REPRESENTED = "represented", "Représenté"
    EXCUSED = "excused", "Excusé"
    ABSENT = "absent", "Absent"


TOOK_PART = (Presence.PRESENT, Presence.REPRESENTED)


class Progress(models.TextChoices):
    """What became of a decision."""

    TODO = "todo", "À faire"
    DONE = "done", "Fait"
    DROPPED = "dropped", "Abandonné"


class Capacity(models.TextChoices):
    """As what a person sits in a meeting beside the members [C 4.2, 7.2]; in the order in which they are listed."""

    ACADEMY = "academy", "Direction académique (IA-DASEN)"
    RECTORAT = "rectorat", "Rectorat"
    INSPECTOR = "inspector", "Inspection (IEN)"
    ADVISER = "adviser", "Conseil pédagogique (CPC)"
    REFERENT = "referent", "Référence numérique (ERUN)"
    OTHER = "other", "Autre personne invitée"
