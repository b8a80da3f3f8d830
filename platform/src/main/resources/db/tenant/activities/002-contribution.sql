--liquibase formatted sql

--changeset contribution:1-limits-ascend splitStatements:false
CREATE FUNCTION contribution_limits_ascend(limits bigint[]) RETURNS boolean IMMUTABLE LANGUAGE sql AS
    'SELECT coalesce(bool_and(v > coalesce(p, 0)), true)
     FROM (SELECT v, lag(v) OVER (ORDER BY i) AS p FROM unnest(limits) WITH ORDINALITY AS l(v, i)) AS pairs';

--changeset contribution:2-rules
-- A version holds until the next of the same scope begins, so no two can overlap. Nothing is ever changed; a version that no charge
-- has used yet can be withdrawn (the reference from contribution_charge keeps the others).
CREATE TABLE contribution_rule (
    id uuid PRIMARY KEY,
    -- null: the whole cooperative's
    activity_id uuid,
    version integer NOT NULL CHECK (version > 0),
    name varchar(120) NOT NULL CHECK (name <> ''),
    valid_from date NOT NULL CHECK (extract(day FROM valid_from) = 1),
    adopted_by varchar(500) NOT NULL CHECK (adopted_by <> ''),
    adopted_on date NOT NULL,
    -- true: ends an override, the activity follows the cooperative's rule again
    follows_common boolean NOT NULL,
    base varchar(12) CHECK (base IN ('TURNOVER', 'GROSS_MARGIN', 'RECEIPTS', 'RESULT')),
    trigger varchar(9) CHECK (trigger IN ('ISSUE', 'RECEIPT', 'MONTH_END')),
    -- where brackets end, one less than there are rates: the last is open
    limits_cents bigint[] NOT NULL DEFAULT '{}',
    rates numeric[] NOT NULL DEFAULT '{}',
    fixed_cents bigint CHECK (fixed_cents > 0),
    fixed_every varchar(7) CHECK (fixed_every IN ('MONTH', 'QUARTER', 'YEAR')),
    bounds_every varchar(7) CHECK (bounds_every IN ('MONTH', 'QUARTER', 'YEAR')),
    support_minimum_cents bigint CHECK (support_minimum_cents > 0),
    support_maximum_cents bigint CHECK (support_maximum_cents > 0 AND support_maximum_cents >= support_minimum_cents),
    employee_minimum_cents bigint CHECK (employee_minimum_cents > 0),
    employee_maximum_cents bigint CHECK (employee_maximum_cents > 0 AND employee_maximum_cents >= employee_minimum_cents),
    first_months smallint CHECK (first_months BETWEEN 1 AND 60),
    first_months_remaining numeric CHECK (first_months_remaining >= 0 AND first_months_remaining < 100),
    year_start smallint CHECK (year_start BETWEEN 1 AND 12),
    prorated boolean,
    reversed_on_credit_note boolean,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    UNIQUE NULLS NOT DISTINCT (activity_id, valid_from),
    UNIQUE NULLS NOT DISTINCT (activity_id, version),
    CHECK (NOT follows_common OR (activity_id IS NOT NULL AND base IS NULL AND trigger IS NULL AND cardinality(rates) = 0
        AND fixed_cents IS NULL AND bounds_every IS NULL AND first_months IS NULL)),
    CHECK (follows_common OR (base IS NOT NULL AND trigger IS NOT NULL AND year_start IS NOT NULL AND prorated IS NOT NULL
        AND reversed_on_credit_note IS NOT NULL AND (cardinality(rates) > 0 OR fixed_cents IS NOT NULL))),
    CHECK (cardinality(rates) <= 12 AND cardinality(limits_cents) = greatest(cardinality(rates) - 1, 0)),
    CHECK (contribution_limits_ascend(limits_cents)),
    CHECK (0 <= ALL (rates) AND 100 >= ALL (rates)),
    CHECK ((fixed_cents IS NULL) = (fixed_every IS NULL)),
    CHECK ((bounds_every IS NULL) = (coalesce(support_minimum_cents, support_maximum_cents, employee_minimum_cents,
        employee_maximum_cents) IS NULL)),
    CHECK ((first_months IS NULL) = (first_months_remaining IS NULL)),
    CHECK (trigger <> 'ISSUE' OR base IN ('TURNOVER', 'GROSS_MARGIN')),
    CHECK (trigger <> 'RECEIPT' OR base = 'RECEIPTS')
);
REVOKE UPDATE, TRUNCATE ON contribution_rule FROM ${runner};

