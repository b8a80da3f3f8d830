--liquibase formatted sql

--changeset bench:plain-funds
-- The rows of a contribution with no rule at all, and a balance with nothing but its guard: what the funds are measured against.
CREATE TABLE plain_contribution (id uuid, fund_id uuid, rulebook_id uuid, activity_id uuid, period_first date, period_last date, amount_cents bigint, explanation text);
CREATE TABLE plain_balance (id integer, left_cents bigint);
