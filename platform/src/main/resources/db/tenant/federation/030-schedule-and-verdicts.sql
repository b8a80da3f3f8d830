--liquibase formatted sql

--changeset federation:30-netting-due
-- In a federation: the months whose netting was proposed by itself, each once, on whichever node comes first.
CREATE TABLE netting_due (
    month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    netting_id uuid NOT NULL REFERENCES netting DEFERRABLE INITIALLY DEFERRED,
    proposed_at timestamptz NOT NULL DEFAULT now()
);
REVOKE UPDATE, DELETE, TRUNCATE ON netting_due FROM ${runner};

--changeset federation:31-verdicts
-- In a federation: what it last told two tenants of the positions between them. What is in transit is no verdict.
CREATE TABLE verdict_told (
    one varchar(32) COLLATE "C" NOT NULL,
    other varchar(32) COLLATE "C" NOT NULL,
    verdict varchar(10) NOT NULL CHECK (verdict IN ('EQUAL', 'DIFFERENT')),
    difference_cents bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (one, other),
    CHECK (one < other),
    CHECK (verdict = 'DIFFERENT' OR difference_cents = 0)
);
-- In a tenant: what its federation last said of the positions between it and another.
CREATE TABLE verdict_heard (
    counterpart varchar(32) PRIMARY KEY,
    verdict varchar(10) NOT NULL CHECK (verdict IN ('EQUAL', 'DIFFERENT')),
    difference_cents bigint NOT NULL,
    since timestamptz NOT NULL,
    CHECK (verdict = 'DIFFERENT' OR difference_cents = 0)
);
REVOKE DELETE, TRUNCATE ON verdict_told, verdict_heard FROM ${runner};
