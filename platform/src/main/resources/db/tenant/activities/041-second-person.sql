--liquibase formatted sql

--changeset activities:41-cost-hands
-- Everybody who wrote on a cost: none of them approves a member's claim.
ALTER TABLE cost ADD COLUMN hands uuid[] NOT NULL DEFAULT '{}';
-- What was approved before this rule stays as it is.
ALTER TABLE cost ADD CONSTRAINT cost_second_person
    CHECK (kind <> 'EXPENSE' OR approved_by IS NULL OR approved_by <> ALL (hands));
