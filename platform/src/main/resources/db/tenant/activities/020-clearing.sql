--liquibase formatted sql

--changeset activities:20-clearing
-- Invoices between cooperatives: what is due on them stands on an account of its own from the first entry on, and is settled
-- there (by a netting or by one payment for many), never by a customer's payment on this invoice.
CREATE TABLE invoice_clearing (
    invoice_id uuid PRIMARY KEY REFERENCES invoice,
    account varchar(20) NOT NULL,
    third_party varchar(60) NOT NULL
);
CREATE TABLE cost_clearing (
    cost_id uuid PRIMARY KEY REFERENCES cost,
    account varchar(20) NOT NULL
);
-- The other cooperative as a customer and as a supplier: once each.
CREATE TABLE clearing_party (
    counterpart varchar(32) PRIMARY KEY,
    customer_id uuid REFERENCES customer,
    supplier_id uuid REFERENCES supplier
);
REVOKE UPDATE, DELETE, TRUNCATE ON invoice_clearing, cost_clearing FROM ${runner};
REVOKE DELETE, TRUNCATE ON clearing_party FROM ${runner};
ALTER TABLE customer_payment DROP CONSTRAINT customer_payment_means_check;
ALTER TABLE customer_payment ADD CONSTRAINT customer_payment_means_check
    CHECK (means IN ('TRANSFER', 'CARD', 'CHEQUE', 'CASH', 'DIRECT_DEBIT', 'CLEARING'));
