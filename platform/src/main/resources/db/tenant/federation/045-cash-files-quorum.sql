--liquibase formatted sql

--changeset federation:45-1-bank-files
-- A bank's file as it was made. A transfer is in one file; the bank refuses, or pays twice, a second content under one message id.
CREATE TABLE settlement_file (
    id uuid PRIMARY KEY,
    netting_id uuid NOT NULL REFERENCES netting_side,
    no smallint NOT NULL CHECK (no >= 1),
    message varchar(33) NOT NULL UNIQUE,
    content bytea NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (netting_id, no)
);
CREATE TABLE settlement_file_transfer (
    transfer_id uuid PRIMARY KEY REFERENCES settlement_transfer,
    file_id uuid NOT NULL REFERENCES settlement_file
);
REVOKE UPDATE, DELETE, TRUNCATE ON settlement_file, settlement_file_transfer FROM ${runner};

--changeset federation:45-2-quorum
-- In a federation: to whom a version was offered, and from which day on enough of them had adopted it. Both are facts: whoever joins
-- later does not put a treaty out of force.
CREATE TABLE pool_offered (
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    cooperative varchar(63) NOT NULL,
    offered_at timestamptz NOT NULL DEFAULT now(),
    -- its share as it was last told
    share jsonb,
    PRIMARY KEY (treaty_id, version, cooperative),
    FOREIGN KEY (treaty_id, version) REFERENCES pool_treaty_version
);
REVOKE DELETE, TRUNCATE ON pool_offered FROM ${runner};
CREATE TABLE pool_quorum (
    treaty_id uuid NOT NULL,
    version integer NOT NULL,
    reached_on date NOT NULL,
    adopted integer NOT NULL CHECK (adopted > 0),
    offered integer NOT NULL CHECK (offered >= adopted),
    PRIMARY KEY (treaty_id, version),
    FOREIGN KEY (treaty_id, version) REFERENCES pool_treaty_version
);
REVOKE UPDATE, DELETE, TRUNCATE ON pool_quorum FROM ${runner};
-- In a cooperative: its own share, as the federation reckons it, and from which day on the version is in force.
ALTER TABLE pool_offer ADD COLUMN share jsonb;
ALTER TABLE pool_offer ADD COLUMN in_force_from date;
GRANT UPDATE (share, in_force_from) ON pool_offer TO ${runner};
