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
SQL
