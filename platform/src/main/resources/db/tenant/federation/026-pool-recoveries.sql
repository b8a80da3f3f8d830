--liquibase formatted sql

--changeset federation:pool-11-recovered
-- In a cooperative: what came back of a loss it had ceded, and what of it the common fund has got. Counted here, told by message.
ALTER TABLE pool_cession ADD COLUMN recovered_cents bigint NOT NULL DEFAULT 0 CHECK (recovered_cents >= 0);
ALTER TABLE pool_cession ADD COLUMN returned_cents bigint NOT NULL DEFAULT 0;
ALTER TABLE pool_cession ADD CONSTRAINT pool_cession_returned_check CHECK (returned_cents BETWEEN 0 AND coalesce(accepted_cents, 0));
GRANT UPDATE (recovered_cents, returned_cents) ON pool_cession TO ${runner};

-- In a federation: what cooperatives give back of what the common fund bore; the id is the position's on both sides.
CREATE TABLE pool_recovery (
    id uuid PRIMARY KEY,
    claim_id uuid NOT NULL REFERENCES pool_claim,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    on_day date NOT NULL,
    settled_on date
);
CREATE INDEX pool_recovery_by_claim ON pool_recovery (claim_id);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON pool_recovery FROM ${runner};
ALTER TABLE pool_claim_event DROP CONSTRAINT pool_claim_event_what_check;
ALTER TABLE pool_claim_event ADD CONSTRAINT pool_claim_event_what_check CHECK (what IN
    ('RECEIVED', 'ASKED', 'ANSWERED', 'PROPOSED', 'RETURNED', 'ACCEPTED', 'REFUSED', 'SETTLED', 'RECOVERED'));
ALTER TABLE pool_movement DROP CONSTRAINT pool_movement_kind_check;
ALTER TABLE pool_movement ADD CONSTRAINT pool_movement_kind_check CHECK (kind IN ('ENDOWMENT', 'CONTRIBUTION', 'CLAIM', 'RECOVERY'));

--changeset federation:pool-12-recovery splitStatements:false
-- A cooperative says that a part comes back: once, and never more of a claim than was accepted.
CREATE FUNCTION pool_recovery_told(p_id uuid, p_claim uuid, p_cooperative text, p_amount bigint, p_on date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  c pool_claim;
  before bigint;
BEGIN
  SELECT * INTO c FROM pool_claim WHERE id = p_claim AND cooperative = p_cooperative FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('claim-not-found', p_claim::text); END IF;
  IF EXISTS (SELECT 1 FROM pool_recovery WHERE id = p_id AND claim_id = p_claim AND amount_cents = p_amount) THEN RETURN false; END IF;
  IF c.stage NOT IN ('ACCEPTED', 'SETTLED') THEN PERFORM refuse('claim-state', c.stage); END IF;
  SELECT coalesce(sum(amount_cents), 0) INTO before FROM pool_recovery WHERE claim_id = p_claim;
  IF before + p_amount > c.accepted_cents THEN
    PERFORM refuse('claim-more-than-due', to_char((c.accepted_cents - before) / 100.0, 'FM999999999999990.00'));
  END IF;
  INSERT INTO pool_recovery (id, claim_id, amount_cents, on_day) VALUES (p_id, p_claim, p_amount, p_on);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION pool_recovery_told FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_recovery_told TO ${runner};

--changeset federation:pool-13-recovery-received splitStatements:false
-- It counts for the common fund when it is settled, once.
CREATE FUNCTION pool_recovery_received(p_id uuid, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  back pool_recovery;
  c pool_claim;
BEGIN
  UPDATE pool_recovery SET settled_on = p_on WHERE id = p_id AND settled_on IS NULL RETURNING * INTO back;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT * INTO c FROM pool_claim WHERE id = back.claim_id;
  UPDATE pool_treaty SET balance_cents = balance_cents + back.amount_cents WHERE id = c.treaty_id;
  INSERT INTO pool_movement (id, treaty_id, kind, amount_cents, cooperative, on_day, source)
  VALUES (p_movement, c.treaty_id, 'RECOVERY', back.amount_cents, c.cooperative, p_on, 'recovery:' || p_id);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION pool_recovery_received FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pool_recovery_received TO ${runner};
