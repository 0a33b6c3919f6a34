// What librdkafka's tests need of Kafka's command of this name (https://kafka.apache.org/documentation/#basic_ops_add_topic):
//   --bootstrap-server ADDRESS --create | --alter | --delete --topic NAME [--partitions N] [--replication-factor N] [--config KEY=VALUE]...
// The tests find it through KAFKA_PATH. Ends with 1 and the broker's answer when the broker refuses.
import { Kafka, logLevel } from 'kafkajs';

const action = { '--create': 'create', '--alter': 'alter', '--delete': 'delete' };
const asked = { configs: [] };
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i++) {
  if (action[words[i]]) asked.action = action[words[i]];
  else if (words[i] === '--bootstrap-server') asked.broker = words[++i];
  else if (words[i] === '--topic') asked.topic = words[++i];
  else if (words[i] === '--partitions') asked.partitions = Number(words[++i]);
  else if (words[i] === '--replication-factor') asked.replicas = Number(words[++i]);
  else if (words[i] === '--config') asked.configs.push(words[++i]);
  else { console.error(`kafka-topics: ${words[i]} is not known`); process.exit(2); }
}

async function main() {
  const admin = new Kafka({ clientId: 'kafka-topics', brokers: [asked.broker], logLevel: logLevel.NOTHING, retry: { retries: 2 } }).admin();
  await admin.connect();
  const { topic } = asked;
  if (asked.action === 'create') {
    const configEntries = asked.configs.map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
    await admin.createTopics({ topics: [{ topic, numPartitions: asked.partitions ?? 1, replicationFactor: asked.replicas ?? 1, configEntries }] });
  } else if (asked.action === 'alter') {
    await admin.createPartitions({ topicPartitions: [{ topic, count: asked.partitions }] });
  } else if (asked.action === 'delete') {
    await admin.deleteTopics({ topics: [topic] });
  } else {
    throw new Error('none of --create, --alter, --delete');
  }
  await admin.disconnect();
}

main().catch((error) => {
  console.error(`kafka-topics: ${error.errors?.map((one) => one.message).join('; ') || error.message}`);
  process.exit(1);
});
