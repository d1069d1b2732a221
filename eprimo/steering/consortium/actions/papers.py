"""A document of a member, made and kept track of."""

import hashlib

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.editable import writing_docx
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.enums import PaperFormat, PaperKind
from eprimo.steering.consortium.models import IssuedPaper, Member
from eprimo.steering.consortium.papers import writing_of
from eprimo.steering.consortium.policies import can_issue_paper


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
