"""SIRET of the members: well made, and the body's own; numbers of their letters."""

import re

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


def check_owner(siret: str, kind: MemberKind, name: str, commune: Commune | None, epci: Epci | None) -> None:
    """Raise WrongSiret when the number tells that it is another body's."""
    siren = siret[:9]
    said = None
    if siren.startswith(_OF_COMMUNE):
        insee = siren[2:4] + siren[5:8]
        if kind != MemberKind.COMMUNE:
            said = "celui d’une commune"
        elif commune is not None and commune.insee != insee:
            other = Commune.objects.filter(insee=insee).first()
            said = f"celui de la commune {other.name}" if other else "celui d’une autre commune"
    owner = Epci.objects.filter(siren=siren).first()
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
