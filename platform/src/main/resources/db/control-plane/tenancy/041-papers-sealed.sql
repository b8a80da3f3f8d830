--liquibase formatted sql

--changeset tenancy:41-papers-sealed
-- When the papers were sealed that a tenant stored before papers were sealed; tenants added from now on have none.
ALTER TABLE tenant ADD COLUMN papers_sealed_at timestamptz;
ALTER TABLE tenant ALTER COLUMN papers_sealed_at SET DEFAULT now();
