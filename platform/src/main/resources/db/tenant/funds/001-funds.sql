--liquibase formatted sql

--changeset funds:1-funds
-- What a fund holds, has promised and has out on loan. Only the functions below change the three amounts, each in one UPDATE that
-- carries its own guard; the checks stand behind them.
CREATE TABLE fund (
    id uuid PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name varchar(120) NOT NULL CHECK (name <> ''),
    instrument varchar(9) NOT NULL CHECK (instrument IN ('LOAN', 'GRANT', 'GUARANTEE')),
    committee_id uuid NOT NULL REFERENCES committee,
    accounts jsonb NOT NULL,
    state varchar(7) NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'CLOSING', 'CLOSED')),
    balance_cents bigint NOT NULL DEFAULT 0 CHECK (balance_cents >= 0),
    committed_cents bigint NOT NULL DEFAULT 0 CHECK (committed_cents >= 0),
    out_cents bigint NOT NULL DEFAULT 0 CHECK (out_cents >= 0),
    CHECK (balance_cents >= committed_cents),
    CHECK (state <> 'CLOSED' OR (balance_cents = 0 AND committed_cents = 0 AND out_cents = 0))
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund FROM ${runner};
GRANT INSERT (id, code, name, instrument, committee_id, accounts) ON fund TO ${runner};
GRANT UPDATE (name, state) ON fund TO ${runner};

CREATE TABLE fund_rulebook (
    id uuid PRIMARY KEY,
    fund_id uuid NOT NULL REFERENCES fund,
    version integer NOT NULL CHECK (version >= 1),
    valid_from date NOT NULL,
    adopted_text varchar(500) NOT NULL CHECK (adopted_text <> ''),
    adopted_on date NOT NULL CHECK (adopted_on <= valid_from),
    terms jsonb NOT NULL,
    UNIQUE (fund_id, version),
    UNIQUE (fund_id, id)
);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_rulebook FROM ${runner};

--changeset funds:2-requests
-- Where a request may go from where it is.
CREATE TABLE fund_transition (
    from_stage varchar(12) NOT NULL,
    to_stage varchar(12) NOT NULL,
    PRIMARY KEY (from_stage, to_stage)
);
INSERT INTO fund_transition VALUES
    ('DRAFT', 'REVIEW'), ('DRAFT', 'INADMISSIBLE'), ('DRAFT', 'WITHDRAWN'),
    ('INADMISSIBLE', 'APPEAL'), ('REFUSED', 'APPEAL'),
    ('REVIEW', 'GRANTED'), ('REVIEW', 'REFUSED'), ('REVIEW', 'WITHDRAWN'),
    ('APPEAL', 'GRANTED'), ('APPEAL', 'REFUSED'), ('APPEAL', 'WITHDRAWN'),
    ('GRANTED', 'PAYING'), ('GRANTED', 'WITHDRAWN'), ('PAYING', 'GRANTED'),
    ('PAYING', 'REPAYING'), ('PAYING', 'RECOVERING'), ('PAYING', 'CLOSED'),
    ('REPAYING', 'DEFAULTED'), ('DEFAULTED', 'REPAYING'), ('REPAYING', 'CLOSED'), ('DEFAULTED', 'CLOSED'), ('RECOVERING', 'CLOSED');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_transition FROM ${runner};

