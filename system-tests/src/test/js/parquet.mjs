// node parquet.mjs read FILE: prints the rows of a Parquet file as JSON lines.
// node parquet.mjs copy FROM TO: writes the same table anew, with every column optional and whole numbers of 64 bits, as
// many tools have them.

import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };

function isList(value) {
  return Array.isArray(value);
}

function column(name, sample) {
  if (isList(sample)) {
    return [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'bag', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'item', ...TEXT },
    ];
  }
  return [typeof sample === 'number' ? { name, type: 'INT64', repetition_type: 'OPTIONAL' } : { name, ...TEXT }];
}

async function copy(file, to) {
  const metadata = await parquetMetadataAsync(file);
  const names = metadata.schema.slice(1).map(element => element.name).filter(name => name !== 'list' && name !== 'element');
  const rows = await parquetReadObjects({ file });
  const first = name => rows.map(row => row[name]).find(value => value !== null && value !== undefined);
  const value = cell => (typeof cell === 'number' ? BigInt(cell) : cell);
  parquetWriteFile({
    filename: to,
    columnData: names.map(name => ({ name, data: rows.map(row => value(row[name])) })),
    schema: [{ name: 'root', num_children: names.length }, ...names.flatMap(name => column(name, first(name)))],
    rowGroupSize: 300,
  });
}

const [verb, from, to] = process.argv.slice(2);
const file = await asyncBufferFromFile(from);
if (verb === 'copy') {
  await copy(file, to);
} else {
  for (const row of await parquetReadObjects({ file })) {
    console.log(JSON.stringify(row));
  }
}
