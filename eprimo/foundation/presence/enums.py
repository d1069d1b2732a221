"""Half-days, what a child was on one, and what is said of an absence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Half(models.TextChoices):
    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")


class State(models.TextChoices):
    """A child was one of these on a half-day. `ELSEWHERE`: at school, not in the class (an outing, specialised help).
    `ARRANGED`: not expected, by an arrangement of the school, and not counted."""

    PRESENT = "present", _("présent")
    ABSENT = "absent", _("absent")
    LATE = "late", _("en retard")
    LEFT = "left", _("parti")
    ELSEWHERE = "elsewhere", _("ailleurs")
    ARRANGED = "arranged", _("aménagé")


class Source(models.TextChoices):
    """The source of what a child was: a roll call, the family beforehand, the school for the family."""

    CALL = "call"
    FAMILY = "family"
    SCHOOL = "school"


class Sort(models.TextChoices):
    """A family tells one of these: half-days of absence, or an hour at which the child comes or leaves."""

    WHOLE = "whole", _("absence")
    LATE = "late", _("arrive plus tard")
    EARLY = "early", _("part plus tôt")


class Reason(models.TextChoices):
    """The reason, in the words of the form; the law's list of legitimate reasons (code de l'éducation, L131-8) is
    behind them. Without one an absence is not explained yet."""

    ILL = "ill", _("Malade")
    CONTAGIOUS = "contagious", _("Maladie contagieuse")
    DOCTOR = "doctor", _("Médecin")
    FAMILY = "family", _("Famille")
    TRANSPORT = "transport", _("Transport")
    AWAY = "away", _("Voyage avec les parents")
    OTHER = "other", _("Autre")
    LATER = "later", _("Je le dirai")


class Means(models.TextChoices):
    """The school learnt of it by this. Empty: it asked."""

    WEB = "web", _("par e-primo")
    PHONE = "phone", _("par téléphone")
    PAPER = "paper", _("sur papier")


class Judged(models.TextChoices):
    """The direction holds this of a reason."""

    LEGITIMATE = "yes", _("motif légitime")
    NOT_LEGITIMATE = "no", _("motif non retenu")


class Opening(models.TextChoices):
    """The register of a closed year is opened for this: the trail keeps codes, never words."""

    FAMILY = "family", "Demande d’une famille"
    SCHOOL = "school", "Demande d’une autre école"
    INSPECTION = "inspection", "Demande de l’inspection ou de l’académie"
    JUSTICE = "justice", "Demande de la justice ou de la protection de l’enfance"


class Result(models.TextChoices):
    """A call to a family had this result."""

    REASSURED = "reassured", _("Rassuré")
    NO_ANSWER = "none", _("Pas de réponse")


class Step(models.TextChoices):
    """A step of a school about absences without a legitimate reason, in the order of the law (code de l'éducation,
    L131-8 and R131-7). `WARNED`: the family knows that the report will be made."""

    DIALOGUE = "dialogue", _("Dialogue avec la famille")
    TEAM = "team", _("Équipe éducative")
    MEASURES = "measures", _("Mesures décidées")
    WARNED = "warned", _("Famille prévenue du signalement")
    REPORT = "report", _("Signalement à la DSDEN, par l’inspecteur")


class Way(models.TextChoices):
    """A family was told of a step in this way."""

    MEETING = "meeting", _("en entretien")
    PHONE = "phone", _("par téléphone")
    LETTER = "letter", _("par une lettre")


# What is legitimate without anybody judging it; « autre » is to be looked at, and no reason is none.
LEGITIMATE = frozenset({
    Reason.ILL, Reason.CONTAGIOUS, Reason.DOCTOR, Reason.FAMILY, Reason.TRANSPORT, Reason.AWAY,
})  # fmt: skip
# Not in the school during the half-day, or not any more.
NOT_THERE = frozenset({State.ABSENT, State.LEFT, State.ARRANGED})
