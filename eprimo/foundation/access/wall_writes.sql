-- The second wall: what a session may write of what opens other people's spaces. Called by policies and triggers
-- (`Writes` of a model).

-- The account of the session.
CREATE OR REPLACE FUNCTION wall.account() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.account_id FROM wall.reach r JOIN public.accounts_session s ON s.key_hash = r.key_hash
   WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
$$;

-- The two whom this transaction makes one, or parts (`widen`); null in any other.
CREATE OR REPLACE FUNCTION wall.joined() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.joined FROM wall.reach r
   WHERE r.key_hash = current_setting('eprimo.session', true) AND r.widened_in = pg_current_xact_id_if_assigned()
$$;

-- The schools that the session directs, and those of the territory of its academy.
CREATE OR REPLACE FUNCTION wall.directed() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(
    SELECT (link->>'school_id')::bigint FROM jsonb_array_elements(r.links->'me') AS link
     WHERE link->>'profile' IN ('director', 'deputy')
       AND (r.scope IS NULL OR (link->>'school_id')::bigint = ANY(r.scope))
    UNION
    -- By the keys of each mandate: of all at once the planner reads the schools of the academy, for who holds none.
    SELECT s.id
      FROM jsonb_array_elements(r.links->'mandates') AS mandate,
           jsonb_array_elements_text(mandate->'territories') AS of_mandate
      CROSS JOIN LATERAL (SELECT * FROM public.directory_territory x WHERE x.id = of_mandate::bigint OFFSET 0) t
      CROSS JOIN LATERAL (
        SELECT x.id FROM public.directory_school x WHERE x.academy_id = t.academy_id
        UNION ALL SELECT x.id FROM public.directory_commune c JOIN public.directory_school x ON x.commune_id = c.id
         WHERE c.department_id = t.department_id OFFSET 0) s
     WHERE mandate->>'role' = 'academy' AND (r.scope IS NULL OR 0 = ANY(r.scope)))
    FROM wall.reach r WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
$$;

-- Where a person is, whoever asks: links say it to every page. Of nobody, nothing.
CREATE OR REPLACE FUNCTION wall.places_of(person bigint) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.place_ids FROM public.directory_person p WHERE p.id = person
$$;

-- Whom a link may be made of: of who is in a school that the session reaches or directs, or known above schools as the
-- session is. A link places its person in the school, whose pages read that person from then on.
CREATE OR REPLACE FUNCTION wall.linked() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT COALESCE(wall.schools(), '{}') || COALESCE(wall.directed(), '{}') || COALESCE(wall.staff(), '{}')
$$;

-- The schools where the session directs or teaches; of two people who are made one, wherever they were.
CREATE OR REPLACE FUNCTION wall.run() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.directed() || ARRAY(
    SELECT (link->>'school_id')::bigint FROM jsonb_array_elements(r.links->'me') AS link
     WHERE link->>'profile' = 'teacher' AND (r.scope IS NULL OR (link->>'school_id')::bigint = ANY(r.scope)))
    || CASE WHEN r.widened_in = pg_current_xact_id_if_assigned() THEN r.widened ELSE '{}' END
    FROM wall.reach r WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
$$;

-- Does the session give mandates, and so the ways in of who holds one?
CREATE OR REPLACE FUNCTION wall.gives_mandates() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
     WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
       AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND held->>'role' IN ('academy', 'platform'))
$$;

-- May the session decide of this person's ways in at all? Of others: pupils of where it teaches; pupils, families and
-- staff of where it directs, or of its academy; who holds a mandate, for who gives some. The policies say the rest.
CREATE OR REPLACE FUNCTION wall.leads(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  directed bigint[];
BEGIN
  -- While two accounts are exchanged, one of them waits at a person of that number below nought.
  IF abs(person) = ANY(wall.joined()) THEN
    RETURN true;
  END IF;
  IF person IS NOT DISTINCT FROM wall.me() THEN
    RETURN false;
  END IF;
  directed := wall.directed();
  IF directed IS NULL THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
      SELECT FROM public.directory_affiliation f WHERE f.person_id = person
       AND (f.school_id = ANY(directed) OR f.profile = 'pupil' AND f.school_id = ANY(wall.run())))
    OR EXISTS (
      SELECT FROM public.directory_guardianship g
        JOIN public.directory_affiliation f ON f.person_id = g.child_id
       WHERE g.adult_id = person AND f.school_id = ANY(directed))
    OR wall.gives_mandates() AND EXISTS (SELECT FROM public.directory_mandate m WHERE m.person_id = person);
END
$$;

