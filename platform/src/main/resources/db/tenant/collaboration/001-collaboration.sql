--liquibase formatted sql

--changeset collaboration:1-people
-- What a member chose to show of themselves to other cooperatives, and under which opaque key they are known there. The key means
-- nothing outside: no other table of another tenant holds the member's id.
CREATE TABLE collab_profile (
    member_id uuid PRIMARY KEY REFERENCES member,
    person uuid NOT NULL UNIQUE,
    activity_id uuid NOT NULL REFERENCES activity,
    shown_name varchar(120) NOT NULL CHECK (shown_name <> ''),
    skills text[] NOT NULL,
    place varchar(80) NOT NULL,
    sentence varchar(300) NOT NULL,
    listed_at timestamptz,
    version bigint NOT NULL DEFAULT 1
);
-- A consent is dated when given and when withdrawn, and never edited: without a row nothing of a person crosses.
CREATE TABLE collab_consent (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES collab_profile (person),
    purpose varchar(12) NOT NULL CHECK (purpose IN ('DIRECTORY', 'OPPORTUNITY', 'PROPOSAL', 'PROJECT')),
    about uuid NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz CHECK (withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX collab_consent_in_force ON collab_consent (person, purpose, about) WHERE withdrawn_at IS NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON collab_consent FROM ${runner};
GRANT UPDATE (withdrawn_at) ON collab_consent TO ${runner};
REVOKE DELETE, TRUNCATE ON collab_profile FROM ${runner};
-- The directory as this cooperative knows it: its own members' entries and copies of the others'.
CREATE TABLE collab_directory (
    person uuid PRIMARY KEY,
    cooperative varchar(32) NOT NULL,
    shown_name varchar(120) NOT NULL,
    skills text[] NOT NULL,
    place varchar(80) NOT NULL,
    sentence varchar(300) NOT NULL,
    listed_on date NOT NULL
);
-- That this cooperative asked the others once what there is.
CREATE TABLE collab_greeting (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row));

--changeset collaboration:2-opportunities
CREATE TABLE collab_opportunity (
    id uuid PRIMARY KEY,
    cooperative varchar(32) NOT NULL,
    -- null: published by the support team in the cooperative's name
    author uuid,
    author_name varchar(120) NOT NULL,
    title varchar(160) NOT NULL CHECK (title <> ''),
    body varchar(4000) NOT NULL,
    skills text[] NOT NULL,
    budget_cents bigint CHECK (budget_cents > 0),
    deadline date NOT NULL,
    state varchar(8) NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    outcome varchar(10) CHECK (outcome IN ('FOUND', 'NOT_FOUND', 'WITHDRAWN')),
    outcome_words varchar(500) NOT NULL DEFAULT '',
    published_on date NOT NULL,
    closed_on date,
    version bigint NOT NULL DEFAULT 1,
    CHECK ((state = 'CLOSED') = (outcome IS NOT NULL)),
    CHECK ((state = 'CLOSED') = (closed_on IS NOT NULL))
);
CREATE TABLE collab_proposal (
    id uuid PRIMARY KEY,
    opportunity_id uuid NOT NULL REFERENCES collab_opportunity,
    cooperative varchar(32) NOT NULL,
    person uuid NOT NULL,
    shown_name varchar(120) NOT NULL,
    body varchar(2000) NOT NULL CHECK (body <> ''),
    state varchar(10) NOT NULL CHECK (state IN ('MADE', 'RETAINED', 'DECLINED')),
    made_on date NOT NULL,
    UNIQUE (opportunity_id, person)
);

--changeset collaboration:3-projects
-- A project as its lead's cooperative writes it: the only writer.
CREATE TABLE collab_project (
    id uuid PRIMARY KEY,
    lead uuid NOT NULL REFERENCES collab_profile (person),
    activity_id uuid NOT NULL REFERENCES activity,
    title varchar(160) NOT NULL CHECK (title <> ''),
    body varchar(4000) NOT NULL,
    budget_cents bigint CHECK (budget_cents > 0),
    opportunity_id uuid,
    state varchar(8) NOT NULL CHECK (state IN ('SIGNING', 'ACTIVE', 'CLOSED')),
    revision bigint NOT NULL DEFAULT 0,
    made_on date NOT NULL
);
CREATE TABLE collab_participant (
    project_id uuid NOT NULL REFERENCES collab_project,
    person uuid NOT NULL,
    cooperative varchar(32) NOT NULL,
    shown_name varchar(120) NOT NULL,
    -- how their activity charges VAT; known once they signed
    vat varchar(30),
    left_on date,
    PRIMARY KEY (project_id, person)
);
CREATE TABLE collab_split (
    project_id uuid NOT NULL REFERENCES collab_project,
    version integer NOT NULL CHECK (version > 0),
    kind varchar(8) NOT NULL CHECK (kind IN ('FIXED', 'PERCENT', 'TIME')),
    -- [{"person": ..., "value": ...}]
    parts jsonb NOT NULL CHECK (jsonb_typeof(parts) = 'array' AND jsonb_array_length(parts) > 0),
    hash char(64) NOT NULL,
    state varchar(8) NOT NULL CHECK (state IN ('PROPOSED', 'IN_FORCE', 'REPLACED')),
    proposed_on date NOT NULL,
    in_force_on date,
    PRIMARY KEY (project_id, version),
    UNIQUE (project_id, version, hash)
);
CREATE UNIQUE INDEX collab_split_proposed ON collab_split (project_id) WHERE state = 'PROPOSED';
CREATE UNIQUE INDEX collab_split_in_force ON collab_split (project_id) WHERE state = 'IN_FORCE';
-- A signature is bound to the very content it signs: another version or another hash has no row to point to.
CREATE TABLE collab_signature (
    project_id uuid NOT NULL,
    version integer NOT NULL,
    person uuid NOT NULL,
    hash char(64) NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, version, person),
    FOREIGN KEY (project_id, version, hash) REFERENCES collab_split (project_id, version, hash),
    FOREIGN KEY (project_id, person) REFERENCES collab_participant (project_id, person)
);
REVOKE UPDATE, DELETE, TRUNCATE ON collab_split, collab_signature FROM ${runner};
GRANT UPDATE (state, in_force_on) ON collab_split TO ${runner};
REVOKE DELETE, TRUNCATE ON collab_project, collab_participant FROM ${runner};
-- What participants said, once each: time, messages, documents (by reference), departures, disputes.
CREATE TABLE collab_time (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES collab_project,
    person uuid NOT NULL,
    day date NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    words varchar(200) NOT NULL,
    -- the invoice that shared it out; null while it waits for one
    invoice_id uuid,
    FOREIGN KEY (project_id, person) REFERENCES collab_participant (project_id, person)
);
CREATE INDEX collab_time_by_project ON collab_time (project_id, day);
CREATE TABLE collab_message (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES collab_project,
    person uuid NOT NULL,
    body varchar(2000) NOT NULL,
    said_at timestamptz NOT NULL,
    FOREIGN KEY (project_id, person) REFERENCES collab_participant (project_id, person)
);
CREATE TABLE collab_document (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES collab_project,
    person uuid NOT NULL,
    title varchar(160) NOT NULL,
    address varchar(500) NOT NULL,
    added_on date NOT NULL,
    FOREIGN KEY (project_id, person) REFERENCES collab_participant (project_id, person)
);
CREATE TABLE collab_event (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES collab_project,
    at timestamptz NOT NULL,
    kind varchar(30) NOT NULL,
    person uuid,
    detail varchar(200) NOT NULL
);
CREATE INDEX collab_event_by_project ON collab_event (project_id, id);
REVOKE UPDATE, DELETE, TRUNCATE ON collab_time, collab_message, collab_document, collab_event FROM ${runner};
GRANT UPDATE (invoice_id) ON collab_time TO ${runner};

