--liquibase formatted sql

--changeset payroll:62-by-contract
-- What goes on of pay during an absence may be left to the law and the contract: then nobody names a part.
ALTER TABLE pay_absence ALTER COLUMN maintained DROP NOT NULL;
ALTER TABLE pay_absence ADD CONSTRAINT pay_absence_by_contract
    CHECK (maintained IS NOT NULL OR kind IN ('SICKNESS', 'WORK_ACCIDENT'));

--changeset payroll:62-maintained-pay
-- What a contract promises beyond the law when its holder is sick; no row: the law alone.
CREATE TABLE maintained_pay (
    contract_id uuid PRIMARY KEY REFERENCES contract,
    member_id uuid NOT NULL REFERENCES member,
    version integer NOT NULL DEFAULT 0,
    seniority_months integer NOT NULL CHECK (seniority_months BETWEEN 0 AND 120),
    waiting_days integer NOT NULL CHECK (waiting_days BETWEEN 0 AND 30),
    percent numeric(7, 4) NOT NULL CHECK (percent BETWEEN 0 AND 100),
    days integer NOT NULL CHECK (days BETWEEN 1 AND 1095),
    said_by uuid NOT NULL,
    said_at timestamptz NOT NULL
);
REVOKE TRUNCATE ON maintained_pay FROM ${runner};
