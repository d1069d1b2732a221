"""Statements that a stranger slips into a page, beyond those that an attack has found: written from the rules alone.

Each names the finding that it varies, who is signed in (empty: nobody), and what must come of it. Nothing is read and
nothing is changed; where `proof` stands, what it reads stays; where `gains` names people, whose reach the statement
would widen, each of them sees nobody and nothing more after the next sign-in. Names in braces are keys of the cast.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One statement. `proof` is read before and after, by the owner of the tables."""

    finding: str
    name: str
    who: str
    sql: str
    proof: str = ""
    gains: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.finding}: {self.name}, {self.who or 'nobody'}"


def reach(name: str, who: str, sql: str, *gains: str) -> Variant:
    return Variant("F1", name, who, sql, gains=gains or (who,))


def link(table: str, **values: str) -> str:
    """A link of the directory that begins in September."""
    return (
        f"INSERT INTO directory_{table} (starts, end_reason, source, {', '.join(values)})"
        f" VALUES ('2026-09-02', '', 'manual', {', '.join(values.values())})"
    )


def mandate(person: str, role: str, **places: str) -> str:
    return link(
        "mandate", public_id="gen_random_uuid()", person_id=person, role=f"'{role}'", level="'sign'",
        function="''", reason="''", **places,
    )  # fmt: skip


def affiliation(person: str, school: str, profile: str) -> str:
    return link(
        "affiliation", person_id=person, school_id=school, profile=f"'{profile}'", function="''", reason="''"
    )


def guardianship(adult: str, child: str) -> str:
    return link("guardianship", adult_id=adult, child_id=child, kind="'exercises'", priority="1")


