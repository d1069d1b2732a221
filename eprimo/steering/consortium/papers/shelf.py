"""What was made for a member, and whose a document is: read by who opens the file, and by the coordinator."""

import hashlib
import re

from django.db.models import Q, QuerySet

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import IssuedPaper, Member
from eprimo.steering.consortium.policies import files_visible_to

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
