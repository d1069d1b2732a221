"""The statements that write one batch of whole schools, in their order. Parameters: batch, now, academy.

Epochs are raised by the triggers of the tables (decision 0001). New people come after their links, whose keys are
checked at the end of the transaction: nobody has seen them yet, so there is no epoch of theirs to raise.
"""

WRITE = (
    # Classes: two of them may change names with each other, so first to names that nobody has.
    """
UPDATE directory_classgroup g SET label = '~' || g.id
FROM staging.aaf_class c WHERE c.batch = %(batch)s AND c.renamed AND g.id = c.class_id
""",
    """
UPDATE directory_classgroup g SET closed_at = NULL,
  label = CASE WHEN c.renamed THEN c.label ELSE g.label END,
  levels = CASE WHEN c.levels <> '{}' AND g.source <> 'manual' THEN c.levels ELSE g.levels END,
  source = CASE g.source WHEN 'onde' THEN 'aaf' ELSE g.source END
FROM staging.aaf_class c WHERE c.batch = %(batch)s AND c.moves AND g.id = c.class_id
""",
    """
INSERT INTO directory_classgroup (id, public_id, school_id, year_id, label, levels, skin, validates_pupils, source)
SELECT class_id, staging.uuid7(), school_id, year_id, label, levels, '', true, 'aaf'
FROM staging.aaf_class WHERE batch = %(batch)s AND is_new
""",
    """
INSERT INTO intake_classkey (class_group_id, academy, key)
SELECT class_id, %(academy)s, class_key FROM staging.aaf_class WHERE batch = %(batch)s AND NOT keyed
ON CONFLICT DO NOTHING
""",
    # Links that end.
    """
UPDATE directory_affiliation a SET ends = greatest(a.starts, %(now)s), end_reason = 'absent'
FROM staging.aaf_close_aff c WHERE c.batch = %(batch)s AND a.id = c.id
""",
    """
UPDATE directory_classmembership m SET ends = greatest(m.starts, %(now)s), end_reason = c.reason
FROM staging.aaf_close_in c WHERE c.batch = %(batch)s AND m.id = c.id
""",
    """
UPDATE directory_guardianship g SET ends = greatest(g.starts, %(now)s), end_reason = 'absent'
FROM staging.aaf_close_ward c WHERE c.batch = %(batch)s AND g.id = c.id
""",
    """
UPDATE directory_serviceenrolment e SET ends = greatest(e.starts, %(now)s), end_reason = 'absent'
FROM staging.aaf_close_service c WHERE c.batch = %(batch)s AND e.id = c.id
""",
    """
UPDATE directory_classgroup g SET closed_at = %(now)s
FROM staging.aaf_class_close c WHERE c.batch = %(batch)s AND g.id = c.class_id
""",
    # Links that ONDE made and the academy says too.
    """
UPDATE directory_affiliation a SET source = 'aaf' FROM staging.aaf_adopt_aff x WHERE x.batch = %(batch)s AND a.id = x.id
""",
    """
UPDATE directory_classmembership m SET source = 'aaf'
FROM staging.aaf_adopt_in x WHERE x.batch = %(batch)s AND m.id = x.id
""",
    """
UPDATE directory_guardianship g SET source = 'aaf'
FROM staging.aaf_adopt_ward x WHERE x.batch = %(batch)s AND g.id = x.id
""",
    # Links that begin.
    """
INSERT INTO directory_affiliation (person_id, school_id, profile, function, reason, starts, end_reason, source)
SELECT person_id, school_id, profile, function, '', %(now)s, '', 'aaf'
FROM staging.aaf_open_aff WHERE batch = %(batch)s
""",
    """
INSERT INTO directory_classmembership (person_id, class_group_id, school_id, starts, end_reason, source, level)
SELECT person_id, class_id, school_id, %(now)s, '', 'aaf', level FROM staging.aaf_open_in WHERE batch = %(batch)s
""",
    """
UPDATE directory_classmembership m SET level = x.level, level_by_hand = false
FROM staging.aaf_level_in x WHERE x.batch = %(batch)s AND m.id = x.id
""",
    # The same link again, with the restriction that a court may have put on it.
    """
UPDATE directory_guardianship g SET ends = NULL, end_reason = '', source = 'aaf'
FROM staging.aaf_reopen_ward x WHERE x.batch = %(batch)s AND x.again AND g.id = x.id
""",
    """
INSERT INTO directory_guardianship (adult_id, child_id, kind, priority, starts, end_reason, source)
SELECT adult_id, child_id, 'unknown', least(rank, 99), %(now)s, '', 'aaf'
FROM staging.aaf_open_ward WHERE batch = %(batch)s
""",
    """
INSERT INTO directory_serviceenrolment (child_id, service_id, school_id, starts, end_reason, source)
SELECT person_id, service_id, school_id, %(now)s, '', 'aaf' FROM staging.aaf_open_service WHERE batch = %(batch)s
""",
    # People last, where their links are.
    """
INSERT INTO directory_person (id, public_id, last_name, usual_name, first_name, civility, sex, birth_date, protected,
  epoch, place_ids, work_place_ids)
SELECT p.person_id, staging.uuid7(), p.last_name, coalesce(p.usual_name, ''), p.first_name, coalesce(p.civility, ''),
  '', p.birth, false, 0, coalesce(w.places, '{}'), coalesce(w.works_at, '{}')
FROM staging.aaf_person p LEFT JOIN public.directory_places_of(
  ARRAY(SELECT person_id FROM staging.aaf_person WHERE batch = %(batch)s AND is_new)) w USING (person_id)
WHERE p.batch = %(batch)s AND p.is_new
""",
    """
UPDATE directory_person d SET last_name = coalesce(p.last_name, d.last_name),
  usual_name = coalesce(p.usual_name, d.usual_name), first_name = coalesce(p.first_name, d.first_name),
  civility = coalesce(p.civility, d.civility), birth_date = coalesce(p.birth, d.birth_date)
FROM staging.aaf_person p WHERE p.batch = %(batch)s AND NOT p.is_new AND d.id = p.person_id
""",
    """
INSERT INTO directory_externalkey (person_id, source, academy, key)
SELECT person_id, 'aaf', %(academy)s, key FROM staging.aaf_new_key WHERE batch = %(batch)s
""",
    """
INSERT INTO directory_nationalnumber (person_id, ine)
SELECT person_id, ine FROM staging.aaf_ine WHERE batch = %(batch)s
""",
    """
INSERT INTO directory_contactdetails (person_id, email, phone_home, phone_work, phone_mobile, address, postcode, city,
  country)
SELECT person_id, coalesce(email, ''), coalesce(phone_home, ''), coalesce(phone_work, ''), coalesce(phone_mobile, ''),
  coalesce(address, ''), coalesce(postcode, ''), coalesce(city, ''), coalesce(country, '')
FROM staging.aaf_contact WHERE batch = %(batch)s AND is_new
""",
    """
UPDATE directory_contactdetails t SET email = coalesce(c.email, t.email),
  phone_home = coalesce(c.phone_home, t.phone_home), phone_work = coalesce(c.phone_work, t.phone_work),
  phone_mobile = coalesce(c.phone_mobile, t.phone_mobile), address = coalesce(c.address, t.address),
  postcode = coalesce(c.postcode, t.postcode), city = coalesce(c.city, t.city), country = coalesce(c.country, t.country)
FROM staging.aaf_contact c WHERE c.batch = %(batch)s AND NOT c.is_new AND t.person_id = c.person_id
""",
)

