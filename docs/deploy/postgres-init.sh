#!/bin/sh
# Run once by the postgres image on an empty volume: two logins, one database.
# The owner makes and alters tables (manage.py migrate); the site's own login is neither owner nor superuser.
set -eu
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" \
  --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE villagegov_owner LOGIN NOSUPERUSER NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE villagegov_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE villagegov OWNER villagegov_owner;
REVOKE ALL ON DATABASE villagegov FROM PUBLIC;
GRANT CONNECT ON DATABASE villagegov TO villagegov_app;
SQL
