--liquibase formatted sql

--changeset documents:41-sealed
-- Content is sealed under the tenant's key (AES-GCM: 28 bytes more); sha256 stays that of the clear content.
ALTER TABLE document ADD COLUMN sealed boolean NOT NULL DEFAULT false;
ALTER TABLE document DROP CONSTRAINT document_content_check;
ALTER TABLE document ADD CONSTRAINT document_content_check CHECK (length(content) BETWEEN 1 AND 67108864 + 28);
CREATE INDEX document_in_clear ON document (id) WHERE NOT sealed;

--changeset documents:41-seal splitStatements:false
-- Seals what was stored in clear: once, and only where it is still what was stored. Goes when no tenant has papers in clear.
CREATE FUNCTION seal_document(p_id uuid, p_sealed bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
    UPDATE document SET content = p_sealed, sealed = true
    WHERE id = p_id AND NOT sealed AND encode(sha256(content), 'hex') = sha256 AND length(p_sealed) = length(content) + 28;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION seal_document FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_document TO ${runner};
