--liquibase formatted sql

--changeset ledger:1-chart
-- What entries point at. None of it can ever be deleted, so the lines of the books need no foreign keys to it:
-- post_entries() checks whole batches at once, and the verifier looks again.
CREATE SEQUENCE account_id AS integer;
CREATE TABLE account (
    id integer PRIMARY KEY DEFAULT nextval('account_id'),
    number varchar(20) COLLATE "C" NOT NULL UNIQUE CHECK (number ~ '^[0-9]([0-9]([0-9][0-9A-Za-z._+/-]*)?)?$'),
    label varchar(200) NOT NULL CHECK (label <> ''),
    third_parties boolean NOT NULL DEFAULT false,
    open boolean NOT NULL DEFAULT true,
    -- one or two digits are headings of the chart
    heading boolean NOT NULL GENERATED ALWAYS AS (length(number) < 3) STORED
);
CREATE INDEX account_label ON account (lower(label) text_pattern_ops);

CREATE SEQUENCE journal_id AS smallint;
CREATE TABLE journal (
    id smallint PRIMARY KEY DEFAULT nextval('journal_id'),
    code varchar(20) COLLATE "C" NOT NULL UNIQUE CHECK (code <> ''),
    label varchar(200) NOT NULL CHECK (label <> ''),
    opening boolean NOT NULL DEFAULT false
);

CREATE SEQUENCE third_party_id AS integer;
CREATE TABLE third_party (
    id integer PRIMARY KEY DEFAULT nextval('third_party_id'),
    code varchar(60) COLLATE "C" NOT NULL UNIQUE CHECK (code <> ''),
    kind varchar(20) NOT NULL CHECK (kind IN ('CUSTOMER', 'SUPPLIER', 'EMPLOYEE', 'ASSOCIATE', 'OTHER')),
    name varchar(200) NOT NULL CHECK (name <> '')
);

CREATE SEQUENCE analytic_value_id AS integer;
CREATE TABLE analytic_value (
    id integer PRIMARY KEY DEFAULT nextval('analytic_value_id'),
    value uuid NOT NULL UNIQUE,
    code varchar(60) NOT NULL CHECK (code <> ''),
    label varchar(200) NOT NULL CHECK (label <> '')
);

-- A number, a code, an id once given stays what it was: entries mean it.
REVOKE UPDATE, DELETE, TRUNCATE ON account, journal, third_party, analytic_value FROM ${runner};
GRANT UPDATE (label, third_parties, open) ON account TO ${runner};
GRANT UPDATE (label, opening) ON journal TO ${runner};
GRANT UPDATE (kind, name) ON third_party TO ${runner};
GRANT UPDATE (code, label) ON analytic_value TO ${runner};

--changeset ledger:2-years
CREATE SEQUENCE fiscal_year_id AS smallint;
CREATE TABLE fiscal_year (
    id smallint PRIMARY KEY DEFAULT nextval('fiscal_year_id'),
    first_day date NOT NULL UNIQUE,
    last_day date NOT NULL UNIQUE,
    closed_at timestamptz,
    -- whether opening balances are among its own entries; until then they are carried from the year before as it stands
    carried boolean NOT NULL DEFAULT false,
    opening_entry bigint,
    CHECK (last_day > first_day AND last_day < first_day + interval '24 months'),
    EXCLUDE USING gist (daterange(first_day, last_day, '[]') WITH &&)
);
CREATE SEQUENCE accounting_period_id AS integer;
CREATE TABLE accounting_period (
    id integer PRIMARY KEY DEFAULT nextval('accounting_period_id'),
    fiscal_year_id smallint NOT NULL REFERENCES fiscal_year,
    first_day date NOT NULL UNIQUE,
    last_day date NOT NULL UNIQUE,
    closed_at timestamptz,
    CHECK (last_day >= first_day),
    EXCLUDE USING gist (daterange(first_day, last_day, '[]') WITH &&)
);
CREATE INDEX accounting_period_year ON accounting_period (fiscal_year_id);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fiscal_year, accounting_period FROM ${runner};

--changeset ledger:3-entries
CREATE SEQUENCE journal_entry_id;
CREATE TABLE journal_entry (
    id bigint PRIMARY KEY,
    -- which transaction booked it: ids commit out of order, transaction ids tell what can no longer appear
    booked_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    booked_at timestamptz NOT NULL DEFAULT now(),
    entry_date date NOT NULL,
    piece_date date,
    journal_id smallint NOT NULL,
    booked_by uuid NOT NULL,
    label varchar(200) NOT NULL,
    piece_ref varchar(200),
    source varchar(200)
);
CREATE UNIQUE INDEX journal_entry_source ON journal_entry (source) WHERE source IS NOT NULL;
CREATE INDEX journal_entry_date ON journal_entry (entry_date, id);
CREATE INDEX journal_entry_xid ON journal_entry (booked_xid);

