"""SIRET of the members: well made, and the body's own; numbers of their letters."""

import re
from typing import Protocol

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_rules

from eprimo.foundation.directory.models import Commune, Epci
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.errors import NotEligible, WrongSiret

# SIREN of communes: 21, the department, then four figures that end with the commune's number within it. Those of new
# communes begin with 20 and tell nothing.
_OF_COMMUNE = "21"
_TRACKING = re.compile(r"[A-Z0-9]{8,30}")


def siret_of(text: str) -> str:
    """The fourteen figures of what was typed. Raises WrongSiret. La Poste, whose key is its own, is known too."""
    try:
        return str(siret_rules.validate(text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")))
    except ValidationError as error:
        raise WrongSiret(field="siret") from error


class Bodies(Protocol):
    """The bodies whose numbers are known: communes by INSEE code, groupings by SIREN."""

    def commune_of(self, insee: str) -> Commune | None: ...
    def epci_of(self, siren: str) -> Epci | None: ...


class _Directory:
    """Those of the directory, asked one by one."""

    def commune_of(self, insee: str) -> Commune | None:
        return Commune.objects.filter(insee=insee).first()

    def epci_of(self, siren: str) -> Epci | None:
        return Epci.objects.filter(siren=siren).first()


DIRECTORY: Bodies = _Directory()


def insee_of(siren: str) -> str:
    """The INSEE code that the SIREN of a commune tells; empty: it tells none."""
    return siren[2:4] + siren[5:8] if siren.startswith(_OF_COMMUNE) else ""


def check_owner(
    siret: str,
    kind: str,
    name: str,
    commune: Commune | None,
    epci: Epci | None,
    *,
    bodies: Bodies = DIRECTORY,
) -> None:
    """Raise WrongSiret when the number tells that it is another body's."""
    siren = siret[:9]
    said = None
    if insee := insee_of(siren):
        if kind != MemberKind.COMMUNE:
            said = "celui d’une commune"
        elif commune is not None and commune.insee != insee:
            other = bodies.commune_of(insee)
            said = f"celui de la commune {other.name}" if other else "celui d’une autre commune"
    owner = bodies.epci_of(siren)
    if owner is not None and owner != epci:
        said = f"celui de {owner.name}"
    if owner is None and epci is not None and epci.siren != siren:
        said = "celui d’un autre organisme"
    if said is not None:
        words = f"Ce SIRET est {said}, pas celui de «\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}»."
        raise WrongSiret(words, field="siret")


def tracking_of(typed: str) -> str:
    """The number of a letter, as it is kept."""
    return "".join(typed.split()).upper()


def check_tracking(number: str) -> None:
    """Raise NotEligible for what is no number of a registered letter."""
    if not _TRACKING.fullmatch(number):
        raise NotEligible("Un numéro de suivi a de 8 à 30 lettres et chiffres.", field="tracking")
