--liquibase formatted sql

--changeset activities:81-customer-credit
-- What a customer paid beyond what was due, per activity whose invoices it paid. Taking is a guarded UPDATE; it falls below zero
-- only where a payment is taken back whose excess was given back before.
CREATE TABLE customer_credit (
    customer_id uuid NOT NULL REFERENCES customer,
    activity_id uuid NOT NULL REFERENCES activity,
    balance_cents bigint NOT NULL,
    PRIMARY KEY (customer_id, activity_id)
);
REVOKE DELETE, TRUNCATE ON customer_credit FROM ${runner};
-- How each payment moved it: more where too much was paid, less where it paid an invoice or was given back.
CREATE TABLE payment_credit (
    payment_id uuid NOT NULL REFERENCES customer_payment,
    activity_id uuid NOT NULL REFERENCES activity,
    invoice_id uuid REFERENCES receivable,
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    UNIQUE NULLS NOT DISTINCT (payment_id, activity_id, invoice_id)
);
CREATE INDEX payment_credit_by_activity ON payment_credit (activity_id);
REVOKE UPDATE, DELETE, TRUNCATE ON payment_credit FROM ${runner};
ALTER TABLE customer_payment DROP CONSTRAINT customer_payment_means_check;
ALTER TABLE customer_payment ADD CONSTRAINT customer_payment_means_check
    CHECK (means IN ('TRANSFER', 'CARD', 'CHEQUE', 'CASH', 'DIRECT_DEBIT', 'CLEARING', 'CREDIT'));

--changeset activities:81-merged
-- Two records of one customer or supplier: the second is archived and leads to the first. Its documents keep what they say.
ALTER TABLE customer ADD COLUMN merged_into uuid REFERENCES customer CHECK (merged_into <> id);
ALTER TABLE customer ADD CONSTRAINT customer_merged_is_archived CHECK (merged_into IS NULL OR archived);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE supplier ADD COLUMN archived boolean NOT NULL DEFAULT false;
ALTER TABLE supplier ADD COLUMN merged_into uuid REFERENCES supplier CHECK (merged_into <> id);
ALTER TABLE supplier ADD CONSTRAINT supplier_merged_is_archived CHECK (merged_into IS NULL OR archived);
CREATE INDEX supplier_merged ON supplier (merged_into) WHERE merged_into IS NOT NULL;
