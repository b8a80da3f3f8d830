--liquibase formatted sql

--changeset payroll:63-contract-reasons
-- Why a fixed term was agreed and why a contract ended, as the social declaration asks; what follows from the contract itself is not said here.
CREATE TABLE pay_contract_reason (
    contract_id uuid PRIMARY KEY REFERENCES contract,
    member_id uuid NOT NULL REFERENCES member,
    version integer NOT NULL DEFAULT 0,
    recourse varchar(40),
    ending varchar(40),
    CHECK (recourse IS NOT NULL OR ending IS NOT NULL),
    said_by uuid NOT NULL,
    said_at timestamptz NOT NULL
);
REVOKE DELETE, TRUNCATE ON pay_contract_reason FROM ${runner};

--changeset payroll:63-classification
-- The classification by the collective agreement, for the slip.
ALTER TABLE pay_profile ADD COLUMN classification varchar(100);

--changeset payroll:63-exit-papers
ALTER TABLE exit_paper DROP CONSTRAINT exit_paper_kind_check;
ALTER TABLE exit_paper ADD CONSTRAINT exit_paper_kind_check CHECK (kind IN ('CERTIFICATE', 'FINAL_BALANCE', 'EMPLOYER_ATTESTATION'));
