--liquibase formatted sql

--changeset audit:1-audit-entry
-- Rows come by append_audit only. They are numbered and chained a little later (chain_audit), because numbering while they are
-- written would make every audited transaction of the tenant wait for the one before it, and deadlock with it.
CREATE TABLE audit_entry (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      uuid        NOT NULL,
    actor_name text        NOT NULL,
    action     text        NOT NULL CHECK (action ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'),
    subject    text        NOT NULL CHECK (length(subject) <= 200),
    detail     text        NOT NULL CHECK (length(detail) <= 2000),
    number     bigint      UNIQUE CHECK (number > 0),
    hash       bytea       UNIQUE CHECK (octet_length(hash) = 32),
    CHECK ((number IS NULL) = (hash IS NULL))
);
CREATE INDEX audit_entry_unchained ON audit_entry (id) WHERE number IS NULL;
CREATE INDEX audit_entry_of_subject ON audit_entry (subject, id);

-- The end of the chain: how long it is, and its last hash.
CREATE TABLE audit_head (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    number bigint  NOT NULL,
    hash   bytea   NOT NULL
);
INSERT INTO audit_head (number, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_entry FROM ${runner};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_head FROM ${runner};

--changeset audit:2-functions splitStatements:false
CREATE FUNCTION audit_hash(before bytea, e audit_entry, n bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(before || convert_to(jsonb_build_array(
        n, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor, e.actor_name, e.action, e.subject, e.detail)::text, 'UTF8'))
$$;

-- Numbers and chains what has been committed. Whoever finds it busy leaves it to the next, unless asked to wait.
CREATE FUNCTION chain_audit(wait boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
    head audit_head;
    e audit_entry;
    chained bigint := 0;
BEGIN
    IF wait THEN
        SELECT * INTO head FROM audit_head FOR UPDATE;
    ELSE
        SELECT * INTO head FROM audit_head FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN 0;
        END IF;
    END IF;
    FOR e IN SELECT * FROM audit_entry WHERE number IS NULL ORDER BY id LOOP
        head.number := head.number + 1;
        head.hash := audit_hash(head.hash, e, head.number);
        UPDATE audit_entry SET number = head.number, hash = head.hash WHERE id = e.id;
        chained := chained + 1;
    END LOOP;
    IF chained > 0 THEN
        UPDATE audit_head SET number = head.number, hash = head.hash;
    END IF;
    RETURN chained;
END
$$;

CREATE FUNCTION append_audit(
    p_at timestamptz, p_actor uuid, p_actor_name text, p_action text, p_subject text, p_detail text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
    new_id bigint;
BEGIN
    PERFORM chain_audit(false);
    INSERT INTO audit_entry (at, actor, actor_name, action, subject, detail)
    VALUES (p_at, p_actor, p_actor_name, p_action, p_subject, p_detail) RETURNING id INTO new_id;
    RETURN new_id;
END
$$;

-- The number of the first entry that is not what it was when it was chained, or null. A chain cut off at its end shows at the head.
CREATE FUNCTION verify_audit() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
    SELECT least(
        (SELECT min(place) FROM (
            SELECT row_number() OVER (ORDER BY e.number) AS place, e.number, e.hash,
                   audit_hash(
                       coalesce(lag(e.hash) OVER (ORDER BY e.number), decode(repeat('00', 32), 'hex')), e, e.number) AS expected
            FROM audit_entry e WHERE e.number IS NOT NULL) chain
         WHERE chain.number <> chain.place OR chain.hash <> chain.expected),
        (SELECT coalesce(last.number, 0) + 1 FROM audit_head head
         LEFT JOIN LATERAL (SELECT number, hash FROM audit_entry WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1) last ON true
         WHERE head.number <> coalesce(last.number, 0) OR (last.hash IS NOT NULL AND head.hash <> last.hash)))
$$;

--changeset audit:3-privileges
REVOKE EXECUTE ON FUNCTION chain_audit(boolean) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION append_audit(timestamptz, uuid, text, text, text, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION verify_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chain_audit(boolean) TO ${runner};
GRANT EXECUTE ON FUNCTION append_audit(timestamptz, uuid, text, text, text, text) TO ${runner};
GRANT EXECUTE ON FUNCTION verify_audit() TO ${runner};
