"""The files of disputes: what they are about, their steps, and the papers of these."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consortium', '0014_rights_nameless'),
        ('orders', '0016_completed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('order', 'Exécution du marché'), ('convention', 'Non-exécution de la convention')], max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=120)),
                ('since_on', models.DateField()),
                ('facts', models.CharField(max_length=3000)),
                ('demand', models.CharField(max_length=1000)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ('opened_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('outcome', models.CharField(blank=True, choices=[('settled', 'Accord amiable'), ('dropped', 'Demande abandonnée'), ('upheld', 'Jugé\xa0: demande admise'), ('partly', 'Jugé\xa0: demande admise en partie'), ('refused', 'Jugé\xa0: demande rejetée')], max_length=8)),
                ('closed_on', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='consortium.market')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='consortium.member')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='DisputeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('notice', 'Mise en demeure'), ('answer', 'Réponse de l’autre partie'), ('meeting', 'Rencontre'), ('offer', 'Proposition d’accord'), ('mediation', 'Médiation'), ('claim', 'Requête au tribunal'), ('hearing', 'Audience'), ('judgement', 'Décision du juge'), ('appeal', 'Appel'), ('paper', 'Pièce versée au dossier'), ('closed', 'Dossier clos'), ('reopened', 'Dossier rouvert')], max_length=9)),
                ('on', models.DateField()),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('case_number', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='orders.dispute')),
            ],
        ),
        migrations.CreateModel(
            name='DisputePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='orders.dispute')),
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='paper', to='orders.disputestep')),
            ],
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(models.F('market'), models.F('opened_at'), name='dispute_market'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(models.F('member'), models.F('number'), name='dispute_number_once'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'order'), ('order__isnull', False)), models.Q(('kind', 'convention'), ('order', None)), _connector='OR'), name='dispute_on_an_order_or_the_convention'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_on', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False), ('closed_on__isnull', False)), _connector='OR'), name='dispute_closed_with_its_outcome'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gt', 0), _connector='OR'), name='dispute_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('facts', ''), _negated=True), models.Q(('demand', ''), _negated=True)), name='dispute_says_what'),
        ),
        migrations.AddIndex(
            model_name='disputestep',
            index=models.Index(models.F('dispute'), models.F('on'), name='dispute_step_by_day'),
        ),
        migrations.AddConstraint(
            model_name='disputestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('closed', 'reopened')), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='dispute_step_says_why'),
        ),
        migrations.AddConstraint(
            model_name='disputepaper',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='dispute_paper_hash'),
        ),
    ]
