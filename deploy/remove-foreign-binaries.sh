#!/bin/sh
# The Temporal SDK's package has its native part for five platforms, of which one is used.
# Argument: the folder with node_modules. For Linux with glibc, as in the image.
set -eu

cd "$1/node_modules/@temporalio/core-bridge/releases"
own="$(uname -m)-unknown-linux-gnu"
[ -d "$own" ]
for platform in *; do
  [ "$platform" = "$own" ] || rm -r "$platform"
done
