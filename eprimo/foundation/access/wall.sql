-- The second wall: what the owner of the tables does for a session. Made again by each `migrate` (access/wall.py).
-- A temporary table hides no table of ours: pg_temp comes last in every search_path.

-- What a session reaches, and the links that say so, of the owner alone: the application neither reads nor writes it.
CREATE TABLE IF NOT EXISTS wall.reach (
  key_hash varchar(64) PRIMARY KEY
    REFERENCES public.accounts_session (key_hash) ON UPDATE CASCADE ON DELETE CASCADE,
  schools bigint[] NOT NULL,
  -- As of which stamp, that of the schools whose epochs count, and of which scope of the session.
  links jsonb NOT NULL,
  stamp bigint NOT NULL,
  epochs_of bigint[] NOT NULL,
  scope bigint[],
  -- Who kept the hash of a session that is over, or whose links have ended, reaches nothing by it.
  until timestamptz NOT NULL,
  -- What `wall.widen` adds, in that transaction; and may it write what two people wrote for a territory?
  widened bigint[],
  widened_above boolean,
  widened_in xid8,
  joined bigint[]
);
DO $$
BEGIN
  -- Tables of before.
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = 'wall.reach'::pg_catalog.regclass AND a.attname = 'joined') THEN
    ALTER TABLE wall.reach ADD COLUMN joined bigint[];
  END IF;
END
$$;

-- Of a demo, whose time is not the machine's: empty in production.
CREATE TABLE IF NOT EXISTS wall.clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead interval NOT NULL
);

CREATE OR REPLACE FUNCTION wall.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT /* now */
$$;

-- What the policies ask, thirty times a page: it calls no other function, which would cost as much again.
CREATE OR REPLACE FUNCTION wall.schools() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  /* reached */
$$;

-- The schools of the event that the worker carries on. Null: of none, all schools.
CREATE OR REPLACE FUNCTION wall.event_schools() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event bigint := NULLIF(current_setting('eprimo.event', true), '')::bigint;
  schools bigint[];
BEGIN
  IF event IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT e.reach INTO schools FROM public.kernel_outboxevent e WHERE e.id = event;
  IF NOT FOUND THEN
    RETURN '{}';
  END IF;
  RETURN schools;
END
$$;

-- An event reaches what wrote it reaches, whatever it says of itself, then and later.
CREATE OR REPLACE FUNCTION wall.stamp() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.reach := OLD.reach;
    NEW.written_in := OLD.written_in;
  ELSIF wall.serves_people() THEN
    NEW.reach := COALESCE(wall.schools(), '{}');
    NEW.written_in := pg_current_xact_id()::text::bigint;
  ELSE
    NEW.reach := wall.event_schools();
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER stamp_reach BEFORE INSERT OR UPDATE OF reach, written_in ON public.kernel_outboxevent
FOR EACH ROW EXECUTE FUNCTION wall.stamp();

-- Whose session it is; null without one.
CREATE OR REPLACE FUNCTION wall.me() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.person_id
    FROM wall.reach r
    JOIN public.accounts_session s ON s.key_hash = r.key_hash
    JOIN public.accounts_account a ON a.id = s.account_id
   WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
$$;

-- The schools whose families an academy opened for some hours.
CREATE OR REPLACE FUNCTION wall.opened() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(
    SELECT o.school_id FROM public.directory_familyopening o
     WHERE o.person_id = wall.me() AND o.starts <= wall.now() AND o.ends > wall.now())
$$;

-- Where the session finds people: in what it reaches, above all schools (0), and in what is opened to it.
CREATE OR REPLACE FUNCTION wall.places() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 0::bigint || reached || wall.opened() FROM (SELECT wall.schools() AS reached OFFSET 0) once WHERE reached IS NOT NULL
$$;

-- The session's person, and the children whom it answers for, or did: what it asks of its data outlives the link. None
-- whom a restriction keeps away.
CREATE OR REPLACE FUNCTION wall.own() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.me() || ARRAY(
    SELECT g.child_id FROM public.directory_guardianship g
     WHERE g.adult_id = wall.me() AND g.kind <> 'contact' AND NOT EXISTS (
       SELECT FROM public.directory_guardianship x
         JOIN public.directory_guardianrestriction r ON r.guardianship_id = x.id
        WHERE x.adult_id = g.adult_id AND x.child_id = g.child_id AND r.level >= 2
          AND in_force(r.starts, r.in_force_until, wall.now())
          AND (r.lifted_at IS NULL OR r.lifted_at > wall.now())))
$$;

