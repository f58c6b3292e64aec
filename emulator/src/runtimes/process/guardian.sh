#!/bin/sh
# Ends the emulator's children when the emulator is gone, however it went. The emulator holds the other end of
# standard input and writes "add PID" and "drop PID"; at end of file every process still listed is killed together
# with its process group and its descendants (PostgreSQL's backends leave the group).
trap '' INT TERM HUP
listed=" "
while read -r verb pid; do
  case $pid in '' | *[!0-9]*) continue ;; esac
  case $verb in
    add) listed="$listed$pid " ;;
    drop) case $listed in *" $pid "*) listed="${listed%%" $pid "*} ${listed#*" $pid "}" ;; esac ;;
  esac
done

descendants() {
  for stat in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null <"$stat" || continue
    set -- "${line%% *}" ${line##*) }
    if [ "$3" = "$parent" ]; then echo "$1"; fi
  done
}

for pid in $listed; do
  kill -STOP "$pid" 2>/dev/null
  queue=$pid
  tree=$pid
  while [ -n "$queue" ]; do
    parent=${queue%% *}
    case $queue in *" "*) queue=${queue#* } ;; *) queue= ;; esac
    for child in $(descendants); do
      tree="$tree $child"
      queue="${queue:+$queue }$child"
    done
  done
  kill -KILL -- "-$pid" 2>/dev/null
  kill -KILL $tree 2>/dev/null
done
