--liquibase formatted sql

--changeset federation:22-netting
-- In a federation: one netting at a time, from the question to the settlement.
CREATE TABLE netting (
    id uuid PRIMARY KEY,
    state varchar(9) NOT NULL DEFAULT 'ASKING' CHECK (state IN ('ASKING', 'PROPOSED', 'SETTLED', 'CANCELLED')),
    -- positions dated up to this day
    until_day date NOT NULL,
    round integer NOT NULL DEFAULT 0 CHECK (round >= 0),
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    settled_on date,
    ended_at timestamptz,
    CHECK ((state = 'SETTLED') = (settled_on IS NOT NULL)),
    CHECK ((state IN ('SETTLED', 'CANCELLED')) = (ended_at IS NOT NULL)),
    CHECK (state NOT IN ('PROPOSED', 'SETTLED') OR round > 0)
);
CREATE UNIQUE INDEX netting_one_at_a_time ON netting ((true)) WHERE state IN ('ASKING', 'PROPOSED');
REVOKE DELETE, TRUNCATE ON netting FROM ${runner};
REVOKE UPDATE ON netting FROM ${runner};
GRANT UPDATE (state, round, settled_on, ended_at) ON netting TO ${runner};

CREATE TABLE netting_party (
    netting_id uuid NOT NULL REFERENCES netting,
    tenant varchar(32) NOT NULL,
    state varchar(8) NOT NULL DEFAULT 'ASKED' CHECK (state IN ('ASKED', 'ANSWERED', 'NOTHING', 'APPROVED', 'LEFT_OUT', 'SETTLED')),
    left_out varchar(9) CHECK (left_out IN ('NO_ANSWER', 'SUSPENDED', 'REFUSED')),
    approved_round integer,
    -- where the cooperative is paid: its own account, as on its invoices
    iban varchar(34),
    bic varchar(11),
    PRIMARY KEY (netting_id, tenant),
    CHECK ((state = 'LEFT_OUT') = (left_out IS NOT NULL)),
    CHECK (state NOT IN ('APPROVED', 'SETTLED') OR approved_round IS NOT NULL)
);
REVOKE DELETE, TRUNCATE ON netting_party FROM ${runner};

-- What each side told, and what came of it in the last round.
CREATE TABLE netting_item (
    netting_id uuid NOT NULL,
    tenant varchar(32) NOT NULL,
    position_id uuid NOT NULL,
    counterpart varchar(32) NOT NULL,
    direction varchar(10) NOT NULL CHECK (direction IN ('RECEIVABLE', 'PAYABLE')),
    kind varchar(12) NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    -- null: matched, as long as there is a proposal
    mismatch varchar(9) CHECK (mismatch IN ('ONE_SIDE', 'DIFFERENT', 'LEFT_OUT')),
    PRIMARY KEY (netting_id, tenant, position_id),
    FOREIGN KEY (netting_id, tenant) REFERENCES netting_party
);
REVOKE DELETE, TRUNCATE, UPDATE ON netting_item FROM ${runner};
GRANT UPDATE (mismatch) ON netting_item TO ${runner};

CREATE TABLE netting_transfer (
    netting_id uuid NOT NULL REFERENCES netting,
    round integer NOT NULL,
    payer varchar(32) NOT NULL,
    payee varchar(32) NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (netting_id, round, payer, payee),
    CHECK (payer <> payee)
);
REVOKE UPDATE, DELETE, TRUNCATE ON netting_transfer FROM ${runner};

--changeset federation:23-netting-side
-- In every tenant that takes part: what it was asked, shown, decided and settled.
CREATE TABLE netting_side (
    netting_id uuid PRIMARY KEY,
    federation varchar(32) NOT NULL,
    until_day date NOT NULL,
    state varchar(8) NOT NULL DEFAULT 'ASKED' CHECK (state IN ('ASKED', 'PROPOSED', 'APPROVED', 'REFUSED', 'LEFT_OUT', 'SETTLED')),
    left_out varchar(9) CHECK (left_out IN ('NO_ANSWER', 'SUSPENDED', 'REFUSED', 'NOTHING', 'CANCELLED')),
    round integer NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT now(),
    -- of the last round: the positions that would be settled, and the transfers that would come of it
    positions uuid[] NOT NULL DEFAULT '{}',
    transfers jsonb NOT NULL DEFAULT '[]',
    net_cents bigint NOT NULL DEFAULT 0,
    decided_by uuid,
    decided_at timestamptz,
    settled_on date,
    CHECK ((state = 'SETTLED') = (settled_on IS NOT NULL)),
    CHECK (state <> 'APPROVED' OR decided_by IS NOT NULL)
);
REVOKE DELETE, TRUNCATE ON netting_side FROM ${runner};

-- A transfer of money between two tenants that a netting or a payment made due, until it stands on the bank's statement.
CREATE TABLE settlement_transfer (
    id uuid PRIMARY KEY,
    netting_id uuid REFERENCES netting_side,
    counterpart varchar(32) NOT NULL,
    direction varchar(3) NOT NULL CHECK (direction IN ('OUT', 'IN')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    due_on date NOT NULL,
    iban varchar(34),
    bic varchar(11),
    recorded_on date,
    recorded_by uuid,
    CHECK ((recorded_on IS NULL) = (recorded_by IS NULL)),
    UNIQUE NULLS DISTINCT (netting_id, counterpart)
);
CREATE INDEX settlement_transfer_due ON settlement_transfer (due_on, id) WHERE recorded_on IS NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON settlement_transfer FROM ${runner};

--changeset federation:24-netting-functions splitStatements:false
-- Recorded once, whoever tries at the same moment.
CREATE FUNCTION settlement_transfer_record(p_id uuid, p_on date, p_by uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH changed AS (
    UPDATE settlement_transfer SET recorded_on = p_on, recorded_by = p_by WHERE id = p_id AND recorded_on IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM changed)
$$;

-- Settles what a netting approved by all sides says: what it set aside, or what came back after this tenant was restored.
CREATE FUNCTION positions_net(p_ids uuid[], p_netting uuid, p_on date) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  UPDATE mutual_position p SET state = 'SETTLED', settled_on = p_on, settled_by = 'NETTING', netting_id = p_netting
  WHERE p.id = ANY (p_ids) AND (p.netting_id = p_netting OR p.netting_id IS NULL) AND position_is_payable(p)
  RETURNING p.id
$$;

-- Settles what the counterpart says it has paid. A netting that set this side aside cannot have matched it: the other side was free.
CREATE FUNCTION positions_paid(p_ids uuid[], p_on date) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  UPDATE mutual_position p SET state = 'SETTLED', settled_on = p_on, settled_by = 'PAYMENT', netting_id = NULL
  WHERE p.id = ANY (p_ids) AND p.direction = 'RECEIVABLE' AND position_is_payable(p)
  RETURNING p.id
$$;
REVOKE ALL ON FUNCTION settlement_transfer_record, positions_net, positions_paid FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement_transfer_record, positions_net, positions_paid TO ${runner};
