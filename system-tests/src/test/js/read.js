'use strict';
// node read.js CLIENT BOOTSTRAP REGISTRY TOPIC COUNT: prints COUNT records as JSON lines {key, partition, value}.

const { Kafka, logLevel } = require('kafkajs');
const clients = require('./clients');

async function main([client, bootstrap, registryUrl, topic, count]) {
  const codec = clients[client](registryUrl);
  const kafka = new Kafka({ clientId: `read-${client}`, brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: `read-${client}-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = Number(count);
  await new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ message, partition }) => {
        try {
          const value = await codec.decode(topic, message.value);
          if (left-- > 0) {
            console.log(JSON.stringify({ key: message.key.toString(), partition, value }));
          }
          if (left === 0) {
            resolve();
          }
        } catch (error) {
          reject(error);
        }
      },
    });
  });
  await consumer.disconnect();
}

main(process.argv.slice(2)).then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
