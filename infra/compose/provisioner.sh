#!/bin/sh
# The login that makes roles and schemas: no superuser, and it serves no request.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --set=password="$PROVISIONER_PASSWORD" <<'SQL'
CREATE ROLE entrelacs_provisioner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE entrelacs OWNER entrelacs_provisioner;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL
