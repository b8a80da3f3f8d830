--liquibase formatted sql

--changeset identity:41-invitation-member
-- The member that whoever accepts is from then on, by the id of the tenant's own file.
ALTER TABLE invitation ADD COLUMN member uuid;

--changeset identity:41-access-confirmation
-- What one manager asks and another confirms: a role with power, a link by which one comes in with it. An invitation or a link to a
-- password waits with its row here.
CREATE TABLE access_confirmation (
    id         uuid        PRIMARY KEY,
    tenant     text        NOT NULL REFERENCES tenant,
    kind       text        NOT NULL CHECK (kind IN ('GRANT', 'INVITATION', 'PASSWORD_LINK')),
    person     uuid        REFERENCES person,
    roles      text[]      NOT NULL,
    subject    uuid,
    name       text        NOT NULL,
    asked_by   uuid        NOT NULL,
    asked_name text        NOT NULL,
    asked_at   timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    accepted   boolean,
    CHECK (decided_by <> asked_by OR NOT accepted),
    CHECK (decided_by <> person OR NOT accepted),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (accepted IS NULL)),
    CHECK ((kind = 'GRANT') = (subject IS NULL))
);
CREATE INDEX access_confirmation_waiting ON access_confirmation (tenant, id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX access_confirmation_of ON access_confirmation (subject) WHERE subject IS NOT NULL;
CREATE UNIQUE INDEX access_confirmation_once ON access_confirmation (tenant, person, roles)
    WHERE kind = 'GRANT' AND decided_at IS NULL;