CREATE TABLE fund_request (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    fund_id uuid NOT NULL REFERENCES fund,
    member_id uuid NOT NULL,
    activity_id uuid,
    stage varchar(12) NOT NULL DEFAULT 'DRAFT',
    -- the rulebook in force at submission, to the end
    rulebook_id uuid,
    asked_cents bigint NOT NULL CHECK (asked_cents > 0),
    months smallint CHECK (months BETWEEN 1 AND 120),
    grace_months smallint NOT NULL DEFAULT 0 CHECK (grace_months BETWEEN 0 AND 24),
    invoice_id uuid,
    -- need, story, pay: sealed, for the sitting committee only; the bank account: sealed, for who pays; both forgotten when the rulebook says
    private bytea,
    payee bytea,
    forget_on date,
    granted_cents bigint NOT NULL DEFAULT 0 CHECK (granted_cents BETWEEN 0 AND asked_cents),
    paid_cents bigint NOT NULL DEFAULT 0 CHECK (paid_cents IN (0, granted_cents)),
    back_cents bigint NOT NULL DEFAULT 0 CHECK (back_cents >= 0),
    written_off_cents bigint NOT NULL DEFAULT 0 CHECK (written_off_cents >= 0),
    reasons jsonb,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    decide_by date,
    appeal_until date,
    appealed boolean NOT NULL DEFAULT false,
    decided_on date,
    proposed_by uuid,
    paid_by uuid,
    paid_on date,
    closing varchar(11) CHECK (closing IN ('PAID', 'REPAID', 'RECOVERED', 'WRITTEN_OFF')),
    FOREIGN KEY (fund_id, rulebook_id) REFERENCES fund_rulebook (fund_id, id),
    CHECK (back_cents + written_off_cents <= paid_cents),
    CHECK (paid_by <> proposed_by),
    CHECK (stage IN ('DRAFT', 'WITHDRAWN') OR rulebook_id IS NOT NULL),
    CHECK (stage NOT IN ('GRANTED', 'PAYING', 'REPAYING', 'DEFAULTED', 'RECOVERING') OR granted_cents > 0),
    CHECK ((stage IN ('REPAYING', 'DEFAULTED', 'RECOVERING', 'CLOSED')) = (paid_cents > 0)),
    CHECK ((stage = 'CLOSED') = (closing IS NOT NULL))
);
CREATE INDEX fund_request_by_fund ON fund_request (fund_id, stage, id);
CREATE INDEX fund_request_by_member ON fund_request (member_id, id);
CREATE INDEX fund_request_forget ON fund_request (forget_on) WHERE private IS NOT NULL;
-- one open question at a time to each fund, whatever the device
CREATE UNIQUE INDEX fund_request_asks_once ON fund_request (fund_id, member_id) WHERE stage IN ('REVIEW', 'APPEAL');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_request FROM ${runner};
GRANT INSERT (id, fund_id, member_id, activity_id, asked_cents, months, grace_months, invoice_id, private, payee, created_at)
    ON fund_request TO ${runner};
GRANT UPDATE (private, payee, forget_on) ON fund_request TO ${runner};

CREATE TABLE fund_request_event (
    request_id uuid NOT NULL REFERENCES fund_request,
    no smallint NOT NULL CHECK (no >= 1),
    from_stage varchar(12) NOT NULL,
    to_stage varchar(12) NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, no),
    FOREIGN KEY (from_stage, to_stage) REFERENCES fund_transition
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_request_event FROM ${runner};

CREATE TABLE fund_movement (
    id uuid PRIMARY KEY,
    fund_id uuid NOT NULL REFERENCES fund,
    kind varchar(12) NOT NULL CHECK (kind IN ('ENDOWMENT', 'CONTRIBUTION', 'GIVEN_BACK', 'PAYMENT', 'REPAYMENT', 'RECOVERY', 'TRANSFER')),
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    request_id uuid REFERENCES fund_request,
    on_day date NOT NULL,
    -- the same source moves money once, whatever is retried
    source varchar(200) NOT NULL UNIQUE CHECK (source <> ''),
    moved_at timestamptz NOT NULL DEFAULT now(),
    CHECK (CASE kind WHEN 'CONTRIBUTION' THEN true WHEN 'TRANSFER' THEN true
                     WHEN 'PAYMENT' THEN amount_cents < 0 WHEN 'GIVEN_BACK' THEN true ELSE amount_cents > 0 END),
    CHECK ((kind IN ('PAYMENT', 'REPAYMENT', 'RECOVERY')) = (request_id IS NOT NULL))
);
CREATE INDEX fund_movement_by_fund ON fund_movement (fund_id, on_day, id);
CREATE INDEX fund_movement_by_request ON fund_movement (request_id) WHERE request_id IS NOT NULL;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_movement FROM ${runner};

CREATE TABLE fund_instalment (
    request_id uuid NOT NULL REFERENCES fund_request,
    no smallint NOT NULL CHECK (no >= 1),
    due_on date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (request_id, no)
);
CREATE INDEX fund_instalment_due ON fund_instalment (due_on);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_instalment FROM ${runner};