# F1: what computes a reach, written by whoever it would widen or by an accomplice.
REACH = (
    reach("a service of another commune", "agent", "UPDATE directory_serviceschool SET school_id = {verne}"),
    reach("a service given another body", "lea",
          "UPDATE directory_communeservice SET epci_id = 1, commune_id = NULL", "agent"),
    reach("a second service under the own mandate", "agent",
          "WITH s AS (INSERT INTO directory_communeservice (public_id, commune_id, kind, name) VALUES "
          "(gen_random_uuid(), {commune}, 'etude', 'X') RETURNING id) "
          "INSERT INTO directory_serviceschool (starts, end_reason, source, service_id, school_id) "
          "SELECT '2026-09-01', '', 'manual', id, {verne} FROM s"),
    reach("an own mandate moved to another role", "agent",
          "UPDATE directory_mandate SET service_id = NULL, academy_id = {academy_place}, role = 'academy'"),
    reach("schools given to a district by the way of a conflict", "inspector",
          "INSERT INTO directory_schoolcirconscription (id, starts, end_reason, source, school_id, circonscription_id) "
          "SELECT max(id), '2026-09-01', '', 'manual', {verne}, max(circonscription_id) "
          "FROM directory_schoolcirconscription ON CONFLICT (id) DO UPDATE SET school_id = {verne}"),
    reach("a district merged into the own", "inspector",
          "MERGE INTO directory_schoolcirconscription t USING directory_school s ON t.school_id = s.id "
          "WHEN NOT MATCHED THEN INSERT (starts, end_reason, source, school_id, circonscription_id) VALUES "
          "('2026-09-01', '', 'manual', s.id, {district})"),
    reach("schools moved into the own commune", "member_rep",
          "UPDATE directory_school SET commune_id = {commune}, academy_id = {academy_place}", "member_rep", "academy"),
    reach("a mandate of the commune made one of a district", "member_rep",
          "UPDATE directory_mandate SET role = 'inspector', circonscription_id = {district} WHERE person_id = {me}"),
    reach("a mandate taken from its holder", "teacher",
          "UPDATE directory_mandate SET person_id = {me} WHERE person_id = {academy}"),
    reach("a mandate for an accomplice", "coordinator",
          mandate("{teacher}", "academy", academy_id="{academy_place}"), "teacher"),
    reach("an academy makes itself coordinator", "academy", mandate("{academy}", "coordinator")),
    reach("an academy makes an accomplice platform", "academy", mandate("{teacher}", "platform"), "teacher"),
    reach("a platform makes itself an academy", "platform",
          mandate("{platform}", "academy", academy_id="{academy_place}")),
    reach("an own affiliation moved", "teacher",
          "UPDATE directory_affiliation SET school_id = {verne}, profile = 'director' WHERE person_id = {me}"),
    reach("an own affiliation elsewhere", "director", affiliation("{me}", "{verne}", "teacher")),
    reach("an ended affiliation brought back", "former_teacher",
          "UPDATE directory_affiliation SET ends = NULL, end_reason = '' WHERE person_id = {me}"),
    reach("a deputy's days prolonged", "deputy",
          "UPDATE directory_affiliation SET ends = NULL, profile = 'director' WHERE person_id = {me}"),
    reach("a foreign pupil made one of the own school", "director",
          affiliation("{lea_verne}", "{tilleuls}", "pupil"), "director", "teacher"),
    reach("a foreign teacher made one of the own school", "director",
          affiliation("{teacher_verne}", "{tilleuls}", "teacher")),
    reach("a mandate's holder made one of the own school", "director",
          affiliation("{inspector}", "{tilleuls}", "staff")),
    reach("a foreign child in an own class", "director",
          link("classmembership", person_id="{lea_verne}", class_group_id="{ce1}", school_id="{tilleuls}", level="''",
               level_by_hand="false"), "director", "teacher"),
    reach("a foreign child in an own group", "director",
          link("groupmembership", person_id="{lea_verne}", group_id="{chorale}", school_id="{tilleuls}"),
          "director", "partner"),
    reach("a foreign child followed by an own helper", "director",
          link("attachment", person_id="{staff}", school_id="{tilleuls}", child_id="{lea_verne}", kind="'assists'"),
          "director", "staff"),
    reach("a foreign child under an own service", "director",
          link("serviceenrolment", child_id="{lea_verne}", service_id="{canteen}", school_id="{tilleuls}"),
          "director", "agent"),
    reach("an accomplice made the parent of a foreign child", "director", guardianship("{paul}", "{lea_verne}"),
          "director", "paul"),
    reach("a foreign parent made one of an own child", "director", guardianship("{guardian_verne}", "{lea}")),
    reach("a parent takes a second child", "paul", guardianship("{me}", "{yanis}")),
    reach("a restriction lifted by whom it restricts", "restricted_2",
          "UPDATE directory_guardianrestriction SET lifted_at = now(), ends = now()"),
    reach("a restriction moved to another link", "paul",
          "UPDATE directory_guardianrestriction SET guardianship_id = (SELECT max(id) FROM directory_guardianship)",
          "restricted_2", "restricted_3"),
    reach("a restriction taken out", "restricted_3", "DELETE FROM directory_guardianrestriction"),
    reach("a restricted link ended", "restricted_2",
          "UPDATE directory_guardianship SET ends = now(), end_reason = 'left' WHERE adult_id = {me}"),
    reach("a class moved to the own school", "director",
          "UPDATE directory_classgroup SET school_id = {tilleuls}", "director", "teacher"),
    reach("a group moved to another school", "partner", "UPDATE directory_group SET school_id = {verne}"),
    reach("everybody placed at the own school", "director",
          "UPDATE directory_person SET place_ids = ARRAY[{tilleuls}::bigint], "
          "work_place_ids = ARRAY[{tilleuls}::bigint]"),
    reach("oneself placed everywhere", "teacher",
          "UPDATE directory_person SET place_ids = place_ids || {verne}::bigint, "
          "work_place_ids = work_place_ids || {verne}::bigint WHERE id = {me}"),
    reach("a link turned to another person", "director",
          "UPDATE directory_affiliation SET person_id = {lea_verne} WHERE person_id = {lea}"),
    reach("a guardianship turned to another child", "director",
          "UPDATE directory_guardianship SET child_id = {lea_verne} WHERE adult_id = {paul}", "director", "paul"),
    reach("an entitlement for a school without one", "director_ferme",
          "INSERT INTO directory_entitlement (school_id, starts, ends, source, reason) VALUES "
          "({ferme}, '2026-09-01', '2027-09-01', 'manual', '')"),
    reach("the own session made another person's", "lea",
          "UPDATE accounts_session SET account_id = (SELECT max(account_id) FROM accounts_session)"),
    reach("the own session in another role and school", "teacher",
          "UPDATE accounts_session SET role = 'director', school_id = {verne}, scope = ARRAY[{verne}::bigint]"),
    reach("a session opened for somebody else", "teacher",
          "INSERT INTO accounts_session (public_id, key_hash, account_id, created_at, seen_at, expires_at, device, "
          "turn, next_turn, former_turn, address, shared, role, idle_seconds, feed) SELECT gen_random_uuid(), "
          "'chosen', {account_director_verne}, now(), now(), '2027-01-01', '', '', '', '', '', false, '', 999, false"),
    reach("two people of other schools made one", "director", "SELECT wall.widen(ARRAY[{lea}, {lea_verne}])"),
    reach("the links of somebody else read again", "teacher", "SELECT wall.read_again(ARRAY[{director_verne}])"),
    reach("all schools raised", "lea", "SELECT directory_raise_schools(ARRAY[{verne}, {tilleuls}])", "agent"),
    reach("a tie with a place elsewhere", "director",
          "INSERT INTO directory_tieplace (tie_id, class_group_id) VALUES (1, {ce1_verne})", "director", "teacher"),
    reach("a family opening of another school", "director",
          "INSERT INTO directory_familyopening (school_id, person_id, reason, starts, ends) VALUES "
          "({verne}, {guardian_verne}, '', '2026-09-01', '2027-09-01')"),
    reach("a merge written into the journal", "director",
          "INSERT INTO directory_personmerge (public_id, kept_id, absorbed_id, school_id, merged_at, journal) VALUES "
          "(gen_random_uuid(), {teacher}, {lea_verne}, {tilleuls}, now(), '{{}}')"),
    reach("assistance granted to oneself", "contractor",
          "INSERT INTO directory_supportaccess (public_id, school_id, person_id, role, reason, hours, state, asked_at, "
          "expires_at, answer, starts, ends) VALUES (gen_random_uuid(), {verne}, {me}, 'contractor', '', 4, "
          "'granted', now(), '2027-01-01', '', '2026-11-24', '2027-01-01')"),
    reach("assistance prolonged and turned", "contractor",
          "UPDATE directory_supportaccess SET state = 'granted', starts = '2026-11-01', ends = '2027-01-01'"),
    reach("a seat of another member", "member_rep", "UPDATE consortium_seat SET member_id = {brive}"),
    reach("a second seat", "member_rep",
          "INSERT INTO consortium_seat (mandate_id, member_id) SELECT id, {brive} FROM directory_mandate "
          "WHERE person_id = {me}"),
    reach("another member made the own commune's", "member_rep",
          "UPDATE consortium_member SET commune_id = {commune} WHERE id = {brive}"),
    reach("another member represented", "managing_body",
          "INSERT INTO consortium_representation (starts, end_reason, source, member_id, managing_body_id, "
          "piece_sha256, may_sign) SELECT '2026-01-01', '', 'manual', {valmarais}, max(managing_body_id), '', true "
          "FROM consortium_seat"),
    reach("a market notified to oneself", "contractor",
          "UPDATE consortium_market SET notified_on = '2026-01-01', ended_early_on = NULL"),
)  # fmt: skip

