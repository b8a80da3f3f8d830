--liquibase formatted sql

--changeset payroll:10-terms
-- What a contract says of pay from the activity, from a day on. Earlier rows keep what held then.
CREATE TABLE pay_terms (
    member_id uuid NOT NULL REFERENCES member,
    first_day date NOT NULL,
    version integer NOT NULL DEFAULT 0,
    -- the part of the year's result that stays on the activity, in percent
    retained numeric(7, 4) NOT NULL CHECK (retained BETWEEN 0 AND 100),
    -- turnover a year that the contract expects at least (Code du travail L7331-2, 2° a)
    minimum_activity_cents bigint NOT NULL CHECK (minimum_activity_cents >= 0),
    PRIMARY KEY (member_id, first_day)
);
REVOKE DELETE, TRUNCATE ON pay_terms FROM ${runner};

--changeset payroll:11-smoothing
-- A good year spread over the months that follow: chosen once, followed by the runs, ended early but never rewritten.
CREATE TABLE pay_smoothing (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES member,
    total_cents bigint NOT NULL CHECK (total_cents > 0),
    months integer NOT NULL CHECK (months BETWEEN 2 AND 12),
    first_month date NOT NULL CHECK (extract(day FROM first_month) = 1),
    chosen_by uuid NOT NULL,
    chosen_at timestamptz NOT NULL,
    -- from this month on the runs no longer follow it
    ended_from date CHECK (extract(day FROM ended_from) = 1 AND ended_from >= first_month)
);
CREATE TABLE pay_smoothing_month (
    smoothing_id uuid NOT NULL REFERENCES pay_smoothing,
    member_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 100000000),
    dropped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (smoothing_id, month)
);
-- two plans never pay the same month
CREATE UNIQUE INDEX pay_smoothing_one_a_month ON pay_smoothing_month (member_id, month) WHERE NOT dropped;
CREATE INDEX pay_smoothing_by_month ON pay_smoothing_month (month) WHERE NOT dropped;
REVOKE UPDATE, DELETE, TRUNCATE ON pay_smoothing, pay_smoothing_month FROM ${runner};
GRANT UPDATE (ended_from) ON pay_smoothing TO ${runner};
GRANT UPDATE (dropped) ON pay_smoothing_month TO ${runner};

--changeset payroll:12-smoothing-adds-up splitStatements:false
CREATE FUNCTION check_pay_smoothing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF (SELECT (count(*), coalesce(sum(amount_cents), 0)) IS DISTINCT FROM (NEW.months::bigint, NEW.total_cents::numeric)
            FROM pay_smoothing_month WHERE smoothing_id = NEW.id) THEN
        RAISE EXCEPTION 'the months of smoothing % do not add up', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pay_smoothing_adds_up AFTER INSERT ON pay_smoothing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_pay_smoothing();

--changeset payroll:13-true-up
-- What a closed year still owes an entrepreneur, or paid too much; drawn once when the meeting has approved the accounts.
CREATE TABLE annual_true_up (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES member,
    year_first_day date NOT NULL,
    year_last_day date NOT NULL,
    approved_on date NOT NULL CHECK (approved_on > year_last_day),
    -- one month after the meeting (Code du travail R7331-12)
    due_by date NOT NULL CHECK (due_by = (approved_on + interval '1 month')::date),
    distributable_cents bigint NOT NULL CHECK (distributable_cents >= 0),
    paid_cents bigint NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents = distributable_cents - paid_cents),
    drawn_by uuid NOT NULL,
    drawn_at timestamptz NOT NULL,
    -- the month whose run pays it
    settled_month date CHECK (extract(day FROM settled_month) = 1),
    CHECK (settled_month IS NULL OR amount_cents > 0),
    UNIQUE (member_id, year_first_day)
);
CREATE INDEX annual_true_up_open ON annual_true_up (due_by) WHERE settled_month IS NULL AND amount_cents > 0;
REVOKE UPDATE, DELETE, TRUNCATE ON annual_true_up FROM ${runner};
GRANT UPDATE (settled_month) ON annual_true_up TO ${runner};

--changeset payroll:14-seen
-- Which slips their member has opened: what is not here waits for them.
CREATE TABLE payslip_seen (
    payslip_id uuid PRIMARY KEY REFERENCES payslip,
    seen_at timestamptz NOT NULL
);
REVOKE UPDATE, DELETE, TRUNCATE ON payslip_seen FROM ${runner};
