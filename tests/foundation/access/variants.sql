-- One row at least of each table that the variants name and nothing else fills, written by the owner of the tables: a
-- table without a row hides nothing. Names in braces are numbers of the cast.

INSERT INTO directory_tieproposal (proven, public_id, first_name, last_name, civility, birth_date, email,
  school_id, profile, role, function, level, starts, ends, reason, state, proposed_by_id, proposed_at,
  expires_at, code_hash) VALUES (false, gen_random_uuid(), 'Ana', 'DEMAIN', '', '1990-01-01', 'ana@exemple.fr',
  {tilleuls}, 'teacher', '', '', '', now(), now() + interval '1 year', 'Remplace', 'open', {director}, now(),
  now() + interval '1 day', repeat('a', 64));

INSERT INTO directory_mandateproposal (public_id, first_name, last_name, civility, email, role, level,
  department_id, ends, reason, state, proposed_by_id, proposed_at, expires_at) SELECT gen_random_uuid(), 'Ana',
  'DEMAIN', '', 'ana@exemple.fr', 'academy', '', id, now() + interval '1 year', 'Remplace', 'open', {platform},
  now(), now() + interval '1 day' FROM directory_department LIMIT 1;

INSERT INTO directory_supportaccess (public_id, school_id, person_id, role, reason, hours, state, asked_at,
  expires_at, answer) VALUES (gen_random_uuid(), {tilleuls}, {platform}, 'platform', 'Panne', 4, 'asked', now(),
  now() + interval '1 day', '');

INSERT INTO kernel_switch (public_id, act, roles, school_id, starts, reason) VALUES (gen_random_uuid(), 'x',
  '{{guardian}}', {tilleuls}, now(), 'Menaces');

UPDATE directory_affiliation SET reason = 'Remplace', function = 'substitute' WHERE person_id = {substitute};

UPDATE directory_mandate SET reason = 'Nouvelle';

UPDATE directory_entitlement SET reason = 'Bon 12';

INSERT INTO directory_familyopening (school_id, person_id, reason, starts, ends) VALUES ({tilleuls}, {academy},
  'Plainte', now(), now() + interval '2 hours');

INSERT INTO accounts_accountsecret (account_id, password, words, since) VALUES ({account_teacher}, 'x', NULL,
  now()), ({account_lea}, 'x', 'x', now());

INSERT INTO factors_factor (public_id, account_id, kind, name, secret, last_step, counter, made_at) VALUES
  (gen_random_uuid(), {account_teacher}, 'totp', '', 'x', 0, 0, now());

INSERT INTO factors_vouching (account_id, by_id, at) VALUES ({account_teacher}, {director}, now());

INSERT INTO orders_billing (member_id, needs_engagement, needs_service, engagement, service, street, postcode,
  city, platform) VALUES ({brive}, true, false, 'ENG', '', '', '', '', false);

INSERT INTO tender_mark (offer_id, criterion_id, marker_id, value, comment, marked_at) VALUES ({offer},
  {criterion}, {coordinator}, 4, 'Clair', now());

INSERT INTO statistics_schoolfigures (school_id, day, computed_at, pupils, pupils_came, families, families_came,
  guardians, guardians_came, adults, adults_came, classes, classes_bare, pupils_bare, concerns) VALUES ({verne},
  '2026-11-23', now(), 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, '{{}}');

INSERT INTO privacy_erasedperson (person_id, mark, reason, erased_at) VALUES ({former_pupil}, 'x', 'x', now());

INSERT INTO notifications_pushdevice (public_id, account_id, address_hash, address, key, secret, label,
  created_at, seen_at, failures) VALUES (gen_random_uuid(), {account_samira}, 'burnt', 'x', 'x', 'x', '', now(),
  now(), 0);

INSERT INTO directory_nationalnumber (person_id, ine) VALUES ({lea}, '123456789AB');

INSERT INTO directory_externalkey (person_id, source, academy, key) VALUES ({teacher}, 'aaf', '17', 'x');

INSERT INTO kernel_outboxevent (kind, payload, reach, created_at, due_at, state, attempts, last_error) VALUES
  ('x', '{{}}', ARRAY[{verne}::bigint], now(), now() + interval '1 year', 'waiting', 0, '');

INSERT INTO content_resource (public_id, service, school_id, title, state, version, created_at, updated_at)
  VALUES (gen_random_uuid(), 'x', {verne}, 'x', 'published', 1, now(), now());

INSERT INTO directory_schooldayoff (school_id, first, last, label, from_noon, until_noon) VALUES ({tilleuls},
  '2026-12-04', '2026-12-04', 'Pont', false, false);

INSERT INTO kernel_factorterm (role, invited_on) VALUES ('director', '2027-01-01');

INSERT INTO kernel_auditseal (audit_id, chain, position, hash, key) VALUES (1, '1', 1, 'x', 'x');
