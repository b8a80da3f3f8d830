--liquibase formatted sql

--changeset identity:9-password-link
-- For whoever forgot their password: a link that sets a new one, once. The token is known to its recipient only.
CREATE TABLE password_link (
    id         uuid        PRIMARY KEY,
    token_hash bytea       NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    person     uuid        NOT NULL REFERENCES person,
    made_by    uuid        NOT NULL CHECK (made_by <> person),
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    used_at    timestamptz
);
CREATE INDEX password_link_of_person ON password_link (person, id);
