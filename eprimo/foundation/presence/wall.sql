-- The roll of the class of a device was called on a half-day: its children touch nothing any more. Asked at the door,
-- which reads no roll call, by the keyed hash of the device's own key; nothing is told of any other class.
CREATE OR REPLACE FUNCTION wall.roll_is_called(device text, on_day date, on_half text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.classroom_classdevice d
      JOIN public.directory_classgroup g ON g.id = d.class_group_id
      JOIN public.presence_rollcall c ON c.school_year = g.year_id AND c.school_id = g.school_id
        AND c.class_group_id = g.id
     WHERE d.key_hash = device AND c.day = on_day AND c.half = on_half AND c.taken_at IS NOT NULL)
$$;