CREATE TABLE journal_line (
    entry_id bigint NOT NULL,
    amount_cents bigint NOT NULL,
    line_no integer NOT NULL,
    account_id integer NOT NULL,
    third_party_id integer,
    analytic_id integer,
    -- the entry's date again, so that one index serves the statement of an account
    entry_date date NOT NULL,
    -- an amount written negative on the other side, as other software does: totals of an import equal those of its file
    contra boolean NOT NULL DEFAULT false,
    label varchar(200),
    PRIMARY KEY (entry_id, line_no)
);
CREATE INDEX journal_line_account ON journal_line (account_id, entry_date, entry_id, line_no);
CREATE INDEX journal_line_third_party ON journal_line (third_party_id, entry_date, entry_id, line_no) WHERE third_party_id IS NOT NULL;
CREATE INDEX journal_line_analytic ON journal_line (analytic_id, entry_date, entry_id, line_no) WHERE analytic_id IS NOT NULL;

CREATE FUNCTION debit_of(amount bigint, contra boolean) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (amount > 0) <> contra THEN amount ELSE 0 END;
CREATE FUNCTION credit_of(amount bigint, contra boolean) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (amount > 0) <> contra THEN 0 ELSE -amount END;

-- One row: where the chain ends, and below which transaction id every entry is sealed.
CREATE TABLE ledger_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    settled_below xid8 NOT NULL DEFAULT '0',
    last_position bigint NOT NULL DEFAULT 0,
    last_hash bytea NOT NULL DEFAULT sha256('entrelacs')
);
INSERT INTO ledger_state DEFAULT VALUES;

CREATE TABLE journal_counter (
    journal_id smallint NOT NULL REFERENCES journal,
    fiscal_year_id smallint NOT NULL REFERENCES fiscal_year,
    last_number bigint NOT NULL,
    PRIMARY KEY (journal_id, fiscal_year_id)
);

CREATE TABLE entry_seal (
    position bigint PRIMARY KEY,
    entry_id bigint NOT NULL UNIQUE REFERENCES journal_entry,
    journal_id smallint NOT NULL,
    fiscal_year_id smallint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    prev_hash bytea NOT NULL UNIQUE,
    hash bytea NOT NULL UNIQUE,
    UNIQUE (journal_id, fiscal_year_id, number)
);

-- Balances of the sealed entries, per period; the unsealed tail is added on reading.
CREATE TABLE account_period (
    account_id integer NOT NULL,
    period_id integer NOT NULL,
    analytic_id integer NOT NULL DEFAULT 0,
    debit_cents bigint NOT NULL,
    credit_cents bigint NOT NULL,
    PRIMARY KEY (account_id, period_id, analytic_id)
) WITH (fillfactor = 80);
CREATE INDEX account_period_analytic ON account_period (analytic_id, account_id) WHERE analytic_id <> 0;
CREATE INDEX account_period_period ON account_period (period_id);
CREATE TABLE third_party_period (
    third_party_id integer NOT NULL,
    account_id integer NOT NULL,
    period_id integer NOT NULL,
    debit_cents bigint NOT NULL,
    credit_cents bigint NOT NULL,
    PRIMARY KEY (third_party_id, account_id, period_id)
) WITH (fillfactor = 80);

ALTER TABLE fiscal_year ADD FOREIGN KEY (opening_entry) REFERENCES journal_entry;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON journal_entry, journal_line, ledger_state, journal_counter, entry_seal,
    account_period, third_party_period FROM ${runner};
REVOKE USAGE, UPDATE ON SEQUENCE journal_entry_id FROM ${runner};

-- Lines of entries not sealed yet: a short tail, found without looking at history.
CREATE VIEW unsealed_line AS
    SELECT l.* FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
    WHERE e.booked_xid >= (SELECT settled_below FROM ledger_state)
      AND NOT EXISTS (SELECT 1 FROM entry_seal s WHERE s.entry_id = e.id);
REVOKE INSERT, UPDATE, DELETE ON unsealed_line FROM ${runner};

