--liquibase formatted sql

--changeset payroll:46-stopped-and-why
-- A slip that cannot be worked out says which field and with what figures; a run knows its job, so that a failed one has a way on.
ALTER TABLE payroll_run ADD COLUMN job_id uuid;
ALTER TABLE payroll_run ADD COLUMN previewed_at timestamptz;
GRANT UPDATE (job_id, previewed_at) ON payroll_run TO ${runner};
ALTER TABLE payslip ADD COLUMN stopped_field varchar(120);
ALTER TABLE payslip ADD COLUMN stopped_arguments jsonb NOT NULL DEFAULT '[]';

--changeset payroll:46-a-slip-a-contract
-- Two contracts in one month are two slips. A number is one slip's for ever.
ALTER TABLE payslip ADD COLUMN contract_id uuid;
ALTER TABLE payslip DROP CONSTRAINT payslip_run_id_member_id_key;
CREATE UNIQUE INDEX payslip_once_a_contract ON payslip (run_id, member_id, coalesce(contract_id, member_id));
UPDATE payslip s SET number = s.number || d.nth FROM (
    SELECT id, row_number() OVER (PARTITION BY number ORDER BY id) AS nth FROM payslip) d
WHERE d.id = s.id AND d.nth > 1;
CREATE UNIQUE INDEX payslip_number_once ON payslip (number);

--changeset payroll:46-changes
-- Who changed what a run rests on. The run that is approved next takes the open rows: whoever stands in them is not its second person.
CREATE TABLE pay_change (
    id uuid PRIMARY KEY,
    -- who answers for it: the person, or the maker of a program
    changed_by uuid NOT NULL,
    changed_by_name varchar(200) NOT NULL,
    kind varchar(16) NOT NULL CHECK (kind IN ('CONTRACT', 'CHOICE', 'SMOOTHING', 'ABSENCE', 'LEAVE', 'ADVANCE', 'PROFILE', 'IBAN',
        'FIRST_IBAN', 'SETTINGS', 'RECOMPUTED')),
    member_id uuid REFERENCES member,
    -- the first month it counts for; null: any
    month date CHECK (extract(day FROM month) = 1),
    changed_at timestamptz NOT NULL,
    run_id uuid REFERENCES payroll_run
);
CREATE INDEX pay_change_open ON pay_change (changed_at DESC) WHERE run_id IS NULL;
CREATE INDEX pay_change_of_member ON pay_change (member_id, changed_at DESC);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON pay_change FROM ${runner};
GRANT INSERT (id, changed_by, changed_by_name, kind, member_id, month, changed_at) ON pay_change TO ${runner};

--changeset payroll:46-accounts
-- The account each slip was approved with, sealed as it was in the profile; null where there was none.
CREATE TABLE payslip_account (
    payslip_id uuid PRIMARY KEY REFERENCES payslip,
    member_id uuid NOT NULL,
    iban_sealed bytea,
    iban_index bytea
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON payslip_account FROM ${runner};

--changeset payroll:46-approval splitStatements:false
-- An approval is a second person's, takes the changes it rests on, and fixes the accounts: all in the write that approves.
CREATE FUNCTION payroll_run_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pay_change WHERE run_id IS NULL AND changed_by = NEW.approved_by
               AND (month IS NULL OR month <= NEW.month)) THEN
        RAISE EXCEPTION 'payroll_run_second_person' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'REGULAR' THEN
        UPDATE pay_change SET run_id = NEW.id WHERE run_id IS NULL AND (month IS NULL OR month <= NEW.month);
    END IF;
    INSERT INTO payslip_account (payslip_id, member_id, iban_sealed, iban_index)
        SELECT s.id, s.member_id, p.iban_sealed, p.iban_index
        FROM payslip s LEFT JOIN pay_profile p ON p.member_id = s.member_id
        WHERE s.run_id = NEW.id AND s.stopped IS NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_run_approved BEFORE UPDATE ON payroll_run FOR EACH ROW
    WHEN (NEW.state = 'APPROVED' AND OLD.state IN ('COMPUTING', 'PREVIEW')) EXECUTE FUNCTION payroll_run_approved();

--changeset payroll:46-payments
-- What goes out for a run: a file of transfers, or what was paid otherwise. A file never changes under its message id.
CREATE TABLE payroll_payment (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES payroll_run,
    no integer NOT NULL CHECK (no > 0),
    means varchar(8) NOT NULL CHECK (means IN ('FILE', 'OTHER')),
    -- the message id of a file; else what was noted, as a cheque's number
    reference varchar(140) NOT NULL CHECK (reference <> ''),
    document_id uuid UNIQUE,
    slips bigint NOT NULL CHECK (slips > 0),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    made_by uuid NOT NULL,
    made_by_name varchar(200) NOT NULL,
    made_at timestamptz NOT NULL,
    paid_on date,
    noted_by uuid,
    noted_by_name varchar(200),
    CHECK ((means = 'FILE') = (document_id IS NOT NULL)),
    CHECK ((paid_on IS NULL) = (noted_by IS NULL)),
    CHECK (means = 'FILE' OR paid_on IS NOT NULL),
    UNIQUE (run_id, no)
);
CREATE UNIQUE INDEX payroll_payment_message ON payroll_payment (reference) WHERE means = 'FILE';
REVOKE UPDATE, DELETE, TRUNCATE ON payroll_payment FROM ${runner};
GRANT UPDATE (paid_on, noted_by, noted_by_name) ON payroll_payment TO ${runner};
-- A slip is paid once, by one of them.
CREATE TABLE payroll_payment_slip (
    payslip_id uuid PRIMARY KEY REFERENCES payslip,
    payment_id uuid NOT NULL REFERENCES payroll_payment,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0)
);
CREATE INDEX payroll_payment_slip_of ON payroll_payment_slip (payment_id);
REVOKE UPDATE, DELETE, TRUNCATE ON payroll_payment_slip FROM ${runner};

