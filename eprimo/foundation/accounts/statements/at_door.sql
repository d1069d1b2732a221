-- The account of a login, with its person, its secret and those of sheets; the school whose trail tells what happens
-- to it: the person's own, else a child's; 0 for none.
SELECT {account}, {person}, {secret},
       (SELECT jsonb_agg(
                 jsonb_build_object('id', one.id, 'school_id', one.school_id, 'password', one.password, 'words', one.words)
                 ORDER BY one.id)
        FROM accounts_scopedsecret one WHERE one.account_id = a.id),
       COALESCE(
         (SELECT own.school_id FROM directory_affiliation own
          WHERE own.person_id = a.person_id AND in_force(own.starts, own.ends, %(now)s)
          ORDER BY own.id LIMIT 1),
         (SELECT pupil.school_id
          FROM directory_guardianship link JOIN directory_affiliation pupil ON pupil.person_id = link.child_id
          WHERE link.adult_id = a.person_id AND in_force(link.starts, link.ends, %(now)s)
            AND pupil.profile = 'pupil' AND in_force(pupil.starts, pupil.ends, %(now)s)
          ORDER BY pupil.id LIMIT 1),
         0)
FROM accounts_account a
JOIN directory_person p ON p.id = a.person_id
LEFT JOIN accounts_accountsecret s ON s.account_id = a.id
WHERE a.login = %(login)s