MOSTLY_NEW = "SELECT count(*) FILTER (WHERE how = 'new') > count(*) / 2 FROM staging.aaf_who"

CHANGED_BATCHES = """
SELECT batch FROM staging.aaf_open_aff UNION SELECT batch FROM staging.aaf_close_aff
UNION SELECT batch FROM staging.aaf_adopt_aff
UNION SELECT batch FROM staging.aaf_class WHERE is_new OR moves OR NOT keyed
UNION SELECT batch FROM staging.aaf_class_close UNION SELECT batch FROM staging.aaf_open_in
UNION SELECT batch FROM staging.aaf_close_in UNION SELECT batch FROM staging.aaf_adopt_in
UNION SELECT batch FROM staging.aaf_level_in
UNION SELECT batch FROM staging.aaf_open_service UNION SELECT batch FROM staging.aaf_close_service
UNION SELECT batch FROM staging.aaf_person UNION SELECT batch FROM staging.aaf_contact
UNION SELECT batch FROM staging.aaf_ine UNION SELECT batch FROM staging.aaf_new_key
UNION SELECT batch FROM staging.aaf_open_ward UNION SELECT batch FROM staging.aaf_close_ward
UNION SELECT batch FROM staging.aaf_adopt_ward UNION SELECT batch FROM staging.aaf_reopen_ward WHERE again
ORDER BY 1
"""

# Names of who changed, for the report of each school of the batch: kind, outcome, name, class, words.
LINES = """
SELECT s.school_id, s.kind, s.outcome,
  coalesce(NULLIF(p.usual_name, ''), p.last_name) || ' ' || p.first_name,
  coalesce((SELECT string_agg(DISTINCT c.label, ', ') FROM directory_classmembership m
            JOIN directory_classgroup c ON c.id = m.class_group_id
            WHERE m.person_id = s.person_id AND m.school_id = s.school_id
              AND (m.ends IS NULL OR m.ends >= %(now)s)), '')
FROM staging.aaf_status s JOIN staging.aaf_batch b USING (school_id)
JOIN directory_person p ON p.id = s.person_id
WHERE b.batch = %(batch)s AND s.outcome <> 'unchanged' AND s.school_id = ANY(%(few)s)
ORDER BY s.school_id, s.kind, s.outcome, p.sort_key
"""
