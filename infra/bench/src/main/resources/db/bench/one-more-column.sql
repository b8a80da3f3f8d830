--liquibase formatted sql

--changeset bench:one-more-column
ALTER TABLE document ADD COLUMN bench_note text;
CREATE INDEX document_bench_note ON document (bench_note);
