#!/bin/sh
# Makes both databases of the Temporal server with all their tables. May run again: what is there already stays.
# Reads SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD (by temporal-sql-tool itself) and SCHEMA_FOLDER.
set -eu

set_up() {
  temporal-sql-tool --database "$1" create
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-dir "$SCHEMA_FOLDER/$2/versioned"
}

set_up temporal temporal
set_up temporal_visibility visibility
