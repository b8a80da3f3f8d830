--liquibase formatted sql

--changeset federation:1-figures
-- In a cooperative: the figures it last told, so that it speaks only when they change.
CREATE TABLE figures_told (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    figures jsonb NOT NULL
);
-- In a federation: the last word of each cooperative on each month. There is no column for a person, and none may come.
CREATE TABLE cooperative_month (
    cooperative text NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    members integer NOT NULL CHECK (members >= 0),
    associates integer NOT NULL CHECK (associates BETWEEN 0 AND members),
    activities integer NOT NULL CHECK (activities >= 0),
    turnover_cents bigint,
    contributions_cents bigint,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cooperative, month)
);
