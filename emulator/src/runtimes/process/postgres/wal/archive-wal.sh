#!/bin/sh
# archive_command of every server: archive-wal.sh SOURCE DIRECTORY NAME
# Success means that DIRECTORY/NAME is durable and complete. It appears at once and is never overwritten: a primary and
# its standby both archive every segment, and the second one is content when it finds the same content. Segments that
# were switched early are mostly zeros, which cost no disk space.
set -eu
source=$1 directory=$2 name=$3
target=$directory/$name
temporary=$directory/.$name.$$
trap 'rm -f "$temporary"' EXIT
if [ ! -e "$target" ]; then
  cp --sparse=always "$source" "$temporary"
  sync "$temporary"
  if ln "$temporary" "$target" 2>/dev/null; then
    sync "$directory"
    exit 0
  fi
fi
if cmp -s "$source" "$target"; then
  sync "$target" "$directory"
  exit 0
fi
echo "archive-wal.sh: $target exists and has other content; it is left as it is" >&2
exit 1
