--liquibase formatted sql

--changeset members:44-search
-- Letters of every script stay in the name that lists search and sort by, and ł, ø, đ are folded as all other lists do.
UPDATE member SET search_name = left(btrim(regexp_replace(folded(last_name || ' ' || first_name), '[^[:alnum:]]+', ' ', 'g')), 250)
WHERE search_name IS DISTINCT FROM left(btrim(regexp_replace(folded(last_name || ' ' || first_name), '[^[:alnum:]]+', ' ', 'g')), 250);
