#!/bin/sh
# Makes the namespace, or gives the one that is there the same retention: how long closed purchases can be looked at.
# Reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE (by the CLI itself) and RETENTION.
set -eu

# The port answers before every part of the server does.
tries=30
until temporal operator cluster health; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || exit 1
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi
