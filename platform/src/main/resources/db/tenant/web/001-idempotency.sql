--liquibase formatted sql

--changeset web:1-idempotency-key
-- What was answered to a request that moved money, so that the same request sent again moves nothing.
-- A key belongs to whoever sent it: another person's key is another key.
CREATE TABLE idempotency_key (
    subject      uuid        NOT NULL,
    key          text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea       NOT NULL CHECK (octet_length(request_hash) = 32),
    created_at   timestamptz NOT NULL,
    status       int         CHECK (status BETWEEN 200 AND 399),
    location     text,
    etag         text,
    body         text,
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_key_oldest ON idempotency_key (created_at);
