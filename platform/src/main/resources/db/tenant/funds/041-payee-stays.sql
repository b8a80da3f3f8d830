--liquibase formatted sql

--changeset funds:41-payee-stays splitStatements:false
-- The account that is paid is the one that was before the committee: it changes while the request is a draft, and is forgotten after.
CREATE FUNCTION fund_payee_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the account that request % pays was decided on', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER fund_payee_stays BEFORE UPDATE OF payee ON fund_request FOR EACH ROW
  WHEN (OLD.stage <> 'DRAFT' AND NEW.payee IS NOT NULL AND NEW.payee IS DISTINCT FROM OLD.payee)
  EXECUTE FUNCTION fund_payee_stays();
