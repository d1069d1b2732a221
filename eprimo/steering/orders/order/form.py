"""The order form as PDF/A: a draft to look at, or the document that is sent; and its content as one hash, so that what
comes back signed is known to be what is sent."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.printing.pdf_signatures import marked
from eprimo.foundation.printing.sandbox_messages import Signed
from eprimo.foundation.printing.typesetting import typeset
from eprimo.steering.consortium.models import Representation, Signatory
from eprimo.steering.orders.enums import OrderKind, OrderState
from eprimo.steering.orders.models import Order, OrderLine
from eprimo.steering.orders.order.periods import written_end
from eprimo.steering.prices.cost import CostLine, YearCost
from eprimo.steering.prices.enums import Begins
from eprimo.steering.prices.queries import options_named, terms_on
from eprimo.steering.prices.terms import terms_words
from eprimo.ui.french import clock_time, day_month_year, euros, local_day
from eprimo.ui.plurals import counted

_NBSP = "\N{NO-BREAK SPACE}"
_DRAFT = f"Projet{_NBSP}: ce bon n’est ni signé ni envoyé."
_TO_SIGN = f"À signer{_NBSP}: ce bon n’engage le membre qu’une fois signé, puis envoyé au titulaire."
_COLUMNS = ["Code", "Désignation", "Quantité", "Prix HT", "Montant HT"]


@dataclass(frozen=True, slots=True)
class Bound:
    """How an order came to bind: the reference it bears, who pressed, in which capacity. `mandate`: that by which a
    provider signs; `scan_sha256` and `signed_on`: of the form that was signed by hand, or electronically outside with
    these `signatures`."""

    number: str
    person: str
    mandate: Representation | None = None
    scan_sha256: str = ""
    signed_on: date | None = None
    signatures: Sequence[Signed] = ()


def order_pdf(
    order: Order,
    lines: Sequence[OrderLine],
    years: Sequence[YearCost],
    *,
    at: datetime,
    bound: Bound | None = None,
) -> bytes:
    """The order form as PDF/A. `bound`: how what was sent binds; without it a draft, or the form that waits for a
    signature."""
    number = bound.number if bound else ""
    title = f"{order.get_kind_display()} {number}".strip()
    return marked(typeset("order", _data(order, lines, years, bound, at), title=title, made_at=at))


def _data(
    order: Order, lines: Sequence[OrderLine], years: Sequence[YearCost], bound: Bound | None, at: datetime
) -> dict[str, Any]:
    market, member = order.market, order.member
    total = sum(line.accounts for line in lines)
    return {
        "group": "Groupement de commandes",
        "market": market.name,
        "draft": "" if bound else _TO_SIGN if order.state == OrderState.PROPOSED else _DRAFT,
        "facts": _facts(order, bound.number if bound else "", at),
        "schools": {
            "columns": ["UAI", "École", "Besoin (annexe 2)", "Comptes commandés"], "widths": [2, 6, 2, 2],
            "numbers": [2, 3],
            "rows": [
                [line.uai, line.name, "–" if line.need is None else str(line.need), str(line.accounts)]
                for line in lines
            ],
            "total": ["", "Total", str(sum(line.need or 0 for line in lines)), str(total)],
        },
        "options": [f"{code}{_NBSP}: {words}" for code, words in options_named(order.market, order.options)],
        "years": [_year(year, {line.school_id: line.name for line in lines}) for year in years],
        "clauses": [*_clauses(order), *_counted(order, bound, at)],
        "signed": _signed(order, bound, at),
        "labels": {"schools": "Comptes par école", "options": "Options", "page": "page", "of": "sur"},
        "foot": f"{member.name}, {market.name}",
    }  # fmt: skip


def _facts(order: Order, number: str, at: datetime) -> list[tuple[str, str]]:
    member = order.member
    facts = [
        (f"Membre{_NBSP}:", f"{member.name}, SIRET {member.siret}"),
        (
            f"Pour la période{_NBSP}:",
            f"du {day_month_year(order.starts_on)} au {day_month_year(written_end(order.market, order.period))}",
        ),
    ]
    if number:
        facts.insert(0, (f"Numéro{_NBSP}:", f"{number}, du {day_month_year(at)}"))
    if order.form_reference:
        facts.append((f"Référence de ce bon{_NBSP}:", order.form_reference))
    if order.managing_body is not None:
        facts.append(
            (f"Établi par{_NBSP}:", f"{order.managing_body.name}, au nom et pour le compte du membre")
        )
    return facts


def _year(year: YearCost, names: Mapping[int, str]) -> dict[str, Any]:
    """The rows of a year: a price for the schools together where nothing is rounded, else a school at a time, so that
    the rows add up to the cent."""
    unknown = f" Sans {', '.join(year.unknown)}{_NBSP}: classes non connues." if year.unknown else ""
    return {
        "title": f"Année {year.year + 1} du marché", "columns": _COLUMNS, "widths": [1, 5, 2, 2, 2],
        "numbers": [2, 3, 4], "rows": _year_rows(year.lines, names),
        "total": ["", "Total HT", "", "", euros(year.ht)], "empty": "Rien n’est dû pour cette année.",
        "sum": f"TVA {euros(year.vat)}, soit {euros(year.ttc)} TTC.{unknown}",
    }  # fmt: skip


def _year_rows(lines: Sequence[CostLine], names: Mapping[int, str]) -> list[list[str]]:
    groups: dict[tuple[object, ...], list[CostLine]] = {}
    for line in lines:
        place = line.school if line.share.is_partial else None
        groups.setdefault((line.code, line.designation, line.unit_ht, place), []).append(line)
    rows = []
    for found in groups.values():
        one, quantity = found[0], sum(line.quantity for line in found)
        words = [one.designation]
        if one.share.is_partial:
            words += [names.get(one.school or 0, ""), f"{one.share.words}, {one.share.days_words}"]
        ht = euros(sum((line.ht for line in found[1:]), one.ht))
        rows.append([one.code, ", ".join(filter(None, words)), str(quantity), euros(one.unit_ht), ht])
    return rows


def _clauses(order: Order) -> list[str]:
    first = (
        "Le membre est le titulaire de son propre marché\N{NO-BREAK SPACE}: il exécute ce bon et en règle les "
        "factures, qui lui sont adressées chaque année (articles 4 et 7.1 de la convention)."
    )
    floor = (
        "Pendant les 24 premiers mois, le nombre de comptes commandés n’est pas inférieur au besoin de l’annexe 2, "
        "toutes écoles ensemble (article 7.1)."
    )
    return [first, floor] if order.kind == OrderKind.FIRST else [first]


def _counted(order: Order, bound: Bound | None, at: datetime) -> list[str]:
    """Sentences of how the contract counts, and that it counts from the day on which the form is sent."""
    terms = terms_on(order.market, local_day(at))
    if terms is None:
        return []
    said = [f"Comment c’est compté{_NBSP}: {' '.join(terms_words(terms))}"]
    if bound is None and terms.begins != Begins.ENTRY:
        said.append(
            f"Ces montants sont ceux d’un bon envoyé le {day_month_year(at)}{_NBSP}: envoyé un autre jour, il est "
            "compté à partir de ce jour-là."
        )
    return said


def _signed(order: Order, bound: Bound | None, at: datetime) -> list[str]:
    """Sentences about the signature; none on a draft: what is signed there would be signed before it was checked."""
    if bound is not None:
        return _bound(order, bound, at)
    return _to_sign(order) if order.state == OrderState.PROPOSED else []


def _to_sign(order: Order) -> list[str]:
    """The lines where the hand signs."""
    one = order.signatory
    if one is None:
        return ["Signataire à nommer."]
    return [
        f"Pour {order.member.name}, {_named(one)}.",
        f"Date et signature{_NBSP}:",
    ]


def _bound(order: Order, bound: Bound, at: datetime) -> list[str]:
    """Sentences of who did what, in which capacity, when, for whom: nobody is said to have signed but who did."""
    when = f"le {day_month_year(at)} à {clock_time(at)}"
    member, one = order.member.name, order.signatory
    if bound.signed_on is not None:
        noted = f" Signataire noté ce jour-là{_NBSP}: {_named(one)}." if one else ""
        capacity = (
            f"pour {order.managing_body.name}, au nom de {member}"
            if order.managing_body and order.pressed_as == Role.MANAGING_BODY
            else f"qui agit pour {member}"
        )
        by_hand = _by_certificate(bound) or (
            f"Signé à la main le {day_month_year(bound.signed_on)} pour {member}{_NBSP}: le bon signé est joint, et "
            f"lui seul fait foi de cette signature.{noted}"
        )
        joined = (
            f"Joint et envoyé dans e-primo {when} par {bound.person}, {capacity}, qui confirme que le bon signé porte "
            f"la référence {order.form_reference}."
        )
        words = [
            by_hand,
            joined,
            f"Empreinte du bon signé (SHA-256){_NBSP}: {bound.scan_sha256}.",
        ]
    elif bound.mandate is not None and bound.mandate.managing_body is not None:
        since = day_month_year(bound.mandate.starts)
        body = bound.mandate.managing_body.name
        by_mandate = (
            f"Signé et envoyé dans e-primo {when} par {bound.person}, pour {body}, au nom et pour le compte de "
            f"{member}, en vertu de son mandat du {since}."
        )
        words = [by_mandate]
    else:
        named = f", {_named(one)}" if one else ""
        words = [
            f"Signé et envoyé dans e-primo {when} par {bound.person}, depuis son propre compte, pour {member}{named}."
        ]
    return [*words, f"Total commandé{_NBSP}: {counted(order.accounts, 'compte')}."]


def _by_certificate(bound: Bound) -> str:
    """The sentence that names whose electronic signatures were verified; empty: none, a hand signed."""
    if not bound.signatures or bound.signed_on is None:
        return ""
    names = " et ".join(f"{one.signer} (certificat délivré par {one.issuer})" for one in bound.signatures)
    return (
        f"Signé électroniquement le {day_month_year(bound.signed_on)} par {names}{_NBSP}: le bon signé est joint, et "
        "lui seul fait foi de cette signature, vérifiée à l’envoi sans interroger l’autorité."
    )


def _named(one: Signatory) -> str:
    return f"{one.civility} {one.full_name}, {one.function}".strip()


def form_hash(order: Order) -> str:
    """SHA-256 of what an order form says: its lines, options, dates and who is to sign."""
    lines = OrderLine.objects.filter(order=order).order_by("uai")
    signatory = order.signatory
    said = {
        "order": str(order.public_id),
        "member": order.member.siret,
        "kind": order.kind,
        "period": order.period,
        "dates": [order.starts_on.isoformat(), order.ends_on.isoformat()],
        "options": list(order.options),
        "lines": [[line.uai, line.name, line.need, line.accounts] for line in lines],
        "signatory": [signatory.pk, signatory.civility, signatory.full_name, signatory.function]
        if signatory
        else [],
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def same_reference(typed: str, order: Order) -> bool:
    """Whether a reference that a person typed from paper is that of the order: spaces, dashes and case do not count,
    and a letter O is a zero."""
    kept = "".join(sign for sign in typed.upper() if sign.isalnum()).replace("O", "0")
    return bool(order.form_reference) and kept == order.form_reference.replace("-", "")
