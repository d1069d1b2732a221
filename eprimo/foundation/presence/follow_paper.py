"""Papers about absences without a legitimate reason: a letter to one adult of the family, and the file of a child,
which a report seals."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.presence.enums import Half, Reason, Step, Way
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.queries.follow import Addressee, Followed, HalfMissed, StepDone
from eprimo.foundation.printing.typesetting import typeset
from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Para,
    Part,
    Piece,
    Table,
    Writing,
    pieces,
    plain,
    writing_data,
)
from eprimo.ui.french import clock_time, day_month_year, of, weekday_day_month

# What a letter is made for: a report has its own paper, which goes to the inspector.
LETTERS = (Step.DIALOGUE, Step.TEAM, Step.MEASURES, Step.WARNED)


def letter_pdf(
    step: Step, found: Followed, school: School, to: Addressee, signer: Person, *, today: date, lang: str
) -> bytes:
    """Print the letter of a step to one adult, in one language: it names no other adult of the family. Who is under a
    protected contact reads no place, no day and no words of the school. Raises KeyError for a step without a letter,
    TypesettingError."""
    with translation.override(lang):
        title = _titles(found)[step]
        sender = [_("La direction de l’école")] if to.apart else [school.name, _("La direction")]
        parts: list[Part] = [
            Para(plain(to.adult.full_name), align="end", tight=True),
            Para(plain(day_month_year(today)), align="end"),
            Para(plain(_("Bonjour,"))),
            Para(_absent(found, apart=to.apart)),
            *(
                []
                if to.apart or not found.halves
                else [Items([plain(half_words(one)) for one in found.halves])]
            ),
            *_asks(step, found, apart=to.apart),
            Para(
                plain(
                    _("Si l’un de ces jours avait un motif, dites-le à l’école\u00a0: il ne comptera plus.")
                )
            ),
            Para(plain(signer.full_name), align="end"),
        ]
        data = writing_data(Writing(title, sender, parts))
        data["labels"] = {"page": _("page"), "of": _("sur"), "sign": ""}
        return typeset("writing", data, title=title, lang=lang)


def _titles(found: Followed) -> dict[Step, str]:
    of_child = of(found.child.first_name)
    return {
        Step.DIALOGUE: _("Parlons des absences {of_child}").format(of_child=of_child),
        Step.TEAM: _("Équipe éducative au sujet {of_child}").format(of_child=of_child),
        Step.MEASURES: _("Ce qui a été décidé pour {child}").format(child=found.child.first_name),
        Step.WARNED: _("Les absences {of_child} vont être signalées").format(of_child=of_child),
    }


def half_words(one: HalfOf) -> str:
    """Return a half-day in words: « jeudi 12 novembre, matin »."""
    return f"{weekday_day_month(one.day)}, {Half(one.half).label}"


def _absent(found: Followed, *, apart: bool) -> list[Piece]:
    words = (
        _("{child} a manqué plusieurs demi-journées d’école sans motif que l’école connaisse.")
        if apart or not found.halves
        else _("{child} a manqué ces demi-journées d’école, sans motif que l’école connaisse\u00a0:")
    )
    return pieces(words, child=found.child.first_name)


def _asks(step: Step, found: Followed, *, apart: bool) -> list[Part]:
    """What the school proposes, asks or says with this step."""
    child = found.child.first_name
    said: dict[Step, tuple[str, ...]] = {
        Step.DIALOGUE: (
            _("La loi demande à l’école d’en parler avec vous (code de l’éducation, article L131-8)."),
            _("Je voudrais comprendre avec vous ce qui empêche {child} de venir, et chercher comment l’aider.")
            + " "
            + (
                _("Dites-moi quand je peux vous appeler.")
                if apart
                else _("Dites-moi quand vous pouvez venir, ou quand je peux vous appeler.")
            ),
        ),
        Step.TEAM: (
            _("Les absences continuent. L’équipe éducative se réunit pour en parler avec vous.")
            + ("" if apart else " " + _("Ce sera le [[jour, heure]].")),
            _("Elle réunit ceux qui connaissent {child} à l’école. Vous pouvez aussi m’écrire à l’avance."),
        ),
        Step.WARNED: (
            _("Malgré ce que nous avons essayé ensemble, les absences continuent."),
            _(
                "La loi me demande de les signaler à la direction académique, par l’inspecteur de l’éducation "
                "nationale. Je vous en préviens avant de le faire."
            ),
        ),
    }  # fmt: skip
    if step == Step.MEASURES:
        return _measures(found, apart=apart)
    return [Para(pieces(one, child=child)) for one in said[step]]


def _measures(found: Followed, *, apart: bool) -> list[Part]:
    """What was decided, when it is written down; a blank otherwise. Words of the school may say a place."""
    if apart:
        return [Para(plain(_("Des mesures ont été décidées. Demandez-les à la direction de l’école.")))]
    head = Para(
        pieces(
            _("Voici ce qui a été décidé pour que {child} revienne régulièrement\u00a0:"),
            child=found.child.first_name,
        ),
        tight=True,
    )
    decided = [one.first.words for one in found.steps if one.step == Step.MEASURES and one.first.words]
    body = plain(decided[-1]) if decided else pieces("[[" + _("mesures") + "]]")
    return [head, Para(body)]


# --- the file ---------------------------------------------------------------------------------------------------------


def file_pdf(
    found: Followed,
    missed: Sequence[HalfMissed],
    school: School,
    now: datetime,
    adults: Sequence[Addressee],
    *,
    signed_by: Person | None = None,
) -> bytes:
    """Print the file of absences of a child, for the direction; signed, it is the report to the DSDEN. PDF/A. Raises
    TypesettingError."""
    title = "Signalement d’un défaut d’assiduité" if signed_by else "Dossier d’assiduité"
    child = found.child
    born = f", date de naissance\u00a0: {day_month_year(child.birth_date)}" if child.birth_date else ""
    made = f"{day_month_year(now)}, {clock_time(now)}"
    parts: list[Part] = [
        Para(plain(f"{child.full_name}{born}. {found.label}")),
        Para(
            plain(
                "Responsables\u00a0: " + (", ".join(one.adult.full_name for one in adults) or "aucun connu")
            )
        ),
        _half_days(missed),
        Heading("Ce que l’école a fait"),
        Items([plain(step_words(one)) for one in found.steps])
        if found.steps
        else Para(plain("Aucune étape n’est notée.")),
    ]
    if signed_by is not None:
        parts += [
            Para(
                plain(
                    "La famille a été prévenue de ce signalement (code de l’éducation, articles L131-8 et R131-7). Il "
                    "est transmis à la direction académique par l’inspecteur de l’éducation nationale."
                )
            ),
            Para(plain(f"{signed_by.full_name}, direction de l’école, {made}."), align="end"),
        ]
    sender = [f"{school.name} ({school.uai})", "La direction"]
    foot = f"{school.name}. {title}. Fait le {made}."
    data = writing_data(Writing(title, sender, parts, foot=foot))
    return typeset("writing", data, title=title, made_at=now, archived=True)


def step_words(done: StepDone) -> str:
    """Return a step in words: « Dialogue avec la famille, 12 novembre 2026, avec Mme Martin, en entretien. Ce qui a été
    dit. »"""
    first = done.first
    told = ", ".join(one.full_name for one in done.told)
    way = f", {Way(first.way).label}" if first.way else ""
    who = f", {told}{way}" if told else ""
    words = f". {first.words}" if first.words else ""
    return f"{done.step.label}, {day_month_year(first.day)}{who}{words}"


def _half_days(missed: Sequence[HalfMissed]) -> Table:
    return Table(
        "Demi-journées d’absence de l’année scolaire",
        ["Jour", "Ce que dit la famille", "Motif légitime"],
        [[half_words(one.one), _reason(one), "oui" if one.legitimate else "non"] for one in missed],
        [f"Sans motif légitime\u00a0: {sum(not one.legitimate for one in missed)}", "", ""],
        widths=(3, 3, 2),
    )


def _reason(one: HalfMissed) -> str:
    if one.absence is None or not one.absence.reason:
        return "rien"
    return str(Reason(one.absence.reason).label)
