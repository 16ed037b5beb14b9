'use strict';
// Two clients nobody here wrote, behind one small face: encode and decode values, register schemas.
// kafkajs carries the bytes for both.

const { SchemaRegistryClient, AvroSerializer, AvroDeserializer, SerdeType } = require('@confluentinc/schemaregistry');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');

function confluent(registryUrl) {
  const client = new SchemaRegistryClient({ baseURLs: [registryUrl] });
  const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
  const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
  return {
    register: (subject, schema, references) => client.register(subject, { schemaType: 'AVRO', schema, references }),
    encode: (topic, value) => serializer.serialize(topic, value),
    decode: (topic, bytes) => deserializer.deserialize(topic, bytes),
  };
}

function kafkajs(registryUrl) {
  const registry = new SchemaRegistry({ host: registryUrl });
  return {
    register: async (subject, schema, references) =>
      (await registry.register(
        { type: SchemaType.AVRO, schema, references },
        { subject, compatibility: 'BACKWARD_TRANSITIVE' },
      )).id,
    encode: async (topic, value) => registry.encode(await registry.getLatestSchemaId(`${topic}-value`), value),
    decode: (topic, bytes) => registry.decode(bytes),
  };
}

module.exports = { confluent, kafkajs };
