--liquibase formatted sql

--changeset federation:25-position-parts splitStatements:false
-- Pay-when-paid in parts: what became payable is a position of its own, what still waits stays under the first id. Their sum is what
-- was opened, so the balance of the account between cooperatives still equals the open positions.
CREATE FUNCTION position_release_part(p_id uuid, p_part uuid, p_cents bigint, p_on date) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH rest AS (
    UPDATE mutual_position SET amount_cents = amount_cents - p_cents
    WHERE id = p_id AND held AND p_cents > 0 AND amount_cents > p_cents
      AND NOT EXISTS (SELECT FROM mutual_position WHERE id = p_part)
    RETURNING *),
  part AS (
    INSERT INTO mutual_position(id, counterpart, direction, kind, amount_cents, on_day, due_on, held, released_on, label, source,
        state, reference)
    SELECT p_part, counterpart, direction, kind, p_cents, on_day, due_on, false, p_on, label, source, state, reference FROM rest
    RETURNING 1)
  SELECT EXISTS (SELECT FROM part)
$$;
REVOKE ALL ON FUNCTION position_release_part FROM PUBLIC;
GRANT EXECUTE ON FUNCTION position_release_part TO ${runner};
