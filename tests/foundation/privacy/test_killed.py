"""The night's work killed at any moment and begun again: real processes, real commits, a database of its own.

In the drill. `test_erasure.py` kills it in the middle of a batch, in this process.
"""

import random
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.databases import Databases, address_of, databases_of

pytestmark = pytest.mark.whole

# People who left a hundred days ago, with an adult each, as many who stay; how often the work is killed.
LEFT, KILLS = 3000, 25
WAITS = (0.05, 1.5)

# Two schools; pupils n and their adults 100000 + n; those of odd numbers stay.
_PEOPLE = """
INSERT INTO directory_academy (id, code, name) VALUES (1, '17', 'Nantes');
INSERT INTO directory_department (id, code, name, academy_id) VALUES (1, '44', 'Loire-Atlantique', 1);
INSERT INTO directory_commune (id, insee, name, department_id) VALUES (1, '44999', 'Valmarais', 1);
INSERT INTO directory_schoolyear (year, starts, ends) VALUES (2026, '2026-09-01', '2027-08-31');
INSERT INTO directory_school (id, public_id, uai, name, kind, sector, commune_id, academy_id, rpi, holiday_zone,
  time_zone, running_year_id, epoch)
SELECT n, gen_random_uuid(), format('044000%%sA', n), 'École ' || n, 'primaire', 'public', 1, 1, '', 'B',
  'Europe/Paris', 2026, 0 FROM generate_series(1, 2) n;
INSERT INTO directory_person (id, public_id, last_name, usual_name, first_name, civility, sex, protected, epoch)
SELECT k + n, gen_random_uuid(), 'CANARI', '', 'canari-' || CASE n %% 2 WHEN 0 THEN 'parti' ELSE 'reste' END, '', '',
  false, 0 FROM generate_series(1, 2 * %(left)s) n, unnest(ARRAY[0, 100000]) k;
INSERT INTO directory_affiliation (person_id, school_id, profile, function, reason, starts, ends, end_reason, source)
SELECT n, 1 + n %% 4 / 2, 'pupil', '', 'canari-parti', now() - interval '400 days',
  CASE n %% 2 WHEN 0 THEN now() - interval '100 days' END, '', 'manual' FROM generate_series(1, 2 * %(left)s) n;
INSERT INTO directory_guardianship (adult_id, child_id, kind, priority, starts, end_reason, source)
SELECT 100000 + n, n, 'exercises', 1, now() - interval '400 days', '', 'manual' FROM generate_series(1, 2 * %(left)s) n;
INSERT INTO directory_contactdetails (person_id, email, phone_home, phone_work, phone_mobile, address, postcode, city,
  country)
SELECT 100000 + n, 'canari-parti@exemple.fr', '', '', '', '', '', '', '' FROM generate_series(2, 2 * %(left)s, 2) n;
INSERT INTO accounts_account (person_id, login, state, activated_at, recovery_email, recovery_email_pending,
  language, theme, reading, font, text_size, animations)
SELECT id, 'canari-' || id, 'active', now() - interval '300 days', '', '', '', '', 'normal', 'defaut', 'normal', ''
FROM directory_person;
UPDATE directory_affiliation SET reason = '' WHERE ends IS NULL;
"""


class Ground:
    def __init__(self, made: Databases) -> None:
        self.made = made

    def read(self, name: str, query: str) -> list[tuple[Any, ...]]:
        url = address_of(self.made.owner, name)
        with psycopg.connect(url, autocommit=True) as reader:
            return reader.execute(query.encode()).fetchall()

    def write(self, name: str, statement: str) -> None:
        url = address_of(self.made.owner, name)
        with psycopg.connect(url, autocommit=True) as writer:
            writer.execute(statement.encode())

    def fill(self, name: str) -> None:
        url = address_of(self.made.owner, name)
        with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as writer:
            writer.execute(_PEOPLE.encode(), {"left": LEFT})

    def state(self, name: str) -> list[list[tuple[Any, ...]]]:
        """Everything that a run leaves, but for its instants."""
        return [
            self.read(name, query)
            for query in (
                "SELECT id, first_name, last_name, erased_at IS NULL FROM directory_person ORDER BY id",
                "SELECT person_id, login FROM accounts_account ORDER BY 1",
                "SELECT person_id, ends IS NULL, reason FROM directory_affiliation ORDER BY 1",
                "SELECT adult_id, child_id, ends IS NULL FROM directory_guardianship ORDER BY 1, 2",
                "SELECT person_id FROM directory_contactdetails ORDER BY 1",
                "SELECT person_id, reason FROM privacy_erasedperson ORDER BY 1",
                # One line a school and run, with the same counts.
                "SELECT school_id, details->>'people', details->>'rows' FROM kernel_auditline ORDER BY 1 NULLS LAST",
                "SELECT day, finished_at IS NOT NULL, counts::text FROM privacy_retentionrun",
            )
        ]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with databases_of("retention", tmp_path_factory.mktemp("var")) as made:
        found = Ground(made)
        found.fill(made.template)
        yield found


def test_killed_half_way_and_begun_again_is_the_same(ground: Ground) -> None:
    made = ground.made
    once, killed = f"{made.template}_once", f"{made.template}_killed"
    # Databases with the same people: the journal of one would erase them again in the other.
    journal = made.var / "erased.jsonl"
    journal.unlink(missing_ok=True)
    made.make(once)
    made.run(once, "apply_retention")
    journal.unlink()
    made.make(killed)
    random.seed(5)
    stopped = 0
    for _ in range(KILLS):
        process = made.start(killed, "apply_retention")
        _wait_for_run(ground, killed, process)
        time.sleep(random.uniform(*WAITS))
        stopped += process.poll() is None
        process.kill()
        process.communicate()
    made.run(killed, "apply_retention")
    first, again = ground.state(once), ground.state(killed)
    assert first == again
    left = [row for row in first[0] if row[1] == "canari-parti"]
    assert left == []
    assert len(first[0]) == 2 * LEFT
    assert sum(int(row[1]) for row in first[6] if row[0]) == 2 * LEFT
    print(f"{2 * LEFT} people erased, killed {stopped} times")  # noqa: T201 - the figure of the drill


def _wait_for_run(ground: Ground, name: str, process: Any) -> None:
    """Until the run is under way, or over."""
    while process.poll() is None:
        if ground.read(name, "SELECT 1 FROM privacy_retentionrun"):
            return
        time.sleep(0.02)


def test_a_restored_backup_is_erased_again(ground: Ground) -> None:
    """The database goes back to before the erasure; the journal beside it did not."""
    made = ground.made
    name = f"{made.template}_once"
    journal = made.var / "erased.jsonl"
    journal.unlink(missing_ok=True)
    made.make(name)
    made.run(name, "apply_retention")
    assert "CANARI" not in journal.read_text(encoding="utf-8")
    made.make(name)
    gone = "SELECT count(*) FROM directory_person WHERE first_name = 'canari-parti'"
    assert ground.read(name, gone) == [(2 * LEFT,)]
    # One of the numbers was given to somebody else after the backup.
    ground.write(name, "UPDATE directory_person SET public_id = gen_random_uuid() WHERE id = 2")
    said = made.run(name, "erase_again", "--journal", str(journal))
    assert said.strip() == f"{2 * LEFT - 1} personnes effacées de nouveau."
    assert ground.read(name, gone) == [(1,)]
    assert made.run(name, "erase_again").startswith("0 personne ")
