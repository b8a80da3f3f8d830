--liquibase formatted sql

--changeset members:41-link-request
-- A member's person is changed by two: one asks, another asks the same. Empty: nobody signs in as the member any more.
CREATE TABLE member_link_request (
    member_id uuid PRIMARY KEY REFERENCES member,
    person_id uuid,
    asked_by  uuid NOT NULL,
    asked_at  timestamptz NOT NULL,
    CHECK (asked_by IS DISTINCT FROM person_id)
);

--changeset members:41-person-stays splitStatements:false
-- Who a member is never passes from one person to another in one step.
CREATE FUNCTION member_person_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'member % is another person already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER member_person_stays BEFORE UPDATE OF person_id ON member FOR EACH ROW
    WHEN (OLD.person_id IS NOT NULL AND NEW.person_id IS NOT NULL AND NEW.person_id <> OLD.person_id)
    EXECUTE FUNCTION member_person_stays();
