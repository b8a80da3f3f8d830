--liquibase formatted sql

--changeset jobs:1-job
CREATE TABLE job (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    parameters jsonb NOT NULL,
    state text NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    total bigint CHECK (total >= 0),
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    actor uuid NOT NULL,
    actor_name text NOT NULL,
    actor_roles text[] NOT NULL,
    submitted_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    cancel_requested boolean NOT NULL DEFAULT false,
    report jsonb,
    CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (ended_at IS NOT NULL)),
    CHECK (ended_at IS NULL OR report IS NOT NULL)
);
CREATE INDEX job_unfinished ON job (submitted_at) WHERE state IN ('QUEUED', 'RUNNING');