--changeset collaboration:4-copies
-- A project of another cooperative as its lead last told it, and what members of this one said in it (they own their words; the
-- lead's cooperative applies them and tells everyone).
CREATE TABLE collab_copy (
    project_id uuid PRIMARY KEY,
    cooperative varchar(32) NOT NULL,
    revision bigint NOT NULL,
    body jsonb NOT NULL
);
CREATE TABLE collab_word (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    person uuid NOT NULL REFERENCES collab_profile (person),
    kind varchar(10) NOT NULL,
    body jsonb NOT NULL,
    said_at timestamptz NOT NULL,
    -- the message that carries it to the lead's cooperative
    message_id uuid
);
CREATE INDEX collab_word_by_project ON collab_word (project_id, id);
REVOKE UPDATE, DELETE, TRUNCATE ON collab_word FROM ${runner};
GRANT UPDATE (message_id) ON collab_word TO ${runner};
REVOKE DELETE, TRUNCATE ON collab_copy FROM ${runner};
-- one signature a version
CREATE UNIQUE INDEX collab_word_signature ON collab_word (project_id, person, (body ->> 'version')) WHERE kind = 'SIGN';

--changeset collaboration:5-money
-- The customer's invoices of a project, in the lead's cooperative.
CREATE TABLE collab_invoice (
    invoice_id uuid PRIMARY KEY REFERENCES invoice,
    project_id uuid NOT NULL REFERENCES collab_project,
    split_version integer,
    number varchar(30),
    issued_on date,
    net_cents bigint NOT NULL DEFAULT 0,
    gross_cents bigint NOT NULL DEFAULT 0,
    credited_net_cents bigint NOT NULL DEFAULT 0,
    paid_cents bigint NOT NULL DEFAULT 0,
    remaining_cents bigint NOT NULL DEFAULT 0 CHECK (remaining_cents BETWEEN 0 AND gross_cents),
    FOREIGN KEY (project_id, split_version) REFERENCES collab_split (project_id, version),
    CHECK ((split_version IS NULL) = (number IS NULL)),
    CHECK (credited_net_cents BETWEEN 0 AND net_cents)
);
CREATE INDEX collab_invoice_by_project ON collab_invoice (project_id);
-- What is whose of an invoice. Between cooperatives the amounts with VAT count; inside one (and for the lead) those without.
CREATE TABLE collab_share (
    id uuid PRIMARY KEY,
    invoice_id uuid NOT NULL REFERENCES collab_invoice,
    person uuid NOT NULL,
    cooperative varchar(32) NOT NULL,
    kind varchar(8) NOT NULL CHECK (kind IN ('LEAD', 'INTERNAL', 'MIRRORED')),
    net_cents bigint NOT NULL CHECK (net_cents >= 0),
    gross_cents bigint NOT NULL CHECK (gross_cents >= net_cents),
    -- pay-when-paid: what waits for the customer
    held_cents bigint NOT NULL CHECK (held_cents BETWEEN 0 AND gross_cents),
    credited_net_cents bigint NOT NULL DEFAULT 0,
    credited_gross_cents bigint NOT NULL DEFAULT 0,
    settled_cents bigint NOT NULL DEFAULT 0,
    number varchar(60),
    cost_id uuid,
    dispute varchar(500),
    UNIQUE (invoice_id, person),
    CHECK (credited_net_cents BETWEEN 0 AND net_cents),
    CHECK (credited_gross_cents BETWEEN 0 AND gross_cents)
);
-- The same in the partner's cooperative: the invoice it issued to the lead's.
CREATE TABLE collab_mirror (
    share_id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    person uuid NOT NULL,
    cooperative varchar(32) NOT NULL,
    invoice_id uuid NOT NULL REFERENCES invoice,
    number varchar(60) NOT NULL,
    issued_on date NOT NULL,
    net_cents bigint NOT NULL CHECK (net_cents > 0),
    gross_cents bigint NOT NULL CHECK (gross_cents >= net_cents),
    vat varchar(30) NOT NULL,
    held_cents bigint NOT NULL CHECK (held_cents BETWEEN 0 AND gross_cents),
    credited_gross_cents bigint NOT NULL DEFAULT 0 CHECK (credited_gross_cents BETWEEN 0 AND gross_cents),
    settled_cents bigint NOT NULL DEFAULT 0,
    counted_cents bigint NOT NULL DEFAULT 0
);
-- Parts of a share that became payable or were taken back: each is a position, on both sides under this id (or a voucher inside one
-- cooperative).
CREATE TABLE collab_slice (
    id uuid PRIMARY KEY,
    share_id uuid NOT NULL,
    kind varchar(8) NOT NULL CHECK (kind IN ('RELEASE', 'CREDIT', 'VOUCHER')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    on_day date NOT NULL,
    -- a credit note's number, a voucher's number
    number varchar(60),
    settled_on date
);
CREATE INDEX collab_slice_by_share ON collab_slice (share_id);
REVOKE DELETE, TRUNCATE ON collab_invoice, collab_share, collab_mirror, collab_slice FROM ${runner};
REVOKE UPDATE ON collab_slice, collab_mirror, collab_share FROM ${runner};
GRANT UPDATE (settled_on) ON collab_slice TO ${runner};
GRANT UPDATE (held_cents, credited_gross_cents, settled_cents, counted_cents) ON collab_mirror TO ${runner};
GRANT UPDATE (held_cents, credited_net_cents, credited_gross_cents, settled_cents, number, cost_id, dispute) ON collab_share TO ${runner};

--changeset collaboration:6-federation
-- In the federation: counts and sums, no title, no name. A sum is absent where fewer than three projects made it.
CREATE TABLE collab_figures (
    cooperative varchar(32) PRIMARY KEY,
    listed integer NOT NULL,
    open_opportunities integer NOT NULL,
    active_projects integer NOT NULL,
    invoiced_cents bigint,
    told_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE collab_figures_told (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    body jsonb NOT NULL
);

--changeset collaboration:7-signed-by-all splitStatements:false
-- A split comes into force when all whom it names have signed this very content, whatever the code above believes.
CREATE FUNCTION collab_split_signed() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF NEW.state = 'IN_FORCE' AND OLD.state <> 'IN_FORCE' AND (OLD.state <> 'PROPOSED' OR EXISTS (
            SELECT FROM jsonb_array_elements(NEW.parts) part
            WHERE NOT EXISTS (SELECT FROM collab_signature s WHERE s.project_id = NEW.project_id AND s.version = NEW.version
                              AND s.person = (part ->> 'person')::uuid))) THEN
        RAISE EXCEPTION 'split % of project % is not signed by all', NEW.version, NEW.project_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collab_split_signed BEFORE UPDATE ON collab_split FOR EACH ROW EXECUTE FUNCTION collab_split_signed();
