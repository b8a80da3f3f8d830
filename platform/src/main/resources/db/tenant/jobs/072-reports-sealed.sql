--liquibase formatted sql

--changeset jobs:72-reports-sealed
-- Reports are sealed under the tenant's key; report is what a node of the former version still writes.
ALTER TABLE job ADD COLUMN report_sealed bytea;
ALTER TABLE job DROP CONSTRAINT job_check1;
ALTER TABLE job ADD CONSTRAINT job_ended_with_report CHECK (ended_at IS NULL OR report IS NOT NULL OR report_sealed IS NOT NULL);
ALTER TABLE job ADD CONSTRAINT job_one_report CHECK (report IS NULL OR report_sealed IS NULL);
