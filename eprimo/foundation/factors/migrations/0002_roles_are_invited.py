"""Where people work already, each role is invited on the day of the release: six weeks to prepare. A new installation has
nobody to wait for: the factor is asked from the first day."""

from datetime import date
from typing import Any

from django.db import migrations

ROLES = (
    "teacher", "director", "deputy", "staff", "commune_agent", "partner", "inspector", "academy", "coordinator",
    "member_rep", "managing_body", "commission", "contractor", "platform",
)  # fmt: skip


def invite(apps: Any, schema_editor: Any) -> None:
    if not apps.get_model("accounts", "Account").objects.filter(activated_at__isnull=False).exists():
        return
    # The day of the machine: a migration is run by who keeps it, whatever clock a demo shows.
    terms = apps.get_model("kernel", "FactorTerm")
    terms.objects.bulk_create((terms(role=role, invited_on=date.today()) for role in ROLES), ignore_conflicts=True)  # noqa: DTZ011


class Migration(migrations.Migration):
    dependencies = [("factors", "0001_second_factors"), ("kernel", "0005_second_factors")]
    operations = [migrations.RunPython(invite, migrations.RunPython.noop)]
