--liquibase formatted sql

--changeset members:1-people
CREATE TABLE branch (
    id uuid PRIMARY KEY,
    name varchar(80) NOT NULL UNIQUE CHECK (name <> ''),
    city varchar(80) NOT NULL DEFAULT '',
    closed_on date
);
CREATE TABLE referral_source (
    id uuid PRIMARY KEY,
    name varchar(80) NOT NULL UNIQUE CHECK (name <> '')
);

CREATE SEQUENCE member_no;
CREATE TABLE member (
    id uuid PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    no bigint NOT NULL UNIQUE CHECK (no BETWEEN 1 AND 90000000000),
    -- whom they sign in as, once they do; the person lives in the control plane
    person_id uuid UNIQUE,
    first_name varchar(80) NOT NULL CHECK (first_name <> ''),
    last_name varchar(80) NOT NULL CHECK (last_name <> ''),
    birth_name varchar(80) NOT NULL DEFAULT '',
    -- last and first name without accents and capitals: what is searched and sorted
    search_name varchar(250) NOT NULL,
    email varchar(200) NOT NULL DEFAULT '',
    phone varchar(40) NOT NULL DEFAULT '',
    birth_date date CHECK (birth_date > DATE '1900-01-01'),
    sex varchar(1) CHECK (sex IN ('F', 'M', 'X')),
    address_line1 varchar(120) NOT NULL DEFAULT '',
    address_line2 varchar(120) NOT NULL DEFAULT '',
    postal_code varchar(12) NOT NULL DEFAULT '',
    city varchar(80) NOT NULL DEFAULT '',
    country char(2) NOT NULL DEFAULT 'FR',
    trade varchar(120) NOT NULL DEFAULT '',
    entry_status varchar(20) CHECK (entry_status IN ('JOBSEEKER', 'EMPLOYEE', 'SELF_EMPLOYED', 'STUDENT', 'RETIRED', 'MINIMUM_INCOME', 'OTHER')),
    education varchar(20) CHECK (education IN ('NONE', 'VOCATIONAL', 'SECONDARY', 'SHORT_HIGHER', 'HIGHER')),
    referral_source_id uuid REFERENCES referral_source,
    applied_on date NOT NULL,
    UNIQUE (id, no)
);
CREATE INDEX member_by_name ON member (search_name, id);
REVOKE DELETE, TRUNCATE ON member FROM ${runner};

-- Dated rows: each holds until the next of the same member, so none can overlap and none is ever changed.
CREATE TABLE member_branch (
    member_id uuid NOT NULL REFERENCES member,
    first_day date NOT NULL,
    branch_id uuid NOT NULL REFERENCES branch,
    PRIMARY KEY (member_id, first_day)
);
CREATE INDEX member_branch_by_branch ON member_branch (branch_id);
CREATE TABLE member_advisor (
    member_id uuid NOT NULL REFERENCES member,
    first_day date NOT NULL,
    advisor_id uuid NOT NULL,
    advisor_name varchar(160) NOT NULL CHECK (advisor_name <> ''),
    PRIMARY KEY (member_id, first_day)
);
CREATE INDEX member_advisor_by_advisor ON member_advisor (advisor_id);
REVOKE DELETE, TRUNCATE ON member_branch, member_advisor FROM ${runner};

