--liquibase formatted sql

--changeset ledger:44-folded splitStatements:false
-- Texts as one searches and sorts them: without accents, capitals and ligatures, whichever way they were typed. The same as
-- Folding in the application, where a test compares the two. One expression, so that the planner reads through it and an index on
-- it serves every list.
CREATE FUNCTION folded(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(
    replace(replace(replace(replace(
        lower(regexp_replace(normalize(p, NFKD),
            '[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+',
            '', 'g')),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'þ', 'th'),
    'łøđðħŧı’‘ʼ', 'loddhti''''''');