--changeset ledger:4-imports
CREATE TABLE fec_import (
    id uuid PRIMARY KEY,
    sha256 char(64) NOT NULL UNIQUE,
    file_name varchar(200) NOT NULL,
    document_id uuid NOT NULL,
    fiscal_year_id smallint NOT NULL REFERENCES fiscal_year,
    imported_at timestamptz NOT NULL DEFAULT now(),
    imported_by uuid NOT NULL,
    entries bigint NOT NULL,
    lines bigint NOT NULL,
    debit_cents bigint NOT NULL,
    credit_cents bigint NOT NULL,
    CHECK (debit_cents = credit_cents)
);
REVOKE UPDATE, DELETE, TRUNCATE ON fec_import FROM ${runner};
-- What the other software said of its entries, beside what the books of this tenant say.
CREATE TABLE imported_entry (
    entry_id bigint PRIMARY KEY REFERENCES journal_entry,
    import_id uuid NOT NULL REFERENCES fec_import DEFERRABLE INITIALLY DEFERRED,
    number varchar(60) NOT NULL,
    original_date date NOT NULL,
    valid_date date
);
CREATE INDEX imported_entry_import ON imported_entry (import_id);
CREATE TABLE imported_line (
    entry_id bigint NOT NULL,
    line_no integer NOT NULL,
    original_date date,
    piece_ref varchar(200),
    piece_date date,
    currency_amount varchar(40),
    currency varchar(10),
    PRIMARY KEY (entry_id, line_no)
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON imported_entry, imported_line FROM ${runner};

--changeset ledger:5-lettering
CREATE SEQUENCE lettering_id;
CREATE TABLE lettering (
    id bigint PRIMARY KEY DEFAULT nextval('lettering_id'),
    account_id integer NOT NULL REFERENCES account,
    third_party_id integer REFERENCES third_party,
    code varchar(20) NOT NULL CHECK (code <> ''),
    lettered_on date,
    lettered_by uuid NOT NULL,
    import_id uuid REFERENCES fec_import DEFERRABLE INITIALLY DEFERRED,
    UNIQUE NULLS NOT DISTINCT (account_id, third_party_id, import_id, code)
);
CREATE TABLE lettering_line (
    entry_id bigint NOT NULL,
    line_no integer NOT NULL,
    lettering_id bigint NOT NULL REFERENCES lettering ON DELETE CASCADE,
    -- a line is lettered once, whoever tries at the same moment
    PRIMARY KEY (entry_id, line_no),
    FOREIGN KEY (entry_id, line_no) REFERENCES journal_line
);
CREATE INDEX lettering_line_group ON lettering_line (lettering_id);
REVOKE UPDATE ON lettering_line FROM ${runner};

--changeset ledger:6-drafts
CREATE TABLE draft_entry (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    journal_id smallint NOT NULL REFERENCES journal,
    entry_date date NOT NULL,
    label varchar(200) NOT NULL DEFAULT '',
    piece_ref varchar(60),
    piece_date date,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX draft_entry_date ON draft_entry (entry_date, id);
CREATE TABLE draft_line (
    draft_id uuid NOT NULL REFERENCES draft_entry ON DELETE CASCADE,
    line_no integer NOT NULL,
    account_id integer NOT NULL REFERENCES account,
    third_party_id integer REFERENCES third_party,
    analytic_id integer REFERENCES analytic_value,
    label varchar(200),
    amount_cents bigint NOT NULL,
    PRIMARY KEY (draft_id, line_no)
);

--changeset ledger:7-refuse splitStatements:false
-- A refusal as the application reads it: its code in the message, its arguments in the detail, one a line.
CREATE FUNCTION refuse(code text, VARIADIC arguments text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'LE001', MESSAGE = code, DETAIL = array_to_string(arguments, E'\n', '');
END $$;

--changeset ledger:8-period-lock splitStatements:false
-- Posters share this lock, closing takes it alone: nothing slips into a period while it is closed, and posting writes to no
-- row that others write to. Held to the end of the transaction. The table's own oid keeps tenants apart.
CREATE FUNCTION period_lock(period integer, alone boolean) RETURNS void LANGUAGE plpgsql
SET search_path = ${schema}, pg_temp AS $$
DECLARE space integer := ('accounting_period'::regclass::oid::bigint & 2147483647)::integer;
BEGIN
  IF alone THEN PERFORM pg_advisory_xact_lock(space, period);
  ELSE PERFORM pg_advisory_xact_lock_shared(space, period); END IF;
END $$;
REVOKE ALL ON FUNCTION period_lock FROM PUBLIC;

--changeset ledger:9-book-entries splitStatements:false
-- Books entries: arrays in, ids out. Distinct accounts, third parties and analytic values come once, lines point at them
-- by position (0: none). Lenient is for imports: zero amounts and single lines exist in the books of others.
CREATE FUNCTION book_entries(
    p_by uuid, p_journals text[], p_dates date[], p_labels text[], p_piece_refs text[], p_piece_dates date[], p_sources text[],
    p_accounts text[], p_third_parties text[], p_analytics uuid[],
    p_entry integer[], p_line_no integer[], p_account integer[], p_third_party integer[], p_analytic integer[], p_amount bigint[], p_line_label text[],
    p_contra boolean[], p_lenient boolean)
RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp
-- planning anew for every array would cost more than the work
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  n integer := cardinality(p_dates);
  space integer := ('accounting_period'::regclass::oid::bigint & 2147483647)::integer;
  ids bigint[];
  accounts integer[];
  third_parties integer[];
  analytics integer[];
  period integer;
  bad record;
BEGIN
  -- an older snapshot would not see a period closed while we waited for its lock
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are booked in READ COMMITTED transactions only';
  END IF;
  IF n = 0 THEN RETURN '{}'; END IF;

  -- First the locks, in order, then a statement of its own that sees what was closed while we waited. One entry alone is by
  -- far the most frequent call: it goes the short way.
  IF n = 1 THEN
    SELECT p.id INTO period FROM accounting_period p WHERE p_dates[1] BETWEEN p.first_day AND p.last_day;
    PERFORM pg_advisory_xact_lock_shared(space, period);
    SELECT p_dates[1] AS d, p.id, p.closed_at INTO bad FROM accounting_period p WHERE p.id = period AND p.closed_at IS NULL;
    IF NOT FOUND THEN
      PERFORM refuse(CASE WHEN period IS NULL THEN 'no-fiscal-year' ELSE 'period-closed' END, to_char(p_dates[1], 'YYYY-MM-DD'));
    END IF;
  ELSE
    FOR period IN
      SELECT DISTINCT p.id FROM (SELECT DISTINCT d FROM unnest(p_dates) d) x
      JOIN accounting_period p ON x.d BETWEEN p.first_day AND p.last_day ORDER BY p.id
    LOOP
      PERFORM pg_advisory_xact_lock_shared(space, period);
    END LOOP;
    SELECT x.d, p.id, p.closed_at INTO bad
    FROM (SELECT DISTINCT d FROM unnest(p_dates) d) x
    LEFT JOIN accounting_period p ON x.d BETWEEN p.first_day AND p.last_day
    WHERE p.id IS NULL OR p.closed_at IS NOT NULL ORDER BY x.d LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(CASE WHEN bad.id IS NULL THEN 'no-fiscal-year' ELSE 'period-closed' END, to_char(bad.d, 'YYYY-MM-DD'));
    END IF;
  END IF;

  SELECT e, sum(a) AS balance, count(*) AS lines, count(*) FILTER (WHERE a = 0 OR a IS NULL) AS zeros INTO bad
  FROM unnest(p_entry, p_amount) u(e, a) GROUP BY e
  HAVING sum(a) <> 0 OR e NOT BETWEEN 1 AND n OR NOT p_lenient AND (count(*) < 2 OR count(*) FILTER (WHERE a = 0 OR a IS NULL) > 0)
  LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(CASE WHEN bad.balance <> 0 THEN 'entry-unbalanced' WHEN bad.zeros > 0 THEN 'line-amount-zero' ELSE 'entry-too-short' END,
                   to_char(bad.balance / 100.0, 'FM999999999999990.00'));
  END IF;
  IF n > 1 AND (SELECT count(DISTINCT e) FROM unnest(p_entry) e) <> n OR cardinality(p_entry) = 0 THEN
    PERFORM refuse('entry-too-short');
  END IF;
  IF concat(array_to_string(p_labels, ''), array_to_string(p_line_label, ''), array_to_string(p_piece_refs, ''),
            array_to_string(p_sources, '')) ~ '[\x01-\x1f\x7f]' THEN
    PERFORM refuse('control-character');
  END IF;

  -- looked up one by one in the index: joined, the planner would read the whole chart for every entry
  accounts := ARRAY(SELECT (SELECT a.id FROM account a WHERE a.number = u.number AND a.open AND NOT a.heading)
                    FROM unnest(p_accounts) WITH ORDINALITY u(number, o) ORDER BY u.o);
  IF array_position(accounts, NULL) IS NOT NULL THEN
    SELECT u.number, a.id, a.heading INTO bad FROM unnest(p_accounts) u(number) LEFT JOIN account a ON a.number = u.number
    WHERE a.id IS NULL OR a.heading OR NOT a.open LIMIT 1;
    PERFORM refuse(CASE WHEN bad.id IS NULL THEN 'unknown-account' WHEN bad.heading THEN 'account-is-heading' ELSE 'account-closed' END, bad.number);
  END IF;
  IF cardinality(p_third_parties) > 0 THEN
    third_parties := ARRAY(SELECT (SELECT t.id FROM third_party t WHERE t.code = u.code)
                           FROM unnest(p_third_parties) WITH ORDINALITY u(code, o) ORDER BY u.o);
    IF array_position(third_parties, NULL) IS NOT NULL THEN
      PERFORM refuse('unknown-third-party', p_third_parties[array_position(third_parties, NULL)]);
    END IF;
  END IF;
  IF cardinality(p_analytics) > 0 THEN
    analytics := ARRAY(SELECT (SELECT v.id FROM analytic_value v WHERE v.value = u.value)
                       FROM unnest(p_analytics) WITH ORDINALITY u(value, o) ORDER BY u.o);
    IF array_position(analytics, NULL) IS NOT NULL THEN
      PERFORM refuse('unknown-analytic', p_analytics[array_position(analytics, NULL)]::text);
    END IF;
  END IF;

  ids := CASE WHEN n = 1 THEN ARRAY[nextval('journal_entry_id')] ELSE ARRAY(SELECT nextval('journal_entry_id') FROM generate_series(1, n)) END;
  INSERT INTO journal_entry (id, entry_date, piece_date, journal_id, booked_by, label, piece_ref, source)
  SELECT u.id, u.d, u.pd, j.id, p_by, u.l, u.pr, u.s
  FROM unnest(ids, p_journals, p_dates, p_labels, p_piece_refs, p_piece_dates, p_sources) u(id, j, d, l, pr, pd, s)
  JOIN journal j ON j.code = u.j;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n <> cardinality(ids) THEN
    SELECT c INTO bad FROM unnest(p_journals) c WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.code = c) LIMIT 1;
    PERFORM refuse('unknown-journal', bad.c);
  END IF;
  INSERT INTO journal_line (entry_id, line_no, account_id, third_party_id, analytic_id, entry_date, amount_cents, contra, label)
  SELECT ids[u.e], u.n, accounts[u.a], third_parties[u.t], analytics[u.v], p_dates[u.e], u.m, coalesce(u.c, false), u.l
  FROM unnest(p_entry, p_line_no, p_account, p_third_party, p_analytic, p_amount, p_line_label, p_contra) u(e, n, a, t, v, m, l, c);
  RETURN ids;
END $$;
REVOKE ALL ON FUNCTION book_entries FROM PUBLIC;

--changeset ledger:10-post-entries splitStatements:false
-- The only door into the books for those who run as ${runner}.
CREATE FUNCTION post_entries(
    p_by uuid, p_journals text[], p_dates date[], p_labels text[], p_piece_refs text[], p_piece_dates date[], p_sources text[],
    p_accounts text[], p_third_parties text[], p_analytics uuid[],
    p_entry integer[], p_line_no integer[], p_account integer[], p_third_party integer[], p_analytic integer[], p_amount bigint[], p_line_label text[])
RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  RETURN book_entries(p_by, p_journals, p_dates, p_labels, p_piece_refs, p_piece_dates, p_sources, p_accounts, p_third_parties,
      p_analytics, p_entry, p_line_no, p_account, p_third_party, p_analytic, p_amount, p_line_label, NULL, false);
END $$;
REVOKE ALL ON FUNCTION post_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_entries TO ${runner};

--changeset ledger:11-canonical-text
-- The text of an entry that its hash covers. Never change it: a new form gets a new first word.
CREATE VIEW entry_text AS
SELECT e.id AS entry_id,
       concat_ws(E'\x1f', 'v1', e.id, j.code, to_char(e.entry_date, 'YYYYMMDD'),
                 floor(extract(epoch FROM e.booked_at) * 1000000)::bigint, e.booked_by, e.label, coalesce(e.piece_ref, ''),
                 coalesce(to_char(e.piece_date, 'YYYYMMDD'), ''), coalesce(e.source, ''),
                 coalesce(i.number, ''), coalesce(to_char(i.original_date, 'YYYYMMDD'), ''),
                 coalesce(to_char(i.valid_date, 'YYYYMMDD'), ''), l.lines) AS content
FROM journal_entry e
JOIN journal j ON j.id = e.journal_id
LEFT JOIN imported_entry i ON i.entry_id = e.id
CROSS JOIN LATERAL (
    SELECT string_agg(concat_ws(E'\x1e', l.line_no, a.number, coalesce(t.code, ''), coalesce(v.value::text, ''),
                                l.amount_cents, CASE WHEN l.contra THEN '-' ELSE '' END, coalesce(l.label, ''),
                                to_char(l.entry_date, 'YYYYMMDD')), E'\x1d' ORDER BY l.line_no) AS lines
    FROM journal_line l
    LEFT JOIN account a ON a.id = l.account_id
    LEFT JOIN third_party t ON t.id = l.third_party_id
    LEFT JOIN analytic_value v ON v.id = l.analytic_id
    WHERE l.entry_id = e.id) l;

--changeset ledger:12-seal-entries splitStatements:false
-- Numbers, chains and folds what was booked since: lock first, number late. Whatever is committed (or booked by this very
-- transaction) is sealed in the order of booking; an entry whose transaction commits later comes later.
CREATE FUNCTION seal_entries() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  state ledger_state;
  horizon xid8;
  r record;
  prev bytea;
  ids bigint[] := '{}';
  journals smallint[] := '{}';
  years smallint[] := '{}';
  numbers bigint[] := '{}';
  prevs bytea[] := '{}';
  hashes bytea[] := '{}';
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are sealed in READ COMMITTED transactions only';
  END IF;
  SELECT * INTO state FROM ledger_state FOR UPDATE;
  -- taken before the statement that looks for entries: below it nothing new can appear afterwards
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  prev := state.last_hash;
  FOR r IN
    SELECT e.id, e.journal_id, p.fiscal_year_id, x.content,
           coalesce(c.last_number, 0) + row_number() OVER (PARTITION BY e.journal_id, p.fiscal_year_id ORDER BY e.id) AS number
    FROM journal_entry e
    JOIN accounting_period p ON e.entry_date BETWEEN p.first_day AND p.last_day
    JOIN entry_text x ON x.entry_id = e.id
    LEFT JOIN journal_counter c ON c.journal_id = e.journal_id AND c.fiscal_year_id = p.fiscal_year_id
    WHERE e.booked_xid >= state.settled_below AND NOT EXISTS (SELECT 1 FROM entry_seal s WHERE s.entry_id = e.id)
    ORDER BY e.id
  LOOP
    ids := ids || r.id;
    journals := journals || r.journal_id;
    years := years || r.fiscal_year_id;
    numbers := numbers || r.number;
    prevs := prevs || prev;
    prev := sha256(prev || convert_to(r.number || E'\x1f' || r.content, 'UTF8'));
    hashes := hashes || prev;
  END LOOP;

  IF cardinality(ids) > 0 THEN
    INSERT INTO entry_seal (position, entry_id, journal_id, fiscal_year_id, number, prev_hash, hash)
    SELECT state.last_position + o, e, j, y, n, p, h
    FROM unnest(ids, journals, years, numbers, prevs, hashes) WITH ORDINALITY u(e, j, y, n, p, h, o);
    INSERT INTO journal_counter (journal_id, fiscal_year_id, last_number)
    SELECT j, y, max(n) FROM unnest(journals, years, numbers) u(j, y, n) GROUP BY j, y
    ON CONFLICT (journal_id, fiscal_year_id) DO UPDATE SET last_number = excluded.last_number;
    INSERT INTO account_period (account_id, period_id, analytic_id, debit_cents, credit_cents)
    SELECT l.account_id, p.id, coalesce(l.analytic_id, 0), sum(debit_of(l.amount_cents, l.contra)), sum(credit_of(l.amount_cents, l.contra))
    FROM unnest(ids) i JOIN journal_line l ON l.entry_id = i
    JOIN accounting_period p ON l.entry_date BETWEEN p.first_day AND p.last_day
    GROUP BY 1, 2, 3
    ON CONFLICT (account_id, period_id, analytic_id) DO UPDATE SET
      debit_cents = account_period.debit_cents + excluded.debit_cents, credit_cents = account_period.credit_cents + excluded.credit_cents;
    INSERT INTO third_party_period (third_party_id, account_id, period_id, debit_cents, credit_cents)
    SELECT l.third_party_id, l.account_id, p.id, sum(debit_of(l.amount_cents, l.contra)), sum(credit_of(l.amount_cents, l.contra))
    FROM unnest(ids) i JOIN journal_line l ON l.entry_id = i
    JOIN accounting_period p ON l.entry_date BETWEEN p.first_day AND p.last_day
    WHERE l.third_party_id IS NOT NULL
    GROUP BY 1, 2, 3
    ON CONFLICT (third_party_id, account_id, period_id) DO UPDATE SET
      debit_cents = third_party_period.debit_cents + excluded.debit_cents, credit_cents = third_party_period.credit_cents + excluded.credit_cents;
  END IF;
  UPDATE ledger_state SET settled_below = greatest(horizon, settled_below), last_position = last_position + cardinality(ids), last_hash = prev
  WHERE cardinality(ids) > 0 OR horizon > settled_below;
  RETURN cardinality(ids);
END $$;
REVOKE ALL ON FUNCTION seal_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_entries TO ${runner};

--changeset ledger:13-import-entries splitStatements:false
-- Books the entries of one import and keeps what their software said of them.
CREATE FUNCTION import_entries(
    p_import uuid, p_by uuid, p_journals text[], p_dates date[], p_labels text[], p_piece_refs text[], p_piece_dates date[], p_sources text[],
    p_accounts text[], p_third_parties text[], p_analytics uuid[],
    p_entry integer[], p_line_no integer[], p_account integer[], p_third_party integer[], p_analytic integer[], p_amount bigint[], p_line_label text[],
    p_contra boolean[],
    p_numbers text[], p_original_dates date[], p_valid_dates date[],
    p_line_dates date[], p_line_piece_refs text[], p_line_piece_dates date[], p_currency_amounts text[], p_currencies text[])
RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  ids := book_entries(p_by, p_journals, p_dates, p_labels, p_piece_refs, p_piece_dates, p_sources, p_accounts, p_third_parties,
      p_analytics, p_entry, p_line_no, p_account, p_third_party, p_analytic, p_amount, p_line_label, p_contra, true);
  INSERT INTO imported_entry (entry_id, import_id, number, original_date, valid_date)
  SELECT i, p_import, n, o, v FROM unnest(ids, p_numbers, p_original_dates, p_valid_dates) u(i, n, o, v);
  INSERT INTO imported_line (entry_id, line_no, original_date, piece_ref, piece_date, currency_amount, currency)
  SELECT ids[u.e], u.n, u.d, u.r, u.p, u.ca, u.c
  FROM unnest(p_entry, p_line_no, p_line_dates, p_line_piece_refs, p_line_piece_dates, p_currency_amounts, p_currencies) u(e, n, d, r, p, ca, c)
  WHERE u.d IS NOT NULL OR u.r IS NOT NULL OR u.p IS NOT NULL OR u.ca IS NOT NULL OR u.c IS NOT NULL;
  RETURN ids;
END $$;
REVOKE ALL ON FUNCTION import_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_entries TO ${runner};

--changeset ledger:14-open-year splitStatements:false
-- Opens a fiscal year with one period a calendar month (the first and last may be shorter).
CREATE FUNCTION open_fiscal_year(p_first date, p_last date) RETURNS smallint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE year smallint; month date;
BEGIN
  IF p_last <= p_first OR p_last >= p_first + interval '24 months' THEN
    PERFORM refuse('fiscal-year-length', to_char(p_first, 'YYYY-MM-DD'), to_char(p_last, 'YYYY-MM-DD'));
  END IF;
  BEGIN
    INSERT INTO fiscal_year (first_day, last_day) VALUES (p_first, p_last) RETURNING id INTO year;
  EXCEPTION WHEN exclusion_violation OR unique_violation THEN
    PERFORM refuse('fiscal-year-overlaps', to_char(p_first, 'YYYY-MM-DD'), to_char(p_last, 'YYYY-MM-DD'));
  END;
  month := date_trunc('month', p_first)::date;
  WHILE month <= p_last LOOP
    INSERT INTO accounting_period (fiscal_year_id, first_day, last_day)
    VALUES (year, greatest(month, p_first), least((month + interval '1 month - 1 day')::date, p_last));
    month := (month + interval '1 month')::date;
  END LOOP;
  RETURN year;
END $$;
REVOKE ALL ON FUNCTION open_fiscal_year FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_fiscal_year TO ${runner};

--changeset ledger:15-close-period splitStatements:false
CREATE FUNCTION close_period(p_first date, p_closed boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE period accounting_period; year fiscal_year;
BEGIN
  SELECT * INTO period FROM accounting_period WHERE first_day = p_first;
  IF NOT FOUND THEN PERFORM refuse('no-fiscal-year', to_char(p_first, 'YYYY-MM-DD')); END IF;
  PERFORM period_lock(period.id, true);
  SELECT * INTO year FROM fiscal_year WHERE id = period.fiscal_year_id FOR NO KEY UPDATE;
  IF year.closed_at IS NOT NULL THEN PERFORM refuse('fiscal-year-closed', to_char(year.last_day, 'YYYY-MM-DD')); END IF;
  PERFORM seal_entries();
  UPDATE accounting_period SET closed_at = CASE WHEN p_closed THEN clock_timestamp() END
  WHERE id = period.id AND (closed_at IS NULL) = p_closed;
END $$;
REVOKE ALL ON FUNCTION close_period FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_period TO ${runner};

--changeset ledger:16-close-year splitStatements:false
-- Closes a year for good: its balances become the opening balances of the next, its result goes to 120 or 129, by activity.
CREATE FUNCTION close_fiscal_year(p_first date, p_by uuid, p_label text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  year fiscal_year;
  next fiscal_year;
  opening_id bigint;
  result bigint;
  result_account integer;
  an smallint;
  lines bigint;
  drafts bigint;
BEGIN
  SELECT * INTO year FROM fiscal_year WHERE first_day = p_first FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM refuse('no-fiscal-year', to_char(p_first, 'YYYY-MM-DD')); END IF;
  IF year.closed_at IS NOT NULL THEN PERFORM refuse('fiscal-year-closed', to_char(year.last_day, 'YYYY-MM-DD')); END IF;
  IF EXISTS (SELECT 1 FROM fiscal_year y WHERE y.last_day = year.first_day - 1 AND y.closed_at IS NULL) AND NOT year.carried THEN
    PERFORM refuse('previous-year-open', to_char(year.first_day - 1, 'YYYY-MM-DD'));
  END IF;
  PERFORM period_lock(p.id, true) FROM (SELECT id FROM accounting_period WHERE fiscal_year_id = year.id ORDER BY first_day) p;
  SELECT count(*) INTO drafts FROM draft_entry WHERE entry_date BETWEEN year.first_day AND year.last_day;
  IF drafts > 0 THEN PERFORM refuse('drafts-left', drafts::text); END IF;

  SELECT * INTO next FROM fiscal_year WHERE first_day = year.last_day + 1 FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM open_fiscal_year(year.last_day + 1, (year.last_day + 1 + interval '12 months - 1 day')::date);
    SELECT * INTO next FROM fiscal_year WHERE first_day = year.last_day + 1;
  END IF;
  -- imported books may bring their own opening balances: then nothing is to be carried
  IF NOT next.carried THEN
    PERFORM period_lock(p.id, false) FROM accounting_period p WHERE p.first_day = next.first_day;
    IF EXISTS (SELECT 1 FROM accounting_period WHERE first_day = next.first_day AND closed_at IS NOT NULL) THEN
      PERFORM refuse('period-closed', to_char(next.first_day, 'YYYY-MM-DD'));
    END IF;
    SELECT coalesce(sum(l.amount_cents), 0) INTO result FROM journal_line l JOIN account a ON a.id = l.account_id
    WHERE l.entry_date BETWEEN year.first_day AND year.last_day AND a.number ~ '^[67]';
    SELECT id INTO result_account FROM account WHERE number = CASE WHEN result <= 0 THEN '120' ELSE '129' END;
    IF NOT FOUND THEN PERFORM refuse('unknown-account', CASE WHEN result <= 0 THEN '120' ELSE '129' END); END IF;
    SELECT id INTO an FROM journal WHERE journal.opening ORDER BY (code = 'AN') DESC, id LIMIT 1;
    IF NOT FOUND THEN PERFORM refuse('unknown-journal', 'AN'); END IF;

    opening_id := nextval('journal_entry_id');
    INSERT INTO journal_line (entry_id, line_no, account_id, third_party_id, analytic_id, entry_date, amount_cents)
    SELECT opening_id, row_number() OVER (ORDER BY number, account_id, third_party_id, analytic_id), account_id, third_party_id, analytic_id,
           next.first_day, amount
    FROM (SELECT CASE WHEN a.number ~ '^[67]' THEN '12' ELSE a.number END AS number,
                 CASE WHEN a.number ~ '^[67]' THEN result_account ELSE l.account_id END AS account_id,
                 CASE WHEN a.number ~ '^[67]' THEN NULL ELSE l.third_party_id END AS third_party_id, l.analytic_id,
                 sum(l.amount_cents)::bigint AS amount
          FROM journal_line l JOIN account a ON a.id = l.account_id
          WHERE l.entry_date BETWEEN year.first_day AND year.last_day
          GROUP BY 1, 2, 3, 4 HAVING sum(l.amount_cents) <> 0) b;
    GET DIAGNOSTICS lines = ROW_COUNT;
    IF lines > 0 THEN
      IF (SELECT sum(amount_cents) FROM journal_line WHERE entry_id = opening_id) <> 0 THEN
        RAISE EXCEPTION 'the opening balances of % do not balance', next.first_day;
      END IF;
      INSERT INTO journal_entry (id, entry_date, journal_id, booked_by, label, source)
      VALUES (opening_id, next.first_day, an, p_by, p_label, 'opening:' || to_char(next.first_day, 'YYYY-MM-DD'));
    ELSE
      opening_id := NULL;
    END IF;
    UPDATE fiscal_year SET carried = true, opening_entry = opening_id WHERE id = next.id;
  END IF;
  PERFORM seal_entries();
  UPDATE accounting_period SET closed_at = clock_timestamp() WHERE fiscal_year_id = year.id AND closed_at IS NULL;
  UPDATE fiscal_year SET closed_at = clock_timestamp() WHERE id = year.id;
  RETURN opening_id;
END $$;
REVOKE ALL ON FUNCTION close_fiscal_year FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_fiscal_year TO ${runner};

--changeset ledger:17-mark-carried splitStatements:false
-- An import that brings opening balances says so; only for an open year whose opening balances nobody booked yet.
CREATE FUNCTION mark_carried(p_first date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  UPDATE fiscal_year SET carried = true WHERE first_day = p_first AND closed_at IS NULL;
END $$;
REVOKE ALL ON FUNCTION mark_carried FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_carried TO ${runner};

--changeset ledger:18-carried-from splitStatements:false
-- The first day from which balances of classes 1 to 5 add up at the end of a day: that of its year, or of an earlier one
-- while years in between have not been closed yet.
CREATE FUNCTION carried_from(p_on date) RETURNS date LANGUAGE plpgsql STABLE SET search_path = ${schema}, pg_temp AS $$
DECLARE year fiscal_year; before fiscal_year;
BEGIN
  SELECT * INTO year FROM fiscal_year WHERE first_day <= p_on ORDER BY first_day DESC LIMIT 1;
  WHILE FOUND AND NOT year.carried LOOP
    SELECT * INTO before FROM fiscal_year WHERE last_day = year.first_day - 1;
    EXIT WHEN NOT FOUND;
    year := before;
  END LOOP;
  RETURN year.first_day;
END $$;

--changeset ledger:19-after-restore splitStatements:false
-- Transaction ids mean nothing on another server: after restoring a tenant there, this makes the tail findable again.
CREATE FUNCTION ledger_restored() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  UPDATE journal_entry e SET booked_xid = pg_current_xact_id()
  WHERE NOT EXISTS (SELECT 1 FROM entry_seal s WHERE s.entry_id = e.id);
  UPDATE ledger_state SET settled_below = pg_snapshot_xmin(pg_current_snapshot());
END $$;
REVOKE ALL ON FUNCTION ledger_restored FROM PUBLIC;
