--liquibase formatted sql

--changeset tenancy:2-crossing
-- What leaves: written in the sender's own transaction, numbered without gap for each recipient.
CREATE TABLE crossing_pair (
    recipient text PRIMARY KEY,
    last_number bigint NOT NULL CHECK (last_number > 0)
);
CREATE TABLE crossing_out (
    id uuid PRIMARY KEY,
    recipient text NOT NULL REFERENCES crossing_pair,
    number bigint NOT NULL CHECK (number > 0),
    kind text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    UNIQUE (recipient, number)
);
CREATE INDEX crossing_out_waiting ON crossing_out (recipient, number) WHERE delivered_at IS NULL;

-- What arrives: once each, in order. A message and what it did commit together.
CREATE TABLE crossing_from (
    sender text PRIMARY KEY,
    last_number bigint NOT NULL CHECK (last_number >= 0)
);
CREATE TABLE crossing_in (
    id uuid PRIMARY KEY,
    sender text NOT NULL REFERENCES crossing_from,
    number bigint NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (sender, number)
);
REVOKE DELETE, TRUNCATE ON crossing_pair, crossing_from, crossing_out FROM ${runner};
REVOKE UPDATE, DELETE, TRUNCATE ON crossing_in FROM ${runner};
REVOKE UPDATE ON crossing_out FROM ${runner};
GRANT UPDATE (delivered_at, attempts, next_attempt_at, last_error) ON crossing_out TO ${runner};
