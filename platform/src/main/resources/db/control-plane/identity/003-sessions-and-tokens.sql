--liquibase formatted sql

--changeset identity:10-epochs
-- Sessions and tokens name the epoch they began in. A new password, a new recovery or a role taken away begins another access epoch,
-- which ends both; signing out begins another token epoch, which ends tokens only.
ALTER TABLE person
    ADD COLUMN access_epoch bigint NOT NULL DEFAULT 0,
    ADD COLUMN token_epoch  bigint NOT NULL DEFAULT 0;

--changeset identity:11-denied-token
-- Tokens revoked before their time, until they would have expired.
CREATE TABLE denied_token (
    id         text        PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX denied_token_expiry ON denied_token (expires_at);

--changeset identity:12-hashed-tokens
-- A code is redeemed once: whoever sets this first. Codes and tokens stand here as hashes from now on; those in clear are short-lived,
-- so they go.
ALTER TABLE oauth2_authorization ADD COLUMN redeemed boolean NOT NULL DEFAULT false;
DELETE FROM oauth2_authorization;

--changeset identity:13-scope-of-the-api
-- Applications ask for the API by name: signing someone in does not include acting for them.
UPDATE oauth2_registered_client SET scopes = scopes || ',api'
WHERE authorization_grant_types LIKE '%authorization_code%' AND NOT ('api' = ANY (string_to_array(scopes, ',')));
