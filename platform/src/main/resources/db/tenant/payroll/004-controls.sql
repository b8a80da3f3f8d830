--liquibase formatted sql

--changeset payroll:7-notices
-- What the officer should know of people who get no slip; part of the preview, and fixed with it.
ALTER TABLE payroll_run ADD COLUMN notices jsonb NOT NULL DEFAULT '[]';
GRANT UPDATE (notices) ON payroll_run TO ${runner};

--changeset payroll:8-one-account-two-people
-- Two members paid to one account are perhaps one household, perhaps one mistake: found without opening what is sealed.
ALTER TABLE pay_profile ADD COLUMN iban_index bytea;
CREATE INDEX pay_profile_by_iban ON pay_profile (iban_index) WHERE iban_index IS NOT NULL;
