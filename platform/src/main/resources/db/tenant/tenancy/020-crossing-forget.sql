--liquibase formatted sql

--changeset tenancy:20-crossing-forget splitStatements:false
-- What is said of a person crosses only with their consent; once it is withdrawn nothing of it stays in the mail, sent or received.
-- Only the content goes: number, kind and times stay, so the order of the pair can still be checked.
CREATE FUNCTION crossing_forget(p_kinds text, p_about uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
  WITH sent AS (
    UPDATE crossing_out SET body = jsonb_build_object('about', p_about)
    WHERE starts_with(kind, p_kinds) AND body ->> 'about' = p_about::text RETURNING 1),
  received AS (
    UPDATE crossing_in SET body = jsonb_build_object('about', p_about)
    WHERE starts_with(kind, p_kinds) AND body ->> 'about' = p_about::text RETURNING 1)
  SELECT (SELECT count(*) FROM sent) + (SELECT count(*) FROM received)
$$;
REVOKE ALL ON FUNCTION crossing_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crossing_forget TO ${runner};
