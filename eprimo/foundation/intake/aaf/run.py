"""One delivery of an academy: read, compared, asked, applied by batches, gone on from where it was stopped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.utils.timezone import localtime

from eprimo.foundation.directory.models import Academy, School
from eprimo.foundation.intake.aaf import staging, unchanged_delivery
from eprimo.foundation.intake.aaf.apply import Applying, analyze, apply_batches, names_in_place
from eprimo.foundation.intake.aaf.apply_sql import CHANGED_BATCHES
from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.files import AafRefused, AafSet, Kind, find_set
from eprimo.foundation.intake.aaf.next_year import plans_fill
from eprimo.foundation.intake.aaf.plan import PEOPLE_OF_A_BATCH, AafPlan, Counts, make_plan, no_counts
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.schools import academy_of, keep_schools
from eprimo.foundation.intake.aaf.stored_attributes import keep_said, keep_unknown
from eprimo.foundation.intake.merge.plan import Ask
from eprimo.foundation.intake.models import AafRun, AafRunSchool, AafState, SchoolKey
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Problem, Severity
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked

_ONE_AT_ONCE = 7_016_043
_TRIES = 3
# From so many new people on, the tables are looked at anew for whoever plans a query on them.
_MANY = 5_000


class AafStopped(Exception):
    """The database stopped in the middle: what is done is done, the same command goes on."""

    def __init__(self, sentence: str) -> None:
        self.sentence = french(sentence)
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the import is, for who waits: a step in words, and a share of it when there is one."""

    step: Callable[[str], None] = lambda _: None
    share: Callable[[int, int], None] = lambda *_: None


@dataclass(slots=True)
class AafOutcome:
    """What the delivery changes, or changed."""

    academy: str = ""
    full: bool = True
    counts: Counts = field(default_factory=no_counts)
    # UAI → counts.
    schools: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    applied: bool = False
    people: int = 0


class _TakeBack(Exception):
    """Undoes a dry run."""


def aaf_import(
    *, folder: Path, academy: str, dry_run: bool, yes: bool, progress: Progress, batch: int = PEOPLE_OF_A_BATCH
) -> AafOutcome:  # fmt: skip
    """Import the delivery of that folder, about `batch` people in a transaction, by whole schools.

    Raises AafRefused (nothing was changed) or AafStopped (what is done is done).
    """
    where = academy_of(academy)
    progress.step("Lecture des fichiers")
    delivery = find_set(folder, where.code)
    return set_import(
        academy=where, delivery=delivery, dry_run=dry_run, yes=yes, progress=progress, batch=batch
    )


def set_import(
    *, academy: Academy, delivery: AafSet, dry_run: bool, yes: bool, progress: Progress, batch: int = PEOPLE_OF_A_BATCH
) -> AafOutcome:  # fmt: skip
    """The same, of files that were looked at."""
    work = _Import(academy, delivery, yes, progress, batch)
    try:
        with as_owner(), _alone():
            if not dry_run:
                return work.go()
            try:
                with transaction.atomic():
                    work.look()
                    raise _TakeBack
            except _TakeBack:
                return work.outcome
    except OperationalError as error:
        raise AafStopped(_stop_sentence(error)) from error


# Fewer refused objects of a kind are told one by one and ask nothing: a delivery of changes has a few lines.
_REFUSED_FROM = 10
_WORDS = {Kind.PUPIL: "élèves", Kind.GUARDIAN: "responsables", Kind.STAFF: "personnels"}


def _refused_objects() -> list[Ask]:
    """More than a tenth of the pupils, guardians or staff of the delivery could not be taken."""
    return [
        Ask(
            "many_refused",
            asked_words(refused, objects, f"de la livraison ({_WORDS[kind]})"),
        )
        for kind, refused, objects in staging.refused_objects()
        if refused >= _REFUSED_FROM and is_asked(refused, objects)
    ]


def _stop_sentence(error: OperationalError) -> str:
    full = getattr(error.__cause__, "sqlstate", "") in {"53100", "53200"}
    why = "Le disque de la base de données est plein" if full else "La base de données s’est arrêtée"
    return (
        f"{why} : les écoles déjà faites le restent, aucune famille n’est à moitié. Relancez la même commande : elle"
        " continue où elle était."
    )


