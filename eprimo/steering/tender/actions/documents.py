"""The consultation is prepared, and its documents are kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.enums import DCE, Bidding, DocumentKind
from eprimo.steering.tender.errors import Frozen, WrongDay
from eprimo.steering.tender.law import too_short
from eprimo.steering.tender.models import Consultation, Document, Task
from eprimo.steering.tender.pieces import Kept, kept_of
from eprimo.steering.tender.policies import can_keep_consultation

_PUBLISHED = (
    "Le marché est publié\N{NO-BREAK SPACE}: le dossier de consultation ne change plus, "
    "chaque candidat a le même."
)
_FORWARD = (
    "Le marché est publié\N{NO-BREAK SPACE}: la date limite des offres se repousse, elle ne s’avance pas. Les "
    "candidats comptent sur elle."
)
_FIVE = "Le dossier de consultation a cinq pièces, CCTP, CCAP, RC, BPU et AE, et aucune autre (article 4.1)."


@transaction.atomic
def consultation_prepare(
    *,
    actor: Actor,
    market: Market,
    subject: str = "",
    offers_until: datetime | None = None,
    bidding: Bidding | None = None,
) -> Consultation:
    """The record of the market, begun or corrected; `bidding` None: as it is. Raises Frozen for what was
    published, WrongDay."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    words = " ".join(subject.split()) or consultation.subject
    delay = bidding or consultation.bidding
    changed = [
        name
        for name, value in (("subject", words), ("offers_until", offers_until), ("bidding", delay))
        if getattr(consultation, name) != value
    ]
    if market.published_on is not None and "subject" in changed:
        raise Frozen(_PUBLISHED, field="subject")
    if "offers_until" in changed:
        _until(actor, consultation, offers_until)
    if market.published_on is not None and "bidding" in changed:
        raise Frozen(_PUBLISHED, field="bidding")
    consultation.subject, consultation.offers_until, consultation.bidding = words, offers_until, delay
    if changed:
        consultation.save(update_fields=changed)
        audit(actor, "tender.consultation.prepared", consultation, fields=changed)
    return consultation


def _until(actor: Actor, consultation: Consultation, instant: datetime | None) -> None:
    """A limit that has passed was relied on; one that was published may be put off, never brought forward."""
    if consultation.offers_until is not None and consultation.offers_until <= clock.now():
        raise Frozen(
            "La date limite des offres est passée\N{NO-BREAK SPACE}: elle ne change plus.",
            field="offers_until",
        )
    if consultation.market.published_on is not None and (instant is None or instant <= clock.now()):
        raise WrongDay("La date limite des offres est à venir.", field="offers_until")
    published = consultation.market.published_on
    if published is not None and instant is not None:
        if consultation.offers_until is not None and instant < consultation.offers_until:
            raise WrongDay(_FORWARD, field="offers_until")
        short = too_short(published, instant, consultation.bidding, actor.time_zone)
        if short:
            raise WrongDay(short, field="offers_until")


@transaction.atomic
def piece_give(*, actor: Actor, market: Market, kind: DocumentKind, file: GivenFile) -> Document:
    """One of the five pieces of the DCE; another version leaves the one before as it was. Raises Frozen once published,
    WrongFile."""
    require(can_keep_consultation, actor)
    if kind not in DCE:
        raise Frozen(_FIVE)
    consultation = locked(market)
    if consultation.market.published_on is not None:
        raise Frozen(_PUBLISHED)
    made = document_keep(actor, consultation, kind, kept_of(file, kind))
    audit(actor, "tender.piece.given", made, kind=kind.value, version=made.version)
    return made


def document_keep(
    actor: Actor, consultation: Consultation, kind: DocumentKind, kept: Kept, *, task: Task | None = None
) -> Document:
    """The next version of a document; the consultation is locked by who calls."""
    last = Document.objects.filter(consultation=consultation, kind=kind).aggregate(last=Max("version"))[
        "last"
    ]
    return Document.objects.create(
        consultation=consultation, kind=kind, version=(last or 0) + 1, task=task, name=kept.name,
        extension=kept.extension, content=kept.content, sha256=kept.sha256, size=len(kept.content),
        by_id=actor.person_id,
    )  # fmt: skip


def locked(market: Market) -> Consultation:
    """The record of that market, begun if it was not, for one act at a time."""
    Consultation.objects.get_or_create(market=market)
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("market")
    return rows.get(market=market)
