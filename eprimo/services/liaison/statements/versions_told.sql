(SELECT json_agg(json_build_object('number', e.number, 'title', e.title, 'facts', e.facts,
   'body', e.body) ORDER BY e.number)
   FROM content_version e WHERE e.resource_id = r.id AND r.version > 1)
