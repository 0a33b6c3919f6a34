// Checks AuditOps' Avro codec against the avsc package. Reads cases, one JSON object a line, from the file named first; writes one verdict a line to the
// file named second. Kinds of cases:
//   value    {schema, hex, value}             avsc reads hex, finds value, and answers with its own encoding
//   resolve  {writer, reader, hex, resolved}  avsc resolves hex from writer to reader, and must see the same in resolved, read as reader
//   schema   {schema, canonical, fingerprint} avsc's canonical form and a bit-by-bit CRC-64-AVRO of it
import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

let avro;
try {
  ({ default: avro } = await import('avsc'));
} catch {
  console.error('The package avsc is not installed here: run npm ci in tests/AuditOps.Tests/avsc.');
  process.exit(3);
}

// avsc refuses longs above 2^53 by default; ours use all 64 bits.
const long = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (n) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(n);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (n) => typeof n === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});

const parse = (schema) => avro.Type.forSchema(JSON.parse(schema), { registry: { long } });

// JavaScript cannot tell 1 from 1.0, so every number is shown by its bits as a double; longs that a double cannot hold, as decimal text.
function bits(number) {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(number);
  return `bits ${buffer.toString('hex')}`;
}

// One form for all values: bytes as hex, map keys sorted.
function plain(value) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? bits(Number(value)) : `${value}`;
  if (typeof value === 'number') return bits(value);
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]));
}

const text = (value) => JSON.stringify(plain(value));

function crc64(bytes) {
  const poly = 0xc15d213aa4d7a795n;
  let crc = poly;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? poly : 0n);
  }
  return crc.toString(16).padStart(16, '0');
}

function check(item) {
  switch (item.kind) {
    case 'value': {
      const type = parse(item.schema);
      const value = type.fromBuffer(Buffer.from(item.hex, 'hex'));
      const seen = text(value);
      const wanted = text(JSON.parse(item.value));
      return seen === wanted ? { hex: type.toBuffer(value).toString('hex') } : { error: `avsc reads ${seen}, wanted ${wanted}` };
    }
    case 'resolve': {
      const writer = parse(item.writer);
      const reader = parse(item.reader);
      const wanted = text(reader.fromBuffer(Buffer.from(item.hex, 'hex'), reader.createResolver(writer)));
      const seen = text(reader.fromBuffer(Buffer.from(item.resolved, 'hex')));
      return seen === wanted ? {} : { error: `ours resolves to ${seen}, avsc to ${wanted}` };
    }
    default: {
      const canonical = JSON.stringify(avro.Type.forSchema(JSON.parse(item.schema)).schema());
      const fingerprint = crc64(Buffer.from(canonical));
      return canonical === item.canonical && fingerprint === item.fingerprint ? {} : { error: `canonical form ${canonical}, fingerprint ${fingerprint}` };
    }
  }
}

const verdicts = [];
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  const item = JSON.parse(line);
  try {
    verdicts.push(JSON.stringify({ id: item.id, ...check(item) }));
  } catch (e) {
    verdicts.push(JSON.stringify({ id: item.id, error: `${e}` }));
  }
}
writeFileSync(process.argv[3], verdicts.join('\n'));
