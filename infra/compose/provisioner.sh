#!/bin/sh
# The login that makes roles and schemas: no superuser, and it serves no request.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --set=password="$PROVISIONER_PASSWORD" <<'SQL'
CREATE ROLE entrelacs_provisioner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE entrelacs OWNER entrelacs_provisioner;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
\connect entrelacs
-- Large objects belong to no schema: nobody makes any.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
-- Locks of a session outlive what asked for them, and all tenants of a database share them: they are the deployment's alone. Tenants keep
-- those that end with their transaction.
REVOKE EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_lock(integer, integer), pg_advisory_lock_shared(bigint),
    pg_advisory_lock_shared(integer, integer), pg_try_advisory_lock(bigint), pg_try_advisory_lock(integer, integer),
    pg_try_advisory_lock_shared(bigint), pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_try_advisory_lock(bigint) TO entrelacs_provisioner WITH GRANT OPTION;
SQL
