--liquibase formatted sql

--changeset funds:pool-1-kind
-- Money the federation's common fund gives back to a fund of what it paid: a kind of movement of its own.
ALTER TABLE fund_movement DROP CONSTRAINT fund_movement_kind_check;
ALTER TABLE fund_movement ADD CONSTRAINT fund_movement_kind_check CHECK (kind IN
    ('ENDOWMENT', 'CONTRIBUTION', 'GIVEN_BACK', 'PAYMENT', 'REPAYMENT', 'RECOVERY', 'TRANSFER', 'POOL_SHARE'));

--changeset funds:pool-2-share splitStatements:false
-- The same source moves money once: a second time answers false. A closed fund takes nothing any more.
CREATE FUNCTION fund_pool_share(p_fund uuid, p_amount bigint, p_source text, p_on date, p_movement uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  IF p_amount <= 0 THEN RAISE EXCEPTION 'the share of a pool is positive: %', p_amount; END IF;
  UPDATE fund SET balance_cents = balance_cents + p_amount WHERE id = p_fund AND state <> 'CLOSED';
  IF NOT FOUND THEN PERFORM refuse('fund-not-open', ''); END IF;
  INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source) VALUES (p_movement, p_fund, 'POOL_SHARE', p_amount, p_on, p_source);
  RETURN true;
EXCEPTION WHEN unique_violation THEN
  IF EXISTS (SELECT 1 FROM fund_movement WHERE source = p_source AND fund_id = p_fund AND amount_cents = p_amount) THEN RETURN false; END IF;
  PERFORM refuse('fund-source-used', '');
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION fund_pool_share FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_pool_share TO ${runner};
