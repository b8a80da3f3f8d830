--liquibase formatted sql

--changeset documents:1-document
CREATE TABLE document (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    media_type text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 67108864),
    stored_at timestamptz NOT NULL DEFAULT now()
);
-- PDFs and images are compressed already: trying again only costs time.
ALTER TABLE document ALTER COLUMN content SET STORAGE EXTERNAL;
REVOKE UPDATE, DELETE, TRUNCATE ON document FROM ${runner};
