"""Variants of what a page must not read (F6), whatever the statement."""

from tests.foundation.access.variants import Variant


def read(name: str, who: str, sql: str) -> Variant:
    return Variant("F6", name, who, sql)


_COURT = "FROM directory_guardianrestriction"
# Tables that every page reads, and none the words of.
_WORDS = ("directory_affiliation", "directory_mandate", "directory_entitlement", "directory_familyopening",
          "kernel_switch")  # fmt: skip


def _asked(table: str, who: str, where: str = "") -> Variant:
    """Of the owner, row by row."""
    label = table.replace("_", ".")
    return read(f"reasons of {table}, asked of the owner", who,
                f"SELECT r.reason FROM wall.reasons('{label}', ARRAY(SELECT id FROM {table}{where})) r")  # fmt: skip


READS = (
    read("reasons of a court, the row as a whole", "teacher", f"SELECT t {_COURT} t"),
    read("reasons of a court, as JSON", "director_verne", f"SELECT to_jsonb(t) {_COURT} t"),
    read("reasons of a court, by the words in them", "agent",
         f"SELECT word FROM ts_stat('SELECT to_tsvector(reason) {_COURT}')"),
    read("reasons of a court, by their order", "teacher", f"SELECT id {_COURT} ORDER BY reason"),
    read("reasons of a court, by a yes and a no", "restricted_2", f"SELECT 1 {_COURT} WHERE reason LIKE 'D%'"),
    read("reasons of a court, given back by a write", "director",
         "UPDATE directory_guardianrestriction SET level = level RETURNING reason"),
    read("reasons of a court, in an error", "teacher", f"SELECT reason::int {_COURT}"),
    read("reasons of a court, as a copy", "", f"COPY (SELECT reason {_COURT}) TO STDOUT"),
    read("reasons of a court, asked of the owner by a teacher", "teacher",
         f"SELECT r.* {_COURT} g, wall.restriction_reasons(g.id) r"),
    read("reasons of a court, asked of the owner by another head", "director_verne",
         f"SELECT r.* {_COURT} g, wall.restriction_reasons(g.id) r"),
    read("reasons of a court, asked of the owner by whom it restricts", "restricted_1",
         f"SELECT r.* {_COURT} g, wall.restriction_reasons(g.id) r"),
    read("reasons of a court, asked of the owner by an academy of another", "inspector",
         f"SELECT r.* {_COURT} g, wall.restriction_reasons(g.id) r"),
    *(read(f"reasons of {table}, as they stand", who, f"SELECT reason FROM {table}")
      for table in _WORDS for who in ("teacher", "director", "academy", "")),
    *(read(f"reasons of {table}, by a yes and a no", "paul", f"SELECT 1 FROM {table} WHERE reason ~ '^[A-Z]'")
      for table in _WORDS),
    *(read(f"reasons of {table}, the row as a whole", "teacher", f"SELECT to_jsonb(t) FROM {table} t")
      for table in _WORDS),
    *(_asked(table, who) for table in _WORDS for who in ("", "agent")
      if (table, who) != ("kernel_switch", "agent")),
    *(_asked(table, "teacher") for table in _WORDS[:4]),
    *(_asked(table, "director_verne", " WHERE school_id = {tilleuls}") for table in _WORDS if "mandate" not in table),
    _asked("directory_mandate", "director", " WHERE role <> 'commune_agent'"),
    _asked("directory_mandate", "inspector"),
    _asked("directory_mandate", "platform", " WHERE role NOT IN ('academy', 'coordinator', 'contractor')"),
    _asked("directory_familyopening", "director"),
    _asked("directory_familyopening", "platform"),
    _asked("kernel_switch", "guardian_verne"),
    read("reasons of another table by the owner's function", "director",
         "SELECT reason FROM wall.reasons('directory.guardianrestriction', "
         "ARRAY(SELECT id FROM directory_guardianrestriction))"),
    read("statistics of the reasons", "teacher",
         "SELECT most_common_vals FROM pg_stats WHERE tablename = 'directory_guardianrestriction' "
         "AND attname = 'reason'"),
    read("names of foreign pupils, by a join", "teacher",
         "SELECT p.last_name FROM directory_affiliation a JOIN directory_person p ON p.id = a.person_id "
         "WHERE a.school_id = {verne}"),
    read("names of foreign pupils, locked", "teacher",
         "SELECT 1 FROM directory_person WHERE id = {lea_verne} FOR UPDATE"),
    read("names of foreign pupils, by the words in an error", "teacher",
         "SELECT last_name::int FROM directory_person WHERE id = {lea_verne}"),
    read("names of foreign pupils, by a division", "director",
         "SELECT 1 / (length(last_name) - length(last_name)) FROM directory_person WHERE id = {lea_verne}"),
    read("names of foreign pupils, by the words in them", "inspector",
         "SELECT word FROM ts_stat('SELECT to_tsvector(last_name) FROM directory_person') WHERE word = 'durand'"),
    read("children, by the inspector", "inspector",
         "SELECT p.last_name FROM directory_person p JOIN directory_affiliation a ON a.person_id = p.id "
         "AND a.profile = 'pupil'"),
    read("children, by the academy", "academy",
         "SELECT p.last_name FROM directory_person p JOIN directory_affiliation a ON a.person_id = p.id "
         "AND a.profile = 'pupil' WHERE p.id <> {former_pupil}"),
    read("children, by the coordinator", "coordinator",
         "SELECT p.last_name FROM directory_person p JOIN directory_affiliation a ON a.person_id = p.id"
         " AND a.profile = 'pupil'"),
    read("children, by the platform", "platform",
         "SELECT p.last_name FROM directory_person p JOIN directory_affiliation a ON a.person_id = p.id "
         "AND a.profile = 'pupil'"),
    read("the child that one may not see", "restricted_2", "SELECT last_name FROM directory_person WHERE id = {zoe}"),
    read("the child that one has no account for", "restricted_3",
         "SELECT last_name FROM directory_person WHERE id = {zoe}"),
    read("telephones of the other parent", "samira",
         "SELECT email FROM directory_contactdetails WHERE person_id = {paul}"),
    read("telephones of families, by a pupil", "lea", "SELECT phone_mobile FROM directory_contactdetails"),
    read("telephones of families, by the academy's statement", "inspector",
         "SELECT email FROM directory_contactdetails"),
    read("telephones of families, by an invited partner", "partner", "SELECT email FROM directory_contactdetails"),
    read("whom a tie is proposed to", "", "SELECT last_name, birth_date, email, code_hash FROM directory_tieproposal"),
    read("whom a tie is proposed to, by another head", "director_verne", "SELECT t FROM directory_tieproposal t"),
    read("whom a mandate is proposed to", "teacher", "SELECT last_name FROM directory_mandateproposal"),
    read("why assistance was asked", "director_verne", "SELECT reason FROM directory_supportaccess"),
    read("keys of sessions", "director", "SELECT key_hash FROM accounts_session"),
    read("keys of sessions, in a condition", "director", "SELECT 1 FROM accounts_session WHERE key_hash > ''"),
    read("keys of sessions, given back", "teacher", "UPDATE accounts_session SET device = device RETURNING key_hash"),
    read("passwords of others", "director", "SELECT password, words FROM accounts_accountsecret WHERE account_id <> "
         "{account_director} AND password <> ''"),
    read("words of pupils, by the academy", "academy", "SELECT words FROM accounts_accountsecret "
         "WHERE account_id <> {account_academy}"),
    read("second factors of others", "director", "SELECT secret FROM factors_factor "
         "WHERE account_id <> {account_director}"),
    read("who vouches for whom", "director", "SELECT 1 FROM factors_vouching"),
    read("accounts of another school", "director", "SELECT login FROM accounts_account WHERE person_id = {lea_verne}"),
    read("accounts of children, by the academy", "academy", "SELECT login FROM accounts_account "
         "WHERE person_id IN ({lea}, {lea_verne})"),
    read("an account that pays", "lea", "SELECT iban FROM orders_bankchange"),
    read("an account that pays, as nobody", "", "SELECT row_to_json(t) FROM orders_bankchange t"),
    read("an account that pays, by who coordinates", "coordinator",
         "SELECT iban FROM orders_bankchange UNION ALL SELECT iban FROM orders_seller"),
    read("an account that pays, by the commission", "commission", "SELECT iban FROM orders_bankchange"),
    read("an account that pays, by its letters", "academy", "SELECT 1 FROM orders_bankchange WHERE iban LIKE 'FR%'"),
    read("a seller's account, by a teacher", "teacher", "SELECT iban, siret FROM orders_seller"),
    read("an order of another member", "member_rep", "SELECT * FROM orders_order WHERE member_id = {brive}"),
    read("lines of an order of another member", "member_rep",
         "SELECT l.* FROM orders_orderline l WHERE l.order_id = {order_brive}"),
    read("what another member signed, by a provider", "managing_body",
         "SELECT d.* FROM orders_orderdocument d JOIN orders_order o ON o.id = d.order_id "
         "WHERE o.member_id = {valmarais}"),
    read("what a member signed, by who coordinates", "coordinator", "SELECT content FROM orders_orderdocument"),
    read("a draft order, by the contractor", "contractor", "SELECT * FROM orders_order WHERE state = 'draft'"),
    read("drafts of orders, by the academy", "academy",
         "SELECT * FROM orders_order WHERE state IN ('draft', 'proposed')"),
    read("how another member is billed", "member_rep",
         "SELECT engagement FROM orders_billing WHERE member_id = {brive}"),
    read("papers of another member", "member_rep", "SELECT content FROM consortium_piece WHERE member_id = {brive}"),
    read("who signs for another member", "member_rep", "SELECT last_name FROM consortium_signatory "
         "WHERE member_id = {brive}"),
    read("prices, by a parent", "paul", "SELECT contract_ht FROM prices_priceline"),
    read("bidders, by a member", "member_rep", "SELECT bidder FROM tender_offer"),
    read("bidders, by the contractor", "contractor", "SELECT bidder FROM tender_offer WHERE bidder <> 'Éditeur'"),
    read("bidders, by a commissioner without a declaration", "commission", "SELECT bidder, siret FROM tender_offer"),
    read("bidders, by a coordinator without a declaration", "coordinator", "SELECT bidder, siret FROM tender_offer"),
    read("marks, by the academy", "academy", "SELECT value FROM tender_mark"),
    read("figures of another school", "director",
         "SELECT pupils FROM statistics_schoolfigures WHERE school_id = {verne}"),
    read("buckets of tries", "platform", "SELECT * FROM kernel_throttle"),
    read("what was erased", "platform", "SELECT * FROM privacy_erasedperson"),
    read("events of others", "lea", "SELECT payload FROM kernel_outboxevent"),
    read("events of others, by who stands above", "platform", "SELECT payload FROM kernel_outboxevent"),
    read("lines of the trail, in their partition", "teacher", "SELECT * FROM {audit_partition}"),
    read("lines of the trail of others", "teacher",
         "SELECT details FROM kernel_auditline WHERE person_id <> {teacher}"),
    read("the trail, by a neighbour’s transaction", "teacher",
         "SELECT details FROM kernel_auditline WHERE written_in IS NOT NULL AND person_id <> {teacher}"),
    read("browsers of others", "teacher", "SELECT address, key, secret FROM notifications_pushdevice "
         "WHERE account_id <> {account_teacher}"),
    read("what the wall keeps", "teacher", "SELECT * FROM wall.reach"),
    read("what the wall keeps of the clock", "teacher", "SELECT * FROM wall.clock"),
    read("the session of a guessed key", "",
         "SELECT wall.session_of('') UNION ALL SELECT wall.session_of('everybody')"),
    read("a session entered by a bare number", "", "SELECT s.id FROM wall.standings(ARRAY[1,2,3]) s"),
    read("a feed entered by the key of a session", "", "SELECT * FROM wall.enter_feed({key_teacher})"),
    read("a session entered by the key of a feed", "", "SELECT * FROM wall.enter('')"),
    read("logins of other schools", "lea", "SELECT * FROM wall.greatest_logins(ARRAY['lea', 'lea.verne'])"),
    read("logins, by nobody", "", "SELECT * FROM wall.greatest_logins(ARRAY['lea', 'director'])"),
    read("who is present, by nobody", "", "SELECT * FROM wall.present_for(gen_random_uuid(), 'am', '{{}}')"),
    read("keys that two people share, of another school", "director", "SELECT * FROM wall.ways_shared({verne})"),
    read("keys that two people share, by a teacher", "teacher", "SELECT * FROM wall.ways_shared({tilleuls})"),
    read("whether somebody shared something", "paul", "SELECT wall.has_shared({teacher_verne})"),
    read("whether a link is of a school", "paul", "SELECT wall.directs_family({samira}, {lea})"),
    read("a national number, by a parent", "paul", "SELECT ine FROM directory_nationalnumber WHERE person_id <> {me}"),
    read("keys of files, by a teacher of another school", "teacher_verne", "SELECT key FROM directory_externalkey"),
    read("a reach of somebody else's event", "teacher", "SELECT wall.event_schools() WHERE set_config("
         "'eprimo.event', (SELECT max(id)::text FROM kernel_outboxevent), true) <> ''"),
    read("events numbered one after the other", "teacher",
         "SELECT count(*) FROM generate_series(1, 500) n, LATERAL (SELECT set_config('eprimo.event', n::text, true)) "
         "s, LATERAL (SELECT id FROM directory_person WHERE id = {lea_verne} AND s IS NOT NULL) p"),
    read("files of the server", "teacher", "SELECT pg_read_file('/etc/passwd')"),
    read("folders of the server", "teacher", "SELECT pg_ls_dir('.')"),
    read("a file by a copy", "teacher", "COPY access_audience FROM '/etc/passwd'"),
    read("a program by a copy", "teacher", "COPY (SELECT 1) TO PROGRAM 'id'"),
    read("passwords of the server", "teacher", "SELECT rolpassword FROM pg_authid"),
    read("options of foreign servers", "teacher", "SELECT * FROM pg_user_mapping"),
)  # fmt: skip
