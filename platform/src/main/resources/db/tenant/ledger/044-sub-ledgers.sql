--liquibase formatted sql

--changeset ledger:44-own-line
-- What was booked here, for those who compare it with what they know themselves: without the books taken over from other software
-- and without opening balances, which say again what the lines of the year before said.
CREATE VIEW own_line AS
    SELECT l.entry_id, l.line_no, l.entry_date, a.number AS account, t.code AS third_party, v.value AS analytic, l.amount_cents,
           -- the document: for a reversal that of the entry taken back
           coalesce(o.source, e.source) AS source
    FROM journal_line l
    JOIN journal_entry e ON e.id = l.entry_id
    JOIN account a ON a.id = l.account_id
    LEFT JOIN journal_entry o ON o.id = CASE WHEN e.source LIKE 'reversal:%' THEN substr(e.source, 10)::bigint END
    LEFT JOIN third_party t ON t.id = l.third_party_id
    LEFT JOIN analytic_value v ON v.id = l.analytic_id
    WHERE NOT EXISTS (SELECT FROM imported_entry i WHERE i.entry_id = e.id)
      AND (e.source IS NULL OR e.source NOT LIKE 'opening:%')
      AND NOT EXISTS (SELECT FROM imported_entry i WHERE i.entry_id = o.id);
REVOKE INSERT, UPDATE, DELETE ON own_line FROM ${runner};

--changeset ledger:44-amount-limit
-- Ten thousand million euros a line: nine million lines of that size still add up within a bigint.
ALTER TABLE journal_line ADD CONSTRAINT journal_line_amount_limit
    CHECK (amount_cents BETWEEN -1000000000000 AND 1000000000000) NOT VALID;
ALTER TABLE draft_line ADD CONSTRAINT draft_line_amount_limit
    CHECK (amount_cents BETWEEN -1000000000000 AND 1000000000000) NOT VALID;

--changeset ledger:44-no-running-year-closes
-- A year is closed for good after its last day, in the cooperatives' time.
ALTER TABLE fiscal_year ADD CONSTRAINT fiscal_year_over_when_closed
    CHECK (closed_at IS NULL OR (closed_at AT TIME ZONE 'Europe/Paris')::date > last_day) NOT VALID;
