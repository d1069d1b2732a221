"""The words of the meetings of the group."""

from django.db import models


class Stage(models.TextChoices):
    """« des étapes clés du marché (initialisation, évaluation…) » [C 4.2]."""

    START = "start", "Initialisation"
    EVALUATION = "evaluation", "Évaluation"
    FOLLOW_UP = "follow_up", "Suivi"


# A steering committee meets at these at least.
KEY_STAGES = (Stage.START, Stage.EVALUATION)


class Presence(models.TextChoices):
    """Of a member at a meeting [C 7.1]: « participer, ou se faire représenter ». Empty: not noted yet."""

    PRESENT = "present", "Présent"
    REPRESENTED = "represented", "Représenté"
    ABSENT = "absent", "Absent"


TOOK_PART = (Presence.PRESENT, Presence.REPRESENTED)