--changeset members:2-contracts
CREATE TABLE contract (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL,
    member_no bigint NOT NULL,
    kind varchar(24) NOT NULL CHECK (kind IN ('BUSINESS_SUPPORT', 'ENTREPRENEUR_EMPLOYEE', 'EMPLOYMENT')),
    -- every contract is written (Code de commerce L127-2, Code du travail L7331-2)
    signed_on date NOT NULL CHECK (signed_on <= first_day),
    first_day date NOT NULL CHECK (first_day > DATE '1950-01-01' AND first_day < DATE '2200-01-01'),
    planned_last_day date CHECK (planned_last_day >= first_day AND planned_last_day < DATE '2200-01-01'),
    ended_on date CHECK (ended_on >= first_day AND ended_on < DATE '2200-01-01'),
    end_reason varchar(200) NOT NULL DEFAULT '',
    CHECK (ended_on IS NULL OR planned_last_day IS NULL OR ended_on <= planned_last_day),
    CHECK ((ended_on IS NULL) = (end_reason = '')),
    FOREIGN KEY (member_id, member_no) REFERENCES member (id, no),

    -- CAPE: twelve months at most, renewed at most twice (Code de commerce L127-2); a renewal begins the day after
    renewal smallint CHECK (renewal BETWEEN 0 AND 2),
    follows uuid UNIQUE,
    follows_renewal smallint GENERATED ALWAYS AS (renewal - 1) STORED,
    follows_last_day date GENERATED ALWAYS AS (first_day - 1) STORED,
    UNIQUE (id, renewal, planned_last_day),
    CHECK (kind <> 'BUSINESS_SUPPORT' OR (renewal IS NOT NULL AND planned_last_day IS NOT NULL
        AND planned_last_day < first_day + INTERVAL '12 months')),
    CHECK (kind = 'BUSINESS_SUPPORT' OR (renewal IS NULL AND follows IS NULL)),
    CHECK (renewal IS NULL OR (renewal = 0) = (follows IS NULL)),

    -- CESA: what Code du travail L7331-2 a) to f) wants written; associate within three years (L7331-3); trial of eight months
    -- at most (L7332-1)
    objectives varchar(4000),
    means varchar(4000),
    contribution varchar(2000),
    variable_pay varchar(2000),
    statutes varchar(200),
    clientele varchar(2000),
    fixed_pay_cents bigint CHECK (fixed_pay_cents > 0),
    trial_last_day date CHECK (trial_last_day >= first_day AND trial_last_day < first_day + INTERVAL '8 months'),
    associate_by date,
    CHECK (kind <> 'ENTREPRENEUR_EMPLOYEE' OR (planned_last_day IS NULL
        AND objectives <> '' AND objectives IS NOT NULL AND means <> '' AND means IS NOT NULL
        AND contribution <> '' AND contribution IS NOT NULL AND variable_pay <> '' AND variable_pay IS NOT NULL
        AND statutes <> '' AND statutes IS NOT NULL AND clientele <> '' AND clientele IS NOT NULL
        AND fixed_pay_cents IS NOT NULL AND associate_by IS NOT NULL AND associate_by <= signed_on + INTERVAL '3 years')),
    CHECK (kind = 'ENTREPRENEUR_EMPLOYEE' OR (objectives IS NULL AND means IS NULL AND contribution IS NULL
        AND variable_pay IS NULL AND statutes IS NULL AND clientele IS NULL AND trial_last_day IS NULL AND associate_by IS NULL)),

    -- employment of the support team
    job varchar(120),
    CHECK ((kind = 'EMPLOYMENT') = (job IS NOT NULL AND job <> '')),
    CHECK (kind <> 'BUSINESS_SUPPORT' OR fixed_pay_cents IS NULL),
    CHECK (kind <> 'EMPLOYMENT' OR fixed_pay_cents IS NOT NULL),
    monthly_hours numeric(6, 2) CHECK (monthly_hours > 0 AND monthly_hours <= 220),
    CHECK (kind = 'BUSINESS_SUPPORT' OR monthly_hours IS NOT NULL),
    CHECK (kind <> 'BUSINESS_SUPPORT' OR monthly_hours IS NULL),

    -- One contract at a time. The member's number and the day make one integer, so that a range of integers (for which PostgreSQL
    -- brings its own GiST operators) says both.
    CONSTRAINT contract_one_at_a_time EXCLUDE USING gist (int8range(
        member_no * 100000 + (first_day - DATE '1950-01-01'),
        member_no * 100000 + coalesce(least(ended_on, planned_last_day) - DATE '1950-01-01', 99999), '[]') WITH &&)
);
ALTER TABLE contract ADD CONSTRAINT contract_renewal FOREIGN KEY (follows, follows_renewal, follows_last_day)
    REFERENCES contract (id, renewal, planned_last_day);
CREATE INDEX contract_by_member ON contract (member_id, first_day DESC);
CREATE INDEX contract_ends ON contract (planned_last_day) WHERE planned_last_day IS NOT NULL AND ended_on IS NULL;
CREATE INDEX contract_candidacies ON contract (associate_by) WHERE associate_by IS NOT NULL AND ended_on IS NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON contract FROM ${runner};
GRANT UPDATE (ended_on, end_reason) ON contract TO ${runner};

CREATE TABLE contract_amendment (
    id uuid PRIMARY KEY,
    contract_id uuid NOT NULL REFERENCES contract,
    signed_on date NOT NULL,
    effective_on date NOT NULL CHECK (effective_on >= signed_on),
    subject varchar(2000) NOT NULL CHECK (subject <> ''),
    fixed_pay_cents bigint CHECK (fixed_pay_cents > 0),
    monthly_hours numeric(6, 2) CHECK (monthly_hours > 0 AND monthly_hours <= 220),
    UNIQUE (contract_id, effective_on)
);
REVOKE UPDATE, DELETE, TRUNCATE ON contract_amendment FROM ${runner};

