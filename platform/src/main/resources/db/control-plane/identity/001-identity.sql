--liquibase formatted sql

--changeset identity:1-person
CREATE TABLE person (
    id            uuid        PRIMARY KEY,
    email         text        NOT NULL UNIQUE CHECK (email = lower(email) AND email ~ '^[^@\s]+@[^@\s]+$' AND length(email) <= 254),
    name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    locale        text        NOT NULL CHECK (locale ~ '^[a-z]{2}$'),
    password_hash text,
    state         text        NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DISABLED')),
    created_at    timestamptz NOT NULL DEFAULT now()
);

--changeset identity:2-access-grant
-- Who may be what in which tenant. A grant that ended stays: it says who could do what, when.
-- The operators' grants stand under the word 'deployment', which no tenant can be named.
CREATE TABLE access_grant (
    id         uuid        PRIMARY KEY,
    person     uuid        NOT NULL REFERENCES person,
    tenant     text        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('MEMBER', 'ADVISOR', 'ACCOUNTANT', 'PAYROLL_OFFICER', 'MANAGER',
                                                    'COMMITTEE_MEMBER', 'TREASURER', 'COORDINATOR', 'OPERATOR')),
    granted_by uuid        NOT NULL CHECK (granted_by <> person),
    since      timestamptz NOT NULL,
    until      timestamptz CHECK (until >= since),
    ended_by   uuid,
    tenant_ref text        GENERATED ALWAYS AS (CASE WHEN tenant = 'deployment' THEN NULL ELSE tenant END) STORED REFERENCES tenant,
    CHECK ((tenant = 'deployment') = (role = 'OPERATOR')),
    CHECK ((until IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX access_grant_in_force ON access_grant (person, tenant, role) WHERE until IS NULL;
CREATE INDEX access_grant_of_tenant ON access_grant (tenant, person) WHERE until IS NULL;

--changeset identity:3-invitation
-- The link's token is known to its recipient only: here stands its hash.
CREATE TABLE invitation (
    id           uuid        PRIMARY KEY,
    token_hash   bytea       NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    tenant       text        NOT NULL,
    email        text        NOT NULL CHECK (email = lower(email)),
    name         text        NOT NULL,
    roles        text[]      NOT NULL CHECK (cardinality(roles) > 0),
    invited_by   uuid        NOT NULL,
    inviter_name text        NOT NULL,
    invited_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > invited_at),
    used_at      timestamptz,
    used_by      uuid        REFERENCES person,
    withdrawn_at timestamptz,
    tenant_ref   text        GENERATED ALWAYS AS (CASE WHEN tenant = 'deployment' THEN NULL ELSE tenant END) STORED REFERENCES tenant,
    CHECK (used_at IS NULL OR withdrawn_at IS NULL),
    CHECK ((used_at IS NULL) = (used_by IS NULL))
);
CREATE INDEX invitation_of_tenant ON invitation (tenant, id);

--changeset identity:4-passkeys
-- The columns are those of Spring Security's repository; its user is the person.
CREATE TABLE user_credentials (
    credential_id                text        PRIMARY KEY,
    user_entity_user_id          text        NOT NULL,
    public_key                   bytea       NOT NULL,
    signature_count              bigint      NOT NULL,
    uv_initialized               boolean     NOT NULL,
    backup_eligible              boolean     NOT NULL,
    authenticator_transports     text,
    public_key_credential_type   text,
    backup_state                 boolean     NOT NULL,
    attestation_object           bytea,
    attestation_client_data_json bytea,
    created                      timestamptz NOT NULL,
    last_used                    timestamptz NOT NULL,
    label                        text        NOT NULL
);
CREATE INDEX user_credentials_of_person ON user_credentials (user_entity_user_id);

--changeset identity:5-oauth2
-- The columns are those of Spring Security's authorization server.
CREATE TABLE oauth2_registered_client (
    id                            text        PRIMARY KEY,
    client_id                     text        NOT NULL UNIQUE,
    client_id_issued_at           timestamptz NOT NULL DEFAULT now(),
    client_secret                 text,
    client_secret_expires_at      timestamptz,
    client_name                   text        NOT NULL,
    client_authentication_methods text        NOT NULL,
    authorization_grant_types     text        NOT NULL,
    redirect_uris                 text,
    post_logout_redirect_uris     text,
    scopes                        text        NOT NULL,
    client_settings               text        NOT NULL,
    token_settings                text        NOT NULL
);
CREATE TABLE oauth2_authorization (
    id                            text PRIMARY KEY,
    registered_client_id          text NOT NULL REFERENCES oauth2_registered_client,
    principal_name                text NOT NULL,
    authorization_grant_type      text NOT NULL,
    authorized_scopes             text,
    attributes                    text,
    state                         text,
    authorization_code_value      text,
    authorization_code_issued_at  timestamptz,
    authorization_code_expires_at timestamptz,
    authorization_code_metadata   text,
    access_token_value            text,
    access_token_issued_at        timestamptz,
    access_token_expires_at       timestamptz,
    access_token_metadata         text,
    access_token_type             text,
    access_token_scopes           text,
    oidc_id_token_value           text,
    oidc_id_token_issued_at       timestamptz,
    oidc_id_token_expires_at      timestamptz,
    oidc_id_token_metadata        text,
    refresh_token_value           text,
    refresh_token_issued_at       timestamptz,
    refresh_token_expires_at      timestamptz,
    refresh_token_metadata        text,
    user_code_value               text,
    user_code_issued_at           timestamptz,
    user_code_expires_at          timestamptz,
    user_code_metadata            text,
    device_code_value             text,
    device_code_issued_at         timestamptz,
    device_code_expires_at        timestamptz,
    device_code_metadata          text
);
-- Tokens are looked up by their value, which is too long for a btree when it is a JWT.
CREATE INDEX oauth2_authorization_state ON oauth2_authorization USING hash (state);
CREATE INDEX oauth2_authorization_code ON oauth2_authorization USING hash (authorization_code_value);
CREATE INDEX oauth2_authorization_access ON oauth2_authorization USING hash (access_token_value);
CREATE INDEX oauth2_authorization_refresh ON oauth2_authorization USING hash (refresh_token_value);
CREATE INDEX oauth2_authorization_expiry ON oauth2_authorization
    (GREATEST(authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at));
CREATE TABLE oauth2_authorization_consent (
    registered_client_id text NOT NULL REFERENCES oauth2_registered_client,
    principal_name       text NOT NULL,
    authorities          text NOT NULL,
    PRIMARY KEY (registered_client_id, principal_name)
);

--changeset identity:6-api-client
-- What a registered client is to us: the tenant it belongs to, and what a program is there.
CREATE TABLE api_client (
    id            uuid        PRIMARY KEY,
    registered_id text        NOT NULL UNIQUE REFERENCES oauth2_registered_client,
    client_id     text        NOT NULL UNIQUE,
    name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind          text        NOT NULL CHECK (kind IN ('PROGRAM', 'APPLICATION')),
    tenant        text        NOT NULL,
    roles         text[]      NOT NULL,
    registered_by uuid        NOT NULL,
    registered_at timestamptz NOT NULL,
    withdrawn_at  timestamptz,
    tenant_ref    text        GENERATED ALWAYS AS (CASE WHEN tenant = 'deployment' THEN NULL ELSE tenant END) STORED REFERENCES tenant,
    CHECK ((kind = 'PROGRAM') = (cardinality(roles) > 0)),
    CHECK ((tenant = 'deployment' AND kind = 'PROGRAM') = (roles = ARRAY['OPERATOR']))
);
CREATE INDEX api_client_of_tenant ON api_client (tenant, id);

--changeset identity:7-signing-key
CREATE TABLE signing_key (
    id         text        PRIMARY KEY,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_key_in_use ON signing_key ((true)) WHERE retired_at IS NULL;

--changeset identity:8-access-event
-- What happened to accounts and access: sign-ins, grants, invitations, clients, keys. Written in the transaction of the
-- change itself, never changed.
CREATE TABLE access_event (
    id      uuid        PRIMARY KEY,
    at      timestamptz NOT NULL,
    kind    text        NOT NULL,
    person  uuid,
    tenant  text,
    actor   uuid,
    address text,
    detail  text        NOT NULL DEFAULT ''
);
CREATE INDEX access_event_of_person ON access_event (person, id);
CREATE INDEX access_event_of_tenant ON access_event (tenant, id);
REVOKE UPDATE, DELETE, TRUNCATE ON access_event FROM ${runner};
