"""Drives the broker with kafka-python: creates a topic, produces, consumes with a group, commits, checks every record.

Usage: kafka_python.py BOOTSTRAP. Prints one line and exits 0 when all is well.
"""
import sys
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

COUNT = 400
TOPIC = "kafka-python-topic"
GROUP = "kafka-python-group"


def fail(why):
    sys.exit(f"kafka-python: {why}")


def produce(bootstrap):
    for codec, first, last in ((None, 0, COUNT // 2), ("gzip", COUNT // 2, COUNT)):
        producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=codec)
        sent = [producer.send(TOPIC, key=b"k%d" % i, value=b"v%d" % i, headers=[("n", b"%d" % i)]) for i in range(first, last)]
        for future in sent:
            future.get(timeout=30)
        producer.close()


def consume(bootstrap, count, deadline):
    seen = {}
    consumer = KafkaConsumer(TOPIC, bootstrap_servers=bootstrap, group_id=GROUP, auto_offset_reset="earliest", enable_auto_commit=False)
    while len(seen) < count and time.monotonic() < deadline:
        for records in consumer.poll(timeout_ms=500).values():
            for record in records:
                seen[record.key] = record.value
    consumer.commit()
    consumer.close()
    return seen


def main(bootstrap):
    deadline = time.monotonic() + 60
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(TOPIC, num_partitions=3, replication_factor=1)])
    produce(bootstrap)
    seen = consume(bootstrap, COUNT, deadline)
    if seen != {b"k%d" % i: b"v%d" % i for i in range(COUNT)}:
        fail(f"{len(seen)} of {COUNT} records came, or some were wrong")
    probe = KafkaConsumer(bootstrap_servers=bootstrap, group_id=GROUP)
    ends = probe.end_offsets([TopicPartition(TOPIC, p) for p in range(3)])
    for partition, end in ends.items():
        if (probe.committed(partition) or 0) != end:
            fail(f"{partition} is committed at {probe.committed(partition)}, not {end}")
    first = probe.offsets_for_times({TopicPartition(TOPIC, 0): 0})[TopicPartition(TOPIC, 0)]
    if first is None or first.offset != 0:
        fail(f"the first record by time is {first}")
    probe.close()
    if GROUP not in [group for group, _ in admin.list_consumer_groups()]:
        fail("the group is not listed")
    admin.delete_topics([TOPIC])
    admin.close()
    print(f"kafka-python: {COUNT} records produced and consumed")


main(sys.argv[1])
