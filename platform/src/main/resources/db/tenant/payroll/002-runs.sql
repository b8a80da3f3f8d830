--liquibase formatted sql

--changeset payroll:2-profiles
-- How a member is paid, beyond their contract. NIR and IBAN are sealed under the tenant's key; the row is their context.
CREATE TABLE pay_profile (
    member_id uuid PRIMARY KEY REFERENCES member,
    version integer NOT NULL DEFAULT 0,
    executive boolean NOT NULL DEFAULT false,
    tax_rate numeric(7, 4) CHECK (tax_rate BETWEEN 0 AND 100),
    health_cover boolean NOT NULL DEFAULT true,
    provident_employer numeric(7, 4) CHECK (provident_employer BETWEEN 0 AND 100),
    provident_employee numeric(7, 4) CHECK (provident_employee BETWEEN 0 AND 100),
    CHECK ((provident_employer IS NULL) = (provident_employee IS NULL)),
    -- euros left on the activity each month, and the part of the budget kept back
    minimum_cash_cents bigint NOT NULL DEFAULT 0 CHECK (minimum_cash_cents >= 0),
    nir_sealed bytea,
    nir_index bytea UNIQUE,
    CHECK ((nir_sealed IS NULL) = (nir_index IS NULL)),
    iban_sealed bytea
);
REVOKE DELETE, TRUNCATE ON pay_profile FROM ${runner};

-- What someone is to be paid for one month: chosen by the entrepreneur within cash and result, or entered by the officer.
CREATE TABLE pay_choice (
    member_id uuid NOT NULL REFERENCES member,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    version integer NOT NULL DEFAULT 0,
    target varchar(16) NOT NULL CHECK (target IN ('GROSS', 'EMPLOYER_COST', 'NET_BEFORE_TAX', 'NET_PAID')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 100000000),
    benefits_cents bigint NOT NULL DEFAULT 0 CHECK (benefits_cents >= 0),
    absences jsonb NOT NULL DEFAULT '[]',
    chosen_by uuid NOT NULL,
    chosen_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, month)
);
REVOKE DELETE, TRUNCATE ON pay_choice FROM ${runner};

-- Money paid ahead, taken off a later slip.
CREATE TABLE pay_advance (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES member,
    paid_on date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    recovered_cents bigint NOT NULL DEFAULT 0 CHECK (recovered_cents BETWEEN 0 AND amount_cents)
);
CREATE INDEX pay_advance_open ON pay_advance (member_id) WHERE recovered_cents < amount_cents;
REVOKE DELETE, TRUNCATE ON pay_advance FROM ${runner};
REVOKE UPDATE ON pay_advance FROM ${runner};
GRANT UPDATE (recovered_cents) ON pay_advance TO ${runner};

--changeset payroll:3-runs
CREATE TABLE payroll_run (
    id uuid PRIMARY KEY,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    kind varchar(12) NOT NULL CHECK (kind IN ('REGULAR', 'CORRECTION')),
    pay_date date NOT NULL CHECK (pay_date >= month),
    state varchar(12) NOT NULL CHECK (state IN ('COMPUTING', 'PREVIEW', 'APPROVED', 'POSTED', 'PAID', 'CANCELLED')),
    version integer NOT NULL DEFAULT 0,
    prepared_by uuid NOT NULL,
    prepared_by_name varchar(200) NOT NULL,
    prepared_at timestamptz NOT NULL,
    approved_by uuid,
    approved_by_name varchar(200),
    approved_at timestamptz,
    posted_at timestamptz,
    payment_document_id uuid,
    -- two persons, whatever the application thinks
    CHECK (approved_by IS NULL OR approved_by <> prepared_by),
    CHECK ((state IN ('APPROVED', 'POSTED', 'PAID')) = (approved_by IS NOT NULL)),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (state NOT IN ('POSTED', 'PAID') OR posted_at IS NOT NULL)
);
CREATE UNIQUE INDEX payroll_run_once_a_month ON payroll_run (month) WHERE kind = 'REGULAR' AND state <> 'CANCELLED';
CREATE UNIQUE INDEX payroll_run_one_open ON payroll_run ((true)) WHERE state IN ('COMPUTING', 'PREVIEW', 'APPROVED');
REVOKE UPDATE, DELETE, TRUNCATE ON payroll_run FROM ${runner};
GRANT UPDATE (state, version, approved_by, approved_by_name, approved_at, posted_at, payment_document_id) ON payroll_run TO ${runner};

CREATE TABLE payslip (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES payroll_run,
    member_id uuid NOT NULL REFERENCES member,
    month date NOT NULL,
    number varchar(40) NOT NULL,
    -- a slip that cannot be paid is stopped with its reason; the others go on
    stopped varchar(40),
    activity_id uuid,
    -- what it was made from and what came out, for ever
    employee jsonb NOT NULL,
    employer jsonb NOT NULL,
    calculation jsonb NOT NULL,
    warnings jsonb NOT NULL,
    gross_cents bigint NOT NULL,
    employer_cost_cents bigint NOT NULL,
    employer_contributions_cents bigint NOT NULL,
    employee_contributions_cents bigint NOT NULL,
    reduction_cents bigint NOT NULL,
    benefits_cents bigint NOT NULL CHECK (benefits_cents >= 0),
    net_taxable_cents bigint NOT NULL,
    income_tax_cents bigint NOT NULL CHECK (income_tax_cents >= 0),
    net_paid_cents bigint NOT NULL,
    recovered_cents bigint NOT NULL DEFAULT 0 CHECK (recovered_cents >= 0),
    corrects uuid UNIQUE REFERENCES payslip,
    entry_id bigint UNIQUE,
    document_id uuid UNIQUE,
    UNIQUE (run_id, member_id),
    CHECK (employer_cost_cents = gross_cents + employer_contributions_cents - reduction_cents),
    CHECK (gross_cents = net_paid_cents + income_tax_cents + benefits_cents + employee_contributions_cents),
    CHECK (stopped IS NOT NULL OR (net_paid_cents >= 0 AND recovered_cents <= net_paid_cents)),
    CHECK (stopped IS NULL OR (entry_id IS NULL AND document_id IS NULL))
);
CREATE INDEX payslip_by_member ON payslip (member_id, month DESC);
CREATE INDEX payslip_to_book ON payslip (run_id) WHERE entry_id IS NULL AND stopped IS NULL;
CREATE INDEX payslip_to_print ON payslip (run_id) WHERE document_id IS NULL AND stopped IS NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON payslip FROM ${runner};
GRANT UPDATE (entry_id, document_id) ON payslip TO ${runner};

--changeset payroll:4-previews splitStatements:false
-- Only what nobody approved can be thrown away: the right to delete is in this function, not in the role.
CREATE FUNCTION discard_payslips(run uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE gone integer;
BEGIN
    PERFORM 1 FROM payroll_run WHERE id = run AND state IN ('COMPUTING', 'PREVIEW') FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'run % is not open', run USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM payslip WHERE run_id = run;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

--changeset payroll:5-previews-grant
REVOKE ALL ON FUNCTION discard_payslips(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discard_payslips(uuid) TO ${runner};
