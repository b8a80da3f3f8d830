--liquibase formatted sql

--changeset ledger:44-imports-undone
-- An import taken back whole leaves its file free to be imported again, otherwise.
ALTER TABLE fec_import ADD COLUMN undone_at timestamptz, ADD COLUMN undone_by uuid;
ALTER TABLE fec_import ADD CHECK ((undone_at IS NULL) = (undone_by IS NULL));
ALTER TABLE fec_import DROP CONSTRAINT fec_import_sha256_key;
CREATE UNIQUE INDEX fec_import_once ON fec_import (sha256) WHERE undone_at IS NULL;
GRANT UPDATE (undone_at, undone_by) ON fec_import TO ${runner};

--changeset ledger:44-unmark-carried splitStatements:false
-- The opening balances that an import brought are gone with it: those of the year before count again as they stand. Only while no
-- other import brings some.
CREATE FUNCTION unmark_carried(p_first date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  UPDATE fiscal_year y SET carried = false
  WHERE y.first_day = p_first AND y.closed_at IS NULL AND y.opening_entry IS NULL
    AND NOT EXISTS (SELECT FROM fec_import f WHERE f.fiscal_year_id = y.id AND f.undone_at IS NULL);
END $$;
REVOKE ALL ON FUNCTION unmark_carried FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unmark_carried TO ${runner};
