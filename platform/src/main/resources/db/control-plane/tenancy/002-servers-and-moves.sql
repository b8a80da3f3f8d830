--liquibase formatted sql

--changeset tenancy:3-database-server
-- Servers added by the operator, beside the main one and those of the configuration.
CREATE TABLE database_server (
    name text PRIMARY KEY CHECK (name ~ '^[a-z](-?[a-z0-9])+$' AND length(name) <= 32 AND name <> 'main'),
    jdbc_url text NOT NULL UNIQUE CHECK (jdbc_url LIKE 'jdbc:postgresql://%'),
    username text NOT NULL CHECK (username <> ''),
    password_sealed bytea NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now()
);

--changeset tenancy:4-tenant-move
-- A tenant is closed while this names the server its data is being carried to. A column and no state of its own: a node of the
-- version before, which does not know it, finds the tenant's login closed instead.
ALTER TABLE tenant ADD COLUMN moving_to text;
ALTER TABLE tenant ADD CONSTRAINT tenant_moves_elsewhere CHECK (moving_to IS NULL OR password_sealed IS NOT NULL);
CREATE TABLE tenant_move (
    id uuid PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenant,
    from_server text NOT NULL,
    to_server text NOT NULL,
    state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    step text NOT NULL DEFAULT 'WAITING' CHECK (step IN ('WAITING', 'PREPARING', 'CLOSING', 'COPYING', 'SWITCHING', 'CHECKING', 'ENDED')),
    cancel_asked boolean NOT NULL DEFAULT false,
    tables integer NOT NULL DEFAULT 0,
    tables_done integer NOT NULL DEFAULT 0,
    rows_copied bigint NOT NULL DEFAULT 0,
    report jsonb NOT NULL DEFAULT '[]',
    failure text,
    asked_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    ended_at timestamptz,
    CHECK (from_server <> to_server),
    CHECK ((state = 'RUNNING') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX tenant_move_running ON tenant_move (tenant) WHERE state = 'RUNNING';
CREATE INDEX tenant_move_latest ON tenant_move (asked_at DESC);
