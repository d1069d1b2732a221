"""From an object of the academic directory to its row of the staging, checked value by value."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.intake.aaf.attributes import KNOWN, LETTERS, SERVICES, is_whole, kept_of
from eprimo.foundation.intake.aaf.files import Kind
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.requests import LONGEST, AafObject
from eprimo.foundation.intake.aaf.values import (
    class_of,
    first,
    flag,
    is_code,
    is_direction,
    key_of,
    level_of,
    parse_civility,
    parse_date,
    parse_email,
    parse_phone,
    text,
    tokens,
)
from eprimo.foundation.intake.records import Severity
from eprimo.foundation.kernel.text import surname

# Between the parts of a place, and between places: characters that `text` takes out of every value.
PART, ITEM = "\x1f", "\x1e"
# Of a change that does not say who heads: whoever does still does.
KEEPS_HEAD = "~"
COLUMNS = (
    "n", "op", "kind", "key", "file", "last_name", "first_name", "usual_name", "civility", "birth", "ine", "level",
    "email", "phone_home", "phone_work", "phone_mobile", "address", "postcode", "city", "country",
    "places", "classes", "wards", "services", "more", "kept",
)  # fmt: skip
_NAMES = ("last_name", "first_name", "usual_name")
_FUNCTIONS = {"aesh": "aesh", "aeh": "aesh", "avs": "aesh", "atsem": "atsem"}
_FLAG_LETTERS = {True: "O", False: "N", None: "-"}
_FUNCTION_TOKENS = 5


@dataclass(frozen=True, slots=True)
class SchoolSaid:
    """One school of the delivery."""

    key: str
    op: str
    uai: str
    name: str
    commune: str
    kind: str
    contract: str
    sector: str
    file: str
    # What nobody here knows, as JSON: attribute → values.
    more: str | None = None
    # What is kept of it then (`known.kept_of`).
    kept: str | None = None


class Rows:
    """Makes rows, numbered after a first number, and tells what it could not take."""

    def __init__(self, told: Remarks, after: int = 0) -> None:
        self.told = told
        self.number = after
        # Objects that could not be taken: the people they are about are not known to have left.
        self.untaken: set[str] = set()
        self.keyless: set[Kind] = set()
        self.refused: Counter[Kind] = Counter()

    def row(self, found: AafObject) -> tuple[Any, ...] | None:
        """The row, or none when the object cannot be taken."""
        kind = found.kind
        if kind is None or kind is Kind.SCHOOL or not self._has_key(found, kind):
            return None
        said = self._said(found)
        values: dict[str, Any] = dict.fromkeys(COLUMNS)
        self.number += 1
        values |= {
            "n": self.number,
            "op": found.op,
            "kind": LETTERS[kind],
            "key": found.key,
            "file": found.file,
            "more": self._more(found, kind),
            "kept": kept_of(found, kind),
        }
        if found.op != "d":
            self._identity(found, said, values)
            if why := self._no_person(found, values):
                self.untaken.add(found.key)
                self.refused[kind] += 1
                self._tell(found, *why, severity=Severity.ERROR)
                return None
            {Kind.PUPIL: self._pupil, Kind.GUARDIAN: self._guardian, Kind.STAFF: self._staff}[kind](
                found, said, values
            )
        return tuple(values.values())

    def _no_person(self, found: AafObject, values: dict[str, Any]) -> tuple[str, str] | None:
        """Why the object cannot be somebody: a code, and its words."""
        names = [values[column] for column in _NAMES if values[column]]
        if any(is_code(name) for name in names):
            return "code_name", (
                "a un nom qui contient « < » ou « > », ou qui commence comme une formule : il n’est pas pris."
            )
        if found.op == "a" and not (values["last_name"] and values["first_name"]):
            return "no_name", "n’a pas de nom ou de prénom : il n’est pas pris."
        return None

    def school(self, found: AafObject) -> SchoolSaid | None:
        if not self._has_key(found, Kind.SCHOOL):
            return None
        said = self._said(found)

        def one(name: str) -> str:
            return first(said.get(name, ()))

        return SchoolSaid(
            found.key, found.op, one("ENTStructureUAI").upper(), one("ENTStructureNomCourant")[:160],
            one("ENTEcoleCommune"), one("ENTStructureTypeStruct"), one("ENTEtablissementContrat"),
            one("ENTEcoleSecteur"), found.file, self._more(found, Kind.SCHOOL),
            kept_of(found, Kind.SCHOOL),
        )  # fmt: skip

    def _has_key(self, found: AafObject, kind: Kind) -> bool:
        if found.key and len(found.key) <= 100:  # noqa: PLR2004
            return True
        self.keyless.add(kind)
        self.refused[kind] += 1
        self.told.tell(
            "no_key",
            f"Un objet {kind.value} n’a pas de clé : il n’est pas pris, et personne n’est retiré à cause de lui.",
            file=found.file,
            severity=Severity.ERROR,
        )
        return False

    def _tell(self, found: AafObject, code: str, what: str, attribute: str = "", **more: Any) -> None:
        self.told.tell(code, f"L’objet {found.key} {what}", file=found.file, attribute=attribute, **more)

    def _said(self, found: AafObject) -> dict[str, list[str]]:
        """What is said, without values that are far too long."""
        for name in found.odd:
            self._tell(
                found, "odd_operation", f"change {name} autrement qu’en le remplaçant : laissé.", name,
                severity=Severity.ERROR,
            )  # fmt: skip
        if found.has_long:
            for name, values in found.values.items():
                if any(len(value) > LONGEST for value in values):
                    self._leave_out(found, name)
        return found.values

    def _more(self, found: AafObject, kind: Kind) -> str | None:
        """What is said and that nobody here knows, counted; a change may say that there is nothing any more."""
        if KNOWN[kind].issuperset(found.values):
            return None
        more = {}
        for name in sorted(found.values.keys() - KNOWN[kind]):
            values = [value for value in found.values[name] if value]
            if values:
                self.told.unknown[f"{kind.value} {name}"] += 1
            if values or found.op == "m":
                more[name] = values
        return json.dumps(more, ensure_ascii=False) if more else None

    def _leave_out(self, found: AafObject, name: str) -> None:
        found.values[name] = [value for value in found.values[name] if len(value) <= LONGEST]
        self._tell(found, "too_long", f"a une valeur démesurée dans {name} : cette valeur est laissée.", name)

    def _identity(self, found: AafObject, said: dict[str, list[str]], values: dict[str, Any]) -> None:
        """Birth name, else usual name; the usual one when it is another. What is not said stays none."""
        family, usual = said.get("ENTPersonNomPatro"), said.get("ENTPersonNom")
        if usual is not None:
            shown = surname(first(usual))[:100]
            born = surname(first(family))[:100] if family else ""
            values["last_name"] = born or shown or None
            values["usual_name"] = shown if born and shown != born else ""
        elif family is not None:
            values["last_name"] = surname(first(family))[:100] or None
        if "ENTPersonPrenom" in said:
            values["first_name"] = first(said["ENTPersonPrenom"])[:100] or None
        if "ENTPersonCivilite" in said:
            values["civility"] = parse_civility(first(said["ENTPersonCivilite"])) or ""
        if "ENTPersonDateNaissance" in said and (written := first(said["ENTPersonDateNaissance"])):
            values["birth"] = parse_date(written)
            if values["birth"] is None:
                self._tell(found, "bad_date", "a une date de naissance illisible.", "ENTPersonDateNaissance")
        if "ENTPersonMail" in said:
            values["email"] = self._email(found, said["ENTPersonMail"])

    def _email(self, found: AafObject, said: list[str]) -> str:
        written = first(said)
        email = parse_email(written) if written else ""
        if email is None:
            self._tell(found, "bad_email", "a une adresse électronique illisible : laissée.", "ENTPersonMail")
        return email or ""

    def _pupil(self, found: AafObject, said: dict[str, list[str]], values: dict[str, Any]) -> None:
        # Neither is kept of a child.
        values["email"] = values["civility"] = None
        ine = first(said.get("ENTEleveINE", ())).upper()
        if ine and ine.isascii() and ine.isalnum() and len(ine) in {10, 11}:
            values["ine"] = ine
        elif ine:
            self._tell(found, "bad_ine", "a un identifiant national (INE) illisible.", "ENTEleveINE")
        values["level"] = next(
            (level for one in said.get("ENTEleveNiveau", ()) if (level := level_of(one))), None
        )
        classes = self._classes(found, said)
        schools = [text(one) for one in said.get("ENTPersonStructRattach", ())]
        if "ENTPersonStructRattach" in said or (classes and is_whole(found)):
            here = dict.fromkeys([*filter(None, schools), *(one.split(PART)[0] for one in classes or ())])
            values["places"] = ITEM.join(f"{key}{PART}pupil{PART}" for key in here)
        if classes is not None:
            values["classes"] = ITEM.join(classes)
        if "ENTEleveAutoriteParentale" in said:
            values["wards"] = _keys(said["ENTEleveAutoriteParentale"])
        elif found.heard:
            values["wards"] = _keys(found.heard)
        values["services"] = "".join([_FLAG_LETTERS[flag(said.get(name, ()))] for name in SERVICES])

    def _classes(self, found: AafObject, said: dict[str, list[str]]) -> list[str] | None:
        """« school, class id, label » of each class; none when classes were not said."""
        if "ENTPersonClasses" not in said:
            return None
        kept = []
        for value in said["ENTPersonClasses"]:
            if not value.strip():
                continue
            if (known := class_of(value)) is None:
                self._tell(found, "bad_class", "a une classe illisible : laissée.", "ENTPersonClasses")
                continue
            school, number, label = known
            if not label:
                self._tell(
                    found,
                    "class_without_label",
                    f"est d’une classe sans nom : « Classe {number} ».",
                    "ENTPersonClasses",
                )
                label = f"Classe {number}"
            kept.append(PART.join([school, (number or label)[:60], label[:60]]))
        return list(dict.fromkeys(kept))

    def _guardian(self, found: AafObject, said: dict[str, list[str]], values: dict[str, Any]) -> None:
        for column, name in (
            ("phone_home", "ENTPersonTelPerso"), ("phone_work", "ENTPersRelEleveTelPro"),
            ("phone_mobile", "ENTPersRelEleveTelMobile"),
        ):  # fmt: skip
            if name in said:
                written = first(said[name])
                values[column] = parse_phone(written) or "" if written else ""
                if written and not values[column]:
                    self._tell(found, "bad_phone", "a un numéro de téléphone illisible : laissé.", name)
        for column, name, most in (
            ("address", "ENTPersonAdresse", 240), ("postcode", "ENTPersonCodePostal", 12),
            ("city", "ENTPersonVille", 100), ("country", "ENTPersonPays", 60),
        ):  # fmt: skip
            if name in said:
                values[column] = " ".join(filter(None, map(text, said[name])))[:most]
        if "ENTPersRelEleveEleve" in said:
            values["wards"] = _keys(said["ENTPersRelEleveEleve"])

    def _staff(self, found: AafObject, said: dict[str, list[str]], values: dict[str, Any]) -> None:
        functions = [
            tokens(one, _FUNCTION_TOKENS) for one in said.get("ENTPersonFonctions", ()) if one.strip("-$ ")
        ]
        if not is_whole(found) and "ENTPersonFonctions" not in said:
            if {"ENTPersonStructRattach", "ENTEnsFonctionDir"} & said.keys():
                self._tell(
                    found, "half_staff", "change d’école ou de direction sans dire ses fonctions : inchangé."
                )
            return
        if not {"ENTPersonStructRattach", "ENTPersonFonctions", "ENTEnsFonctionDir"} & said.keys():
            return
        heads = {tokens(one, 2)[0] for one in said.get("ENTEnsFonctionDir", ())} - {""}
        heads |= {one[0] for one in functions if len(one) == _FUNCTION_TOKENS and is_direction(one[4])}
        teaches = flag(said.get("ENTPersonCategorieEnseignant", ()))
        if teaches is None:
            teaches = any(len(one) > 1 and ("ENS" in one[1] or "DOC" in one[1]) for one in functions)
        schools = [text(one) for one in said.get("ENTPersonStructRattach", ())] + [
            one[0] for one in functions
        ]
        word = "" if teaches else next(
            (_FUNCTIONS[token.lower()] for one in functions for token in one[1:] if token.lower() in _FUNCTIONS), ""
        )  # fmt: skip
        profile = "teacher" if teaches else "staff"
        if "ENTEnsFonctionDir" not in said and not is_whole(found):
            profile += KEEPS_HEAD
        values["places"] = ITEM.join(
            PART.join([key, "director" if key in heads else profile, "" if key in heads else word])
            for key in dict.fromkeys(filter(None, [*schools, *sorted(heads)]))
        )


def _keys(said: list[str]) -> str:
    return ITEM.join(dict.fromkeys([key for one in said if (key := key_of(one))]))
