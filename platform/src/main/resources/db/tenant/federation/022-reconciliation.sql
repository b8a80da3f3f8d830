--liquibase formatted sql

--changeset federation:25-reconciliation
-- In a tenant: what it last told of its positions, so that it speaks only when something changed.
CREATE TABLE positions_said (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    said jsonb NOT NULL
);
REVOKE DELETE, TRUNCATE ON positions_said FROM ${runner};

-- In a federation: the last word of each tenant on what it and each other owe one another. Sums, counts and a hash; nobody's name.
CREATE TABLE positions_told (
    tenant varchar(32) NOT NULL,
    counterpart varchar(32) NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    positions bigint NOT NULL CHECK (positions >= 0),
    receivable_cents bigint NOT NULL CHECK (receivable_cents >= 0),
    payable_cents bigint NOT NULL CHECK (payable_cents >= 0),
    by_kind jsonb NOT NULL,
    hash char(64) NOT NULL,
    -- the balance of the account of positions in its own books
    books_cents bigint NOT NULL,
    -- how far the messages of the pair were when it counted: what one has sent and the other not received is in transit
    sent bigint NOT NULL,
    received bigint NOT NULL,
    -- the last nettings it has settled
    settled uuid[] NOT NULL,
    PRIMARY KEY (tenant, counterpart),
    CHECK (tenant <> counterpart)
);
-- The positions of one pair, told by both when their sums differ.
CREATE TABLE positions_detail (
    tenant varchar(32) NOT NULL,
    counterpart varchar(32) NOT NULL,
    position_id uuid NOT NULL,
    direction varchar(10) NOT NULL,
    kind varchar(12) NOT NULL,
    amount_cents bigint NOT NULL,
    on_day date NOT NULL,
    PRIMARY KEY (tenant, counterpart, position_id)
);
