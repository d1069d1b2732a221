-- Token buckets are kept by the owner of the tables: a page counts a try, and gives back none but its own account's.
-- Made again by each `migrate` (kernel/throttle.py).

-- One token of the bucket, or null when none is left. One statement, so that two tries of one instant share no token.
CREATE OR REPLACE FUNCTION wall.throttle_take(bucket text, burst double precision, each double precision, at timestamptz)
RETURNS double precision LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.kernel_throttle AS t (key, tokens, updated_at) VALUES (bucket, burst - 1, at)
  ON CONFLICT (key) DO UPDATE SET updated_at = at, tokens =
    LEAST(burst, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM at - t.updated_at)) / each) - 1
  WHERE LEAST(burst, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM at - t.updated_at)) / each) >= 1
  RETURNING tokens
$$;

-- The tokens of the bucket at that instant; null when it was never touched.
CREATE OR REPLACE FUNCTION wall.throttle_left(bucket text, burst double precision, each double precision, at timestamptz)
RETURNS double precision LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT LEAST(burst, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM at - t.updated_at)) / each)
    FROM public.kernel_throttle t WHERE t.key = bucket
$$;

-- What was right is not counted: all tokens come back (`burst` null), or one. The door and the worker do so for anybody;
-- a page for the buckets that its own account names, which it could not fill by a statement of a stranger otherwise.
CREATE OR REPLACE FUNCTION wall.throttle_return(bucket text, burst double precision) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF wall.serves_a_page() AND split_part(bucket, ':', 2) IS DISTINCT FROM wall.account()::text THEN
    RAISE insufficient_privilege USING MESSAGE = 'a page gives back the tries of its own account alone';
  END IF;
  IF burst IS NULL THEN
    DELETE FROM public.kernel_throttle t WHERE t.key = bucket;
  ELSE
    UPDATE public.kernel_throttle t SET tokens = LEAST(t.tokens + 1, burst) WHERE t.key = bucket;
  END IF;
END
$$;