class _alone:  # noqa: N801 - reads as a word where it is used
    """One import of an academic directory at a time on this database. Raises AafRefused."""

    def __enter__(self) -> None:
        if not fetch("SELECT pg_try_advisory_lock(%(lock)s)", {"lock": _ONE_AT_ONCE})[0][0]:
            raise AafRefused("busy", "Un autre import de l’annuaire académique est en cours.")
        staging.session()

    def __exit__(self, *_: object) -> None:
        if (
            connection.connection is not None
            and not connection.connection.broken
            and not connection.needs_rollback
        ):
            run("SELECT pg_advisory_unlock(%(lock)s)", {"lock": _ONE_AT_ONCE})
            staging.session_over()


class _Import:
    def __init__(self, academy: Academy, delivery: AafSet, yes: bool, progress: Progress, batch: int) -> None:
        self.academy, self.delivery, self.yes, self.progress, self.batch = (
            academy,
            delivery,
            yes,
            progress,
            batch,
        )
        self.told = Remarks()
        self.outcome = AafOutcome(academy.code, delivery.full)
        for name in delivery.ignored:
            sentence = french("Fichier laissé de côté : son nom n’est pas celui d’un fichier de l’annuaire.")
            self.told.problems.append(Problem(name, 0, "", sentence, Severity.INFO, "ignored_file"))

    def look(self) -> AafPlan:
        """Read and compare; the outcome says what would be."""
        self._load()
        plan, told = self._plan()
        self._say(plan.counts, plan.schools, told)
        self.outcome.asks = [*self._stale(), *_refused_objects(), *plan.asks]
        return plan

    def go(self) -> AafOutcome:
        before = unchanged_delivery.compared_before(self.academy, self.delivery)
        digest = unchanged_delivery.digest(clock.now()) if before is not None else ""
        if before is not None and before.compared_with == digest:
            return self._nothing_moved(before)
        if staging.is_loaded(self.delivery.fingerprint):
            self.outcome.people = staging.loaded_before(self.told).people
        else:
            with transaction.atomic():
                self._load()
        journal = self._journal()
        plan, told = self._plan()
        if not journal.counts:
            journal.counts = {
                "overall": plan.counts,
                "schools": {str(pk): said for pk, said in plan.schools.items()},
            }
        counts = journal.counts["overall"]
        schools = {int(pk): said for pk, said in journal.counts["schools"].items()}
        self._say(counts, schools, told)
        self.outcome.asks = [*self._stale(), *_refused_objects(), *plan.asks]
        if self.outcome.asks and not (self.yes or journal.agreed):
            journal.state, journal.finished_at, journal.counts = (
                AafState.REFUSED,
                clock.now(),
                {"overall": counts},
            )
            journal.save()
            staging.drop()
            return self.outcome
        journal.agreed = journal.agreed or self.yes
        journal.save(update_fields=["counts", "agreed"])
        unchanged = not fetch(CHANGED_BATCHES)
        self._apply(journal, plan, schools, told)
        plans_fill(whole=self.delivery.full, told=told)
        journal.compared_with = digest if unchanged else ""
        self._finish(journal, counts, schools)
        return self.outcome

    def _nothing_moved(self, before: AafRun) -> AafOutcome:
        """Journal the delivery as applied, with the counts of the comparison that still holds."""
        counts: Counts = before.counts["overall"]
        schools: dict[int, Counts] = dict(before.schools.values_list("school_id", "counts"))
        told = Remarks()
        told.tell(
            "nothing_moved",
            f"Cette livraison est celle qui a été comparée le {localtime(before.started_at):%d/%m/%Y} et l’annuaire n’a"
            " pas changé depuis : il n’y a rien à faire. Les remarques faites alors valent toujours.",
            severity=Severity.INFO,
        )
        self.told.add(told)
        with transaction.atomic():
            journal = self._journal()
            journal.compared_with = before.compared_with
            self._close(journal, counts, schools)
        self._say(counts, schools, self.told)
        self.outcome.people = sum(counts[kind]["unchanged"] for kind in ("pupils", "guardians", "teachers"))
        self.outcome.applied = True
        return self.outcome

    def _journal(self) -> AafRun:
        """The run of this very delivery that was stopped, or a new one; another one that was stopped is left."""
        running = AafRun.objects.filter(academy=self.academy, state=AafState.RUNNING).first()
        if running is not None and running.fingerprint == self.delivery.fingerprint:
            return running
        with transaction.atomic():
            if running is not None:
                running.state, running.finished_at = AafState.LEFT, clock.now()
                running.save()
            return AafRun.objects.create(
                academy=self.academy, fingerprint=self.delivery.fingerprint, full=self.delivery.full,
                stamp=self.delivery.stamp, started_at=clock.now(),
            )  # fmt: skip

    def _load(self) -> None:
        loaded = staging.load(self.delivery, self.academy.code, self.told, self.progress.share)
        self.outcome.people = loaded.people
        keep_schools(self.academy, loaded.schools, self.told)
        if not SchoolKey.objects.filter(academy=self.academy.code).exists():
            raise AafRefused(
                "no_school", "Aucune école de cette livraison n’est connue : importez-les (import_schools)."
            )

    def _plan(self) -> tuple[AafPlan, Remarks]:
        told = self.told.copy()
        with transaction.atomic():
            plan = make_plan(
                academy=self.academy.code, full=self.delivery.full, now=clock.now(), told=told,
                progress=self.progress.step, batch=self.batch,
            )  # fmt: skip
        told.close()
        return plan, told

    def _stale(self) -> list[Ask]:
        """A delivery older than the last one applied would take people back in time."""
        last = AafRun.objects.filter(academy=self.academy, state=AafState.APPLIED).order_by("-stamp").first()
        if last is None or not self.delivery.stamp or self.delivery.stamp >= last.stamp:
            return []
        sentence = (
            f"Cette livraison ({self.delivery.stamp}) est plus ancienne que la dernière ({last.stamp})."
        )
        return [Ask("stale", french(sentence))]

    def _say(self, counts: Counts, schools: dict[int, Counts], told: Remarks) -> None:
        uais = dict(School.objects.filter(pk__in=schools).values_list("pk", "uai"))
        self.outcome.counts = counts
        self.outcome.schools = {uais[pk]: schools[pk] for pk in sorted(schools, key=lambda pk: uais[pk])}
        self.outcome.problems = told.problems

    def _apply(self, journal: AafRun, plan: AafPlan, schools: dict[int, Counts], told: Remarks) -> None:
        self.progress.step("Écriture, école par école")
        for attempt in range(1, _TRIES + 1):
            work = Applying(
                journal,
                self.academy.code,
                self.delivery.full,
                told,
                schools,
                plan.emptied,
                self.progress.share,
            )
            if apply_batches(work):
                self.outcome.applied = True
                return
            if attempt < _TRIES:
                plan, told = self._plan()
        raise AafStopped(
            "Des écoles ont été changées à la main pendant l’import, trois fois de suite : elles ne sont pas à jour."
            " Relancez la même commande."
        )

    def _finish(self, journal: AafRun, counts: Counts, schools: dict[int, Counts]) -> None:
        with transaction.atomic():
            self._close(journal, counts, schools)
            keep_unknown(academy=self.academy.code, full=self.delivery.full, now=clock.now())
            keep_said(academy=self.academy.code, full=self.delivery.full)
            staging.drop()
        names_in_place()
        if sum(said["created"] for said in counts.values()) > _MANY:
            analyze()

    def _close(self, journal: AafRun, counts: Counts, schools: dict[int, Counts]) -> None:
        told = set(AafRunSchool.objects.filter(run=journal).values_list("school_id", flat=True))
        AafRunSchool.objects.bulk_create(
            [
                AafRunSchool(run=journal, school_id=pk, counts=said)
                for pk, said in schools.items()
                if pk not in told
            ]
        )
        journal.state, journal.finished_at, journal.counts = (
            AafState.APPLIED,
            clock.now(),
            {"overall": counts},
        )
        journal.save()
