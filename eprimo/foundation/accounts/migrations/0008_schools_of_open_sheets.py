from django.db import migrations

# Sheets that were printed and wait in a schoolbag: the trail says which school printed the last one of each account.
SCHOOLS = """
UPDATE accounts_signincode c SET school_id = (
  SELECT s.id FROM kernel_auditline l JOIN directory_school s ON s.id = l.school_id
  WHERE l.act = 'accounts.sheet.printed' AND l.object_type = 'accounts.account' AND l.object_id = c.account_id
  ORDER BY l.id DESC LIMIT 1)
WHERE c.purpose IN ('activation', 'renewal') AND c.used_at IS NULL AND c.cancelled_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_secrets_of_sheets"),
        ("kernel", "0003_platform_row"),
    ]

    operations = [migrations.RunSQL(SCHOOLS, migrations.RunSQL.noop)]
