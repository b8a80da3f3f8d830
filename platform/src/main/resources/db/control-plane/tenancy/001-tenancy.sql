--liquibase formatted sql

--changeset tenancy:1-tenant
CREATE TABLE tenant (
    id text PRIMARY KEY CHECK (id ~ '^[a-z](-?[a-z0-9])+$' AND length(id) BETWEEN 2 AND 32),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind text NOT NULL CHECK (kind IN ('COOPERATIVE', 'FEDERATION')),
    federation text REFERENCES tenant,
    state text NOT NULL DEFAULT 'PROVISIONING' CHECK (state IN ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSED')),
    server text NOT NULL,
    legal jsonb NOT NULL,
    password_sealed bytea,
    box_salt bytea NOT NULL CHECK (length(box_salt) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    schema_version text,
    upgrade_error text,
    CHECK ((kind = 'FEDERATION') = (federation IS NULL)),
    CHECK (state = 'PROVISIONING' OR password_sealed IS NOT NULL)
);
CREATE INDEX tenant_by_federation ON tenant (federation, id);

--changeset tenancy:2-spare-schema
CREATE TABLE spare_schema (
    id text PRIMARY KEY,
    server text NOT NULL,
    password_sealed bytea NOT NULL,
    schema_version text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
