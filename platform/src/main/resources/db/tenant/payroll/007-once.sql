--liquibase formatted sql

--changeset payroll:16-slips-once splitStatements:false
-- What was booked, archived or paid once stays so, whatever asks: an entry or a paper already there is never swapped or taken away.
CREATE FUNCTION payslip_once() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a payslip that was booked, archived or paid never changes: %', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payslip_once BEFORE UPDATE ON payslip FOR EACH ROW
    WHEN (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id
        OR OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id
        OR OLD.paid_entry_id IS NOT NULL AND NEW.paid_entry_id IS DISTINCT FROM OLD.paid_entry_id)
    EXECUTE FUNCTION payslip_once();

--changeset payroll:17-runs-forward splitStatements:false
-- A run goes one way: once approved it can only be posted, then paid, and who approved it stays.
CREATE FUNCTION payroll_run_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a payroll run cannot go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payroll_run_forward BEFORE UPDATE ON payroll_run FOR EACH ROW
    WHEN (OLD.state IN ('APPROVED', 'POSTED', 'PAID', 'CANCELLED') AND NEW.state <> OLD.state
            AND (OLD.state, NEW.state) NOT IN (('APPROVED', 'POSTED'), ('POSTED', 'PAID'))
        OR OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by
        OR OLD.posted_at IS NOT NULL AND NEW.posted_at IS DISTINCT FROM OLD.posted_at
        OR OLD.payment_document_id IS NOT NULL AND NEW.payment_document_id IS DISTINCT FROM OLD.payment_document_id)
    EXECUTE FUNCTION payroll_run_forward();
