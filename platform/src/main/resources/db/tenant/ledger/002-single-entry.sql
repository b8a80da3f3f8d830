--liquibase formatted sql

--changeset ledger:20-post-entry splitStatements:false
-- One entry alone is by far the most frequent call. Here it goes by statements so small that starting one costs next to nothing
-- (a join over arrays costs more to start than to run), with no setting but the search path. Lines name their account, third
-- party and activity themselves. Whatever is wrong is told by book_entries, which knows all the refusals.
CREATE FUNCTION post_entry(
    p_by uuid, p_journal text, p_date date, p_label text, p_piece_ref text, p_piece_date date, p_source text,
    p_accounts text[], p_third_parties text[], p_analytics uuid[], p_amounts bigint[], p_line_labels text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp
AS $$
DECLARE
  entry bigint;
  period integer;
  lines integer := cardinality(p_accounts);
  journal smallint;
  account integer;
  third_party integer;
  analytic integer;
  amount bigint;
  balance bigint := 0;
  sound boolean := lines > 1 AND cardinality(p_amounts) = lines AND cardinality(p_third_parties) = lines
      AND cardinality(p_analytics) = lines AND cardinality(p_line_labels) = lines;
BEGIN
  -- an older snapshot would not see a period closed while we waited for its lock
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'entries are booked in READ COMMITTED transactions only';
  END IF;
  FOREACH amount IN ARRAY p_amounts LOOP
    sound := sound AND amount <> 0;
    balance := balance + amount;
  END LOOP;
  sound := coalesce(sound AND balance = 0, false)
      AND concat(p_label, p_piece_ref, p_source, array_to_string(p_line_labels, '')) !~ '[\x01-\x1f\x7f]';
  IF sound THEN
    -- First the lock that closing takes alone, then a statement of its own that sees what was closed while we waited.
    SELECT p.id, pg_advisory_xact_lock_shared(('accounting_period'::regclass::oid::bigint & 2147483647)::integer, p.id)
    INTO period FROM accounting_period p WHERE p_date BETWEEN p.first_day AND p.last_day;
    SELECT j.id INTO journal FROM journal j, accounting_period p WHERE j.code = p_journal AND p.id = period AND p.closed_at IS NULL;
    sound := FOUND;
    IF sound THEN
      entry := nextval('journal_entry_id');
      INSERT INTO journal_entry (id, entry_date, piece_date, journal_id, booked_by, label, piece_ref, source)
      VALUES (entry, p_date, p_piece_date, journal, p_by, p_label, p_piece_ref, p_source);
    END IF;
  END IF;
  IF sound THEN
    FOR i IN 1..lines LOOP
      SELECT a.id INTO account FROM account a WHERE a.number = p_accounts[i] AND a.open AND NOT a.heading;
      sound := FOUND;
      IF p_third_parties[i] IS NOT NULL THEN
        SELECT t.id INTO third_party FROM third_party t WHERE t.code = p_third_parties[i];
        sound := sound AND FOUND;
      ELSE
        third_party := NULL;
      END IF;
      IF p_analytics[i] IS NOT NULL THEN
        SELECT v.id INTO analytic FROM analytic_value v WHERE v.value = p_analytics[i];
        sound := sound AND FOUND;
      ELSE
        analytic := NULL;
      END IF;
      EXIT WHEN NOT sound;
      INSERT INTO journal_line (entry_id, line_no, account_id, third_party_id, analytic_id, entry_date, amount_cents, label)
      VALUES (entry, i, account, third_party, analytic, p_date, p_amounts[i], p_line_labels[i]);
    END LOOP;
  END IF;
  IF NOT sound THEN
    PERFORM book_entries(p_by, ARRAY[p_journal], ARRAY[p_date], ARRAY[p_label], ARRAY[p_piece_ref], ARRAY[p_piece_date], ARRAY[p_source],
        p_accounts, array_remove(p_third_parties, NULL), array_remove(p_analytics, NULL), array_fill(1, ARRAY[lines]),
        ARRAY(SELECT generate_series(1, lines)), ARRAY(SELECT generate_series(1, lines)),
        ARRAY(SELECT coalesce(array_position(array_remove(p_third_parties, NULL), t), 0) FROM unnest(p_third_parties) t),
        ARRAY(SELECT coalesce(array_position(array_remove(p_analytics, NULL), v), 0) FROM unnest(p_analytics) v),
        p_amounts, p_line_labels, NULL, false);
    -- it refused, unless what was missing a moment ago has come since
    RAISE EXCEPTION 'the books changed while an entry was booked' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN entry;
END $$;
REVOKE ALL ON FUNCTION post_entry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_entry TO ${runner};
