--liquibase formatted sql

--changeset ledger:42-amount-bound
-- What one line may move, in either direction: nine million such lines add up to less than a bigint holds, so no balance, export or
-- check can overflow. The same bound is in Money.LARGEST. What was booked before is not looked at again: it cannot be changed.
ALTER TABLE journal_line ADD CONSTRAINT journal_line_amount_bound
    CHECK (amount_cents BETWEEN -999999999999 AND 999999999999) NOT VALID;
ALTER TABLE draft_line ADD CONSTRAINT draft_line_amount_bound
    CHECK (amount_cents BETWEEN -999999999999 AND 999999999999) NOT VALID;
