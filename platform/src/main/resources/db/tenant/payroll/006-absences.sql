--liquibase formatted sql

--changeset payroll:12-absences
-- Who is away when, and why. What the month's slip makes of it is worked out by the run; one that was wrong is cancelled, never changed.
CREATE TABLE pay_absence (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES member,
    kind varchar(16) NOT NULL CHECK (kind IN ('UNPAID_LEAVE', 'SICKNESS', 'WORK_ACCIDENT', 'PARENTHOOD', 'PAID_LEAVE')),
    first_day date NOT NULL CHECK (first_day > DATE '1950-01-01'),
    last_day date NOT NULL,
    -- the part of pay that goes on, in percent
    maintained numeric(7, 4) NOT NULL CHECK (maintained BETWEEN 0 AND 100),
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    cancelled_by uuid,
    cancelled_at timestamptz,
    CHECK (last_day >= first_day AND last_day < first_day + 366),
    CHECK ((cancelled_by IS NULL) = (cancelled_at IS NULL))
);
CREATE INDEX pay_absence_by_day ON pay_absence (last_day, first_day) WHERE cancelled_at IS NULL;
CREATE INDEX pay_absence_by_member ON pay_absence (member_id, first_day DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON pay_absence FROM ${runner};
GRANT UPDATE (cancelled_by, cancelled_at) ON pay_absence TO ${runner};

--changeset payroll:13-absences-once splitStatements:false
-- Nobody is away twice on one day. Two who write at once queue on the member's number.
CREATE FUNCTION pay_absence_alone() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pay_absence'), hashtext(NEW.member_id::text));
    IF EXISTS (SELECT FROM pay_absence WHERE member_id = NEW.member_id AND cancelled_at IS NULL AND id <> NEW.id
               AND first_day <= NEW.last_day AND last_day >= NEW.first_day) THEN
        RAISE EXCEPTION 'pay_absence_alone' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pay_absence_alone BEFORE INSERT ON pay_absence FOR EACH ROW EXECUTE FUNCTION pay_absence_alone();

--changeset payroll:14-leave
-- The paid-leave account a slip closes with; null on slips of those who have none. The first one starts from what another software said.
ALTER TABLE payslip ADD COLUMN leave jsonb;
CREATE TABLE leave_opening (
    member_id uuid PRIMARY KEY REFERENCES member,
    days numeric(6, 2) NOT NULL CHECK (days BETWEEN 0 AND 200),
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL
);
REVOKE DELETE, TRUNCATE ON leave_opening FROM ${runner};

--changeset payroll:15-exit-papers
-- The papers of who leaves, made once from the last slip and kept.
CREATE TABLE exit_paper (
    payslip_id uuid NOT NULL REFERENCES payslip,
    kind varchar(20) NOT NULL CHECK (kind IN ('CERTIFICATE', 'FINAL_BALANCE')),
    document_id uuid NOT NULL UNIQUE,
    PRIMARY KEY (payslip_id, kind)
);
REVOKE UPDATE, DELETE, TRUNCATE ON exit_paper FROM ${runner};