--changeset payroll:46-payments-before
-- Runs made before this table: what was booked as paid, and the files that stand ready with whose account is known.
WITH paid AS (
    SELECT s.id, s.run_id, s.net_paid_cents - s.recovered_cents - s.deducted_cents
            - coalesce(o.net_paid_cents - o.recovered_cents - o.deducted_cents, 0) AS cents
    FROM payslip s JOIN payroll_run r ON r.id = s.run_id LEFT JOIN payslip o ON o.id = s.corrects
        LEFT JOIN pay_profile p ON p.member_id = s.member_id
    WHERE s.entry_id IS NOT NULL AND (s.paid_entry_id IS NOT NULL
        OR r.state = 'POSTED' AND r.payment_document_id IS NOT NULL AND p.iban_sealed IS NOT NULL)
), payment AS (
    INSERT INTO payroll_payment (id, run_id, no, means, reference, document_id, slips, amount_cents, made_by, made_by_name, made_at,
        paid_on, noted_by, noted_by_name)
    SELECT r.id, r.id, 1, CASE WHEN r.payment_document_id IS NULL THEN 'OTHER' ELSE 'FILE' END, 'PAIE-' || substr(r.id::text, 10),
        r.payment_document_id, count(*), sum(d.cents), r.approved_by, coalesce(r.approved_by_name, ''), r.posted_at,
        CASE WHEN r.state = 'PAID' OR r.payment_document_id IS NULL THEN r.pay_date END,
        CASE WHEN r.state = 'PAID' OR r.payment_document_id IS NULL THEN r.approved_by END,
        CASE WHEN r.state = 'PAID' OR r.payment_document_id IS NULL THEN r.approved_by_name END
    FROM payroll_run r JOIN paid d ON d.run_id = r.id AND d.cents > 0 GROUP BY r.id
    RETURNING id
)
INSERT INTO payroll_payment_slip (payslip_id, payment_id, amount_cents)
    SELECT d.id, p.id, d.cents FROM paid d JOIN payment p ON p.id = d.run_id WHERE d.cents > 0;

--changeset payroll:46-payments-add-up splitStatements:false
CREATE FUNCTION check_payroll_payment() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF (SELECT (count(*), coalesce(sum(amount_cents), 0)) IS DISTINCT FROM (NEW.slips, NEW.amount_cents::numeric)
            FROM payroll_payment_slip WHERE payment_id = NEW.id) THEN
        RAISE EXCEPTION 'the slips of payment % do not add up', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payroll_payment_adds_up AFTER INSERT ON payroll_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payroll_payment();

--changeset payroll:46-payments-once splitStatements:false
CREATE FUNCTION payroll_payment_once() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'payment % is noted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payroll_payment_once BEFORE UPDATE ON payroll_payment FOR EACH ROW
    WHEN (OLD.paid_on IS NOT NULL) EXECUTE FUNCTION payroll_payment_once();

--changeset payroll:46-received splitStatements:false
-- What a person really got for a slip: by its own payment and by those of the slips that it replaces, one after the other.
CREATE FUNCTION payslip_received(slip uuid) RETURNS bigint LANGUAGE sql STABLE SET search_path = ${schema}, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT id, corrects FROM payslip WHERE id = slip
        UNION ALL SELECT o.id, o.corrects FROM chain c JOIN payslip o ON o.id = c.corrects)
    SELECT coalesce(sum(p.amount_cents), 0)::bigint FROM chain JOIN payroll_payment_slip p ON p.payslip_id = chain.id
$$;

--changeset payroll:46-overpaid
-- What a corrected slip paid too much is a claim on its member, taken off the next slips as the law allows.
ALTER TABLE pay_advance ADD COLUMN kind varchar(12) NOT NULL DEFAULT 'ADVANCE' CHECK (kind IN ('ADVANCE', 'OVERPAYMENT'));
ALTER TABLE pay_advance ADD COLUMN payslip_id uuid UNIQUE REFERENCES payslip;
ALTER TABLE pay_advance ADD CONSTRAINT pay_advance_overpaid_by CHECK ((kind = 'OVERPAYMENT') = (payslip_id IS NOT NULL));
