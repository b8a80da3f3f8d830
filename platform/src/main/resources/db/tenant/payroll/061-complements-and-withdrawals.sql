--liquibase formatted sql

--changeset payroll:61-complements
-- A month already posted may lack somebody: stopped in its run, or signed after it. They are paid by a run of their own for that month.
ALTER TABLE payroll_run DROP CONSTRAINT payroll_run_kind_check;
ALTER TABLE payroll_run ADD CONSTRAINT payroll_run_kind_check CHECK (kind IN ('REGULAR', 'CORRECTION', 'COMPLEMENT'));

--changeset payroll:61-months-of-members splitStatements:false
-- Whether what somebody's pay of some months rests on is settled: one of these months is approved, and no slip of theirs is missing in it.
CREATE FUNCTION pay_month_settled(member uuid, first_day date, last_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ${schema}, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payroll_run r
        WHERE r.kind = 'REGULAR' AND r.state IN ('APPROVED', 'POSTED', 'PAID')
            AND r.month >= date_trunc('month', first_day)::date AND r.month <= last_day
            AND EXISTS (SELECT FROM payslip s JOIN payroll_run o ON o.id = s.run_id
                WHERE s.member_id = member AND s.month = r.month AND s.stopped IS NULL
                    AND o.state IN ('APPROVED', 'POSTED', 'PAID'))
            AND NOT EXISTS (SELECT FROM payslip x JOIN payroll_run o ON o.id = x.run_id
                WHERE x.member_id = member AND x.month = r.month AND x.stopped IS NOT NULL
                    AND o.state IN ('POSTED', 'PAID')
                    AND NOT EXISTS (SELECT FROM payslip y JOIN payroll_run p ON p.id = y.run_id
                        WHERE y.member_id = member AND y.month = r.month AND y.stopped IS NULL
                            AND y.contract_id IS NOT DISTINCT FROM x.contract_id
                            AND p.state IN ('APPROVED', 'POSTED', 'PAID'))))
$$;

--changeset payroll:61-withdrawals
-- A file that the bank refused whole is withdrawn: it stays as it was made, its slips are payable again, by a file with a message id of its own.
ALTER TABLE payroll_payment ADD COLUMN withdrawn_on date;
ALTER TABLE payroll_payment ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE payroll_payment ADD COLUMN withdrawn_by uuid;
ALTER TABLE payroll_payment ADD COLUMN withdrawn_by_name varchar(200);
ALTER TABLE payroll_payment ADD COLUMN withdrawn_why varchar(300);
ALTER TABLE payroll_payment ADD CONSTRAINT payroll_payment_withdrawn CHECK (
    num_nulls(withdrawn_on, withdrawn_at, withdrawn_by, withdrawn_by_name, withdrawn_why) IN (0, 5)
    AND (withdrawn_at IS NULL OR means = 'FILE' AND withdrawn_why <> '' AND (paid_on IS NULL OR withdrawn_on >= paid_on)));
GRANT UPDATE (withdrawn_on, withdrawn_at, withdrawn_by, withdrawn_by_name, withdrawn_why) ON payroll_payment TO ${runner};
ALTER TABLE payroll_payment_slip ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
ALTER TABLE payroll_payment_slip DROP CONSTRAINT payroll_payment_slip_pkey;
ALTER TABLE payroll_payment_slip ADD PRIMARY KEY (payslip_id, payment_id);
CREATE UNIQUE INDEX payroll_payment_slip_once ON payroll_payment_slip (payslip_id) WHERE NOT withdrawn;
-- new rows are never withdrawn ones
REVOKE INSERT ON payroll_payment_slip FROM ${runner};
GRANT INSERT (payslip_id, payment_id, amount_cents) ON payroll_payment_slip TO ${runner};

--changeset payroll:61-received splitStatements:false
CREATE OR REPLACE FUNCTION payslip_received(slip uuid) RETURNS bigint LANGUAGE sql STABLE SET search_path = ${schema}, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT id, corrects FROM payslip WHERE id = slip
        UNION ALL SELECT o.id, o.corrects FROM chain c JOIN payslip o ON o.id = c.corrects)
    SELECT coalesce(sum(p.amount_cents), 0)::bigint
    FROM chain JOIN payroll_payment_slip p ON p.payslip_id = chain.id AND NOT p.withdrawn
$$;

--changeset payroll:61-paid-entries splitStatements:false
-- The entry of a payment leaves its slip only when it has been reversed in the books.
CREATE OR REPLACE FUNCTION payslip_once() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF NEW.entry_id IS NOT DISTINCT FROM OLD.entry_id AND NEW.document_id IS NOT DISTINCT FROM OLD.document_id
            AND NEW.paid_entry_id IS NULL
            AND EXISTS (SELECT FROM journal_entry WHERE source = 'reversal:' || OLD.paid_entry_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a payslip that was booked, archived or paid never changes: %', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

--changeset payroll:61-runs-forward splitStatements:false
-- A paid run has something to pay again when one of its files is withdrawn; there is no other way back.
CREATE OR REPLACE FUNCTION payroll_run_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF OLD.state = 'PAID' AND NEW.state = 'POSTED' AND NEW.approved_by IS NOT DISTINCT FROM OLD.approved_by
            AND NEW.posted_at IS NOT DISTINCT FROM OLD.posted_at
            AND NEW.payment_document_id IS NOT DISTINCT FROM OLD.payment_document_id
            AND EXISTS (SELECT FROM payroll_payment WHERE run_id = OLD.id AND withdrawn_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a payroll run cannot go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

--changeset payroll:61-payments-once
DROP TRIGGER payroll_payment_once ON payroll_payment;
CREATE TRIGGER payroll_payment_once BEFORE UPDATE ON payroll_payment FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL
        OR OLD.paid_on IS NOT NULL AND (OLD.paid_on, OLD.noted_by, OLD.noted_by_name)
            IS DISTINCT FROM (NEW.paid_on, NEW.noted_by, NEW.noted_by_name))
    EXECUTE FUNCTION payroll_payment_once();

--changeset payroll:61-payments-withdrawn splitStatements:false
-- What the withdrawal of a file does to its slips. A slip that was corrected since rests on what the file paid: it cannot be withdrawn.
CREATE FUNCTION payroll_payment_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM payroll_payment_slip p JOIN payslip c ON c.corrects = p.payslip_id
               WHERE p.payment_id = NEW.id AND c.entry_id IS NOT NULL) THEN
        RAISE EXCEPTION 'payroll_payment_corrected' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE payroll_payment_slip SET withdrawn = true WHERE payment_id = NEW.id;
    UPDATE payslip s SET paid_entry_id = NULL
        FROM payroll_payment_slip p WHERE p.payment_id = NEW.id AND s.id = p.payslip_id AND s.paid_entry_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER payroll_payment_withdrawn AFTER UPDATE ON payroll_payment FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION payroll_payment_withdrawn();