CREATE TABLE contribution_exemption (
    id uuid PRIMARY KEY,
    activity_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date CHECK (last_day >= first_day),
    -- percent that stays due: 0 for a whole exemption
    remaining numeric NOT NULL CHECK (remaining >= 0 AND remaining < 100),
    reason varchar(300) NOT NULL CHECK (reason <> ''),
    decided_by varchar(500) NOT NULL CHECK (decided_by <> ''),
    decided_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL
);
CREATE INDEX contribution_exemption_by_activity ON contribution_exemption (activity_id, first_day);
REVOKE UPDATE, DELETE, TRUNCATE ON contribution_exemption FROM ${runner};
GRANT UPDATE (last_day) ON contribution_exemption TO ${runner};

--changeset contribution:3-charges
-- One row an activity, locked by whoever charges it, so that its sums are taken one after the other; no other row is hot.
CREATE TABLE contribution_account (
    activity_id uuid PRIMARY KEY,
    -- months up to and with this one are closed
    closed_through date
);
REVOKE DELETE, TRUNCATE ON contribution_account FROM ${runner};

CREATE TABLE contribution_charge (
    id uuid PRIMARY KEY,
    activity_id uuid NOT NULL REFERENCES contribution_account,
    rule_id uuid NOT NULL REFERENCES contribution_rule,
    period_first date NOT NULL,
    period_last date NOT NULL CHECK (period_last >= period_first),
    charged_on date NOT NULL,
    -- the last day of the closed month, or null for what was charged at once
    month_end date,
    amount_cents bigint NOT NULL,
    explanation jsonb NOT NULL,
    entry_id bigint,
    recorded_at timestamptz NOT NULL,
    -- an amount is in the books, nothing is not
    CHECK ((amount_cents = 0) = (entry_id IS NULL)),
    CHECK ((explanation ->> 'amount')::numeric * 100 = amount_cents),
    UNIQUE (activity_id, rule_id, period_first, month_end)
);
CREATE INDEX contribution_charge_by_activity ON contribution_charge (activity_id, charged_on DESC, id DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON contribution_charge FROM ${runner};

CREATE SEQUENCE contribution_movement_order;
CREATE TABLE contribution_movement (
    id uuid PRIMARY KEY,
    happened bigint NOT NULL UNIQUE DEFAULT nextval('contribution_movement_order'),
    activity_id uuid NOT NULL REFERENCES contribution_account,
    kind varchar(11) NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE', 'COST', 'RECEIPT')),
    event_date date NOT NULL,
    basis_date date NOT NULL CHECK (basis_date <= event_date),
    turnover_cents bigint NOT NULL,
    direct_costs_cents bigint NOT NULL,
    other_costs_cents bigint NOT NULL,
    receipts_cents bigint NOT NULL,
    -- nothing is taken twice
    source varchar(200) NOT NULL UNIQUE,
    -- waits for its month's end
    waiting boolean NOT NULL DEFAULT false,
    charge_id uuid REFERENCES contribution_charge,
    CHECK (NOT waiting OR charge_id IS NULL)
);
CREATE INDEX contribution_movement_by_activity ON contribution_movement (activity_id, basis_date);
CREATE INDEX contribution_movement_waiting ON contribution_movement (activity_id, happened) WHERE waiting;
CREATE INDEX contribution_movement_by_day ON contribution_movement (event_date);
CREATE INDEX contribution_movement_by_charge ON contribution_movement (charge_id);
REVOKE UPDATE, DELETE, TRUNCATE ON contribution_movement FROM ${runner};
GRANT UPDATE (charge_id, waiting) ON contribution_movement TO ${runner};

-- The sums that the next charge goes on from; each is what its charges add up to.
CREATE TABLE contribution_position (
    activity_id uuid NOT NULL REFERENCES contribution_account,
    year_first date NOT NULL,
    base varchar(12) NOT NULL,
    amount_cents bigint NOT NULL,
    PRIMARY KEY (activity_id, year_first, base)
);
CREATE TABLE contribution_settlement (
    activity_id uuid NOT NULL REFERENCES contribution_account,
    rule_id uuid NOT NULL REFERENCES contribution_rule,
    period_first date NOT NULL,
    exact numeric NOT NULL,
    fixed_cents bigint NOT NULL CHECK (fixed_cents >= 0),
    charged_cents bigint NOT NULL,
    settled boolean NOT NULL,
    PRIMARY KEY (activity_id, rule_id, period_first)
);
REVOKE DELETE, TRUNCATE ON contribution_position, contribution_settlement FROM ${runner};

CREATE TABLE contribution_closing (
    month_end date PRIMARY KEY CHECK (month_end = (date_trunc('month', month_end) + INTERVAL '1 month - 1 day')::date),
    closed_at timestamptz NOT NULL
);
REVOKE UPDATE, DELETE, TRUNCATE ON contribution_closing FROM ${runner};

--changeset contribution:4-of-activities
ALTER TABLE contribution_account ADD FOREIGN KEY (activity_id) REFERENCES activity;
ALTER TABLE contribution_rule ADD FOREIGN KEY (activity_id) REFERENCES activity;
ALTER TABLE contribution_exemption ADD FOREIGN KEY (activity_id) REFERENCES activity;
