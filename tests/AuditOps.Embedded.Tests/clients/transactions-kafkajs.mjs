// Moves records from one topic to another with kafkajs in transactions, one of them aborted, and reads the outcome in both isolation levels.
// Usage: node transactions-kafkajs.mjs BOOTSTRAP FROM INTO GROUP. FROM holds in-0 .. in-29 and, aborted, some never-N; INTO is empty, both of one partition.
// Leaves INTO as the caller expects it (see TransactionalClientTests). Prints one line and exits 0 when all is well.
import { Kafka, logLevel } from 'kafkajs';

const [bootstrap, from, into, groupId] = process.argv.slice(2);
const count = 30;
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR });
const fail = (why) => { console.error(`kafkajs: ${why}`); process.exit(1); };
setTimeout(() => fail('not done after 60 s'), 60_000).unref();

/** Values of a topic, in order, up to the one asked for; with the offset behind each. */
async function read(topic, group, last, readUncommitted) {
  const consumer = kafka.consumer({ groupId: group, readUncommitted, sessionTimeout: 10_000, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const records = [];
  await new Promise((resolve, reject) => {
    const eachMessage = async ({ message }) => {
      records.push({ value: message.value.toString(), next: (BigInt(message.offset) + 1n).toString() });
      if (message.value.toString() === last) resolve();
    };
    consumer.run({ autoCommit: false, eachMessage }).catch(reject);
  });
  return { consumer, records };
}

const same = (got, expected, what) => {
  const values = got.map((record) => record.value).join(' ');
  if (values !== expected.join(' ')) fail(`${what}: ${values}`);
};
const outputs = Array.from({ length: count }, (_, i) => `out-${i}`);
const lost = Array.from({ length: 10 }, (_, i) => `lost-${i}`);

const { consumer, records } = await read(from, groupId, `in-${count - 1}`, false);
same(records, Array.from({ length: count }, (_, i) => `in-${i}`), 'read_committed of what librdkafka wrote');

const admin = kafka.admin();
await admin.connect();
const committed = async () => (await admin.fetchOffsets({ groupId, topics: [from] }))[0].partitions[0].offset;
const producer = kafka.producer({ transactionalId: `${groupId}-tx`, idempotent: true, maxInFlightRequests: 1 });
await producer.connect();

async function move(values, next, commit) {
  const transaction = await producer.transaction();
  // Two requests, so that one transaction is more than one batch.
  for (const half of [values.slice(0, values.length / 2), values.slice(values.length / 2)]) {
    await transaction.send({ topic: into, messages: half.map((value) => ({ key: 'k', value, partition: 0 })) });
  }
  await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic: from, partitions: [{ partition: 0, offset: next }] }] });
  if (commit) await transaction.commit();
  else await transaction.abort();
}

await move(outputs.slice(0, 10), records[9].next, true);
if (await committed() !== records[9].next) fail(`after a commit the group is at ${await committed()}, not ${records[9].next}`);
await move(lost, records[count - 1].next, false);
if (await committed() !== records[9].next) fail(`an abort moved the group to ${await committed()}`);
await move(outputs.slice(10), records[count - 1].next, true);
if (await committed() !== records[count - 1].next) fail(`at the end the group is at ${await committed()}, not ${records[count - 1].next}`);
await producer.disconnect();
await consumer.disconnect();

const plain = kafka.producer();
await plain.connect();
await plain.send({ topic: into, messages: [{ key: 'k', value: 'end', partition: 0 }] });
await plain.disconnect();

const sure = await read(into, `${groupId}-sure`, 'end', false);
same(sure.records, [...outputs, 'end'], 'read_committed');
const all = await read(into, `${groupId}-all`, 'end', true);
same(all.records, [...outputs.slice(0, 10), ...lost, ...outputs.slice(10), 'end'], 'read_uncommitted');
await Promise.all([sure.consumer.disconnect(), all.consumer.disconnect(), admin.disconnect()]);
console.log(`kafkajs: ${count} records moved in transactions`);
process.exit(0);