--changeset funds:3-deciding
CREATE TABLE fund_conflict (
    request_id uuid NOT NULL REFERENCES fund_request,
    member_id uuid NOT NULL,
    kind varchar(14) NOT NULL CHECK (kind IN ('OWN_REQUEST', 'SAME_ACTIVITY', 'PERSONAL_TIE', 'DECLARED')),
    PRIMARY KEY (request_id, member_id)
);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_conflict FROM ${runner};

-- That two members live together, or one mentors the other: kept as a keyed hash of the pair, so that it can be asked for two
-- given members and read by nobody.
CREATE TABLE member_tie (
    pair bytea PRIMARY KEY,
    declared_at timestamptz NOT NULL
);
REVOKE UPDATE, TRUNCATE ON member_tie FROM ${runner};

-- What the committee votes on: so much, or nothing. Without a ballot one member decided alone, within the delegation.
CREATE TABLE fund_proposal (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES fund_request,
    amount_cents bigint CHECK (amount_cents > 0),
    ground varchar(40) NOT NULL CHECK (ground ~ '^[A-Z_]+$'),
    reason bytea,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    ballot_id uuid REFERENCES ballot,
    result varchar(14) CHECK (result IN ('GRANTED', 'REFUSED', 'REJECTED', 'NO_QUORUM', 'ANNULLED', 'OVERTAKEN',
                                         'FUND_SHORT', 'PERSON_CEILING', 'YEAR_CEILING', 'FUND_CLOSING'))
);
-- one proposal at a time
CREATE UNIQUE INDEX fund_proposal_open ON fund_proposal (request_id) WHERE result IS NULL;
CREATE INDEX fund_proposal_by_request ON fund_proposal (request_id, id);
CREATE UNIQUE INDEX fund_proposal_ballot ON fund_proposal (ballot_id) WHERE ballot_id IS NOT NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON fund_proposal FROM ${runner};
GRANT UPDATE (result, reason) ON fund_proposal TO ${runner};

-- Words between the applicant and the committee, and the papers that prove a need: sealed like the request itself.
CREATE TABLE fund_message (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES fund_request,
    from_committee boolean NOT NULL,
    author uuid NOT NULL,
    body bytea NOT NULL,
    sent_at timestamptz NOT NULL
);
CREATE INDEX fund_message_by_request ON fund_message (request_id, id);
CREATE TABLE fund_attachment (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES fund_request,
    name bytea NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL CHECK (size BETWEEN 1 AND 10485760),
    added_at timestamptz NOT NULL
);
CREATE INDEX fund_attachment_by_request ON fund_attachment (request_id, id);
REVOKE UPDATE, TRUNCATE ON fund_message, fund_attachment FROM ${runner};

-- What was decided on what kind of need, without a request, a member, a day or an exact amount: nothing leads back.
CREATE TABLE fund_precedent (
    id uuid PRIMARY KEY,
    fund_id uuid NOT NULL REFERENCES fund,
    year smallint NOT NULL,
    need varchar(20) NOT NULL,
    asked_hundreds integer NOT NULL CHECK (asked_hundreds >= 0),
    granted_hundreds integer NOT NULL CHECK (granted_hundreds >= 0),
    decision varchar(8) NOT NULL CHECK (decision IN ('GRANTED', 'PARTLY', 'REFUSED')),
    ground varchar(40) NOT NULL
);
CREATE INDEX fund_precedent_by_need ON fund_precedent (fund_id, need, year);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_precedent FROM ${runner};

--changeset funds:4-contributions
CREATE TABLE fund_contribution (
    id uuid PRIMARY KEY,
    fund_id uuid NOT NULL,
    rulebook_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    period_first date NOT NULL,
    period_last date NOT NULL CHECK (period_last >= period_first),
    amount_cents bigint NOT NULL,
    explanation jsonb NOT NULL,
    reverses uuid UNIQUE REFERENCES fund_contribution,
    reason varchar(200),
    called_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (fund_id, rulebook_id) REFERENCES fund_rulebook (fund_id, id),
    CHECK ((reverses IS NULL) = (reason IS NULL))
);
-- a period is called once from each activity, however often the job runs
CREATE UNIQUE INDEX fund_contribution_once ON fund_contribution (fund_id, activity_id, period_first, period_last) WHERE reverses IS NULL;
CREATE INDEX fund_contribution_by_activity ON fund_contribution (activity_id, fund_id, period_first);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_contribution FROM ${runner};

