from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_tables")]

    operations = [migrations.RunSQL("INSERT INTO kernel_platform (id, epoch, switch_counter) VALUES (1, 0, 0)", "")]