# F9: what a statement leaves on a connection, which serves somebody else next. `first`: a statement that the driver
# prepared there.
KEPT = (
    "SET statement_timeout = 1", "SET lock_timeout = 1", "SET idle_session_timeout = 1",
    "SET idle_in_transaction_session_timeout = 1", "SET search_path = pg_catalog",
    "SET default_transaction_read_only = on", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET client_encoding = 'LATIN1'", "SET standard_conforming_strings = off", "SET transform_null_equals = on",
    "SET array_nulls = off", "SET datestyle = 'German'", "SET bytea_output = 'escape'",
    "SET timezone = 'Pacific/Apia'", "SET extra_float_digits = -15", "SET gin_fuzzy_search_limit = 1",
    "SET synchronous_commit = off", "SET plan_cache_mode = force_custom_plan", "SET application_name = 'x'",
    "SET eprimo.session = 'x'", "SELECT set_config('eprimo.event', '1', false)", "SET eprimo.anything = '1'",
    "SET pg_trgm.similarity_threshold = 1", "DECLARE kept CURSOR WITH HOLD FOR SELECT 1", "LISTEN kept",
    "SELECT pg_advisory_lock(1)", "SELECT pg_advisory_lock_shared(1, 2)", "PREPARE kept AS SELECT 1", "BEGIN",
    "DEALLOCATE ALL", "DISCARD ALL", "DEALLOCATE {first}",
    "DEALLOCATE {first}; PREPARE {first} AS SELECT 'of a stranger'",
    "DEALLOCATE ALL; PREPARE {first} AS SELECT 'of a stranger'",
)  # fmt: skip

# As the login of the pages: nothing that is more than they are, and nothing of the server.
REFUSED = (
    "SET ROLE eprimo_owner", "SET ROLE eprimo_worker", "SET ROLE eprimo_door", "SET ROLE postgres",
    "SET SESSION AUTHORIZATION eprimo_owner", "ALTER ROLE eprimo_door SET statement_timeout = 1",
    "ALTER ROLE eprimo_app BYPASSRLS", "ALTER SYSTEM SET row_security = off", "CREATE ROLE own", "CREATE DATABASE own",
    "GRANT eprimo_owner TO eprimo_app", "SELECT lo_import('/etc/passwd')", "SELECT lo_export(0, '/tmp/x')",
    "SELECT pg_read_binary_file('PG_VERSION')", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()",
    "COPY (SELECT 1) TO '/tmp/x'", "COPY (SELECT 1) TO PROGRAM 'id'", "CREATE EXTENSION dblink",
    "CREATE SUBSCRIPTION own CONNECTION '' PUBLICATION own", "SET session_replication_role = replica",
    "SELECT pg_create_logical_replication_slot('own', 'pgoutput')", "SELECT query FROM pg_stat_statements",
    "SET track_activities = on", "SET log_statement = 'none'", "LOAD 'pgcrypto'",
)  # fmt: skip
