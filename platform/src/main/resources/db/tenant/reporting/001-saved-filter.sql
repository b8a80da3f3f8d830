--liquibase formatted sql

--changeset reporting:1-saved-filter
CREATE TABLE saved_filter (
    id     uuid PRIMARY KEY,
    person uuid NOT NULL,
    list   text NOT NULL CHECK (list ~ '^[a-z][a-z0-9-]{0,39}$'),
    name   text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query  text NOT NULL CHECK (length(query) <= 2000),
    UNIQUE (person, list, name)
);
