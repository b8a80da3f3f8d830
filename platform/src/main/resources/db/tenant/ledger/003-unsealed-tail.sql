--liquibase formatted sql

--changeset ledger:21-unsealed-entry splitStatements:false
-- Entries not sealed yet. The planner takes "booked after the watermark" for a third of the books and reads them all; it is
-- nearly always the last few, so it is told to come by the index and to expect few.
CREATE FUNCTION unsealed_entry() RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 50
SET search_path = ${schema}, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT e.id FROM journal_entry e
  WHERE e.booked_xid >= (SELECT s.settled_below FROM ledger_state s)
    AND NOT EXISTS (SELECT 1 FROM entry_seal s WHERE s.entry_id = e.id)
$$;
REVOKE ALL ON FUNCTION unsealed_entry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unsealed_entry TO ${runner};

--changeset ledger:22-unsealed-line
CREATE OR REPLACE VIEW unsealed_line AS
    SELECT l.* FROM unsealed_entry() u JOIN journal_line l ON l.entry_id = u.id;

--changeset ledger:23-seal-entries splitStatements:false
-- As before, with the tail found by unsealed_entry(): whatever is committed (or booked by this very transaction) is sealed in the
-- order of booking; an entry whose transaction commits later comes later.
CREATE OR REPLACE FUNCTION seal_entries() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp
-- Plans made once, for a short tail in long books, whatever the statistics were when they were made: making them anew at every
-- call cost more than the sealing, and one made for books still empty would read all of them ever after.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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
    FROM unsealed_entry() u JOIN journal_entry e ON e.id = u.id
    JOIN accounting_period p ON e.entry_date BETWEEN p.first_day AND p.last_day
    JOIN entry_text x ON x.entry_id = e.id
    LEFT JOIN journal_counter c ON c.journal_id = e.journal_id AND c.fiscal_year_id = p.fiscal_year_id
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
