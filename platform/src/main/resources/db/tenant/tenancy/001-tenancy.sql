--liquibase formatted sql

--changeset tenancy:1-own-identity
-- The tenant's own words about itself: what documents print. One row.
CREATE TABLE legal_identity (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    legal jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 0
);
REVOKE DELETE, TRUNCATE ON legal_identity FROM ${runner};