CREATE TABLE fund_exemption (
    id uuid PRIMARY KEY,
    fund_id uuid NOT NULL REFERENCES fund,
    activity_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    -- contributions are computed on the year so far: an exemption holds for whole years
    CHECK (extract(doy FROM first_day) = 1 AND extract(doy FROM last_day + 1) = 1),
    remaining numeric(7, 4) NOT NULL CHECK (remaining >= 0 AND remaining < 100),
    decided_text varchar(500) NOT NULL CHECK (decided_text <> ''),
    decided_on date NOT NULL
);
CREATE INDEX fund_exemption_by_activity ON fund_exemption (fund_id, activity_id);
REVOKE UPDATE, DELETE, TRUNCATE ON fund_exemption FROM ${runner};

--changeset funds:5-step splitStatements:false
-- Moves a request to another stage, if it may go there. Locks the request: it is the first lock of every function here, the
-- fund's row the second, so that two never wait for each other.
CREATE FUNCTION fund_step(p_request uuid, p_to text, p_now timestamptz) RETURNS fund_request
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  IF NOT EXISTS (SELECT 1 FROM fund_transition WHERE from_stage = r.stage AND to_stage = p_to) THEN
    PERFORM refuse('fund-request-state', r.stage);
  END IF;
  INSERT INTO fund_request_event (request_id, no, from_stage, to_stage, happened_at)
  SELECT p_request, coalesce(max(no), 0) + 1, r.stage, p_to, p_now FROM fund_request_event WHERE request_id = p_request;
  RETURN r;
END $$;
REVOKE ALL ON FUNCTION fund_step FROM PUBLIC;

