SELECT * FROM wall.present_for(%(thing)s::uuid, %(half)s, %(shut)s::bigint[])
