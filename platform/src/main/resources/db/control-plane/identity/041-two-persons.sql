--liquibase formatted sql

--changeset identity:41-invitation-member
-- The member that whoever accepts is from then on, by the id of the tenant's own file.
ALTER TABLE invitation ADD COLUMN member uuid;
