--liquibase formatted sql

--changeset tenancy:10-crossing-delivery
-- Who carries a pair's mail just now: nobody else needs to try meanwhile. Only a courtesy between nodes: what makes a message applied
-- once is the recipient's inbox. A row of its own, so that carrying never waits for those who write.
CREATE TABLE crossing_lease (
    recipient text PRIMARY KEY REFERENCES crossing_pair,
    leased_by uuid NOT NULL,
    leased_until timestamptz NOT NULL
);
REVOKE DELETE, TRUNCATE ON crossing_lease FROM ${runner};
-- What is in the way of the next message of a pair, for the person who looks after it.
ALTER TABLE crossing_out ADD obstacle varchar(12)
    CHECK (obstacle IN ('SUSPENDED', 'CLOSED', 'UNREACHABLE', 'UNKNOWN_KIND', 'REFUSED'));
GRANT UPDATE (obstacle) ON crossing_out TO ${runner};

--changeset tenancy:11-crossing-renumber splitStatements:false
-- After this tenant was restored to an earlier day, its recipient has numbers that it no longer knows of: what it writes now goes behind
-- them. Nothing delivered is touched.
CREATE FUNCTION crossing_renumber(p_recipient text, p_after bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  first bigint;
  shift bigint;
  aside constant bigint := 1000000000000;
BEGIN
  PERFORM FROM crossing_pair WHERE recipient = p_recipient FOR UPDATE;
  SELECT min(number) INTO first FROM crossing_out WHERE recipient = p_recipient AND delivered_at IS NULL;
  IF first IS NULL OR first > p_after THEN RETURN 0; END IF;
  shift := p_after + 1 - first;
  -- in two steps: numbers are unique at every moment
  UPDATE crossing_out SET number = number + aside WHERE recipient = p_recipient AND delivered_at IS NULL;
  UPDATE crossing_out SET number = number - aside + shift WHERE recipient = p_recipient AND delivered_at IS NULL;
  UPDATE crossing_pair SET last_number = last_number + shift WHERE recipient = p_recipient;
  RETURN shift;
END $$;
REVOKE ALL ON FUNCTION crossing_renumber FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crossing_renumber TO ${runner};