--changeset funds:6-submit splitStatements:false
CREATE FUNCTION fund_submit(p_request uuid, p_version bigint, p_rulebook uuid, p_reasons jsonb, p_decide_by date, p_appeal_until date, p_now timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  target text := CASE WHEN p_reasons IS NULL THEN 'REVIEW' ELSE 'INADMISSIBLE' END;
  r fund_request;
BEGIN
  r := fund_step(p_request, target, p_now);
  IF r.version <> p_version THEN PERFORM refuse('changed-meanwhile', ''); END IF;
  IF (SELECT state FROM fund WHERE id = r.fund_id) <> 'OPEN' THEN PERFORM refuse('fund-not-open', ''); END IF;
  BEGIN
    UPDATE fund_request SET stage = target, version = version + 1, rulebook_id = p_rulebook, reasons = p_reasons,
           submitted_at = p_now, decide_by = p_decide_by, appeal_until = p_appeal_until WHERE id = p_request;
  EXCEPTION WHEN unique_violation THEN PERFORM refuse('fund-asked-already', '');
  END;
  RETURN target;
END $$;
REVOKE ALL ON FUNCTION fund_submit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_submit TO ${runner};

--changeset funds:7-draft splitStatements:false
CREATE FUNCTION fund_redraft(p_request uuid, p_version bigint, p_activity uuid, p_asked bigint, p_months integer, p_grace integer, p_invoice uuid, p_private bytea, p_payee bytea)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE v bigint;
BEGIN
  UPDATE fund_request SET version = version + 1, activity_id = p_activity, asked_cents = p_asked, months = p_months,
         grace_months = p_grace, invoice_id = p_invoice, private = p_private, payee = p_payee
  WHERE id = p_request AND stage = 'DRAFT' AND version = p_version RETURNING version INTO v;
  IF NOT FOUND THEN
    IF EXISTS (SELECT 1 FROM fund_request WHERE id = p_request AND stage = 'DRAFT') THEN PERFORM refuse('changed-meanwhile', ''); END IF;
    PERFORM refuse('fund-request-state', (SELECT stage FROM fund_request WHERE id = p_request));
  END IF;
  RETURN v;
END $$;
REVOKE ALL ON FUNCTION fund_redraft FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_redraft TO ${runner};

--changeset funds:8-appeal splitStatements:false
CREATE FUNCTION fund_appeal(p_request uuid, p_on date, p_decide_by date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  r := fund_step(p_request, 'APPEAL', p_now);
  IF r.appealed THEN PERFORM refuse('fund-no-further-appeal', ''); END IF;
  IF r.appeal_until IS NULL OR p_on > r.appeal_until THEN PERFORM refuse('fund-appeal-too-late', r.appeal_until::text); END IF;
  BEGIN
    UPDATE fund_request SET stage = 'APPEAL', version = version + 1, appealed = true, decide_by = p_decide_by, appeal_until = NULL
    WHERE id = p_request;
  EXCEPTION WHEN unique_violation THEN PERFORM refuse('fund-asked-already', '');
  END;
  RETURN 'APPEAL';
END $$;
REVOKE ALL ON FUNCTION fund_appeal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_appeal TO ${runner};

--changeset funds:9-refuse splitStatements:false
CREATE FUNCTION fund_refuse(p_request uuid, p_ballot uuid, p_on date, p_appeal_until date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  r := fund_step(p_request, 'REFUSED', p_now);
  IF NOT EXISTS (SELECT 1 FROM fund_proposal p JOIN ballot b ON b.id = p.ballot_id
                 WHERE p.request_id = p_request AND b.id = p_ballot AND b.outcome = 'ADOPTED' AND p.amount_cents IS NULL) THEN
    PERFORM refuse('fund-not-decided', '');
  END IF;
  UPDATE fund_request SET stage = 'REFUSED', version = version + 1, decided_on = p_on,
         appeal_until = CASE WHEN r.appealed THEN NULL ELSE p_appeal_until END WHERE id = p_request;
  RETURN 'REFUSED';
END $$;
REVOKE ALL ON FUNCTION fund_refuse FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_refuse TO ${runner};

--changeset funds:10-grant splitStatements:false
-- Sets the money aside, or says why it cannot: the answer is a fact to keep, so it is returned and not raised. The fund's row is
-- changed only where enough is free, so of any number of requests at the same moment as many are granted as there is money for.
CREATE FUNCTION fund_grant(p_request uuid, p_amount bigint, p_ballot uuid, p_by uuid, p_on date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  f fund;
  terms jsonb;
  ceiling bigint;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  IF r.stage NOT IN ('REVIEW', 'APPEAL') THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  IF p_amount <= 0 OR p_amount > r.asked_cents THEN
    PERFORM refuse('fund-more-than-asked', to_char(r.asked_cents / 100.0, 'FM999999999999990.00'));
  END IF;
  SELECT b.terms INTO terms FROM fund_rulebook b WHERE b.id = r.rulebook_id;
  SELECT * INTO f FROM fund WHERE id = r.fund_id;
  IF p_ballot IS NOT NULL THEN
    IF NOT EXISTS (SELECT 1 FROM fund_proposal p JOIN ballot b ON b.id = p.ballot_id
                   WHERE p.request_id = p_request AND b.id = p_ballot AND b.outcome = 'ADOPTED' AND p.amount_cents = p_amount) THEN
      PERFORM refuse('fund-not-decided', '');
    END IF;
  ELSE
    IF p_amount > coalesce((terms ->> 'delegatedUpTo')::numeric * 100, 0) THEN PERFORM refuse('fund-above-delegation', ''); END IF;
    IF p_by = r.member_id OR EXISTS (SELECT 1 FROM fund_conflict c WHERE c.request_id = p_request AND c.member_id = p_by)
       OR NOT EXISTS (SELECT 1 FROM mandate m WHERE m.committee_id = f.committee_id AND m.member_id = p_by
                      AND p_on BETWEEN m.first_day AND coalesce(m.ended_on, m.last_day)) THEN
      PERFORM refuse('vote-not-entitled', '');
    END IF;
  END IF;

  -- from here on grants of this fund come one after the other
  SELECT * INTO f FROM fund WHERE id = r.fund_id FOR UPDATE;
  IF f.state <> 'OPEN' THEN RETURN 'FUND_CLOSING'; END IF;
  ceiling := (terms #>> '{ceilings,perPerson}')::numeric * 100;
  IF ceiling IS NOT NULL AND p_amount + (SELECT coalesce(sum(granted_cents - back_cents - written_off_cents), 0) FROM fund_request
        WHERE fund_id = f.id AND member_id = r.member_id AND stage IN ('GRANTED', 'PAYING', 'REPAYING', 'DEFAULTED', 'RECOVERING')) > ceiling THEN
    RETURN 'PERSON_CEILING';
  END IF;
  ceiling := (terms #>> '{ceilings,perPersonAndYear}')::numeric * 100;
  IF ceiling IS NOT NULL AND p_amount + (SELECT coalesce(sum(granted_cents), 0) FROM fund_request
        WHERE fund_id = f.id AND member_id = r.member_id AND stage <> 'WITHDRAWN'
          AND decided_on BETWEEN date_trunc('year', p_on)::date AND (date_trunc('year', p_on) + interval '1 year - 1 day')::date) > ceiling THEN
    RETURN 'YEAR_CEILING';
  END IF;
  UPDATE fund SET committed_cents = committed_cents + p_amount
  WHERE id = f.id AND balance_cents - committed_cents >= p_amount;
  IF NOT FOUND THEN RETURN 'FUND_SHORT'; END IF;
  PERFORM fund_step(p_request, 'GRANTED', p_now);
  UPDATE fund_request SET stage = 'GRANTED', version = version + 1, granted_cents = p_amount, decided_on = p_on, appeal_until = NULL
  WHERE id = p_request;
  RETURN 'GRANTED';
END $$;
REVOKE ALL ON FUNCTION fund_grant FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_grant TO ${runner};

--changeset funds:11-withdraw splitStatements:false
CREATE FUNCTION fund_withdraw(p_request uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  r := fund_step(p_request, 'WITHDRAWN', p_now);
  IF r.stage = 'GRANTED' THEN
    UPDATE fund SET committed_cents = committed_cents - r.granted_cents WHERE id = r.fund_id;
  END IF;
  UPDATE fund_request SET stage = 'WITHDRAWN', version = version + 1 WHERE id = p_request;
  RETURN 'WITHDRAWN';
END $$;
REVOKE ALL ON FUNCTION fund_withdraw FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_withdraw TO ${runner};

--changeset funds:12-propose-payment splitStatements:false
CREATE FUNCTION fund_propose_payment(p_request uuid, p_by uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  PERFORM fund_step(p_request, CASE WHEN p_by IS NULL THEN 'GRANTED' ELSE 'PAYING' END, p_now);
  UPDATE fund_request SET stage = CASE WHEN p_by IS NULL THEN 'GRANTED' ELSE 'PAYING' END, version = version + 1, proposed_by = p_by
  WHERE id = p_request;
  RETURN 'PAYING';
END $$;
REVOKE ALL ON FUNCTION fund_propose_payment FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_propose_payment TO ${runner};

--changeset funds:13-pay splitStatements:false
-- Pays what was set aside: the second person, once.
CREATE FUNCTION fund_pay(p_request uuid, p_by uuid, p_on date, p_forget date, p_movement uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  target text;
BEGIN
  SELECT CASE f.instrument WHEN 'LOAN' THEN 'REPAYING' WHEN 'GUARANTEE' THEN 'RECOVERING' ELSE 'CLOSED' END INTO target
  FROM fund_request q JOIN fund f ON f.id = q.fund_id WHERE q.id = p_request;
  r := fund_step(p_request, coalesce(target, 'CLOSED'), p_now);
  IF r.stage <> 'PAYING' THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  IF r.proposed_by = p_by THEN PERFORM refuse('fund-second-person', ''); END IF;
  UPDATE fund SET balance_cents = balance_cents - r.granted_cents, committed_cents = committed_cents - r.granted_cents,
         out_cents = out_cents + CASE WHEN target = 'CLOSED' THEN 0 ELSE r.granted_cents END
  WHERE id = r.fund_id AND committed_cents >= r.granted_cents;
  IF NOT FOUND THEN RAISE EXCEPTION 'fund % promised less than request % was granted', r.fund_id, r.id; END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, request_id, on_day, source)
  VALUES (p_movement, r.fund_id, 'PAYMENT', -r.granted_cents, r.id, p_on, 'request:' || r.id || ':payment');
  UPDATE fund_request SET stage = target, version = version + 1, paid_cents = granted_cents, paid_by = p_by, paid_on = p_on,
         closing = CASE WHEN target = 'CLOSED' THEN 'PAID' END, forget_on = CASE WHEN target = 'CLOSED' THEN p_forget END
  WHERE id = p_request;
  RETURN target;
END $$;
REVOKE ALL ON FUNCTION fund_pay FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_pay TO ${runner};

--changeset funds:14-come-back splitStatements:false
-- Money that came back, at most what is owed. The same source counts once: a second time answers what it did the first.
CREATE FUNCTION fund_come_back(p_request uuid, p_amount bigint, p_source text, p_on date, p_forget date, p_movement uuid, p_now timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  owed bigint;
BEGIN
  SELECT * INTO r FROM fund_request WHERE id = p_request FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('fund-request-not-found', p_request::text); END IF;
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND request_id = p_request AND amount_cents = p_amount) THEN RETURN false; END IF;
  IF r.stage NOT IN ('REPAYING', 'DEFAULTED', 'RECOVERING') THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  owed := r.paid_cents - r.back_cents - r.written_off_cents;
  IF p_amount <= 0 OR p_amount > owed THEN PERFORM refuse('fund-more-than-owed', to_char(owed / 100.0, 'FM999999999999990.00')); END IF;
  BEGIN
    INSERT INTO fund_movement (id, fund_id, kind, amount_cents, request_id, on_day, source)
    VALUES (p_movement, r.fund_id, CASE WHEN r.stage = 'RECOVERING' THEN 'RECOVERY' ELSE 'REPAYMENT' END, p_amount, r.id, p_on, p_source);
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
REVOKE ALL ON FUNCTION fund_come_back FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_come_back TO ${runner};

--changeset funds:15-default splitStatements:false
CREATE FUNCTION fund_mark_default(p_request uuid, p_defaulted boolean, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE r fund_request;
BEGIN
  r := fund_step(p_request, CASE WHEN p_defaulted THEN 'DEFAULTED' ELSE 'REPAYING' END, p_now);
  IF r.stage NOT IN ('REPAYING', 'DEFAULTED') THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  UPDATE fund_request SET stage = CASE WHEN p_defaulted THEN 'DEFAULTED' ELSE 'REPAYING' END, version = version + 1 WHERE id = p_request;
  RETURN 'DONE';
END $$;
REVOKE ALL ON FUNCTION fund_mark_default FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_mark_default TO ${runner};

--changeset funds:16-write-off splitStatements:false
CREATE FUNCTION fund_write_off(p_request uuid, p_forget date, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  r fund_request;
  owed bigint;
BEGIN
  r := fund_step(p_request, 'CLOSED', p_now);
  IF r.stage NOT IN ('DEFAULTED', 'RECOVERING') THEN PERFORM refuse('fund-request-state', r.stage); END IF;
  owed := r.paid_cents - r.back_cents - r.written_off_cents;
  UPDATE fund SET out_cents = out_cents - owed WHERE id = r.fund_id;
  UPDATE fund_request SET stage = 'CLOSED', version = version + 1, written_off_cents = written_off_cents + owed,
         closing = 'WRITTEN_OFF', forget_on = p_forget WHERE id = p_request;
  RETURN owed;
END $$;
REVOKE ALL ON FUNCTION fund_write_off FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_write_off TO ${runner};

--changeset funds:17-endow splitStatements:false
-- Money given to a fund by a decision; negative amounts move what is free to another fund.
CREATE FUNCTION fund_endow(p_fund uuid, p_kind text, p_amount bigint, p_source text, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  IF p_kind NOT IN ('ENDOWMENT', 'TRANSFER') THEN RAISE EXCEPTION 'not a kind of endowment: %', p_kind; END IF;
  UPDATE fund SET balance_cents = balance_cents + p_amount
  WHERE id = p_fund AND state <> 'CLOSED' AND balance_cents - committed_cents + p_amount >= 0;
  IF NOT FOUND THEN
    IF EXISTS (SELECT 1 FROM fund WHERE id = p_fund AND state <> 'CLOSED') THEN PERFORM refuse('fund-short', ''); END IF;
    PERFORM refuse('fund-not-open', '');
  END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source) VALUES (p_movement, p_fund, p_kind, p_amount, p_on, p_source);
  RETURN true;
EXCEPTION WHEN unique_violation THEN
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND fund_id = p_fund AND kind = p_kind AND amount_cents = p_amount) THEN
    RETURN false;
  END IF;
  PERFORM refuse('fund-source-used', '');
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION fund_endow FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_endow TO ${runner};

--changeset funds:18-call splitStatements:false
-- Calls contributions of one period from many activities: those not called yet. Answers the ids it wrote. Nothing may have to be
-- given back that is promised to others.
CREATE FUNCTION fund_call(p_fund uuid, p_rulebook uuid, p_first date, p_last date, p_call uuid,
                          p_ids uuid[], p_activities uuid[], p_amounts bigint[], p_explanations text[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  f fund;
  written uuid[];
  total bigint;
BEGIN
  SELECT * INTO f FROM fund WHERE id = p_fund FOR UPDATE;
  IF NOT FOUND OR f.state <> 'OPEN' THEN PERFORM refuse('fund-not-open', ''); END IF;
  WITH new AS (
    INSERT INTO fund_contribution (id, fund_id, rulebook_id, activity_id, period_first, period_last, amount_cents, explanation)
    SELECT i, p_fund, p_rulebook, a, p_first, p_last, c, e::jsonb FROM unnest(p_ids, p_activities, p_amounts, p_explanations) u(i, a, c, e)
    ON CONFLICT (fund_id, activity_id, period_first, period_last) WHERE reverses IS NULL DO NOTHING
    RETURNING id, amount_cents)
  SELECT coalesce(array_agg(id), '{}'), coalesce(sum(amount_cents), 0) INTO written, total FROM new;
  IF total <> 0 THEN
    UPDATE fund SET balance_cents = balance_cents + total WHERE id = p_fund AND balance_cents - committed_cents + total >= 0;
    IF NOT FOUND THEN PERFORM refuse('fund-short', ''); END IF;
    INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source)
    VALUES (p_call, p_fund, 'CONTRIBUTION', total, p_last, 'call:' || p_call);
  END IF;
  RETURN written;
END $$;
REVOKE ALL ON FUNCTION fund_call FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_call TO ${runner};

--changeset funds:19-give-back splitStatements:false
-- Reverses one contribution; the next call of the year takes it into account.
CREATE FUNCTION fund_give_back(p_contribution uuid, p_id uuid, p_reason text, p_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE c fund_contribution;
BEGIN
  SELECT * INTO c FROM fund_contribution WHERE id = p_contribution;
  IF NOT FOUND THEN PERFORM refuse('fund-contribution-not-found', p_contribution::text); END IF;
  IF c.reverses IS NOT NULL THEN PERFORM refuse('fund-reversal-of-reversal', ''); END IF;
  BEGIN
    INSERT INTO fund_contribution (id, fund_id, rulebook_id, activity_id, period_first, period_last, amount_cents, explanation, reverses, reason)
    VALUES (p_id, c.fund_id, c.rulebook_id, c.activity_id, c.period_first, c.period_last, -c.amount_cents, c.explanation, c.id, p_reason);
  EXCEPTION WHEN unique_violation THEN PERFORM refuse('fund-reversed-already', '');
  END;
  IF c.amount_cents <> 0 THEN
    UPDATE fund SET balance_cents = balance_cents - c.amount_cents
    WHERE id = c.fund_id AND balance_cents - committed_cents - c.amount_cents >= 0;
    IF NOT FOUND THEN PERFORM refuse('fund-short', ''); END IF;
    INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source)
    VALUES (p_id, c.fund_id, 'GIVEN_BACK', -c.amount_cents, p_on, 'contribution:' || c.id || ':reversal');
  END IF;
  RETURN c.amount_cents;
END $$;
REVOKE ALL ON FUNCTION fund_give_back FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_give_back TO ${runner};
