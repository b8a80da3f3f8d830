--liquibase formatted sql

--changeset funds:52-request-by-invoice
-- Every payment asks whether a guarantee covers its invoices, and locks it first.
CREATE INDEX fund_request_by_invoice ON fund_request (invoice_id) WHERE invoice_id IS NOT NULL;
