--liquibase formatted sql

--changeset test:one-more
CREATE TABLE test_upgrade (id int PRIMARY KEY, note text);
CREATE INDEX test_upgrade_note ON test_upgrade (note);
