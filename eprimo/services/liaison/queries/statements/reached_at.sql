-- When a note reached own children: what was given to one of them later stands at that day.
(SELECT max(f.visible_from) FROM content_share f WHERE f.resource_id = {resource}
  AND f.audience_id = ANY(%(family_audience_ids)s::bigint[]) AND f.visible_from <= %(now)s)
