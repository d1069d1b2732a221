"""Variants of what a page must not write (F7), whatever the statement."""

from tests.foundation.access.variants import Variant


def write(name: str, who: str, sql: str, proof: str = "") -> Variant:
    return Variant("F7", name, who, sql, proof)


_MORE = "SELECT 1 FROM kernel_throttle WHERE key = {bucket} AND tokens > 4"
_LONG_AGO = "SELECT 1 FROM kernel_throttle WHERE key = {bucket} AND updated_at < '2020-01-01'"


def of(table: str) -> str:
    """All rows of a table, as text."""
    return f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table} t"


_ORDERED = (
    "INSERT INTO orders_order (public_id, market_id, member_id, kind, period, state, starts_on, ends_on, options,"
    " accounts, saved_at, cancel_reason) SELECT gen_random_uuid(), market_id, {{{member}}}, 'more', period, '{state}',"
    " starts_on, ends_on, options, 5, now(), '' FROM orders_order LIMIT 1"
)

WRITES = (
    write("an order of another member", "member_rep", "UPDATE orders_order SET accounts = 1 WHERE member_id = {brive}"),
    write("an own order given to another member", "member_rep", "UPDATE orders_order SET member_id = {brive}",
          of("orders_order")),
    write("an order for another member", "member_rep", _ORDERED.format(member="brive", state="draft"),
          of("orders_order")),
    write("an order acknowledged by who sent it", "member_rep",
          "UPDATE orders_order SET state = 'known', acknowledged_at = now() WHERE state = 'sent'",
          of("orders_order")),
    write("an order made larger by the contractor", "contractor", "UPDATE orders_order SET accounts = 9999",
          of("orders_order")),
    write("an order made larger with its state", "contractor",
          "UPDATE orders_order SET state = 'known', acknowledged_at = now(), ends_on = '2040-01-01'",
          of("orders_order")),
    write("an order acknowledged before it was sent", "contractor",
          "UPDATE orders_order SET state = 'known', acknowledged_at = now(), number = 9, sent_at = now() "
          "WHERE state = 'draft'", of("orders_order")),
    write("an order sent back by the contractor", "contractor",
          "UPDATE orders_order SET state = 'gone' WHERE state = 'sent'", of("orders_order")),
    write("an order written by the contractor", "contractor", _ORDERED.format(member="valmarais", state="draft"),
          of("orders_order")),
    write("lines of an order, by the contractor", "contractor", "UPDATE orders_orderline SET accounts = accounts + 1",
          of("orders_orderline")),
    write("prices of an order, by the contractor", "contractor", "UPDATE orders_ordercharge SET unit_ht = 99",
          of("orders_ordercharge")),
    write("lines of another's order", "member_rep",
          "INSERT INTO orders_orderline (order_id, school_id, uai, name, accounts) VALUES "
          "({order_brive}, {tilleuls}, '', '', 9)", of("orders_orderline")),
    write("orders, by who coordinates", "coordinator", "UPDATE orders_order SET accounts = 1", of("orders_order")),
    write("a need of another member", "member_rep",
          "WITH n AS (UPDATE consortium_need SET accounts = 0 WHERE member_id = {brive} RETURNING 1) SELECT * FROM n",
          of("consortium_need")),
    write("prices, by the contractor", "contractor", "UPDATE prices_priceline SET contract_ht = 99",
          of("prices_priceline")),
    write("prices, by a member", "member_rep", "UPDATE prices_priceline SET contract_ht = 0.01",
          of("prices_priceline")),
    write("an account that pays, by who coordinates", "coordinator", "UPDATE orders_bankchange SET iban = 'FR00'",
          of("orders_bankchange")),
    write("an account that pays, by a member", "member_rep", "UPDATE orders_bankchange SET iban = 'FR00'",
          of("orders_bankchange")),
    write("a new account that pays, by a member", "member_rep",
          "INSERT INTO orders_bankchange (public_id, market_id, iban, bic, proposed_at, confirmed_at, effective_on) "
          "VALUES (gen_random_uuid(), {market}, 'FR00', '', now(), now(), '2026-05-02')", of("orders_bankchange")),
    write("a seller's account, by nobody", "", "UPDATE orders_seller SET iban = 'FR00'", of("orders_seller")),
    write("how another member is billed", "contractor", "UPDATE orders_billing SET engagement = 'X'",
          of("orders_billing")),
    write("who signs, confirmed by oneself", "member_rep",
          "UPDATE consortium_signingright SET confirmed_at = now(), ended_at = NULL", of("consortium_signingright")),
    write("a signing right confirmed from the start", "member_rep",
          "INSERT INTO consortium_signingright (public_id, signatory_id, mandate_id, piece_sha256, asked_at, "
          "confirmed_at) SELECT gen_random_uuid(), signatory_id, mandate_id, repeat('a', 64), now(), now() "
          "FROM consortium_signingright LIMIT 1", of("consortium_signingright")),
    write("the rectorat's signature, by a member", "member_rep",
          "INSERT INTO consortium_signature (member_id, side, structure, signed_on, recorded_at) VALUES "
          "({valmarais}, 'coordinator', '', '2026-01-01', now())", of("consortium_signature")),
    write("a file brought further by its member", "member_rep",
          "INSERT INTO consortium_passage (member_id, number, before, state, reason, effective_on, recorded_at, role) "
          "VALUES ({valmarais}, 99, 'signed', 'draft', 'by_member', '2026-01-01', now(), '')",
          of("consortium_passage")),
    write("a withdrawal of another member", "member_rep",
          "INSERT INTO consortium_withdrawal (public_id, member_id, declared_at, declared_role, reason, tracking, "
          "piece_sha256, outcome, answer) VALUES (gen_random_uuid(), {brive}, now(), 'member_rep', '', '', '', '', '')",
          of("consortium_withdrawal")),
    write("an exclusion, by a member", "member_rep", "INSERT INTO consortium_exclusion (member_id, court, case_number, "
          "decided_on, effect_on, piece_sha256, recorded_at) VALUES ({brive}, '', '', '2026-01-01', '2026-01-01', '', "
          "now())", of("consortium_exclusion")),
    write("the days of the market, by a member", "member_rep",
         "UPDATE consortium_market SET joins_until = '2040-01-01'",
          of("consortium_market")),
    write("the days of the market, by the academy", "academy", "UPDATE consortium_market SET published_on = NULL",
          of("consortium_market")),
    write("an offer, by a member", "member_rep", "UPDATE tender_offer SET bidder = 'X'", of("tender_offer")),
    write("an offer taken out by a competitor", "contractor", "DELETE FROM tender_offer", of("tender_offer")),
    write("a mark in somebody else's name", "commission",
          "INSERT INTO tender_mark (offer_id, criterion_id, marker_id, value, comment, marked_at) VALUES "
          "({offer}, {criterion}, {coordinator}, 4, 'x', now())", of("tender_mark")),
    write("a mark without a declaration", "commission",
          "INSERT INTO tender_mark (offer_id, criterion_id, marker_id, value, comment, marked_at) VALUES "
          "({offer}, {criterion}, {commission}, 4, 'x', now())", of("tender_mark")),
    write("a declaration for somebody else", "coordinator",
          "INSERT INTO tender_declaration (consultation_id, person_id, has_interest, words, sha256, signed_at) VALUES "
          "({consultation}, {commission}, false, '', '', now())", of("tender_declaration")),
    write("a seat in the commission taken", "teacher",
          "INSERT INTO tender_commissionseat (starts, end_reason, source, public_id, consultation_id, person_id, kind, "
          "body) VALUES ('2026-01-01', '', 'manual', gen_random_uuid(), {consultation}, {me}, 'full', '')",
          of("tender_commissionseat")),
    write("weights of criteria, by the contractor", "contractor", "UPDATE tender_criterion SET weight = 100",
          of("tender_criterion")),
    write("news of the group, by a pupil", "lea", "INSERT INTO governance_news (public_id, market_id, title, text, "
          "written_at, published_at) VALUES (gen_random_uuid(), {market}, 'X', 'X', now(), now())",
          of("governance_news")),
    write("minutes, by a member", "member_rep", "UPDATE governance_minutes SET text = 'X'"),
    write("figures, by the coordinator", "coordinator", "UPDATE statistics_schoolfigures SET pupils = 0"),
    write("tries of others given back", "lea", "SELECT wall.throttle_return({bucket}, 5)", of("kernel_throttle")),
    write("tries of others given back by nobody", "", "SELECT wall.throttle_return({bucket}, 1e9)",
          of("kernel_throttle")),
    write("tries given back by a negative take", "lea",
          "SELECT wall.throttle_take({bucket}, -1e9, -1e9, now())", _MORE),
    write("tries given back by an hour to come", "lea",
          "SELECT wall.throttle_take({bucket}, 1e9, 1e-9, '2100-01-01')", _MORE),
    write("tries given back by an hour long ago", "lea",
          "SELECT wall.throttle_take({bucket}, 5, 60, '1990-01-01')", _LONG_AGO),
    write("tries of an unknown bucket, by a limit without end", "lea",
          "SELECT wall.throttle_take({bucket}, 1e9, 1e9, 'infinity')", _MORE),
    *(write(f"tries of others spent: {key}", "lea",
            f"SELECT count(*) FROM generate_series(1, 90) n, LATERAL wall.throttle_take({key}, 6, 20, "
            "now() + n * interval '0 s') t", of("kernel_throttle"))
      for key in ("'again:{account_samira}'", "'again:{account_samira}:sheet'", "'widen:{account_samira}'",
                  "'factor:{account_samira}:1'", "'in:pair:samira:x'", "'in:acc:samira'", "'code:x'", "'mail:samira'",
                  "'badge:x'")),
    write("tries of an own password, counted for nobody", "", "SELECT wall.throttle_take('again:', 6, 20, now())",
          of("kernel_throttle")),
    write("tries taken out", "platform", "DELETE FROM kernel_throttle", of("kernel_throttle")),
    write("migrations, one more", "platform", "INSERT INTO django_migrations (app, name, applied) VALUES "
          "('directory', 'x', now())", of("django_migrations")),
    write("migrations, taken out by an expression", "lea",
          "WITH d AS (DELETE FROM django_migrations RETURNING 1) SELECT count(*) FROM d", of("django_migrations")),
    write("a browser told on for somebody else", "teacher",
          "INSERT INTO notifications_pushdevice (public_id, account_id, address_hash, address, key, secret, label, "
          "created_at, seen_at, failures) VALUES (gen_random_uuid(), {account_director}, '\\x00', '\\x00', '\\x00', "
          "'\\x00', '', now(), now(), 0)", of("notifications_pushdevice")),
    write("a browser moved to somebody else", "teacher",
          "UPDATE notifications_pushdevice SET account_id = {account_director}", of("notifications_pushdevice")),
    write("who was erased", "director", "INSERT INTO privacy_erasedperson (person_id, mark, reason, erased_at) VALUES "
          "({lea}, '', '', now())", of("privacy_erasedperson")),
    write("a line of the trail changed", "director", "UPDATE kernel_auditline SET details = '{{}}'",
          of("kernel_auditline")),
    write("a line of the trail taken out of its partition", "platform", "DELETE FROM {audit_partition}",
          of("kernel_auditline")),
    write("a seal", "platform", "UPDATE kernel_auditseal SET hash = '\\x00'", of("kernel_auditseal")),
    write("a switch lifted", "teacher", "UPDATE kernel_switch SET lifted_at = now()", of("kernel_switch")),
    write("a switch for all schools", "director", "INSERT INTO kernel_switch (public_id, act, roles, starts, reason) "
          "VALUES (gen_random_uuid(), 'x', '{{}}', now(), '')", of("kernel_switch")),
    write("an event of everybody", "lea", "INSERT INTO kernel_outboxevent (kind, payload, reach, created_at, due_at, "
          "state, attempts, last_error) VALUES ('x', '{{}}', NULL, now(), now(), 'waiting', 0, '')",
          "SELECT count(*) FROM kernel_outboxevent WHERE reach IS NULL"),
    write("an event put off", "teacher", "UPDATE kernel_outboxevent SET due_at = '2040-01-01', payload = '{{}}'",
          of("kernel_outboxevent")),
    write("an event taken out", "director", "DELETE FROM kernel_outboxevent", of("kernel_outboxevent")),
    write("a password of a pupil", "teacher", "UPDATE accounts_accountsecret SET password = 'X'",
          of("accounts_accountsecret")),
    write("a password put in by a conflict", "director",
          "INSERT INTO accounts_accountsecret (account_id, password, since) VALUES ({account_teacher}, 'X', now()) "
          "ON CONFLICT (account_id) DO UPDATE SET password = 'X'",
          "SELECT string_agg(t::text, '|' ORDER BY t::text) FROM accounts_accountsecret t "
          "WHERE account_id = {account_teacher}"),
    write("a recovery address of somebody else", "director",
          "UPDATE accounts_account SET recovery_email = 'x@x.fr', recovery_email_confirmed_at = now()",
          "SELECT string_agg(recovery_email, '|' ORDER BY id) FROM accounts_account"),
    write("a key of somebody else's session", "director", "UPDATE accounts_session SET key_hash = 'chosen' "
          "WHERE account_id = {account_teacher}",
          "SELECT string_agg(key_hash, '|' ORDER BY id) FROM accounts_session"),
    write("the key of the own session", "teacher", "UPDATE accounts_session SET key_hash = 'chosen'",
          "SELECT string_agg(key_hash, '|' ORDER BY id) FROM accounts_session"),
    write("a second factor given to the own session", "director",
          "UPDATE accounts_session SET second_factor_at = now() + '1 day', trusted_until = '2040-01-01'",
          "SELECT string_agg(second_factor_at::text, '|' ORDER BY id) FROM accounts_session"),
    write("a factor for somebody else", "director",
          "UPDATE factors_factor SET account_id = {account_director}", of("factors_factor")),
    write("a browser burnt by its hash", "lea", "SELECT wall.browser_taken('guessed')",
          of("notifications_pushdevice")),
    write("a restriction copied to a foreign link", "teacher",
          "SELECT wall.restriction_copied((SELECT min(id) FROM directory_guardianrestriction), "
          "(SELECT max(id) FROM directory_guardianship))", of("directory_guardianrestriction")),
    write("a restriction copied over an own child", "director_verne",
          "SELECT wall.restriction_copied((SELECT min(id) FROM directory_guardianrestriction), "
          "(SELECT id FROM directory_guardianship WHERE adult_id = {samira} LIMIT 1))",
          of("directory_guardianrestriction")),
    write("a restriction softened", "teacher", "UPDATE directory_guardianrestriction SET level = 1",
          of("directory_guardianrestriction")),
    write("a restriction brought to another school", "director",
          "UPDATE directory_guardianrestriction SET school_id = {verne}", of("directory_guardianrestriction")),
    write("a consent of another family", "paul",
          "INSERT INTO directory_consent (child_id, school_id, use, scope, decision, given_by_id, source, starts) "
          "VALUES ({yanis}, {tilleuls}, 'image', 'class', 'yes', {paul}, 'online', '2026-10-01')",
          of("directory_consent")),
    write("a consent in the other parent's name", "paul",
          "INSERT INTO directory_consent (child_id, school_id, use, scope, decision, given_by_id, source, starts) "
          "VALUES ({lea}, {tilleuls}, 'image', 'class', 'yes', {samira}, 'online', '2026-10-01')",
          of("directory_consent")),
    write("a consent of who does not exercise", "no_exercise",
          "INSERT INTO directory_consent (child_id, school_id, use, scope, decision, given_by_id, source, starts) "
          "VALUES ({yanis}, {tilleuls}, 'image', 'class', 'yes', {no_exercise}, 'online', '2026-10-01')",
          of("directory_consent")),
    write("settings of another school", "director", "UPDATE directory_schoolsettings SET staff_write_notes = true "
          "WHERE school_id = {verne}", of("directory_schoolsettings")),
    write("settings of a school, by a teacher", "teacher",
         "UPDATE directory_schoolsettings SET staff_write_notes = true",
          of("directory_schoolsettings")),
    write("days of a year", "director", "UPDATE directory_schoolyear SET ends = '2040-01-01'",
          of("directory_schoolyear")),
    write("a day without school, by a parent", "paul",
          "UPDATE directory_schooldayoff SET school_id = {verne}", of("directory_schooldayoff")),
    write("a note moved to another school", "teacher", "UPDATE content_resource SET school_id = {verne}",
          "SELECT string_agg(school_id::text, '|' ORDER BY id) FROM content_resource"),
    write("a note in another school", "teacher",
          "INSERT INTO content_resource (public_id, service, school_id, title, state, version, created_at, "
          "updated_at, revision) VALUES (gen_random_uuid(), 'liaison', {verne}, 'X', 'published', 1, now(), "
          "now(), 1)", "SELECT count(*) FROM content_resource"),
    write("a thing for everybody, without a school", "lea",
          "INSERT INTO content_resource (public_id, service, title, state, version, created_at, "
          "updated_at, revision) VALUES (gen_random_uuid(), 'news', 'X', 'published', 1, now(), now(), 1)",
          "SELECT count(*) FROM content_resource"),
    write("an audience changed under those who have it", "teacher", "UPDATE access_audience SET target = {ce1_verne}",
          of("access_audience")),
    write("a key of a file", "teacher", "INSERT INTO intake_schoolkey (school_id, academy, key) VALUES "
          "({verne}, '17', 'X')", of("intake_schoolkey")),
    write("a delivery of another school", "director",
          "INSERT INTO intake_ondedelivery (public_id, school_id, source, state, made_at) VALUES "
          "(gen_random_uuid(), {verne}, 'onde', 'ready', now())", of("intake_ondedelivery")),
    write("counters of the platform", "lea", "UPDATE kernel_platform SET epoch = 0, switch_counter = 0",
          "SELECT 1 WHERE (SELECT switch_counter FROM kernel_platform) < {switch_counter}"),
    write("terms of second factors", "platform", "UPDATE kernel_factorterm SET invited_on = '2040-01-01'",
          of("kernel_factorterm")),
    write("numbers of rows set back", "director", "SELECT setval('orders_order_id_seq', 1)"),
    write("tables emptied", "director", "TRUNCATE directory_person CASCADE"),
    write("a table locked whole", "lea", "LOCK TABLE directory_person IN ACCESS EXCLUSIVE MODE"),
    write("a table locked against writing", "paul", "LOCK TABLE kernel_outboxevent IN SHARE MODE"),
    write("a table made", "teacher", "CREATE TABLE public.own (id int)"),
    write("a table for the day", "teacher", "CREATE TEMP TABLE directory_person (id bigint)"),
    write("a table for the day, by a selection", "teacher", "SELECT 1 INTO TEMP own"),
    write("a function", "teacher", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    write("a view", "teacher", "CREATE VIEW public.own AS SELECT 1"),
    write("a scheme", "teacher", "CREATE SCHEMA own"),
    write("a trigger", "teacher",
          "CREATE TRIGGER own AFTER INSERT ON directory_person EXECUTE FUNCTION wall.refuse()"),
    write("a policy", "director", "CREATE POLICY own ON directory_person USING (true)"),
    write("a policy taken away", "director", "ALTER TABLE directory_person DISABLE ROW LEVEL SECURITY"),
    write("an operator of one's own", "teacher", "CREATE OPERATOR public.=== (FUNCTION = int4eq, LEFTARG = int, "
          "RIGHTARG = int)"),
    write("an extension", "director", "CREATE EXTENSION dblink"),
    write("a right for all", "director", "GRANT SELECT ON wall.reach TO PUBLIC"),
    write("a remark", "director", "COMMENT ON TABLE directory_person IS 'x'"),
    write("a publication", "director", "CREATE PUBLICATION own FOR TABLE directory_person"),
    write("a block that hides its error", "teacher",
          "DO $$ BEGIN DELETE FROM django_migrations; EXCEPTION WHEN OTHERS THEN NULL; END $$",
          of("django_migrations")),
    write("triggers that sleep", "director", "SET session_replication_role = replica"),
    write("policies that sleep", "teacher", "SET row_security = off"),
)  # fmt: skip