-- The schools of what the session stands for in one of these roles. Null: for nothing, as most do, which is said before
-- their territories are looked for.
CREATE OR REPLACE FUNCTION wall.standing_for(roles text[]) RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mandates bigint[];
BEGIN
  SELECT array_agg((mandate->>'id')::bigint) INTO mandates
    FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS mandate
   WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
     AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND mandate->>'role' = ANY(roles);
  IF mandates IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT array_agg(DISTINCT found.id) FROM public.directory_mandate held CROSS JOIN LATERAL (
    SELECT s.id FROM public.directory_school s WHERE s.academy_id = held.academy_id
    UNION ALL SELECT s.id FROM public.directory_commune c JOIN public.directory_school s ON s.commune_id = c.id
     WHERE c.id = held.commune_id OR c.department_id = held.department_id OR c.epci_id = held.epci_id
    UNION ALL SELECT l.school_id FROM public.directory_schoolcirconscription l
     WHERE l.circonscription_id = held.circonscription_id
       AND in_force(l.starts, l.ends, wall.now())) found
   WHERE held.id = ANY(mandates));
END
$$;

-- Where the session reaches the adults, and no child: of its inspection, of its academy, of its town.
CREATE OR REPLACE FUNCTION wall.territory() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.standing_for('{academy,inspector,member_rep}')
$$;

-- Where it reaches families too, of whom it makes two rows one: again no child.
CREATE OR REPLACE FUNCTION wall.academy() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.standing_for('{academy}')
$$;

-- The schools where the session works, serves or assists; 0 for who stands above schools.
CREATE OR REPLACE FUNCTION wall.staff() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(
    SELECT (link->>'school_id')::bigint
      FROM jsonb_array_elements((r.links->'me') || (r.links->'serves') || (r.links->'supports')) AS link
     WHERE COALESCE(link->>'profile', '') NOT IN ('pupil', 'partner')
    INTERSECT SELECT unnest(r.schools)
    UNION
    SELECT 0 FROM jsonb_array_elements(r.links->'mandates') AS mandate
     WHERE mandate->>'role' <> 'commune_agent' AND (r.scope IS NULL OR 0 = ANY(r.scope)))
    FROM wall.reach r WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
$$;

-- For an academy that makes two rows one: whose addresses and numbers are those of somebody of this school, hashed.
CREATE OR REPLACE FUNCTION wall.ways_shared(school bigint) RETURNS TABLE (id bigint, kind text, value text)
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH own AS (
    SELECT w.value FROM public.directory_person p JOIN public.directory_contactdetails t ON t.person_id = p.id
     CROSS JOIN LATERAL (VALUES (lower(t.email)), (t.phone_mobile), (t.phone_home)) w(value)
     WHERE p.place_ids && ARRAY[school] AND w.value <> '' AND school = ANY((SELECT wall.academy())::bigint[]))
  SELECT DISTINCT t.person_id, w.kind, md5(w.value)
    FROM public.directory_contactdetails t
    CROSS JOIN LATERAL (VALUES ('email', lower(t.email)), ('phone', t.phone_mobile), ('phone', t.phone_home))
      w(kind, value)
   WHERE w.value <> '' AND (lower(t.email) IN (SELECT value FROM own)
      OR t.phone_mobile IN (SELECT value FROM own) OR t.phone_home IN (SELECT value FROM own))
$$;

-- Whom a page makes is where it works, until the first link says better: it says so itself of nobody.
CREATE OR REPLACE FUNCTION wall.place() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at bigint := (SELECT s.school_id FROM public.accounts_session s
                 WHERE s.key_hash = current_setting('eprimo.session', true) AND s.school_id = ANY(wall.schools()));
BEGIN
  NEW.place_ids := ARRAY[COALESCE(at, (SELECT min(place) FROM unnest(wall.staff()) place), 0)];
  NEW.work_place_ids := '{}';
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER place_made BEFORE INSERT ON public.directory_person
FOR EACH ROW WHEN (CURRENT_USER = '/* pages */') EXECUTE FUNCTION wall.place();

-- May the session write for a territory?
CREATE OR REPLACE FUNCTION wall.session_stands_for_a_territory() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
     WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
       AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND held->>'role' IN ('academy', 'inspector'))
  -- Of two people who are made one, what they wrote for a territory moves too.
  OR EXISTS (
    SELECT FROM wall.reach r
     WHERE r.key_hash = current_setting('eprimo.session', true)
       AND r.widened_above AND r.widened_in = pg_current_xact_id_if_assigned())
$$;

CREATE OR REPLACE FUNCTION wall.stands_for_a_territory() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.session_stands_for_a_territory()
$$;

