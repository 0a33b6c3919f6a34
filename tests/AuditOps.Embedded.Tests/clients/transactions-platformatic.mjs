// Moves records from one topic to another with @platformatic/kafka in transactions, one of them aborted, and reads the outcome in both isolation levels.
// Usage: node transactions-platformatic.mjs BOOTSTRAP FROM INTO GROUP. FROM holds in-0 .. in-29 and, aborted, some never-N; INTO is empty, both of one partition.
// Leaves INTO as the caller expects it (see TransactionalClientTests). Prints one line and exits 0 when all is well.
import { Consumer, FetchIsolationLevels, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';

const [bootstrap, from, into, groupId] = process.argv.slice(2);
const count = 30;
const base = { clientId: 'platformatic', bootstrapBrokers: [bootstrap], strict: true };
const fail = (why) => { console.error(`platformatic: ${why}`); process.exit(1); };
setTimeout(() => fail('not done after 60 s'), 60_000).unref();

/** Messages of a topic, in order, up to the one whose value is asked for. */
async function read(topic, group, last, isolationLevel) {
  const consumer = new Consumer({ ...base, groupId: group, deserializers: stringDeserializers, sessionTimeout: 10_000 });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, isolationLevel, maxWaitTime: 200 });
  const messages = [];
  for await (const message of stream) {
    messages.push(message);
    if (message.value === last) break;
  }
  return { consumer, messages };
}

const same = (got, expected, what) => {
  const values = got.map((message) => message.value).join(' ');
  if (values !== expected.join(' ')) fail(`${what}: ${values}`);
};
const outputs = Array.from({ length: count }, (_, i) => `out-${i}`);
const lost = Array.from({ length: 10 }, (_, i) => `lost-${i}`);

const { consumer, messages } = await read(from, groupId, `in-${count - 1}`, FetchIsolationLevels.READ_COMMITTED);
same(messages, Array.from({ length: count }, (_, i) => `in-${i}`), 'read_committed of what librdkafka wrote');

const committed = async () => (await consumer.listCommittedOffsets({ topics: [{ topic: from, partitions: [0] }] })).get(from)[0];
const producer = new Producer({ ...base, idempotent: true, transactionalId: `${groupId}-tx`, serializers: stringSerializers });

async function move(values, message, commit) {
  const transaction = await producer.beginTransaction();
  await transaction.addConsumer(consumer);
  // Two requests, so that one transaction is more than one batch.
  for (const half of [values.slice(0, values.length / 2), values.slice(values.length / 2)]) {
    await transaction.send({ messages: half.map((value) => ({ topic: into, key: 'k', value, partition: 0 })) });
  }
  await transaction.addOffset(message);
  if (commit) await transaction.commit();
  else await transaction.abort();
}

const at = async (message, when) => {
  const offset = await committed();
  if (offset !== message.offset + 1n) fail(`${when} the group is at ${offset}, not ${message.offset + 1n}`);
};
await move(outputs.slice(0, 10), messages[9], true);
await at(messages[9], 'after a commit');
await move(lost, messages[count - 1], false);
await at(messages[9], 'after an abort');
await move(outputs.slice(10), messages[count - 1], true);
await at(messages[count - 1], 'at the end');
await producer.close();

const plain = new Producer({ ...base, serializers: stringSerializers });
await plain.send({ messages: [{ topic: into, key: 'k', value: 'end', partition: 0 }] });
await plain.close();

const sure = await read(into, `${groupId}-sure`, 'end', FetchIsolationLevels.READ_COMMITTED);
same(sure.messages, [...outputs, 'end'], 'read_committed');
const all = await read(into, `${groupId}-all`, 'end', FetchIsolationLevels.READ_UNCOMMITTED);
same(all.messages, [...outputs.slice(0, 10), ...lost, ...outputs.slice(10), 'end'], 'read_uncommitted');
console.log(`platformatic: ${count} records moved in transactions`);
process.exit(0);
