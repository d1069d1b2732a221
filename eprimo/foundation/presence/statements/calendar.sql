-- When some schools have class, each with the zone of its holidays: the JSON that `hours_from` reads, as `calendar_of`
-- makes it.
SELECT s.id, jsonb_build_object(
         'holidays', s.zone,
         'hours',
         (SELECT jsonb_build_object(
                   'half_days', h.half_days, 'morning_from', h.morning_from, 'morning_until', h.morning_until,
                   'afternoon_from', h.afternoon_from, 'afternoon_until', h.afternoon_until)
          FROM presence_schoolhours h WHERE h.school_id = s.id),
         'own',
         (SELECT COALESCE(jsonb_agg(jsonb_build_object('label', d.label, 'first', d.first, 'last', d.last)
                                    ORDER BY d.first, d.id), '[]')
          FROM directory_schooldayoff d
          WHERE d.school_id = s.id AND d.last >= %(since)s::date AND d.told_by IS NULL),
         'closures',
         (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                            'label', d.label, 'first', d.first, 'last', d.last, 'from_noon', d.from_noon,
                            'until_noon', d.until_noon, 'of_class', d.class_group_id)
                          ORDER BY d.first, d.last, d.id), '[]')
          FROM directory_schooldayoff d
          WHERE d.school_id = s.id AND d.last >= %(since)s::date AND d.told_by IS NOT NULL
            AND d.visible_from <= %(now)s),
         'loaded',
         (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                            'year', z.year, 'name', z.name, 'first', z.first, 'resumes', z.resumes)
                          ORDER BY z.first), '[]')
          FROM directory_zoneholiday z WHERE z.zone = s.zone))
FROM unnest(%(schools)s::bigint[], %(zones)s::text[]) AS s(id, zone)