-- Everything that the rights of a person are computed from (access/links.py).
CREATE OR REPLACE FUNCTION wall.links(bigint, timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (/* links */)::jsonb;
END
$$;

-- The schools of these links that the scope of a session leaves. 0: what mandates open, not told school by school.
CREATE OR REPLACE FUNCTION wall.within(links jsonb, scope bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(
    SELECT value::bigint FROM jsonb_array_elements_text(links->'reach')
     WHERE scope IS NULL OR value::bigint = ANY(scope)
    UNION
    SELECT (held->>'school_id')::bigint
      FROM jsonb_array_elements((links->'serves') || (links->'supports')) AS held
     WHERE 0 = ANY(scope))
$$;

DROP FUNCTION IF EXISTS wall.enter(text);
DROP FUNCTION IF EXISTS wall.enter_feed(text);
DROP FUNCTION IF EXISTS wall.session(bigint);

-- The row of a session that holds, its links being those of now; nothing when it does not hold. Links hold from the
-- instant they were read until one of them starts or ends, or an epoch moves.
CREATE FUNCTION wall.session(pk bigint) RETURNS TABLE (/* columns */) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  at timestamptz := wall.now();
  held record;
  fresh jsonb;
BEGIN
  SELECT s.key_hash, s.scope, s.expires_at, a.person_id, r.links,
         r.scope IS NOT DISTINCT FROM s.scope AND r.stamp = p.epoch + f.epoch + COALESCE(
           (SELECT sum(c.epoch) FROM public.directory_school c WHERE c.id = ANY(r.epochs_of)), 0) AS same
    INTO held
    FROM public.accounts_session s
    JOIN public.accounts_account a ON a.id = s.account_id
    JOIN public.directory_person p ON p.id = a.person_id
    LEFT JOIN wall.reach r ON r.key_hash = s.key_hash
    CROSS JOIN public.kernel_platform f
   WHERE s.id = pk AND s.expires_at > at AND a.state <> 'suspended'
     AND (s.idle_seconds IS NULL OR at < s.seen_at + make_interval(secs => s.idle_seconds) AND NOT EXISTS (
       -- A child on a tablet sees no account of who lent it.
       SELECT FROM public.classroom_classsession l
         JOIN public.classroom_classdevice d ON d.id = l.device_id
         JOIN public.accounts_account lender ON lender.person_id = d.paired_by_id
        WHERE l.session_id = s.id AND lender.state = 'suspended'));
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF held.same IS NOT TRUE OR at < (held.links->>'from')::timestamptz
     OR at >= (held.links->>'from')::timestamptz + interval '/* links last */'
     OR at >= (held.links->>'until')::timestamptz
  THEN
    -- Whoever signs out meanwhile, or goes on under another key, has no session of this one.
    PERFORM FROM public.accounts_session s WHERE s.id = pk AND s.key_hash = held.key_hash FOR KEY SHARE;
    IF NOT FOUND THEN
      RETURN;
    END IF;
    fresh := wall.links(held.person_id, at);
    INSERT INTO wall.reach AS r (key_hash, schools, links, stamp, epochs_of, scope, until)
    SELECT held.key_hash, wall.within(fresh, held.scope), fresh, (fresh->>'stamp')::bigint,
           ARRAY(SELECT value::bigint FROM jsonb_array_elements_text(fresh->'schools')), held.scope,
           LEAST(held.expires_at, (fresh->>'until')::timestamptz, at + interval '/* links last */')
    ON CONFLICT (key_hash) DO UPDATE SET schools = EXCLUDED.schools, links = EXCLUDED.links, stamp = EXCLUDED.stamp,
      epochs_of = EXCLUDED.epochs_of, scope = EXCLUDED.scope, until = EXCLUDED.until;
  END IF;
  RETURN QUERY
  SELECT /* values */
    FROM public.accounts_session s
    JOIN wall.reach r ON r.key_hash = s.key_hash
    JOIN public.accounts_account a ON a.id = s.account_id
    JOIN public.directory_person p ON p.id = a.person_id
    CROSS JOIN public.kernel_platform f
   WHERE s.id = pk;
END
$$;

-- The first statement of a request: the same by the hash of the session's key, which is then what the connection
-- reaches by. A key that holds nothing leaves a connection that reaches nothing.
CREATE FUNCTION wall.enter(key text) RETURNS TABLE (/* columns */) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  pk bigint;
BEGIN
  PERFORM set_config('eprimo.session', '', false);
  SELECT s.id INTO pk FROM public.accounts_session s WHERE s.key_hash = key AND NOT s.feed;
  RETURN QUERY SELECT * FROM wall.session(pk);
  IF FOUND THEN
    PERFORM set_config('eprimo.session', key, false);
  END IF;
END
$$;

-- The same for the private address of a feed, which no cookie opens. What nobody reads any more ends by itself: it says
-- once a day that it was read.
CREATE FUNCTION wall.enter_feed(key text) RETURNS TABLE (/* columns */) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  pk bigint;
BEGIN
  PERFORM set_config('eprimo.session', '', false);
  SELECT s.id INTO pk FROM public.accounts_session s WHERE s.key_hash = key AND s.feed;
  RETURN QUERY SELECT * FROM wall.session(pk);
  IF FOUND THEN
    UPDATE public.accounts_session s SET seen_at = wall.now()
     WHERE s.id = pk AND s.seen_at < wall.now() - interval '1 day';
    PERFORM set_config('eprimo.session', key, false);
  END IF;
END
$$;

-- Two rows of one human being are made one wherever they stand: until `narrow`, and inside the transaction that calls it
-- alone, whether it narrows or not, the session reaches every school where one of these two is or was. Each of them who
-- is of a school is of one that the session directs, or of the territory of its academy; what else decides is asked of
-- the policies before.
CREATE OR REPLACE FUNCTION wall.widen(people bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key text := current_setting('eprimo.session', true);
  one bigint;
  place bigint[];
  now_at bigint[];
  own bigint[];
  theirs bigint[] := '{}';
  at timestamptz := wall.now();
BEGIN
  own := wall.directed();
  IF own IS NULL THEN
    RETURN;
  END IF;
  IF cardinality(people) <> 2 THEN
    RAISE insufficient_privilege USING MESSAGE = 'two people are made one, no more and no less';
  END IF;
  FOREACH one IN ARRAY people LOOP
    place := ARRAY(
      SELECT DISTINCT f.school_id FROM public.directory_affiliation f
       WHERE f.person_id = one
          OR f.person_id IN (SELECT g.child_id FROM public.directory_guardianship g WHERE g.adult_id = one));
    -- As the policy asks: all of where they are now, and some of where they were.
    now_at := ARRAY(
      SELECT f.school_id FROM public.directory_affiliation f
       WHERE f.person_id = one AND (f.ends IS NULL OR f.ends > at)
      UNION
      SELECT f.school_id FROM public.directory_guardianship g
        JOIN public.directory_affiliation f ON f.person_id = g.child_id AND f.profile = 'pupil'
         AND (f.ends IS NULL OR f.ends > at)
       WHERE g.adult_id = one AND (g.ends IS NULL OR g.ends > at));
    IF NOT now_at <@ own OR place <> '{}' AND NOT place && own THEN
      RAISE insufficient_privilege USING MESSAGE = 'who is made one is not of schools of the session alone';
    END IF;
    -- Where they served without being of the school.
    theirs := theirs || place || ARRAY(
      SELECT l.school_id FROM public.directory_mandate m
        JOIN public.directory_serviceschool l ON l.service_id = m.service_id WHERE m.person_id = one
      UNION
      SELECT a.school_id FROM public.directory_supportaccess a WHERE a.person_id = one);
  END LOOP;
  IF NOT theirs && own THEN
    RAISE insufficient_privilege USING MESSAGE = 'neither is of a school of the session';
  END IF;
  UPDATE wall.reach r SET widened = theirs, joined = people, widened_in = pg_current_xact_id(), widened_above = EXISTS (
    SELECT FROM public.directory_mandate m WHERE m.person_id = ANY(people) AND m.role IN ('academy', 'inspector'))
   WHERE r.key_hash = key;
END
$$;

CREATE OR REPLACE FUNCTION wall.narrow() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE wall.reach r SET widened = NULL, joined = NULL, widened_above = NULL, widened_in = NULL
   WHERE r.key_hash = current_setting('eprimo.session', true)
$$;

-- Which session has the key: to end it.
CREATE OR REPLACE FUNCTION wall.session_of(key text) RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id FROM public.accounts_session s WHERE s.key_hash = key
$$;

-- Where sessions stand now: position, epochs and scope, of those that hold.
DROP FUNCTION IF EXISTS wall.standings(bigint[]);
CREATE FUNCTION wall.standings(ids bigint[])
RETURNS TABLE (id bigint, role text, school_id bigint, stamp bigint, scope bigint[]) LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.role::text, s.school_id,
         (p.epoch + f.epoch + COALESCE(
           (SELECT sum(c.epoch) FROM public.directory_school c WHERE c.id = ANY(r.epochs_of)), 0))::bigint, s.scope
    FROM public.accounts_session s
    LEFT JOIN wall.reach r ON r.key_hash = s.key_hash
    JOIN public.accounts_account a ON a.id = s.account_id
    JOIN public.directory_person p ON p.id = a.person_id
    CROSS JOIN public.kernel_platform f
   WHERE s.id = ANY(ids) AND s.expires_at > wall.now() AND a.state <> 'suspended' AND a.charter_at IS NOT NULL
$$;
