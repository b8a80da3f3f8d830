--liquibase formatted sql

--changeset ledger:51-books-check
-- What the last comparison of the documents with the books found: each difference with the day it was first seen.
CREATE TABLE books_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    checked_at timestamptz NOT NULL
);
CREATE TABLE books_difference (
    code varchar(80) NOT NULL CHECK (code <> ''),
    -- whose: a customer, a fund, an account
    what varchar(400) NOT NULL,
    told_cents bigint NOT NULL,
    booked_cents bigint NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (code, what),
    CHECK (told_cents <> booked_cents)
);
