--liquibase formatted sql

--changeset tenancy:5-tenant-restore
-- A tenant being brought back from an archive. What it held before is kept beside it, under another name, until it is dropped.
CREATE TABLE tenant_restore (
    id uuid PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenant,
    server text NOT NULL,
    kept_as text NOT NULL UNIQUE,
    archived_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
    step text NOT NULL DEFAULT 'WAITING' CHECK (step IN ('WAITING', 'CLOSING', 'LOADING', 'CHECKING', 'ENDED')),
    tables integer NOT NULL DEFAULT 0,
    tables_done integer NOT NULL DEFAULT 0,
    rows_copied bigint NOT NULL DEFAULT 0,
    failure text,
    asked_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    ended_at timestamptz,
    old_copy_dropped_at timestamptz,
    CHECK ((state = 'RUNNING') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX tenant_restore_running ON tenant_restore (tenant) WHERE state = 'RUNNING';
CREATE INDEX tenant_restore_latest ON tenant_restore (asked_at DESC);

--changeset tenancy:6-old-copy-of-a-move
ALTER TABLE tenant_move ADD COLUMN old_copy_dropped_at timestamptz;
