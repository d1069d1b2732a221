-- With their texts, which tell the pictures of the little ones, and without.
(SELECT v.body FROM content_version v WHERE v.resource_id = r.id AND v.number = r.version)
