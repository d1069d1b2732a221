"""The same remark on many lines is one remark, with its count and its lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Problem, Severity

# Remarks of one kind that say each another thing, told as one.
TITLES = {
    "absurd_age": "Une date de naissance impossible : la ligne n’est pas prise.",
    "bad_birth_date": "Une date de naissance qui n’est pas une date possible.",
    "bad_civility": "Une civilité qui n’est pas connue.",
    "bad_cycle": "Un cycle qui n’est pas connu.",
    "bad_email": "Une adresse électronique qui n’en est pas une : non gardée.",
    "bad_phone": "Un numéro de téléphone qui n’en est pas un : non gardé.",
    "bad_sex": "Un sexe qui n’est pas connu (F ou H).",
    "child_absent": "Un enfant qui n’est pas dans le fichier des élèves.",
    "child_ambiguous": "Un enfant qui peut être plusieurs élèves : à départager.",
    "child_other_class": "Un enfant dans une autre classe, d’après le fichier des élèves.",
    "class_without_pupil": "Une classe où il n’y a aucun élève.",
    "digits": "Un chiffre dans un nom : à vérifier.",
    "formula": "Un nom qui commence comme une formule de tableur : la ligne n’est pas prise.",
    "guardian_joined": "Des lignes qui sont une même personne.",
    "guardian_namesakes": "Des responsables de même nom, gardés comme des personnes différentes : à vérifier.",
    "guardian_without_child": "Un responsable dont aucun enfant n’est reconnu : il n’est pas créé.",
    "identical_pupils": "Des élèves de même nom, prénom et date de naissance : à départager.",
    "ine_of_another": "Un identifiant national (INE) qui est déjà celui d’un autre élève.",
    "kept_by_hand": "Ce que l’école a fait à la main, et qui reste.",
    "kept_shared": "Un nom et des coordonnées que ce fichier ne change pas : l’école n’est pas seule à en répondre.",
    "lost_letter": "Une lettre accentuée sans doute perdue.",
    "markup": "Un nom qui contient « < » ou « > » : la ligne n’est pas prise.",
    "not_yes_no": "Ni Oui ni Non : la valeur reste inconnue.",
    "own_link": "Des liens que ces fichiers ne défont pas, parce que la personne les a envoyés.",
    "row_twice": "Une ligne qui répète un élève : comptée une fois.",
    "same_ine": "Un identifiant national (INE) donné à deux élèves.",
    "several_levels": "Des classes à plusieurs niveaux.",
    "taken_for_corrected": "Des noms corrigés, pris pour la même personne : à vérifier.",
    "teacher_guardian_namesakes": "Un enseignant et un responsable de même nom, gardés comme deux personnes.",
    "teacher_namesakes": "Des enseignants de même nom, gardés comme des personnes différentes : à vérifier.",
    "waits_for_other": "Un responsable que l’autre école d’un enfant ne connaît pas : il n’est pas encore relié.",
    "unknown_level": "Un niveau qui n’est pas connu.",
    "unlikely_age": "Un âge étonnant : date à vérifier.",
}


@dataclass(slots=True)
class Remark:
    """Problems of one code in one column of one file, in the order of the file."""

    problems: list[Problem] = field(default_factory=list)

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def message(self) -> str:
        """What all of them say, else what they have in common."""
        if len({one.message for one in self.problems}) == 1:
            return self.first.message
        return french(TITLES.get(self.first.code, f"{self.first.message} Et d’autres du même genre."))


def grouped(problems: Iterable[Problem]) -> list[Remark]:
    """One remark for all problems of one kind, where the first of them stood."""
    found: dict[tuple[str, str, str, Severity], Remark] = {}
    for one in problems:
        remark = found.setdefault((one.file, one.column, one.code, one.severity), Remark())
        remark.problems.append(one)
    return list(found.values())


def stored(
    problems: Sequence[Problem], ambiguities: frozenset[str], most: int
) -> tuple[list[dict[str, Any]], int]:
    """The remarks as they are kept with a delivery, `most` lines in all; and how many lines are not detailed."""
    kept, left, more = [], most, 0
    for remark in grouped(problems):
        told, first = remark.problems[:left], remark.first
        left -= len(told)
        more += len(remark.problems) - len(told)
        message = remark.message
        kept.append(
            {
                "file": first.file, "line": first.line, "column": first.column, "message": message,
                "severity": first.severity.value, "code": first.code, "ambiguity": first.code in ambiguities,
                "count": len(remark.problems),
                "rows": [
                    {"line": one.line, "message": one.message if one.message != message else ""} for one in told
                ]
                if len(remark.problems) > 1
                else [],
            }
        )  # fmt: skip
    return kept, more
