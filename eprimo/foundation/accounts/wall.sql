-- The greatest number among the logins of each of these bases, 1 for the one that bears none: a page that makes an
-- account takes the next, and reads no login of another school. Families make none: they are told nothing.
CREATE OR REPLACE FUNCTION wall.greatest_logins(bases text[]) RETURNS TABLE (base text, number bigint)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF wall.serves_a_page() AND COALESCE(wall.staff(), '{}') = '{}' THEN
    RAISE insufficient_privilege USING MESSAGE = 'who works nowhere makes no account';
  END IF;
  RETURN QUERY
  SELECT regexp_replace(a.login, '[0-9]+$', ''), max(COALESCE(substring(a.login FROM '[0-9]{1,18}$')::bigint, 1))
    FROM public.accounts_account a
   WHERE regexp_replace(a.login, '[0-9]+$', '') = ANY(bases)
   GROUP BY 1;
END
$$;
