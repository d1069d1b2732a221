"""Makes a document of a member and keeps track of it; says which were made, and whose a document is, to who opens the
file and to the coordinator."""

import hashlib
import re

from django.db import transaction
from django.db.models import Q, QuerySet

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.docx import writing_docx
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.enums import PaperFormat, PaperKind
from eprimo.steering.consortium.models import IssuedPaper, Member
from eprimo.steering.consortium.papers import writing_of
from eprimo.steering.consortium.policies import can_issue_paper, files_visible_to

MOST = 20
_HEX = re.compile(r"[0-9a-f]{12,64}")


def papers_of(member: Member) -> list[IssuedPaper]:
    """The last ones, newest first."""
    return list(member.papers.order_by("-issued_at", "-pk")[:MOST])


def papers_like(actor: Actor, *, reference: str = "", content: bytes | None = None) -> list[IssuedPaper]:
    """Those that bear this reference (the printed one, or a whole hash), or whose file is this one, byte for byte."""
    if content:
        return _found(actor, Q(sha256=hashlib.sha256(content).hexdigest()))
    bare = reference.replace("-", "").strip().lower()
    if not _HEX.fullmatch(bare):
        return []
    return _found(actor, Q(content_sha256__startswith=bare) | Q(sha256=bare))


def _found(actor: Actor, which: Q) -> list[IssuedPaper]:
    rows: QuerySet[IssuedPaper] = IssuedPaper.objects.filter(
        which, member__in=Member.objects.filter(files_visible_to(actor))
    )
    return list(rows.select_related("member").order_by("-issued_at", "-pk")[:MOST])


@transaction.atomic
def paper_issue(
    *, actor: Actor, member: Member, kind: PaperKind, fmt: PaperFormat
) -> tuple[bytes, IssuedPaper]:
    """The file, with what the group knows now, and its trace. Raises NotVisible when this member has none such."""
    require(can_issue_paper, actor, member)
    writing = writing_of(member, kind)
    content = writing_pdf(writing) if fmt == PaperFormat.PDF else writing_docx(writing)
    made = IssuedPaper.objects.create(
        member=member, kind=kind, format=fmt, content_sha256=writing.sha256, issued_by_id=actor.person_id,
        sha256=hashlib.sha256(content).hexdigest(), role=actor.role,
    )  # fmt: skip
    audit(actor, "consortium.paper.issued", member, kind=kind.label, on_behalf=on_behalf(actor))
    return content, made
