--liquibase formatted sql

--changeset payroll:1-settings
-- What of the cooperative counts for every slip; dated, so that an old month keeps what held then.
CREATE TABLE payroll_settings (
    first_day date PRIMARY KEY CHECK (extract(day FROM first_day) = 1),
    headcount integer NOT NULL CHECK (headcount > 0),
    work_accident_rate numeric(7, 4) NOT NULL CHECK (work_accident_rate BETWEEN 0 AND 100),
    mobility_rate numeric(7, 4) NOT NULL CHECK (mobility_rate BETWEEN 0 AND 100),
    alsace_moselle boolean NOT NULL,
    apprentice_share numeric(7, 4) NOT NULL CHECK (apprentice_share BETWEEN 0 AND 100),
    health_premium_cents bigint NOT NULL CHECK (health_premium_cents >= 0),
    health_employer_share numeric(7, 4) NOT NULL CHECK (health_employer_share BETWEEN 0 AND 100),
    -- printed on every slip (Code du travail R3243-1)
    establishment_siret varchar(14) NOT NULL CHECK (establishment_siret ~ '^[0-9]{14}$'),
    activity_code varchar(6) NOT NULL CHECK (activity_code ~ '^[0-9]{4}[A-Z]$'),
    collective_agreement varchar(200) NOT NULL CHECK (collective_agreement <> '')
);
REVOKE DELETE, TRUNCATE ON payroll_settings FROM ${runner};
