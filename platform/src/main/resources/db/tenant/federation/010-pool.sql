--liquibase formatted sql

--changeset federation:pool-1-treaties
-- In a federation. One common fund for each kind of fund; what it holds is changed by the functions below only, each in one UPDATE
-- that carries its own guard. There is no column for a person of a cooperative, and none may come.
CREATE TABLE pool_treaty (
    id uuid PRIMARY KEY,
    fund_kind varchar(9) NOT NULL UNIQUE CHECK (fund_kind IN ('LOAN', 'GRANT', 'GUARANTEE')),
    name varchar(120) NOT NULL CHECK (name <> ''),
    balance_cents bigint NOT NULL DEFAULT 0 CHECK (balance_cents >= 0)
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON pool_treaty FROM ${runner};
GRANT INSERT (id, fund_kind, name) ON pool_treaty TO ${runner};
GRANT UPDATE (name) ON pool_treaty TO ${runner};

CREATE TABLE pool_treaty_version (
    treaty_id uuid NOT NULL REFERENCES pool_treaty,
    version integer NOT NULL CHECK (version >= 1),
    terms jsonb NOT NULL,
    first_day date NOT NULL,
    last_day date CHECK (last_day >= first_day),
    decided_text varchar(200) NOT NULL CHECK (decided_text <> ''),
    proposed_by uuid NOT NULL,
    proposed_on date NOT NULL,
    PRIMARY KEY (treaty_id, version)
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_treaty_version FROM ${runner};

CREATE TABLE pool_adoption (
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    cooperative varchar(63) NOT NULL,
    adopted_on date NOT NULL,
    body varchar(15) NOT NULL CHECK (body IN ('GENERAL_MEETING', 'BOARD', 'MANAGEMENT')),
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (treaty_id, version, cooperative),
    FOREIGN KEY (treaty_id, version) REFERENCES pool_treaty_version
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_adoption FROM ${runner};

--changeset federation:pool-2-calls
CREATE TABLE pool_call (
    id uuid PRIMARY KEY,
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    called_on date NOT NULL,
    FOREIGN KEY (treaty_id, version) REFERENCES pool_treaty_version,
    -- a period is called once, however often the job runs
    UNIQUE (treaty_id, first_day)
);
CREATE TABLE pool_call_part (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL REFERENCES pool_call,
    cooperative varchar(63) NOT NULL,
    version integer NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    explanation jsonb NOT NULL,
    settled_on date,
    UNIQUE (call_id, cooperative)
);
CREATE INDEX pool_call_part_by_cooperative ON pool_call_part (cooperative, call_id);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_call, pool_call_part FROM ${runner};

--changeset federation:pool-3-claims
CREATE TABLE pool_claim (
    -- made at random by the cooperative: nothing leads back from it
    id uuid PRIMARY KEY,
    cooperative varchar(63) NOT NULL,
    treaty_id uuid NOT NULL REFERENCES pool_treaty,
    -- in force for this cooperative on the day of the committee's decision; null where none was
    version integer,
    kind varchar(4) NOT NULL CHECK (kind IN ('LOSS', 'YEAR')),
    need varchar(14) NOT NULL CHECK (need IN ('PAY_SUPPORT', 'UNPAID_INVOICE', 'LOAN_LOST', 'WHOLE_YEAR')),
    asked_cents bigint NOT NULL CHECK (asked_cents >= 0),
    granted_cents bigint NOT NULL CHECK (granted_cents >= 0),
    loss_cents bigint NOT NULL CHECK (loss_cents > 0),
    -- the members' contributions of the year, for a year's claim
    base_cents bigint,
    told_cents bigint NOT NULL CHECK (told_cents > 0),
    told_version integer NOT NULL,
    -- what the treaty says by our own reckoning: the most that can be accepted
    due_cents bigint NOT NULL CHECK (due_cents >= 0),
    decision varchar(4) NOT NULL CHECK (decision IN ('FULL', 'PART', 'YEAR')),
    ground varchar(40) NOT NULL CHECK (ground ~ '^[A-Z_]+$'),
    decided_on date NOT NULL,
    paid_on date NOT NULL,
    received_at timestamptz NOT NULL,
    stage varchar(9) NOT NULL DEFAULT 'TO_REVIEW' CHECK (stage IN ('TO_REVIEW', 'ASKED', 'PROPOSED', 'ACCEPTED', 'REFUSED', 'SETTLED')),
    row_version bigint NOT NULL DEFAULT 0,
    accepted_cents bigint CHECK (accepted_cents BETWEEN 1 AND due_cents),
    reason varchar(20),
    proposed_by uuid,
    reviewed_by uuid,
    reviewed_on date,
    position_id uuid UNIQUE,
    settled_on date,
    CHECK (proposed_by IS NULL OR stage <> 'ACCEPTED' OR reviewed_by <> proposed_by),
    CHECK ((stage IN ('ACCEPTED', 'SETTLED')) = (position_id IS NOT NULL)),
    CHECK (stage NOT IN ('ACCEPTED', 'SETTLED', 'PROPOSED') OR accepted_cents IS NOT NULL),
    CHECK (stage <> 'REFUSED' OR reason IS NOT NULL),
    CHECK (accepted_cents IS NULL OR accepted_cents = told_cents OR reason IS NOT NULL)
);
CREATE INDEX pool_claim_queue ON pool_claim (stage, received_at, id);
CREATE INDEX pool_claim_by_treaty ON pool_claim (treaty_id, paid_on);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_claim FROM ${runner};

CREATE TABLE pool_claim_event (
    claim_id uuid NOT NULL REFERENCES pool_claim,
    no integer NOT NULL,
    what varchar(10) NOT NULL CHECK (what IN ('RECEIVED', 'ASKED', 'ANSWERED', 'PROPOSED', 'RETURNED', 'ACCEPTED', 'REFUSED', 'SETTLED')),
    by_name varchar(200),
    amount_cents bigint,
    reason varchar(20),
    note varchar(300),
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (claim_id, no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_claim_event FROM ${runner};

CREATE TABLE pool_movement (
    id uuid PRIMARY KEY,
    treaty_id uuid NOT NULL REFERENCES pool_treaty,
    kind varchar(12) NOT NULL CHECK (kind IN ('ENDOWMENT', 'CONTRIBUTION', 'CLAIM')),
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0 AND (kind = 'CLAIM') = (amount_cents < 0)),
    cooperative varchar(63),
    claim_id uuid UNIQUE REFERENCES pool_claim,
    part_id uuid UNIQUE REFERENCES pool_call_part,
    on_day date NOT NULL,
    source varchar(200) NOT NULL UNIQUE CHECK (source <> ''),
    CHECK ((kind = 'CLAIM') = (claim_id IS NOT NULL)),
    CHECK ((kind = 'CONTRIBUTION') = (part_id IS NOT NULL))
);
CREATE INDEX pool_movement_by_treaty ON pool_movement (treaty_id, on_day, id);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON pool_movement FROM ${runner};

--changeset federation:pool-4-endow splitStatements:false
CREATE FUNCTION pool_endow(p_treaty uuid, p_amount bigint, p_source text, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  IF p_amount <= 0 THEN RAISE EXCEPTION 'an endowment is positive: %', p_amount; END IF;
  UPDATE pool_treaty SET balance_cents = balance_cents + p_amount WHERE id = p_treaty;
  IF NOT FOUND THEN PERFORM refuse('treaty-not-found', p_treaty::text); END IF;
  INSERT INTO pool_movement (id, treaty_id, kind, amount_cents, on_day, source)
  VALUES (p_movement, p_treaty, 'ENDOWMENT', p_amount, p_on, p_source);
  RETURN true;
EXCEPTION WHEN unique_violation THEN
  IF EXISTS (SELECT 1 FROM pool_movement WHERE source = p_source AND treaty_id = p_treaty AND amount_cents = p_amount) THEN RETURN false; END IF;
  PERFORM refuse('pool-source-used', '');
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION pool_endow FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_endow TO ${runner};

--changeset federation:pool-5-received splitStatements:false
-- A called contribution counts for the common fund when it is settled, once.
CREATE FUNCTION pool_received(p_part uuid, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  part pool_call_part;
  treaty uuid;
BEGIN
  UPDATE pool_call_part SET settled_on = p_on WHERE id = p_part AND settled_on IS NULL RETURNING * INTO part;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT treaty_id INTO treaty FROM pool_call WHERE id = part.call_id;
  IF part.amount_cents > 0 THEN
    UPDATE pool_treaty SET balance_cents = balance_cents + part.amount_cents WHERE id = treaty;
    INSERT INTO pool_movement (id, treaty_id, kind, amount_cents, cooperative, part_id, on_day, source)
    VALUES (p_movement, treaty, 'CONTRIBUTION', part.amount_cents, part.cooperative, part.id, p_on, 'contribution:' || part.id);
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION pool_received FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_received TO ${runner};

--changeset federation:pool-6-accept splitStatements:false
-- Accepts a claim, or says why it cannot be paid: that answer is a fact to show, so it is returned and not raised. The row of the
-- common fund is changed only where it holds enough; from its lock on, acceptances of one treaty come one after the other.
CREATE FUNCTION pool_accept(p_claim uuid, p_seen bigint, p_amount bigint, p_reason text, p_by uuid, p_on date, p_position uuid, p_movement uuid)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  c pool_claim;
  terms jsonb;
  cap bigint;
  borne bigint;
  alone boolean;
BEGIN
  SELECT * INTO c FROM pool_claim WHERE id = p_claim FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('claim-not-found', p_claim::text); END IF;
  IF c.stage NOT IN ('TO_REVIEW', 'ASKED', 'PROPOSED') THEN PERFORM refuse('claim-state', c.stage); END IF;
  IF c.row_version <> p_seen THEN PERFORM refuse('changed-meanwhile', ''); END IF;
  IF c.version IS NULL THEN PERFORM refuse('claim-without-treaty', ''); END IF;
  IF p_amount <= 0 OR p_amount > least(c.due_cents, c.told_cents) THEN
    PERFORM refuse('claim-more-than-due', to_char(least(c.due_cents, c.told_cents) / 100.0, 'FM999999999999990.00'));
  END IF;
  IF p_amount <> c.told_cents AND p_reason IS NULL THEN PERFORM refuse('claim-reason-missing', ''); END IF;
  SELECT v.terms INTO terms FROM pool_treaty_version v WHERE v.treaty_id = c.treaty_id AND v.version = c.version;
  alone := p_amount <= (terms ->> 'twoPersonsAbove')::numeric * 100;
  IF NOT alone THEN
    IF c.stage <> 'PROPOSED' THEN
      UPDATE pool_claim SET stage = 'PROPOSED', row_version = row_version + 1, proposed_by = p_by, accepted_cents = p_amount, reason = p_reason
      WHERE id = p_claim;
      RETURN 'PROPOSED';
    END IF;
    IF c.proposed_by = p_by THEN PERFORM refuse('claim-second-person', ''); END IF;
    IF c.accepted_cents <> p_amount THEN PERFORM refuse('claim-other-amount', ''); END IF;
  END IF;

  PERFORM 1 FROM pool_treaty WHERE id = c.treaty_id FOR UPDATE;
  cap := (terms ->> 'capPerYear')::numeric * 100;
  SELECT coalesce(sum(accepted_cents), 0) INTO borne FROM pool_claim
  WHERE treaty_id = c.treaty_id AND stage IN ('ACCEPTED', 'SETTLED') AND date_trunc('year', paid_on) = date_trunc('year', c.paid_on);
  IF borne + p_amount > cap THEN RETURN 'YEAR_CAP'; END IF;
  cap := (terms ->> 'capPerCooperative')::numeric * 100;
  IF cap IS NOT NULL THEN
    SELECT coalesce(sum(accepted_cents), 0) INTO borne FROM pool_claim
    WHERE treaty_id = c.treaty_id AND cooperative = c.cooperative AND stage IN ('ACCEPTED', 'SETTLED')
      AND date_trunc('year', paid_on) = date_trunc('year', c.paid_on);
    IF borne + p_amount > cap THEN RETURN 'COOPERATIVE_CAP'; END IF;
  END IF;
  UPDATE pool_treaty SET balance_cents = balance_cents - p_amount WHERE id = c.treaty_id AND balance_cents >= p_amount;
  IF NOT FOUND THEN RETURN 'POOL_SHORT'; END IF;
  UPDATE pool_claim SET stage = 'ACCEPTED', row_version = row_version + 1, accepted_cents = p_amount, reason = p_reason, reviewed_by = p_by,
         proposed_by = CASE WHEN NOT alone THEN proposed_by END, reviewed_on = p_on, position_id = p_position WHERE id = p_claim;
  INSERT INTO pool_movement (id, treaty_id, kind, amount_cents, cooperative, claim_id, on_day, source)
  VALUES (p_movement, c.treaty_id, 'CLAIM', -p_amount, c.cooperative, c.id, p_on, 'claim:' || c.id);
  RETURN 'ACCEPTED';
END $$;
REVOKE ALL ON FUNCTION pool_accept FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_accept TO ${runner};

--changeset federation:pool-7-move splitStatements:false
-- Everything else that happens to a claim before it is accepted. A null version seen is the cooperative's answer, which crosses with
-- whatever the coordinators do meanwhile.
CREATE FUNCTION pool_move(p_claim uuid, p_seen bigint, p_to text, p_reason text, p_by uuid, p_on date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE c pool_claim;
BEGIN
  IF p_to NOT IN ('TO_REVIEW', 'ASKED', 'REFUSED') THEN RAISE EXCEPTION 'a claim does not move to %', p_to; END IF;
  SELECT * INTO c FROM pool_claim WHERE id = p_claim FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('claim-not-found', p_claim::text); END IF;
  IF c.stage NOT IN ('TO_REVIEW', 'ASKED', 'PROPOSED') THEN
    IF p_seen IS NULL THEN RETURN 'DECIDED'; END IF;
    PERFORM refuse('claim-state', c.stage);
  END IF;
  IF p_seen IS NOT NULL AND c.row_version <> p_seen THEN PERFORM refuse('changed-meanwhile', ''); END IF;
  IF p_seen IS NULL AND c.stage = 'PROPOSED' THEN RETURN 'PROPOSED'; END IF;
  UPDATE pool_claim SET stage = p_to, row_version = row_version + 1, reason = CASE WHEN p_to = 'REFUSED' THEN p_reason END,
         accepted_cents = NULL, proposed_by = NULL,
         reviewed_by = CASE WHEN p_to = 'REFUSED' THEN p_by END, reviewed_on = CASE WHEN p_to = 'REFUSED' THEN p_on END
  WHERE id = p_claim;
  RETURN p_to;
END $$;
REVOKE ALL ON FUNCTION pool_move FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_move TO ${runner};

--changeset federation:pool-8-settled splitStatements:false
CREATE FUNCTION pool_settled(p_position uuid, p_on date) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE claim uuid;
BEGIN
  UPDATE pool_claim SET stage = 'SETTLED', row_version = row_version + 1, settled_on = p_on
  WHERE position_id = p_position AND stage = 'ACCEPTED' RETURNING id INTO claim;
  RETURN claim;
END $$;
REVOKE ALL ON FUNCTION pool_settled FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_settled TO ${runner};

--changeset federation:pool-9-cooperative
-- In a cooperative: the treaties it is offered and adopted, what it ceded and what it owes.
CREATE TABLE pool_offer (
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    federation varchar(63) NOT NULL,
    fund_kind varchar(9) NOT NULL CHECK (fund_kind IN ('LOAN', 'GRANT', 'GUARANTEE')),
    name varchar(120) NOT NULL,
    terms jsonb NOT NULL,
    first_day date NOT NULL,
    last_day date,
    received_at timestamptz NOT NULL DEFAULT now(),
    adopted_on date,
    body varchar(15) CHECK (body IN ('GENERAL_MEETING', 'BOARD', 'MANAGEMENT')),
    -- stays here: it does not cross
    reference varchar(200),
    adopted_by uuid,
    PRIMARY KEY (treaty_id, version),
    CHECK ((adopted_on IS NULL) = (body IS NULL)),
    CHECK ((adopted_on IS NULL) = (adopted_by IS NULL))
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_offer FROM ${runner};
GRANT UPDATE (adopted_on, body, reference, adopted_by) ON pool_offer TO ${runner};

CREATE TABLE pool_cession (
    claim_id uuid PRIMARY KEY,
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    fund_id uuid NOT NULL,
    kind varchar(4) NOT NULL CHECK (kind IN ('LOSS', 'YEAR')),
    -- the fund's own id of what it bore: never leaves this schema
    request_id uuid UNIQUE,
    year integer,
    loss_cents bigint NOT NULL CHECK (loss_cents > 0),
    ceded_cents bigint NOT NULL CHECK (ceded_cents > 0),
    decided_on date NOT NULL,
    paid_on date NOT NULL,
    stage varchar(8) NOT NULL DEFAULT 'SENT' CHECK (stage IN ('SENT', 'ASKED', 'ANSWERED', 'ACCEPTED', 'REFUSED', 'SETTLED', 'HELD')),
    accepted_cents bigint CHECK (accepted_cents BETWEEN 1 AND ceded_cents),
    reason varchar(20),
    note varchar(300),
    position_id uuid UNIQUE,
    settled_on date,
    FOREIGN KEY (treaty_id, version) REFERENCES pool_offer,
    CHECK ((kind = 'YEAR') = (year IS NOT NULL)),
    CHECK ((kind = 'LOSS') = (request_id IS NOT NULL)),
    UNIQUE (treaty_id, fund_id, year)
);
CREATE INDEX pool_cession_by_day ON pool_cession (paid_on, claim_id);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_cession FROM ${runner};
GRANT UPDATE (stage, accepted_cents, reason, note, position_id, settled_on) ON pool_cession TO ${runner};

CREATE TABLE pool_cession_event (
    claim_id uuid NOT NULL REFERENCES pool_cession,
    no integer NOT NULL,
    what varchar(10) NOT NULL,
    amount_cents bigint,
    reason varchar(20),
    note varchar(300),
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (claim_id, no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_cession_event FROM ${runner};

CREATE TABLE pool_due (
    part_id uuid PRIMARY KEY,
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    explanation jsonb NOT NULL,
    called_on date NOT NULL,
    settled_on date,
    FOREIGN KEY (treaty_id, version) REFERENCES pool_offer
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_due FROM ${runner};
GRANT UPDATE (settled_on) ON pool_due TO ${runner};

--changeset federation:pool-10-figures
-- In a cooperative: what it last told of its funds, so that it speaks only when something changes.
CREATE TABLE pool_told (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    figures jsonb NOT NULL
);
-- In a federation: each cooperative's last word on its funds in each month, by kind; amounts that tell of too few are left out.
CREATE TABLE pool_fund_month (
    cooperative varchar(63) NOT NULL,
    fund_kind varchar(9) NOT NULL CHECK (fund_kind IN ('LOAN', 'GRANT', 'GUARANTEE')),
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    funds integer NOT NULL CHECK (funds >= 0),
    balance_cents bigint NOT NULL,
    committed_cents bigint,
    out_cents bigint,
    contributions_cents bigint,
    losses_cents bigint,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cooperative, fund_kind, month)
);
CREATE TABLE pool_payroll (
    cooperative varchar(63) PRIMARY KEY,
    payroll_cents bigint,
    told_at timestamptz NOT NULL DEFAULT now()
);
