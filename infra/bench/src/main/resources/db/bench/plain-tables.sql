--liquibase formatted sql

--changeset bench:plain-tables
-- The rows of an entry with no rule at all: what the ledger's door is measured against.
CREATE TABLE plain_entry (id bigint, entry_date date, journal_id smallint, booked_by uuid, label varchar(200), source varchar(200));
CREATE TABLE plain_line (entry_id bigint, line_no integer, amount_cents bigint, account_id integer, entry_date date);
