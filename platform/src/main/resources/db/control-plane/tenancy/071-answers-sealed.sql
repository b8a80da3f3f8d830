--liquibase formatted sql

--changeset tenancy:71-answers-sealed
-- Stored answers and reports of jobs are sealed now: all tenants are gone through once more.
UPDATE tenant SET papers_sealed_at = NULL;
