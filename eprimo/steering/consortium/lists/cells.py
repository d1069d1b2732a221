"""What the cells of a list mean: nature, contract, addresses. No database here."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.enums import Contract, MemberKind
from eprimo.steering.consortium.lists.file import ListLine
from eprimo.steering.consortium.models import LONGEST_ADDRESS
from eprimo.ui.plurals import NBSP

_KINDS = {
    MemberKind.RECTORAT: ("rectorat", "academie"),
    MemberKind.COMMUNE: ("commune", "mairie", "ville", "commune nouvelle"),
    MemberKind.COMMUNITY: ("communaute de communes", "cc"),
    MemberKind.EPCI: (
        "epci", "autre epci", "communaute d agglomeration", "communaute urbaine", "metropole", "ca", "cu",
    ),
    MemberKind.SYNDICAT: ("syndicat", "sivos", "sivu", "sivom", "smo"),
    MemberKind.PUBLIC: ("etablissement public", "autre etablissement public", "caisse des ecoles"),
    MemberKind.PRIVATE: ("ogec", "ecole privee", "ecole privee sous contrat", "ecole privee sous contrat ogec"),
}  # fmt: skip
_BY_WORDS = {words: kind for kind, known in _KINDS.items() for words in known}
_NATURES = "commune, communauté de communes, EPCI, syndicat, établissement public, OGEC, rectorat"
_NO_LETTER = re.compile(r"[^a-z0-9]+")
# What stands before the name of a body without being it.
_BEFORE_NAME = re.compile(r"^(?:commune|mairie|ville) (?:de l |de la |de |du |des |d )?")
_PARTED = re.compile(r"[\s;,/|+]+")
# As Django's own field of e-mail addresses.
_LONGEST_EMAIL = 254
_POSTCODE, _SHORT_POSTCODE = 5, 4
# « d’annuaire »: all that the open directory knows there.
ALL_SCHOOLS = frozenset({"annuaire", "toutes", "tous"})


def bare(text: str) -> str:
    """Letters and figures in small capitals' form, words parted by one space: for comparison."""
    return _NO_LETTER.sub(" ", fold(text.replace("’", " "))).strip()


def body_name(text: str) -> str:
    """The name of a body without « Commune de », for comparison."""
    return _BEFORE_NAME.sub("", bare(text))


def quoted(text: str) -> str:
    return f"«{NBSP}{text[:60]}{NBSP}»"


def kind_of(text: str) -> MemberKind | None:
    """The nature that was written; None: no known one."""
    words = bare(text)
    labels = {bare(kind.label): kind for kind in MemberKind}
    return (
        _BY_WORDS.get(words)
        or labels.get(words)
        or (MemberKind.SYNDICAT if words.startswith("syndicat") else None)
    )


def kind_fault(text: str) -> str:
    if not text:
        return f"La nature manque ({_NATURES})."
    return f"{quoted(text)} n’est pas une nature connue ({_NATURES})."


def contract_of(text: str) -> Contract | None:
    words = bare(text)
    return next(
        (
            one
            for one, word in ((Contract.ASSOCIATION, "association"), (Contract.SIMPLE, "simple"))
            if word in words
        ),
        None,
    )


def email_fault(text: str) -> str:
    """Why this is no address; empty: it is one, or there is none."""
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        return f"{quoted(text)} n’est pas une adresse électronique."
    return "" if len(text) <= _LONGEST_EMAIL else "L’adresse électronique est trop longue."


@dataclass(frozen=True, slots=True)
class Envelope:
    """The postal address of a line; `fault`: why it is none."""

    text: str
    fault: str = ""


def address_of(line: ListLine) -> Envelope:
    """Lines of the envelope, below the name: street, then postcode and city in capitals, as La Poste asks."""
    if not (line.street or line.postcode or line.city):
        return Envelope("")
    # A spreadsheet takes the first zero away.
    code = f"0{line.postcode}" if len(line.postcode) == _SHORT_POSTCODE else line.postcode
    if line.postcode and not (len(code) == _POSTCODE and code.isascii() and code.isdigit()):
        return Envelope("", f"{quoted(line.postcode)} n’est pas un code postal.")
    text = "\n".join(part for part in (line.street, f"{code} {line.city.upper()}".strip()) if part)
    return (
        Envelope(text) if len(text) <= LONGEST_ADDRESS else Envelope("", "L’adresse postale est trop longue.")
    )


def codes_of(text: str) -> list[str]:
    """The numbers of schools that a cell names, each once, in order."""
    return list(dict.fromkeys(part.upper() for part in _PARTED.split(text) if part))


def yes_of(text: str) -> bool:
    return bare(text) in {"oui", "o", "x", "1", "vrai", "true"}
