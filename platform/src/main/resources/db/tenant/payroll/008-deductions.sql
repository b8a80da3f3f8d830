--liquibase formatted sql

--changeset payroll:18-deductions
-- What a slip withholds so that a loan of a mutual fund comes back: approved with the slip, reported to the fund when it is booked.
ALTER TABLE payslip ADD COLUMN deductions jsonb NOT NULL DEFAULT '[]';
ALTER TABLE payslip ADD COLUMN deducted_cents bigint NOT NULL DEFAULT 0 CHECK (deducted_cents >= 0);
ALTER TABLE payslip ADD CONSTRAINT payslip_never_below_nothing
    CHECK (stopped IS NOT NULL OR recovered_cents + deducted_cents <= net_paid_cents);
GRANT UPDATE (deductions, deducted_cents) ON payslip TO ${runner};

--changeset payroll:19-deductions-shrink splitStatements:false
-- A loan may come back otherwise between the approval and the booking: then less is withheld. Never more than was approved, and
-- nothing changes once the slip is booked.
CREATE FUNCTION payslip_deductions_shrink() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what payslip % withholds was approved', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payslip_deductions_shrink BEFORE UPDATE ON payslip FOR EACH ROW
    WHEN (NEW.deducted_cents > OLD.deducted_cents
        OR OLD.entry_id IS NOT NULL
            AND (NEW.deducted_cents <> OLD.deducted_cents OR NEW.deductions IS DISTINCT FROM OLD.deductions))
    EXECUTE FUNCTION payslip_deductions_shrink();
