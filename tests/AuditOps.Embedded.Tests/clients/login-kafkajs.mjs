// Logs in with kafkajs, by both mechanisms, and produces and consumes; a wrong password and an unknown user have to be refused.
// Usage: node login-kafkajs.mjs BOOTSTRAP USER PASSWORD-SHA-256 PASSWORD-SHA-512. Prints one line and exits 0 when all is well.
import { Kafka, logLevel } from 'kafkajs';

const [bootstrap, username, first, second] = process.argv.slice(2);
const fail = (why) => { console.error(`kafkajs: ${why}`); process.exit(1); };
setTimeout(() => fail('not done after 50 s'), 50_000).unref();

const client = (mechanism, user, password) =>
  new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], sasl: { mechanism, username: user, password }, ssl: false, logLevel: logLevel.NOTHING, retry: { retries: 0 } });

for (const [mechanism, password] of [['scram-sha-256', first], ['scram-sha-512', second]]) {
  const kafka = client(mechanism, username, password);
  const topic = `login-${mechanism}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: mechanism }] });
  await producer.disconnect();
  const consumer = client(mechanism, username, password).consumer({ groupId: `group-${mechanism}`, retry: { retries: 5 } });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve) => consumer.run({
    eachMessage: async ({ message }) => { if (message.value.toString() !== mechanism) fail('another value than was sent'); resolve(); },
  }));
  await consumer.disconnect();
}

const refused = async (mechanism, user, password) => {
  const producer = client(mechanism, user, password).producer();
  const error = await producer.connect().then(() => undefined, (reason) => reason);
  if (!error) fail(`${user} logs in with a wrong password`);
  if (!/[Aa]uthentication failed/.test(error.message)) fail(`${user} is refused otherwise: ${error.message}`);
};
await refused('scram-sha-256', username, second);
await refused('scram-sha-512', username, first);
await refused('scram-sha-512', 'nobody', second);
console.log('kafkajs: logged in twice, refused three times');
process.exit(0);
