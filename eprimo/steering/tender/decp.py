"""The public data of the contract (arrêté of 22 December 2022, format 2.0.3), and what we hold them to.

The checker is ours, in our words: the official schema is asked too when `EPRIMO_DECP_SCHEMA` names it.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema

from eprimo.steering.consortium import convention
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Member
from eprimo.steering.prices.queries import prices_of
from eprimo.steering.tender.analysis import total_of
from eprimo.steering.tender.enums import Green, PriceType, Social
from eprimo.steering.tender.errors import NotYet
from eprimo.steering.tender.models import Consultation, Offer, OfferPrice
from eprimo.steering.tender.quantities import quantities_of
from eprimo.ui.plurals import NBSP

# Pays de la Loire, among the codes of regions.
_REGION = "52"
_LONGEST_SUBJECT = 1000
_NOT_NOTIFIED = f"Le marché n’est pas notifié{NBSP}: ses données ne sont pas encore publiques."
_NO_BUYER = f"Le rectorat n’est pas dans la liste des membres{NBSP}: son SIRET est celui de l’acheteur."
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def decp_of(consultation: Consultation, today: date) -> dict[str, Any]:
    """The file of the contract as it stands; `today`: of what is published with it for the first time. Raises NotYet
    before the notification. No person is in it."""
    market, retained = consultation.market, consultation.retained
    if market.notified_on is None or retained is None:
        raise NotYet(_NOT_NOTIFIED)
    buyer = Member.objects.filter(market=market, kind=MemberKind.RECTORAT).order_by("pk").first()
    if buyer is None:
        raise NotYet(_NO_BUYER)
    offers = Offer.objects.filter(consultation=consultation, replaced_at=None)
    contract: dict[str, Any] = {
        "id": consultation.reference,
        "acheteur": {"id": buyer.siret},
        "nature": "Marché",
        "objet": consultation.subject[:_LONGEST_SUBJECT],
        "codeCPV": consultation.cpv,
        "techniques": {"technique": ["Accord-cadre"]},
        "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
        "marcheInnovant": consultation.is_innovative,
        "ccag": "Techniques de l'information et de la communication",
        "offresRecues": offers.count(),
        "attributionAvance": consultation.advance > 0,
        "typeGroupementOperateurs": "Pas de groupement",
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": _REGION, "typeCode": "Code région"},
        "dureeMois": market.period_months * convention.PERIODS,
        "dateNotification": market.notified_on.isoformat(),
        "datePublicationDonnees": (consultation.data_published_on or today).isoformat(),
        "montant": float(amount_of(consultation)),
        "typesPrix": {"typePrix": [consultation.price_type]},
        "formePrix": "Unitaire",
        "sousTraitanceDeclaree": consultation.has_subcontractor,
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": retained.siret}}],
        "considerationsSociales": {"considerationSociale": [consultation.social]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": [consultation.green]},
    }
    if consultation.advance > 0:
        contract["tauxAvance"] = float(consultation.advance)
    changes = [_change(one, today) for one in consultation.modifications.order_by("number")]
    if changes:
        contract["modifications"] = changes
    return {"marches": {"marche": [contract]}}


def decp_bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def amount_of(consultation: Consultation) -> Decimal:
    """What the whole market would cost at the retained prices, before VAT, as it was awarded; 1 at least, as the format
    wants."""
    offered = dict(OfferPrice.objects.filter(offer=consultation.retained).values_list("line__code", "ht"))
    lines = quantities_of(consultation, consultation.market)
    total, _ = total_of(prices_of(consultation.market), offered, lines)
    return max(Decimal(1), total or Decimal(0))


def _change(one: Any, today: date) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": one.number, "dateNotificationModification": one.notified_on.isoformat(),
        "datePublicationDonneesModification": (one.published_on or today).isoformat(),
    }  # fmt: skip
    if one.months is not None:
        said["dureeMois"] = one.months
    if one.amount is not None:
        said["montant"] = float(one.amount)
    return {"modification": said}


# --- What a file is held to ----------------------------------------------------------------------------------------

_ENUMERATIONS: dict[str, frozenset[str]] = {
    "nature": frozenset({"Marché"}),
    "ccag": frozenset({"Techniques de l'information et de la communication"}),
    "typeGroupementOperateurs": frozenset({"Conjoint", "Solidaire", "Pas de groupement"}),
    "procedure": frozenset({"Appel d'offres ouvert"}),
    "formePrix": frozenset({"Unitaire"}),
}
_LISTS: dict[str, tuple[str, frozenset[str]]] = {
    "techniques": ("technique", frozenset({"Accord-cadre"})),
    "modalitesExecution": ("modaliteExecution", frozenset({"Bons de commande"})),
    "typesPrix": ("typePrix", frozenset(PriceType.values)),
    "considerationsSociales": ("considerationSociale", frozenset(Social.values)),
    "considerationsEnvironnementales": ("considerationEnvironnementale", frozenset(Green.values)),
}
_FORMS: dict[str, re.Pattern[str]] = {
    "id": re.compile(r".{1,16}"), "objet": re.compile(r".{1,1000}", re.DOTALL),
    "codeCPV": re.compile(r"[0-9]{8}(-[0-9])?"), "dateNotification": _DAY, "datePublicationDonnees": _DAY,
}  # fmt: skip
_TRUTHS = frozenset({"marcheInnovant", "attributionAvance", "sousTraitanceDeclaree"})
_AT_LEAST_ONE: dict[str, Any] = {
    "offresRecues": (int,),
    "dureeMois": (int,),
    "montant": (int, float),
}
REQUIRED = frozenset({
    *_ENUMERATIONS, *_LISTS, *_FORMS, *_TRUTHS, *_AT_LEAST_ONE, "acheteur", "lieuExecution", "titulaires",
})  # fmt: skip
_ALLOWED = REQUIRED | {"tauxAvance", "modifications"}
_SIRET = re.compile(r"[0-9]{14}")


def faults_of(document: Mapping[str, Any]) -> list[str]:
    """What a file of ours says wrong, each with its key; none: it may leave."""
    contracts = document.get("marches", {}).get("marche")
    if set(document) != {"marches"} or not isinstance(contracts, list) or not contracts:
        return ["marches.marche: a list of contracts"]
    faults: list[str] = []
    for one in contracts:
        faults += [f"{key}: missing" for key in sorted(REQUIRED - set(one))]
        faults += [f"{key}: unknown" for key in sorted(set(one) - _ALLOWED)]
        faults += [f"{key}: {one[key]!r}" for key in sorted(_ALLOWED & set(one)) if not _holds(key, one[key])]
    return faults


def _holds(key: str, value: Any) -> bool:
    if key in _ENUMERATIONS:
        return value in _ENUMERATIONS[key]
    if key in _FORMS:
        return isinstance(value, str) and _FORMS[key].fullmatch(value) is not None and _is_day(key, value)
    if key in _TRUTHS:
        return isinstance(value, bool)
    if key in _AT_LEAST_ONE:
        return isinstance(value, _AT_LEAST_ONE[key]) and not isinstance(value, bool) and bool(value >= 1)
    if key in _LISTS:
        name, known = _LISTS[key]
        return set(value) == {name} and _distinct(value[name]) and set(value[name]) <= known
    if key == "acheteur":
        return set(value) == {"id"} and _SIRET.fullmatch(value["id"]) is not None
    if key == "lieuExecution":
        return bool(value == {"code": _REGION, "typeCode": "Code région"})
    if key == "titulaires":
        return bool(value) and all(_is_holder(one) for one in value)
    if key == "modifications":
        return bool(value) and all(
            set(one) == {"modification"} and _is_change(one["modification"]) for one in value
        )
    return isinstance(value, int | float) and 0 <= value <= 1


def _is_day(key: str, value: str) -> bool:
    """A day of the calendar, not only figures and dashes."""
    if not key.startswith("date"):
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _distinct(values: Any) -> bool:
    return isinstance(values, list) and len(values) == len(set(values)) > 0


def _is_holder(one: Any) -> bool:
    holder = one.get("titulaire", {})
    return (
        bool(holder.get("typeIdentifiant") == "SIRET") and _SIRET.fullmatch(holder.get("id", "")) is not None
    )


def _is_change(one: Any) -> bool:
    days = ("dateNotificationModification", "datePublicationDonneesModification")
    known = {"id", *days, "dureeMois", "montant"}
    if not {"id", *days} <= set(one) <= known or not isinstance(one["id"], int) or one["id"] < 1:
        return False
    if not all(_DAY.fullmatch(one[key]) and _is_day(key, one[key]) for key in days):
        return False
    return bool(one.get("dureeMois", 1) >= 1 and one.get("montant", 1) >= 1)


def official_faults(document: Mapping[str, Any], schema: Path) -> list[str]:
    """What the official schema finds, when somebody has it."""
    rules = json.loads(schema.read_text(encoding="utf-8"))
    found = jsonschema.Draft7Validator(rules).iter_errors(document)
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message}" for one in found]
