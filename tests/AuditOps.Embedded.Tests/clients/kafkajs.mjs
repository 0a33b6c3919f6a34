// Drives the broker with kafkajs: creates a topic, produces, consumes with two members of a group, commits, checks every record.
// Usage: node kafkajs.mjs BOOTSTRAP. Prints one line and exits 0 when all is well.
import { Kafka, CompressionTypes, logLevel } from 'kafkajs';

const [bootstrap] = process.argv.slice(2);
const count = 400;
const topic = 'kafkajs-topic';
const groupId = 'kafkajs-group';
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR });
const fail = (why) => { console.error(`kafkajs: ${why}`); process.exit(1); };
setTimeout(() => fail('not done after 60 s'), 60_000).unref();

const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1, configEntries: [{ name: 'retention.ms', value: '3600000' }] }], waitForLeaders: true });
const described = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic, configNames: ['retention.ms'] }] });
if (described.resources[0].configEntries[0].configValue !== '3600000') fail('retention.ms is not what was set');

const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
await producer.connect();
const messages = Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `v${i}`, headers: { n: `${i}` } }));
await producer.send({ topic, messages: messages.slice(0, count / 2) });
await producer.send({ topic, messages: messages.slice(count / 2), compression: CompressionTypes.GZIP });
await producer.disconnect();

const seen = new Map();
const offsets = new Map();
const members = [kafka.consumer({ groupId, sessionTimeout: 10_000 }), kafka.consumer({ groupId, sessionTimeout: 10_000 })];
const done = new Promise((resolve) => {
  const eachMessage = async ({ partition, message }) => {
    if (message.headers.n.toString() !== message.key.toString().slice(1)) fail('a header does not belong to its record');
    seen.set(message.key.toString(), message.value.toString());
    offsets.set(partition, Math.max(offsets.get(partition) ?? 0, Number(message.offset) + 1));
    if (seen.size === count) resolve();
  };
  for (const member of members) {
    member.connect().then(() => member.subscribe({ topic, fromBeginning: true })).then(() => member.run({ eachMessage })).catch((error) => fail(error.message));
  }
});
await done;
for (let i = 0; i < count; i++) if (seen.get(`k${i}`) !== `v${i}`) fail(`record ${i} is wrong`);
await Promise.all(members.map((member) => member.disconnect()));

const committed = await admin.fetchOffsets({ groupId, topics: [topic] });
for (const { partition, offset } of committed[0].partitions) {
  if (Number(offset) !== (offsets.get(partition) ?? -1)) fail(`partition ${partition} is committed at ${offset}, not ${offsets.get(partition)}`);
}
const group = (await admin.describeGroups([groupId])).groups[0];
if (group.state !== 'Empty') fail(`the group is ${group.state} after both members have left`);
await admin.deleteGroups([groupId]);
await admin.deleteTopics({ topics: [topic] });
await admin.disconnect();
console.log(`kafkajs: ${count} records produced and consumed`);
process.exit(0);
