# Sourced by the stories: start containers of the lab's image, wait, capture.
set -euo pipefail
story=$(basename "$0" .sh)
project=shop
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
began=$(date +%s)

clean() {
  docker ps -aq --filter "label=com.docker.compose.project=$project" | xargs -r docker rm -fv >/dev/null
  docker network rm "${project}_default" >/dev/null 2>&1 || true
  docker volume ls -q --filter "name=^${project}_" | xargs -r docker volume rm >/dev/null 2>&1 || true
}
trap 'clean; rm -rf "$work"' EXIT
clean
docker network create --label "com.docker.compose.project=$project" "${project}_default" >/dev/null

# up SERVICE [docker run options --] COMMAND… starts a container named and
# labelled as compose v2 does.
up() {
  local service=$1 options=()
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  docker run -d --name "$project-$service-1" --network "${project}_default" --network-alias "$service" \
    --label "com.docker.compose.project=$project" --label "com.docker.compose.service=$service" \
    "${options[@]}" culprit-lab:latest "$@" >/dev/null
}

# until_true SECONDS COMMAND… waits for a condition, and goes on without it at
# the end: the capture shows what happened.
until_true() {
  local left=$(($1 * 5))
  shift
  while ! "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "$story: gave up waiting for: $*" >&2; return 0; }
    sleep 0.2
  done
}
logs_have() { docker logs "$project-$1-1" 2>&1 | grep -q "$2"; }
times_in_log() { [ "$(docker logs "$project-$1-1" 2>&1 | grep -c "$2")" -ge "$3" ]; }
restarted() { [ "$(docker inspect -f '{{.RestartCount}}' "$project-$1-1")" -ge "$2" ]; }
state_is() { [ "$(docker inspect -f '{{.State.Status}}' "$project-$1-1")" = "$2" ]; }

# capture writes the bundle as a person would collect it by hand.
capture() {
  local out=$work/$story
  mkdir -p "$out/logs"
  docker ps -a --filter "label=com.docker.compose.project=$project" >"$out/docker_ps.txt"
  local ids
  ids=$(docker ps -aq --filter "label=com.docker.compose.project=$project")
  # shellcheck disable=SC2086
  docker inspect $ids >"$out/docker_inspect.json"
  docker ps -a --filter "label=com.docker.compose.project=$project" --format '{{.Names}}' | while read -r name; do
    docker logs -t "$name" >"$out/logs/$name.log" 2>&1
  done
  # shellcheck disable=SC2046
  docker stats --no-stream $(docker ps -q --filter "label=com.docker.compose.project=$project") >"$out/docker_stats.txt"
  docker events --since "$began" --until "$(date +%s)" --filter "label=com.docker.compose.project=$project" --format '{{json .}}' |
    grep -v '"exec_' >"$out/docker_events.jsonl" || true
  docker version >"$out/docker_version.txt"
  # The ring buffer of this story alone.
  local up
  up=$(awk '{print int($1)}' /proc/uptime)
  dmesg | awk -v from=$((up - ($(date +%s) - began) - 2)) '{t=substr($0,2,12)+0} t>=from' >"$out/dmesg.txt"
  free -h >"$out/free.txt"
  df -h / >"$out/df.txt"
  uname -a >"$out/uname.txt"
  uptime >"$out/uptime.txt"
  date >"$out/date.txt"
  local volume
  for volume in $(docker volume ls -q --filter "name=^${project}_"); do
    df -h "$(docker volume inspect -f '{{.Mountpoint}}' "$volume")" | tail -n +2 >>"$out/df.txt"
  done
  # The host's own name says nothing about the failure.
  sed -i "s/^Linux $(hostname) /Linux docker-host /" "$out/uname.txt"
  tar -C "$work" --owner=0 --group=0 --sort=name -czf "$lab/../bundles/$story.tar.gz" "$story"
  echo "$story: $(find "$out" -type f | wc -l) files"
}
