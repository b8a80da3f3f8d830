--liquibase formatted sql

--changeset funds:pool-3-return-kind
-- What a customer paid after all is shared with the common fund that had borne a part: money that leaves the fund, of a kind of its own.
ALTER TABLE fund_movement DROP CONSTRAINT fund_movement_kind_check;
ALTER TABLE fund_movement ADD CONSTRAINT fund_movement_kind_check CHECK (kind IN
    ('ENDOWMENT', 'CONTRIBUTION', 'GIVEN_BACK', 'PAYMENT', 'REPAYMENT', 'RECOVERY', 'TRANSFER', 'POOL_SHARE', 'POOL_RETURN'));
ALTER TABLE fund_movement DROP CONSTRAINT fund_movement_check;
ALTER TABLE fund_movement ADD CONSTRAINT fund_movement_check CHECK (CASE kind
    WHEN 'CONTRIBUTION' THEN true WHEN 'TRANSFER' THEN true WHEN 'GIVEN_BACK' THEN true
    WHEN 'PAYMENT' THEN amount_cents < 0 WHEN 'POOL_RETURN' THEN amount_cents < 0 ELSE amount_cents > 0 END);

--changeset funds:pool-4-return splitStatements:false
-- The same source moves money once: a second time answers false. What is promised to members stays.
CREATE FUNCTION fund_pool_return(p_fund uuid, p_amount bigint, p_source text, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  IF p_amount <= 0 THEN RAISE EXCEPTION 'what a pool gets back is positive: %', p_amount; END IF;
  UPDATE fund SET balance_cents = balance_cents - p_amount
  WHERE id = p_fund AND state <> 'CLOSED' AND balance_cents - committed_cents >= p_amount;
  IF NOT FOUND THEN PERFORM refuse('fund-short', ''); END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source) VALUES (p_movement, p_fund, 'POOL_RETURN', -p_amount, p_on, p_source);
  RETURN true;
EXCEPTION WHEN unique_violation THEN
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND fund_id = p_fund AND amount_cents = -p_amount) THEN RETURN false; END IF;
  PERFORM refuse('fund-source-used', '');
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION fund_pool_return FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_pool_return TO ${runner};
