-- What a session is to the purchasing group, for the policies of its tables. Made again by each `migrate`
-- (consortium/wall.py). Functions of the owner: a page can neither pass by them nor change what they read.

-- The mandates of the session in one of these roles, while its reach holds.
CREATE OR REPLACE FUNCTION wall.mandates_in(roles text[]) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg((held->>'id')::bigint) FROM wall.reach r, jsonb_array_elements(r.links->'mandates') AS held
   WHERE r.key_hash = current_setting('eprimo.session', true) AND wall.now() < r.until
     AND (r.scope IS NULL OR 0 = ANY(r.scope)) AND held->>'role' = ANY(roles)
$$;

-- Does the session have a part in the group at all: to read the members, its calendar, its documents?
CREATE OR REPLACE FUNCTION wall.in_group() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wall.mandates_in(
    '{coordinator,member_rep,managing_body,commission,contractor,academy,inspector,platform}') IS NOT NULL
$$;

-- Does it keep the market: a coordinator who manages or signs, and not one who reads?
CREATE OR REPLACE FUNCTION wall.keeps_market() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.directory_mandate m
    WHERE m.id = ANY(wall.mandates_in('{coordinator}')) AND m.level IN ('manage', 'sign'))
$$;

-- The members whose own mandate the session holds: of their commune, of their EPCI, of the body itself.
CREATE OR REPLACE FUNCTION wall.own_members() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held bigint[] := wall.mandates_in('{member_rep}');
BEGIN
  IF held IS NULL THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    SELECT c.id FROM public.directory_mandate m
      JOIN public.consortium_member c ON c.commune_id = m.commune_id OR c.epci_id = m.epci_id
     WHERE m.id = ANY(held)
    UNION SELECT s.member_id FROM public.consortium_seat s
     WHERE s.mandate_id = ANY(held) AND s.member_id IS NOT NULL);
END
$$;

-- The members that it acts for: those, and the members whose managing body it is of, while they mandate that body.
CREATE OR REPLACE FUNCTION wall.members() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held bigint[] := wall.mandates_in('{managing_body}');
BEGIN
  IF held IS NULL THEN
    RETURN wall.own_members();
  END IF;
  RETURN wall.own_members() || ARRAY(
    SELECT r.member_id FROM public.consortium_seat s
      JOIN public.consortium_representation r ON r.managing_body_id = s.managing_body_id
     WHERE s.mandate_id = ANY(held) AND in_force(r.starts, r.ends, wall.now()));
END
$$;

-- The markets in which it acts for a member, and those that were notified to it as the contractor. The day begins early:
-- in which zone it does is the policies' to say.
CREATE OR REPLACE FUNCTION wall.markets_of_members() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT c.market_id FROM public.consortium_member c WHERE c.id = ANY(wall.members()))
$$;
CREATE OR REPLACE FUNCTION wall.markets_held() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT k.id FROM public.consortium_market k
    WHERE wall.holds('contractor') AND k.notified_on <= (wall.now() + interval '14 hours')::date)
$$;

-- The consultations whose offers the session may open: its person declared to have no interest, and none since.
CREATE OR REPLACE FUNCTION wall.cleared() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT d.consultation_id FROM public.tender_declaration d WHERE d.person_id = wall.me()
    GROUP BY d.consultation_id HAVING NOT bool_or(d.has_interest))
$$;

-- The offers that won a market which was notified: whoever has a part in the group reads what they bid.
CREATE OR REPLACE FUNCTION wall.offers_won() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT c.retained_id FROM public.tender_consultation c JOIN public.consortium_market k ON k.id = c.market_id
    WHERE k.notified_on <= (wall.now() + interval '14 hours')::date AND c.retained_id IS NOT NULL)
$$;
