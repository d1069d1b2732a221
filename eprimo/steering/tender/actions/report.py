"""The report of analysis is written from the prices and the marks, with a letter to each bidder; or taken back."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.docx import writing_docx
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender import papers
from eprimo.steering.tender.actions.documents import document_keep, locked
from eprimo.steering.tender.actions.offers import is_opened
from eprimo.steering.tender.actions.rejections import rejections_drop
from eprimo.steering.tender.analysis import Analysis, analysis_of, register_of
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet
from eprimo.steering.tender.models import Consultation, Task
from eprimo.steering.tender.pieces import Kept
from eprimo.steering.tender.policies import can_write_offers
from eprimo.ui.plurals import NBSP

_CLOSED = f"Les offres ne sont pas ouvertes{NBSP}: leur rapport ne peut pas être écrit."
_NONE = f"Aucune offre régulière n’est classée{NBSP}: le marché ne peut pas être attribué."
_TIE = "Les deux premières offres sont à égalité de points et de prix. La commission revoit ses notes avant le rapport."
_SIGNED = f"Le marché est signé{NBSP}: son analyse ne se reprend plus."


def ready_to_report(consultation: Consultation) -> Analysis:
    """The analysis, whole. Raises NotYet with what lacks: a price, a mark, the answer of a bidder."""
    if not is_opened(consultation):
        raise NotYet(_CLOSED)
    analysis = analysis_of(consultation)
    for one in analysis.lacking:
        raise NotYet(f"{one.offer.bidder}{NBSP}: il manque {', '.join(one.lacks)}.")
    for one in analysis.ranking:
        if one.is_low and one.offer.answered_on is None:
            raise NotYet(
                f"Le prix de {one.offer.bidder} paraît anormalement bas{NBSP}: interrogez-le, notez sa réponse, ou "
                "dites pourquoi son offre est irrégulière."
            )
    if not analysis.ranking:
        raise NotYet(_NONE)
    scores = [one.score for one in analysis.ranking]
    if (
        len(scores) > 1
        and scores[0] is not None
        and scores[1] is not None
        and scores[0].rank == scores[1].rank
    ):
        raise NotYet(_TIE)
    return analysis


def report_keep(actor: Actor, consultation: Consultation, task: Task) -> None:
    """The report, archivable and as a text to work on; a letter to each bidder of the register; who is retained."""
    require(can_write_offers, actor, consultation)
    analysis = ready_to_report(consultation)
    register = register_of(actor, consultation)
    consultation.retained = analysis.ranking[0].offer
    consultation.save(update_fields=["retained"])
    writing = papers.report(analysis, register)
    for kind, extension, content in (
        (DocumentKind.REPORT, "pdf", writing_pdf(writing)), (DocumentKind.REPORT_TEXT, "docx", writing_docx(writing)),
    ):  # fmt: skip
        document_keep(
            actor, consultation, kind, Kept(f"rapport d’analyse.{extension}", extension, content), task=task
        )
    for offer in register:
        if offer.replaced_at is None:
            name = f"lettre {offer.number} – {offer.bidder}"[:110] + ".pdf"
            kept = Kept(name, "pdf", writing_pdf(papers.letter(analysis, offer)))
            document_keep(actor, consultation, DocumentKind.LETTER, kept, task=task)


@transaction.atomic
def analysis_reopen(*, actor: Actor, market: Market) -> None:
    """The report is taken back: prices and marks may change; what was written stays. Raises Frozen once signed."""
    consultation = locked(market)
    require(can_write_offers, actor, consultation)
    tasks = Task.objects.filter(consultation=consultation, replaced_at=None)
    if tasks.filter(kind=TaskKind.SIGN).exists():
        raise Frozen(_SIGNED)
    if tasks.filter(kind=TaskKind.REPORT).update(replaced_at=clock.now()):
        consultation.retained = None
        consultation.save(update_fields=["retained"])
        rejections_drop(consultation)
        audit(actor, "tender.analysis.reopened", consultation)
