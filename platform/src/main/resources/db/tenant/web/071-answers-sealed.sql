--liquibase formatted sql

--changeset web:71-answers-sealed
-- Answers are sealed under the tenant's key; body is what a node of the former version still writes. The hash of a request is keyed.
ALTER TABLE idempotency_key ADD COLUMN body_sealed bytea;
ALTER TABLE idempotency_key ADD CONSTRAINT idempotency_key_one_body CHECK (body IS NULL OR body_sealed IS NULL);
