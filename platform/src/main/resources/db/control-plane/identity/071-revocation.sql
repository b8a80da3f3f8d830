--liquibase formatted sql

--changeset identity:71-revocation
-- Taking the manager's role from somebody waits for another manager as giving it does.
ALTER TABLE access_confirmation DROP CONSTRAINT access_confirmation_kind_check;
ALTER TABLE access_confirmation ADD CONSTRAINT access_confirmation_kind_check
    CHECK (kind IN ('GRANT', 'REVOCATION', 'INVITATION', 'PASSWORD_LINK'));
ALTER TABLE access_confirmation DROP CONSTRAINT access_confirmation_check3;
ALTER TABLE access_confirmation ADD CONSTRAINT access_confirmation_subject
    CHECK ((kind IN ('GRANT', 'REVOCATION')) = (subject IS NULL));
CREATE UNIQUE INDEX access_confirmation_revocation_once ON access_confirmation (tenant, person, roles)
    WHERE kind = 'REVOCATION' AND decided_at IS NULL;
