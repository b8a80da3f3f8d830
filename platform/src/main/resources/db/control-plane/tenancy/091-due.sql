--liquibase formatted sql

--changeset tenancy:91-tenant-due
-- Where there may be something to do: written before the commit of what is to be done, read instead of opening every tenant. A row
-- without work costs one look; work without a row is found when the tenant is next looked at whole. Names kinds of work, nothing of it.
CREATE TABLE tenant_due (
    tenant text NOT NULL,
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, due_at)
);
CREATE INDEX tenant_due_soonest ON tenant_due (due_at);
