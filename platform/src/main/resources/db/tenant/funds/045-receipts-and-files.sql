--liquibase formatted sql

--changeset funds:45-1-reference
-- What the bank's line says of a receipt. It names nothing: two receipts with one text are two.
ALTER TABLE fund_movement ADD COLUMN reference varchar(150);

--changeset funds:45-2-receive splitStatements:false
-- Money that came back, at most what is owed and not before it was paid out. The source is an identity, such as an instalment or a
-- customer's payment, and counts once; the reference is text and may come again.
CREATE FUNCTION fund_receive(p_request uuid, p_amount bigint, p_source text, p_reference text, p_on date, p_forget date, p_movement uuid, p_now timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  owed bigint;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND request_id = p_request AND amount_cents = p_amount) THEN RETURN false; END IF;
  IF r.stage NOT IN ('REPAYING', 'DEFAULTED', 'RECOVERING') THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  IF p_on < r.paid_on THEN PERFORM refuse('fund-back-before-paid', r.paid_on::text); END IF;
  owed := r.paid_cents - r.back_cents - r.written_off_cents;
  IF p_amount <= 0 OR p_amount > owed THEN PERFORM refuse('fund-more-than-owed', to_char(owed / 100.0, 'FM999999999999990.00')); END IF;
  BEGIN
    INSERT INTO fund_movement (id, fund_id, kind, amount_cents, request_id, on_day, source, reference)
    VALUES (p_movement, r.fund_id, CASE WHEN r.stage = 'RECOVERING' THEN 'RECOVERY' ELSE 'REPAYMENT' END, p_amount, r.id, p_on, p_source, p_reference);
  EXCEPTION WHEN unique_violation THEN PERFORM refuse('fund-source-used', '');
  END;
  UPDATE fund SET balance_cents = balance_cents + p_amount, out_cents = out_cents - p_amount WHERE id = r.fund_id;
  IF p_amount = owed THEN PERFORM fund_step(p_request, 'CLOSED', p_now); END IF;
  UPDATE fund_request SET back_cents = back_cents + p_amount, version = version + 1,
         stage = CASE WHEN p_amount = owed THEN 'CLOSED' ELSE stage END,
         closing = CASE WHEN p_amount < owed THEN NULL WHEN r.stage = 'RECOVERING' THEN 'RECOVERED' ELSE 'REPAID' END,
         forget_on = CASE WHEN p_amount = owed THEN p_forget END
  WHERE id = p_request;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION fund_receive FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_receive TO ${runner};

-- nodes of the version before call this one: the same rule for both
CREATE OR REPLACE FUNCTION fund_come_back(p_request uuid, p_amount bigint, p_source text, p_on date, p_forget date, p_movement uuid, p_now timestamptz)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  SELECT fund_receive(p_request, p_amount, p_source, NULL, p_on, p_forget, p_movement, p_now)
$$;

--changeset funds:45-3-bank-files
-- A bank's file as it was made. A payment is in one file; what is confirmed after a file was made goes into the next one, because a
-- bank refuses, or pays twice, a second content under one message id.
CREATE TABLE fund_bank_file (
    id uuid PRIMARY KEY,
    paid_on date NOT NULL,
    no smallint NOT NULL CHECK (no >= 1),
    message varchar(33) NOT NULL UNIQUE,
    transfers integer NOT NULL CHECK (transfers > 0),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    -- sealed: it names people and their accounts; forgotten with what is private of a payment in it
    content bytea,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (paid_on, no)
);
CREATE TABLE fund_bank_file_payment (
    request_id uuid PRIMARY KEY REFERENCES fund_request,
    file_id uuid NOT NULL REFERENCES fund_bank_file
);
CREATE INDEX fund_bank_file_payment_by_file ON fund_bank_file_payment (file_id);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_bank_file, fund_bank_file_payment FROM ${runner};

--changeset funds:45-4-forget-file splitStatements:false
CREATE FUNCTION fund_bank_file_forget(p_request uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  UPDATE fund_bank_file SET content = NULL WHERE id = (SELECT file_id FROM fund_bank_file_payment WHERE request_id = p_request)
$$;
REVOKE ALL ON FUNCTION fund_bank_file_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_bank_file_forget TO ${runner};
