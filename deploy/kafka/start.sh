#!/usr/bin/env bash
# Apache Kafka on one host, without a container (KRaft, broker and controller in one process).
#   start.sh fetch                               copies the libraries to libs/, once
#   start.sh run FOLDER PORT CONTROLLER_PORT     formats FOLDER if it is new, then becomes the broker
# KAFKA_RETENTION_CHECK_MS: how often what is too old is looked for, five minutes unless set.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

fetch() {
    exec 9<"$here/pom.xml"
    flock 9
    if ! compgen -G "$here/libs/kafka_*.jar" >/dev/null; then
        command -v mvn >/dev/null || { echo "Maven is missing: install the package maven." >&2; exit 2; }
        rm -rf "$here/libs"
        mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies
    fi
    exec 9<&-
}

write_properties() { # FOLDER PORT CONTROLLER_PORT
    cat >"$1/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$3
listeners=PLAINTEXT://127.0.0.1:$2,CONTROLLER://127.0.0.1:$3
advertised.listeners=PLAINTEXT://127.0.0.1:$2
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=$1/data
num.partitions=6
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.retention.check.interval.ms=${KAFKA_RETENTION_CHECK_MS:-300000}
PROPERTIES
}

run() {
    command -v java >/dev/null || { echo "Java is missing: install openjdk-17-jre-headless." >&2; exit 2; }
    fetch
    write_properties "$1" "$2" "$3"
    if [ ! -f "$1/data/meta.properties" ]; then
        id="$(java -cp "$here/libs/*" kafka.tools.StorageTool random-uuid 2>/dev/null)"
        java -cp "$here/libs/*" kafka.tools.StorageTool format --ignore-formatted \
            -t "$id" -c "$1/server.properties"
    fi
    exec java -Xmx512m -XX:+UseSerialGC -cp "$here/libs/*" kafka.Kafka "$1/server.properties"
}

case "${1:-}" in
    fetch) fetch ;;
    run) run "${@:2}" ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