--changeset members:3-associates-and-exits
CREATE TABLE associate_term (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL,
    member_no bigint NOT NULL,
    first_day date NOT NULL CHECK (first_day > DATE '1950-01-01'),
    last_day date CHECK (last_day >= first_day AND last_day < DATE '2200-01-01'),
    -- which meeting admitted them
    decision varchar(300) NOT NULL CHECK (decision <> ''),
    FOREIGN KEY (member_id, member_no) REFERENCES member (id, no),
    CONSTRAINT associate_one_term_at_a_time EXCLUDE USING gist (int8range(
        member_no * 100000 + (first_day - DATE '1950-01-01'),
        member_no * 100000 + coalesce(last_day - DATE '1950-01-01', 99999), '[]') WITH &&)
);
CREATE INDEX associate_term_by_member ON associate_term (member_id, first_day DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON associate_term FROM ${runner};
GRANT UPDATE (last_day) ON associate_term TO ${runner};

CREATE TABLE member_exit (
    member_id uuid NOT NULL REFERENCES member,
    -- the last day
    left_on date NOT NULL,
    kind varchar(20) NOT NULL CHECK (kind IN
        ('OWN_BUSINESS', 'EMPLOYMENT', 'OTHER_COOPERATIVE', 'RETIREMENT', 'ABANDONED', 'EXCLUDED', 'NOT_ADMITTED', 'DEATH', 'OTHER')),
    reason varchar(500) NOT NULL DEFAULT '',
    PRIMARY KEY (member_id, left_on)
);
REVOKE UPDATE, DELETE, TRUNCATE ON member_exit FROM ${runner};

--changeset members:4-capital
-- What the statutes say of the capital, from a day on.
CREATE TABLE share_statutes (
    first_day date PRIMARY KEY,
    nominal_cents bigint NOT NULL CHECK (nominal_cents > 0),
    -- the capital never falls below (loi du 10 septembre 1947, article 13; Code de commerce L231-5)
    floor_cents bigint NOT NULL CHECK (floor_cents >= 0),
    -- five years at most before a share is repaid (loi du 10 septembre 1947, article 18)
    redemption_years smallint NOT NULL CHECK (redemption_years BETWEEN 0 AND 5),
    decision varchar(300) NOT NULL CHECK (decision <> '')
);
REVOKE UPDATE, DELETE, TRUNCATE ON share_statutes FROM ${runner};

-- The one row against which every change of the capital is guarded: two who redeem at once cannot pass the floor together.
CREATE TABLE share_capital (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    subscribed_cents bigint NOT NULL DEFAULT 0 CHECK (subscribed_cents >= 0),
    floor_cents bigint NOT NULL DEFAULT 0,
    last_number bigint NOT NULL DEFAULT 0
);
INSERT INTO share_capital DEFAULT VALUES;
REVOKE INSERT, DELETE, TRUNCATE ON share_capital FROM ${runner};

-- The register: every movement of shares, numbered without gap, never changed.
CREATE TABLE share_movement (
    number bigint PRIMARY KEY CHECK (number > 0),
    id uuid NOT NULL UNIQUE,
    member_id uuid NOT NULL REFERENCES member,
    moved_on date NOT NULL,
    -- positive: subscribed; negative: redeemed
    quantity integer NOT NULL CHECK (quantity <> 0),
    nominal_cents bigint NOT NULL CHECK (nominal_cents > 0),
    entry_id bigint
);
CREATE INDEX share_movement_by_member ON share_movement (member_id, number);
REVOKE UPDATE, DELETE, TRUNCATE ON share_movement FROM ${runner};

CREATE TABLE share_payment (
    id uuid PRIMARY KEY,
    movement_id uuid NOT NULL REFERENCES share_movement (id),
    paid_on date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    entry_id bigint
);
CREATE INDEX share_payment_by_movement ON share_payment (movement_id);
REVOKE UPDATE, DELETE, TRUNCATE ON share_payment FROM ${runner};

-- What one member holds and has paid; the guards are in the checks.
CREATE TABLE share_holding (
    member_id uuid PRIMARY KEY REFERENCES member,
    quantity integer NOT NULL CHECK (quantity >= 0),
    subscribed_cents bigint NOT NULL CHECK (subscribed_cents >= 0),
    paid_cents bigint NOT NULL CHECK (paid_cents >= 0),
    asked_quantity integer NOT NULL DEFAULT 0 CHECK (asked_quantity BETWEEN 0 AND quantity),
    CHECK (paid_cents <= subscribed_cents)
);
REVOKE DELETE, TRUNCATE ON share_holding FROM ${runner};

CREATE TABLE share_redemption (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES member,
    quantity integer NOT NULL CHECK (quantity > 0),
    asked_on date NOT NULL,
    due_on date NOT NULL CHECK (due_on >= asked_on AND due_on <= asked_on + INTERVAL '5 years'),
    paid_on date CHECK (paid_on >= asked_on),
    movement_id uuid UNIQUE REFERENCES share_movement (id),
    CHECK ((paid_on IS NULL) = (movement_id IS NULL))
);
CREATE INDEX share_redemption_queue ON share_redemption (due_on, id) WHERE paid_on IS NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON share_redemption FROM ${runner};
GRANT UPDATE (paid_on, movement_id) ON share_redemption TO ${runner};
