--liquibase formatted sql

--changeset payroll:6-payments
-- The entry of the transfer that paid a slip; made once, like the slip's own.
ALTER TABLE payslip ADD COLUMN paid_entry_id bigint UNIQUE;
ALTER TABLE payslip ADD CONSTRAINT payslip_paid_after_booked CHECK (paid_entry_id IS NULL OR entry_id IS NOT NULL);
CREATE INDEX payslip_to_pay ON payslip (run_id) WHERE paid_entry_id IS NULL AND stopped IS NULL;
GRANT UPDATE (paid_entry_id) ON payslip TO ${runner};
