--liquibase formatted sql

--changeset funds:20-guaranteed-once
-- An invoice is guaranteed once, by one fund, whoever asks: also after it ended, because what a customer pays goes to who paid for them.
CREATE UNIQUE INDEX fund_request_guaranteed_once ON fund_request (invoice_id)
    WHERE stage IN ('REVIEW', 'APPEAL', 'GRANTED', 'PAYING', 'RECOVERING', 'CLOSED');
-- a payment taken back opens again what it had recovered
INSERT INTO fund_transition VALUES ('CLOSED', 'RECOVERING');

--changeset funds:21-submit splitStatements:false
CREATE OR REPLACE FUNCTION fund_submit(p_request uuid, p_version bigint, p_rulebook uuid, p_reasons jsonb, p_decide_by date, p_appeal_until date, p_now timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  target text := CASE WHEN p_reasons IS NULL THEN 'REVIEW' ELSE 'INADMISSIBLE' END;
  r fund_request;
  broken text;
BEGIN
  r := fund_step(p_request, target, p_now);
  IF r.version <> p_version THEN PERFORM refuse('changed-meanwhile', ''); END IF;
  IF (SELECT state FROM fund WHERE id = r.fund_id) <> 'OPEN' THEN PERFORM refuse('fund-not-open', ''); END IF;
  BEGIN
    UPDATE fund_request SET stage = target, version = version + 1, rulebook_id = p_rulebook, reasons = p_reasons,
           submitted_at = p_now, decide_by = p_decide_by, appeal_until = p_appeal_until WHERE id = p_request;
  EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM refuse(CASE broken WHEN 'fund_request_guaranteed_once' THEN 'fund-invoice-guaranteed' ELSE 'fund-asked-already' END, '');
  END;
  RETURN target;
END $$;

--changeset funds:22-appeal splitStatements:false
CREATE OR REPLACE FUNCTION fund_appeal(p_request uuid, p_on date, p_decide_by date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  broken text;
BEGIN
  r := fund_step(p_request, 'APPEAL', p_now);
  IF r.appealed THEN PERFORM refuse('fund-no-further-appeal', ''); END IF;
  IF r.appeal_until IS NULL OR p_on > r.appeal_until THEN PERFORM refuse('fund-appeal-too-late', r.appeal_until::text); END IF;
  BEGIN
    UPDATE fund_request SET stage = 'APPEAL', version = version + 1, appealed = true, decide_by = p_decide_by, appeal_until = NULL
    WHERE id = p_request;
  EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM refuse(CASE broken WHEN 'fund_request_guaranteed_once' THEN 'fund-invoice-guaranteed' ELSE 'fund-asked-already' END, '');
  END;
  RETURN 'APPEAL';
END $$;

--changeset funds:23-late-recovery splitStatements:false
-- A customer pays after the fund had given up: what was lost is less by that.
CREATE FUNCTION fund_recover_late(p_request uuid, p_amount bigint, p_source text, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND request_id = p_request AND amount_cents = p_amount) THEN RETURN false; END IF;
  IF r.closing IS DISTINCT FROM 'WRITTEN_OFF' THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  IF p_amount <= 0 OR p_amount > r.written_off_cents THEN
    PERFORM refuse('fund-more-than-owed', to_char(r.written_off_cents / 100.0, 'FM999999999999990.00'));
  END IF;
  UPDATE fund SET balance_cents = balance_cents + p_amount WHERE id = r.fund_id AND state <> 'CLOSED';
  IF NOT FOUND THEN PERFORM refuse('fund-not-open', ''); END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, request_id, on_day, source)
  VALUES (p_movement, r.fund_id, 'RECOVERY', p_amount, r.id, p_on, p_source);
  UPDATE fund_request SET back_cents = back_cents + p_amount, written_off_cents = written_off_cents - p_amount, version = version + 1
  WHERE id = p_request;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION fund_recover_late FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_recover_late TO ${runner};

--changeset funds:24-recovery-undone splitStatements:false
-- The customer's payment was taken back: the fund has paid for them again, if it holds enough that is not promised. The answer says
-- whether it did: a payment recorded in error is taken back all the same.
CREATE FUNCTION fund_recovery_undone(p_request uuid, p_recovered text, p_on date, p_movement uuid, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  m fund_movement;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  SELECT * INTO m FROM fund_movement WHERE source = p_recovered AND request_id = p_request AND kind = 'RECOVERY';
  IF NOT FOUND OR EXISTS (SELECT 1 FROM fund_movement WHERE source = 'undone:' || p_recovered) THEN RETURN 0; END IF;
  UPDATE fund SET balance_cents = balance_cents - m.amount_cents, out_cents = out_cents + m.amount_cents
  WHERE id = r.fund_id AND state <> 'CLOSED' AND balance_cents - committed_cents >= m.amount_cents;
  IF NOT FOUND THEN RETURN -1; END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, request_id, on_day, source)
  VALUES (p_movement, r.fund_id, 'PAYMENT', -m.amount_cents, r.id, p_on, 'undone:' || p_recovered);
  IF r.stage = 'CLOSED' THEN PERFORM fund_step(p_request, 'RECOVERING', p_now); END IF;
  UPDATE fund_request SET back_cents = back_cents - m.amount_cents, stage = 'RECOVERING', closing = NULL, forget_on = NULL, version = version + 1
  WHERE id = p_request;
  RETURN m.amount_cents;
END $$;
REVOKE ALL ON FUNCTION fund_recovery_undone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_recovery_undone TO ${runner};

--changeset funds:25-reminders
-- What was reminded of, once each: which request, of what, whom and for which day. Nothing private.
CREATE TABLE fund_reminder (
    request_id uuid NOT NULL REFERENCES fund_request,
    kind varchar(10) NOT NULL CHECK (kind IN ('DECISION', 'PAYMENT', 'APPEAL', 'INSTALMENT', 'ANSWER')),
    audience varchar(9) NOT NULL CHECK (audience IN ('APPLICANT', 'COMMITTEE', 'MONEY')),
    due_on date NOT NULL,
    late boolean NOT NULL,
    reminded_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, kind, audience, due_on, late)
);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_reminder FROM ${runner};

-- How a member agreed to pay a loan back. Without a row they pay by transfer.
CREATE TABLE fund_repayment_way (
    request_id uuid PRIMARY KEY REFERENCES fund_request,
    way varchar(8) NOT NULL CHECK (way IN ('TRANSFER', 'ACTIVITY', 'PAY')),
    activity_id uuid,
    agreed_by uuid NOT NULL,
    agreed_at timestamptz NOT NULL,
    CHECK ((way = 'ACTIVITY') = (activity_id IS NOT NULL))
);
REVOKE DELETE, TRUNCATE ON fund_repayment_way FROM ${runner};
