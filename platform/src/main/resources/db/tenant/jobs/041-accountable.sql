--liquibase formatted sql

--changeset jobs:41-accountable
-- The person who answers for a program's job; empty where a person submitted it themselves, or a node of the former version did.
ALTER TABLE job ADD COLUMN accountable uuid;