CREATE OR REPLACE FUNCTION wall.leads_account(account bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.leads(a.person_id) FROM public.accounts_account a WHERE a.id = account
$$;

-- Of who holds a mandate: what opens the mandates alone, for who gives some.
CREATE OR REPLACE FUNCTION wall.leads_mandates(account bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.gives_mandates() AND a.person_id <> wall.me() FROM public.accounts_account a
    JOIN public.directory_mandate m ON m.person_id = a.person_id
   WHERE a.id = account LIMIT 1
$$;

-- Does the session direct a school of the child, or have its family in hand for an academy? Of other families than the
-- own; and of two people who are made one, and children that it reaches.
CREATE OR REPLACE FUNCTION wall.directs_family(adult bigint, child bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN adult = ANY(wall.joined()) OR child = ANY(wall.joined())
    THEN EXISTS (
      SELECT FROM public.directory_person p WHERE p.id = child AND p.place_ids && (wall.schools() || wall.directed()))
    ELSE adult IS DISTINCT FROM wall.me() AND EXISTS (
      SELECT FROM public.directory_affiliation f
       WHERE f.person_id = child AND f.profile = 'pupil' AND (f.ends IS NULL OR f.ends > wall.now())
         AND f.school_id = ANY(wall.directed()))
  END
$$;

CREATE OR REPLACE FUNCTION wall.directs_link(guardianship bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.directs_family(g.adult_id, g.child_id) FROM public.directory_guardianship g WHERE g.id = guardianship
$$;

-- Why a restriction was recorded, and why it was lifted: for who directs a school of the child. Who of them may read it is
-- the policies' to say.
CREATE OR REPLACE FUNCTION wall.restriction_reasons(restriction bigint) RETURNS TABLE (reason text, lift_reason text)
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.reason::text, r.lift_reason::text FROM public.directory_guardianrestriction r
   WHERE r.id = restriction AND (NOT wall.serves_people() OR wall.directs_link(r.guardianship_id))
$$;

-- The same restriction on another link of two people who are parted: a page copies no reason that it does not read.
CREATE OR REPLACE FUNCTION wall.restriction_copied(restriction bigint, onto bigint) RETURNS void LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.directory_guardianrestriction (guardianship_id, school_id, level, kind, kind_before, starts, ends,
    in_force_until, reason, set_by_id, lifted_at, lifted_by_id, lift_reason)
  SELECT onto, r.school_id, r.level, r.kind, r.kind_before, r.starts, r.ends, r.in_force_until, r.reason, r.set_by_id,
         r.lifted_at, r.lifted_by_id, r.lift_reason
    FROM public.directory_guardianrestriction r
   WHERE r.id = restriction AND (NOT wall.serves_people() OR wall.directs_link(r.guardianship_id) AND wall.directs_link(onto))
$$;

-- Why a link, an opening or a switch was written, which the tables that every page reads keep to themselves: for who
-- directs the school, or its academy; who gives that mandate; who opens schools; who looked at the families; whom the
-- switch may stop, or who may lift it. And for who makes two people one, whose rows move whole.
CREATE OR REPLACE FUNCTION wall.reasons(model text, ids bigint[]) RETURNS TABLE (id bigint, reason text)
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.reason::text FROM public.directory_affiliation a
   WHERE model = 'directory.affiliation' AND a.id = ANY(ids) AND (NOT wall.serves_a_page()
     OR a.school_id = ANY(wall.directed()) OR a.person_id = ANY(wall.joined()))
  UNION ALL
  SELECT m.id, m.reason::text FROM public.directory_mandate m
   WHERE model = 'directory.mandate' AND m.id = ANY(ids) AND (NOT wall.serves_a_page()
     OR wall.gives(m.role, m.service_id, m.academy_id, m.department_id, m.circonscription_id, m.commune_id, m.epci_id)
     OR m.person_id = ANY(wall.joined()))
  UNION ALL
  SELECT e.id, e.reason::text FROM public.directory_entitlement e
   WHERE model = 'directory.entitlement' AND e.id = ANY(ids) AND (NOT wall.serves_a_page()
     OR e.school_id = ANY(wall.directed()) OR wall.holds('coordinator'))
  UNION ALL
  SELECT o.id, o.reason::text FROM public.directory_familyopening o
   WHERE model = 'directory.familyopening' AND o.id = ANY(ids) AND (NOT wall.serves_a_page()
     OR o.person_id = wall.me() OR o.person_id = ANY(wall.joined()))
  UNION ALL
  SELECT s.id, s.reason::text FROM public.kernel_switch s
   WHERE model = 'kernel.switch' AND s.id = ANY(ids) AND (NOT wall.serves_a_page() OR wall.holds('platform')
     OR s.school_id IS NULL AND s.territory_id IS NULL AND wall.me() IS NOT NULL
     OR s.school_id = ANY(wall.schools() || wall.directed())
     OR s.territory_id = ANY(wall.territories()))
$$;

-- The territories that the session stands for, and those of the schools that it reaches.
CREATE OR REPLACE FUNCTION wall.territories() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(
    SELECT held::bigint FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS mandate,
           jsonb_array_elements_text(mandate->'territories') AS held
     WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
       AND (r.scope IS NULL OR 0 = ANY(r.scope))
    UNION SELECT t.id FROM public.directory_school s
      LEFT JOIN public.directory_commune c ON c.id = s.commune_id
      LEFT JOIN public.directory_schoolcirconscription l ON l.school_id = s.id
        AND in_force(l.starts, l.ends, wall.now())
      JOIN public.directory_territory t ON t.academy_id = s.academy_id OR t.department_id = c.department_id
        OR t.circonscription_id = l.circonscription_id
     WHERE s.id = ANY(wall.schools()))
$$;

-- A browser is one person's at a time: who has its address, which nobody else does, takes it from who was told there.
CREATE OR REPLACE FUNCTION wall.browser_taken(hashed text) RETURNS void LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.notifications_pushdevice d
   WHERE d.address_hash = hashed AND wall.account() IS NOT NULL AND d.account_id <> wall.account()
$$;

-- Does the session hold a mandate of that role?
CREATE OR REPLACE FUNCTION wall.holds(given text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
     WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
       AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND held->>'role' = given)
$$;

-- Are all of these in the territory of the session's academy? None of them: no.
CREATE OR REPLACE FUNCTION wall.in_academy(
  service bigint, academy bigint, department bigint, circonscription bigint, commune bigint, epci bigint
) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH own AS (
    SELECT d.id FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
      JOIN public.directory_mandate m ON m.id = (held->>'id')::bigint AND m.role = 'academy'
      JOIN public.directory_department d ON d.academy_id = m.academy_id OR d.id = m.department_id
     WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
       AND (r.scope IS NULL OR 0 = ANY(r.scope)))
  -- A whole academy is given by the platform alone; a body of several departments by the academy of one of them.
  SELECT academy IS NULL AND COALESCE(service, department, circonscription, commune, epci) IS NOT NULL
    AND (department IS NULL OR department IN (SELECT id FROM own))
    AND (circonscription IS NULL OR EXISTS (
      SELECT FROM public.directory_circonscription c JOIN own ON own.id = c.department_id WHERE c.id = circonscription))
    AND (commune IS NULL OR EXISTS (
      SELECT FROM public.directory_commune c JOIN own ON own.id = c.department_id WHERE c.id = commune))
    AND (epci IS NULL OR EXISTS (
      SELECT FROM public.directory_commune c JOIN own ON own.id = c.department_id WHERE c.epci_id = epci))
    AND (service IS NULL OR EXISTS (
      SELECT FROM public.directory_communeservice s
        JOIN public.directory_commune c ON c.id = s.commune_id OR c.epci_id = s.epci_id
        JOIN own ON own.id = c.department_id WHERE s.id = service))
$$;

-- May the session give that mandate at all, there? An agent's: of a service of a school that it directs, or of its body.
DROP FUNCTION IF EXISTS wall.gives(text, bigint) CASCADE;
DROP FUNCTION IF EXISTS wall.proposes(text, bigint, text, bigint) CASCADE;
CREATE OR REPLACE FUNCTION wall.gives(
  given text, service bigint DEFAULT NULL, academy bigint DEFAULT NULL, department bigint DEFAULT NULL,
  circonscription bigint DEFAULT NULL, commune bigint DEFAULT NULL, epci bigint DEFAULT NULL
) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN given IN ('academy', 'coordinator', 'contractor') THEN wall.holds('platform')
    WHEN given IN ('inspector', 'member_rep')
      THEN wall.in_academy(service, academy, department, circonscription, commune, epci)
    WHEN given = 'commune_agent' THEN wall.in_academy(service, academy, department, circonscription, commune, epci)
      OR EXISTS (
        SELECT FROM public.directory_serviceschool l WHERE l.service_id = service AND l.school_id = ANY(wall.directed()))
      OR EXISTS (
        SELECT FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
          JOIN public.directory_mandate m ON m.id = (held->>'id')::bigint
          JOIN public.directory_communeservice s ON s.commune_id = m.commune_id OR s.epci_id = m.epci_id
         WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
           AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND m.role = 'member_rep' AND s.id = service)
    ELSE false END
$$;

-- Does the connection serve people: a page, or the door? Of what the worker and commands do, nobody asks whose it is.
CREATE OR REPLACE FUNCTION wall.serves_people() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN current_setting('role') = 'none' THEN session_user ELSE current_setting('role') END
    IN ('/* pages */', '/* door */')
$$;

-- Does it serve a page, and not the door?
CREATE OR REPLACE FUNCTION wall.serves_a_page() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.serves_people()
    AND CASE WHEN current_setting('role') = 'none' THEN session_user ELSE current_setting('role') END = '/* pages */'
$$;

-- The links of these people's sessions are read again, and what they hold by then is forgotten: of oneself, where a
-- page asks. Of everybody it would be the whole academy's work at its next request.
CREATE OR REPLACE FUNCTION wall.read_again(people bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF wall.serves_people() AND NOT people <@ ARRAY[wall.me()] THEN
    RAISE insufficient_privilege USING MESSAGE = 'a page reads the links of others again';
  END IF;
  UPDATE wall.reach r SET links = '{}', stamp = -1
    FROM public.accounts_session s JOIN public.accounts_account a ON a.id = s.account_id
   WHERE s.key_hash = r.key_hash AND a.person_id = ANY(people);
END
$$;

-- Columns that no page changes, or not of this row (`Writes.columns`).
CREATE OR REPLACE FUNCTION wall.refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = 'pages do not change this of ' || TG_TABLE_NAME;
END
$$;
