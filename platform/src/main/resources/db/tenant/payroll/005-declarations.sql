--liquibase formatted sql

--changeset payroll:9-social-bodies
-- How each body knows the cooperative: what the social declaration and the payments name.
CREATE TABLE social_body (
    body varchar(20) PRIMARY KEY CHECK (body IN ('URSSAF', 'AGIRC_ARRCO', 'PROVIDENT', 'HEALTH_INSURER', 'CONSTRUCTION', 'TAX_OFFICE')),
    version integer NOT NULL DEFAULT 0,
    name varchar(120) NOT NULL CHECK (name <> ''),
    -- its SIRET or the code of a provident body, as the declaration names it
    identifier varchar(14) NOT NULL CHECK (identifier ~ '^[0-9A-Z]{1,14}$'),
    contract varchar(30) NOT NULL DEFAULT ''
);
REVOKE DELETE, TRUNCATE ON social_body FROM ${runner};

--changeset payroll:10-social-payments
-- What was paid to a body for a month. Its slips are settled by rows of their own, so nothing can be paid twice whoever presses at once.
CREATE TABLE social_payment (
    id uuid PRIMARY KEY,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    body varchar(20) NOT NULL,
    paid_on date NOT NULL CHECK (paid_on >= month),
    amount_cents bigint NOT NULL,
    entry_id bigint NOT NULL UNIQUE,
    paid_by uuid NOT NULL,
    paid_by_name varchar(200) NOT NULL
);
CREATE INDEX social_payment_by_month ON social_payment (month, body);
REVOKE UPDATE, DELETE, TRUNCATE ON social_payment FROM ${runner};
CREATE TABLE social_payment_slip (
    payslip_id uuid NOT NULL REFERENCES payslip,
    body varchar(20) NOT NULL,
    payment_id uuid NOT NULL REFERENCES social_payment,
    PRIMARY KEY (payslip_id, body)
);
REVOKE UPDATE, DELETE, TRUNCATE ON social_payment_slip FROM ${runner};

--changeset payroll:11-social-declarations
-- Each file made of a month, kept as it was made: its order number says which came last.
CREATE TABLE social_declaration (
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    no integer NOT NULL CHECK (no BETWEEN 1 AND 99),
    document_id uuid NOT NULL UNIQUE,
    people bigint NOT NULL CHECK (people >= 0),
    findings integer NOT NULL CHECK (findings >= 0),
    made_by uuid NOT NULL,
    made_by_name varchar(200) NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (month, no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON social_declaration FROM ${runner};
