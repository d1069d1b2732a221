-- Token buckets are kept by the owner of the tables: a page counts a try, and gives back none but its own account's.
-- Made again by each `migrate` (kernel/throttle.py).

-- The tokens of a row at that instant. A page can make them no more: its limit counts where it is the stricter one, and
-- the hour is the database's.
CREATE OR REPLACE FUNCTION wall.throttle_now(
  page boolean, tokens double precision, since timestamptz, kept_burst double precision, kept_each double precision,
  burst double precision, each double precision, at timestamptz
) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT LEAST(CASE WHEN page THEN LEAST(burst, kept_burst) ELSE burst END,
    tokens + GREATEST(0, EXTRACT(EPOCH FROM at - since)) / CASE WHEN page THEN GREATEST(each, kept_each) ELSE each END)
$$;

-- May this connection count a try there? Of who comes in, the door alone; of a password that is asked again, a page for
-- its own account: it would keep an owner out otherwise.
CREATE OR REPLACE FUNCTION wall.throttle_may(bucket text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT wall.serves_a_page() OR CASE split_part(bucket, ':', 1)
    WHEN 'in' THEN false WHEN 'code' THEN false WHEN 'mail' THEN false WHEN 'badge' THEN false
    WHEN 'again' THEN split_part(bucket, ':', 2) IS NOT DISTINCT FROM wall.account()::text
    WHEN 'widen' THEN split_part(bucket, ':', 2) IS NOT DISTINCT FROM wall.account()::text
    WHEN 'factor' THEN split_part(bucket, ':', 2) IS NOT DISTINCT FROM wall.account()::text
    ELSE true END
$$;

-- One token of the bucket, or null when none is left. One statement, so that two tries of one instant share no token.
CREATE OR REPLACE FUNCTION wall.throttle_take(bucket text, burst double precision, each double precision, at timestamptz)
RETURNS double precision LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  page boolean := wall.serves_a_page();
  hour timestamptz := CASE WHEN page THEN wall.now() ELSE at END;
  found double precision;
BEGIN
  IF NOT wall.throttle_may(bucket) THEN
    RAISE insufficient_privilege USING MESSAGE = 'a page counts no try of somebody else';
  END IF;
  INSERT INTO public.kernel_throttle AS t (key, tokens, updated_at, burst, seconds_each)
    VALUES (bucket, throttle_take.burst - 1, hour, throttle_take.burst, throttle_take.each)
  ON CONFLICT (key) DO UPDATE SET updated_at = hour,
    burst = CASE WHEN page THEN t.burst ELSE EXCLUDED.burst END,
    seconds_each = CASE WHEN page THEN t.seconds_each ELSE EXCLUDED.seconds_each END,
    tokens = wall.throttle_now(
      page, t.tokens, t.updated_at, t.burst, t.seconds_each, throttle_take.burst, throttle_take.each, hour) - 1
  WHERE wall.throttle_now(
    page, t.tokens, t.updated_at, t.burst, t.seconds_each, throttle_take.burst, throttle_take.each, hour) >= 1
  RETURNING t.tokens INTO found;
  RETURN found;
END
$$;

-- The tokens of the bucket at that instant; null when it was never touched.
CREATE OR REPLACE FUNCTION wall.throttle_left(bucket text, burst double precision, each double precision, at timestamptz)
RETURNS double precision LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT LEAST(throttle_left.burst, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM at - t.updated_at)) / each)
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
  IF throttle_return.burst IS NULL THEN
    DELETE FROM public.kernel_throttle t WHERE t.key = bucket;
  ELSE
    UPDATE public.kernel_throttle t SET tokens = LEAST(t.tokens + 1, throttle_return.burst) WHERE t.key = bucket;
  END IF;
END
$$;
