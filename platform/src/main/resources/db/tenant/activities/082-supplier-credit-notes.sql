--liquibase formatted sql

--changeset activities:82-supplier-credit-notes splitStatements:false
-- The credit note of a supplier is a cost of its own kind: amounts as on the paper, booked the other way round.
DO $$
DECLARE
    old name;
BEGIN
    FOR old IN SELECT conname FROM pg_constraint
                WHERE conrelid = '${schema}.cost'::regclass AND contype = 'c'
                  AND (conname = 'cost_kind_check' OR pg_get_constraintdef(oid) LIKE '%PURCHASE%supplier_id IS NOT NULL%') LOOP
        EXECUTE format('ALTER TABLE ${schema}.cost DROP CONSTRAINT %I', old);
    END LOOP;
END $$;

--changeset activities:82-supplier-credit-kind
ALTER TABLE cost ADD CONSTRAINT cost_kind_check CHECK (kind IN ('EXPENSE', 'PURCHASE', 'CREDIT'));
ALTER TABLE cost ADD CONSTRAINT cost_supplier CHECK ((kind IN ('PURCHASE', 'CREDIT')) = (supplier_id IS NOT NULL));
CREATE UNIQUE INDEX cost_credit_reference ON cost (supplier_id, reference) WHERE kind = 'CREDIT';
-- From which invoice of the supplier a credit note is taken off when that is paid.
CREATE TABLE cost_deduction (
    credit_id uuid PRIMARY KEY REFERENCES cost,
    cost_id uuid NOT NULL REFERENCES cost,
    CHECK (credit_id <> cost_id)
);
CREATE INDEX cost_deduction_by_cost ON cost_deduction (cost_id);
REVOKE UPDATE, DELETE, TRUNCATE ON cost_deduction FROM ${runner};
