--liquibase formatted sql

--changeset federation:20-positions
-- One side of what two tenants owe one another; the other tenant's schema holds the other side under the same id. Only the functions
-- below change a row, and none of them one that is settled.
CREATE TABLE mutual_position (
    id uuid PRIMARY KEY,
    counterpart varchar(32) NOT NULL CHECK (counterpart <> ''),
    direction varchar(10) NOT NULL CHECK (direction IN ('RECEIVABLE', 'PAYABLE')),
    kind varchar(12) NOT NULL CHECK (kind IN ('CLAIM', 'CONTRIBUTION', 'INVOICE', 'CREDIT_NOTE', 'SERVICE')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    on_day date NOT NULL,
    due_on date CHECK (due_on >= on_day),
    -- pay-when-paid: not payable before it is released
    held boolean NOT NULL,
    released_on date,
    label varchar(200) NOT NULL CHECK (label <> ''),
    -- where the ledger's entry comes from
    source varchar(200) NOT NULL CHECK (source <> ''),
    state varchar(8) NOT NULL DEFAULT 'OWED' CHECK (state IN ('OWED', 'INVOICED', 'SETTLED')),
    reference varchar(60) CHECK (reference <> ''),
    -- the netting that set it aside, so that no other takes it and nobody pays it meanwhile
    netting_id uuid,
    settled_on date,
    settled_by varchar(7) CHECK (settled_by IN ('NETTING', 'PAYMENT')),
    opened_at timestamptz NOT NULL DEFAULT now(),
    CHECK (NOT held OR released_on IS NULL),
    CHECK (NOT held OR (netting_id IS NULL AND state <> 'SETTLED')),
    CHECK ((state = 'SETTLED') = (settled_on IS NOT NULL)),
    CHECK ((state = 'SETTLED') = (settled_by IS NOT NULL)),
    CHECK (settled_by IS DISTINCT FROM 'NETTING' OR netting_id IS NOT NULL),
    CHECK (state <> 'INVOICED' OR reference IS NOT NULL),
    -- what an invoice or credit note says is payable once it is made; claims and contributions need none
    CHECK (state <> 'SETTLED' OR reference IS NOT NULL OR kind IN ('CLAIM', 'CONTRIBUTION'))
);
CREATE INDEX mutual_position_listed ON mutual_position (on_day, id);
CREATE INDEX mutual_position_open ON mutual_position (counterpart, on_day, id) WHERE state <> 'SETTLED';
CREATE INDEX mutual_position_netting ON mutual_position (netting_id) WHERE netting_id IS NOT NULL;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON mutual_position FROM ${runner};
GRANT INSERT (id, counterpart, direction, kind, amount_cents, on_day, due_on, held, label, source) ON mutual_position TO ${runner};

--changeset federation:21-position-functions splitStatements:false
CREATE FUNCTION position_release(p_id uuid, p_on date) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH changed AS (UPDATE mutual_position SET held = false, released_on = p_on WHERE id = p_id AND held RETURNING 1)
  SELECT EXISTS (SELECT FROM changed)
$$;

CREATE FUNCTION position_invoiced(p_id uuid, p_reference text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH changed AS (UPDATE mutual_position SET state = 'INVOICED', reference = p_reference WHERE id = p_id AND state = 'OWED' RETURNING 1)
  SELECT EXISTS (SELECT FROM changed)
$$;

-- What may be settled now: not held, not set aside by another netting, and either invoiced or of a kind that needs no invoice.
CREATE FUNCTION position_is_payable(p mutual_position) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT p.held AND (p.state = 'INVOICED' OR (p.state = 'OWED' AND p.kind IN ('CLAIM', 'CONTRIBUTION')))
$$;

-- Sets aside for a netting what is payable and dated up to a day; repeatable.
CREATE FUNCTION positions_set_aside(p_netting uuid, p_until date) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH changed AS (
    UPDATE mutual_position p SET netting_id = p_netting
    WHERE p.netting_id IS NULL AND p.state <> 'SETTLED' AND position_is_payable(p) AND p.on_day <= p_until RETURNING 1)
  SELECT count(*) FROM changed
$$;

-- Gives back what a netting set aside and did not settle.
CREATE FUNCTION positions_give_back(p_netting uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH changed AS (
    UPDATE mutual_position SET netting_id = NULL WHERE netting_id = p_netting AND state <> 'SETTLED' RETURNING 1)
  SELECT count(*) FROM changed
$$;

-- Settles positions by a netting that set them aside, or (without one) by a payment; whatever is not as it must be is left out, so
-- the caller compares what came back with what it asked for.
CREATE FUNCTION positions_settle(p_ids uuid[], p_netting uuid, p_on date) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  UPDATE mutual_position p
  SET state = 'SETTLED', settled_on = p_on, settled_by = CASE WHEN p_netting IS NULL THEN 'PAYMENT' ELSE 'NETTING' END
  WHERE p.id = ANY (p_ids) AND p.netting_id IS NOT DISTINCT FROM p_netting AND position_is_payable(p)
  RETURNING p.id
$$;
REVOKE ALL ON FUNCTION position_release, position_invoiced, positions_set_aside, positions_give_back, positions_settle FROM PUBLIC;
GRANT EXECUTE ON FUNCTION position_release, position_invoiced, positions_set_aside, positions_give_back, positions_settle TO ${runner};
