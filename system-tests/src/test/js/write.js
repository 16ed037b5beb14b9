'use strict';
// node write.js CLIENT BOOTSTRAP REGISTRY TOPIC: reads JSON lines from standard input, in order either
// {register, schema, references} (a subject's next version) or {key, value} (a record to send).

const readline = require('node:readline');
const { Kafka, logLevel, Partitioners } = require('kafkajs');
const clients = require('./clients');

async function main([client, bootstrap, registryUrl, topic]) {
  const codec = clients[client](registryUrl);
  const kafka = new Kafka({ clientId: `write-${client}`, brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { register, schema, references, key, value } = JSON.parse(line);
    if (register) {
      await codec.register(register, schema, references || []);
    } else {
      await producer.send({ topic, messages: [{ key, value: await codec.encode(topic, value) }] });
    }
  }
  await producer.disconnect();
}

main(process.argv.slice(2)).then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
