"""Sessions keep through which child a guardian is in an audience: those that do not say it are read again."""

from django.db import migrations

AGAIN = "UPDATE kernel_platform SET epoch = epoch + 1"


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("kernel", "0003_platform_row")]

    operations = [migrations.RunSQL(AGAIN, AGAIN)]
