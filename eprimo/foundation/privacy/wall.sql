-- Did this person, who is the one of the session or a child of theirs, write something that others could see? Who left
-- reaches no school any more, and is asked all the same what becomes of it.
CREATE OR REPLACE FUNCTION wall.has_shared(person bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.content_version v WHERE v.author_id = person)
     AND (person = wall.me() OR EXISTS (
       SELECT FROM public.directory_guardianship g WHERE g.child_id = person AND g.adult_id = wall.me()))
$$;
