--liquibase formatted sql

--changeset bench:plain-slips
-- What a run writes, with no rule at all: what a run is measured against.
CREATE TABLE plain_slip (id uuid, run_id uuid, member_id uuid, month date, number varchar(40), employee jsonb, employer jsonb, calculation jsonb,
    gross_cents bigint, net_cents bigint);
