"""Counts that leave as a file."""

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.statistics.policies import can_export_figures


@transaction.atomic
def figures_export(*, actor: Actor, schools: int) -> None:
    """Leave the line of an export; the file itself is made by who shows the rows."""
    require(can_export_figures, actor)
    audit(actor, "statistics.figures.exported", rows=schools)
