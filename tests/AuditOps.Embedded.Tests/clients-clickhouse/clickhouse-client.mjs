// The official ClickHouse client against the server at argv[2]. Prints "ok NAME" per check; the first failure ends it with code 1.
import assert from 'node:assert/strict'
import { createClient } from '@clickhouse/client'

const url = process.argv[2]
const client = createClient({ url, request_timeout: 30000 })

async function check(name, run) {
  try {
    await run()
  } catch (error) {
    console.error(`failed ${name}:`, error)
    process.exit(1)
  }
  console.log(`ok ${name}`)
}

await check('ping', async () => {
  assert.equal((await client.ping()).success, true)
  assert.equal((await client.ping({ select: true })).success, true)
})

await check('command', async () => {
  await client.command({ query: 'DROP TABLE IF EXISTS from_client' })
  const { query_id } = await client.command({
    query: 'CREATE TABLE from_client (id UInt64, name String, tags Array(String)) ENGINE = MergeTree ORDER BY id',
    clickhouse_settings: { wait_end_of_query: 1 },
  })
  assert.ok(query_id.length > 0)
})

const rows = Array.from({ length: 5000 }, (_, id) => ({ id: String(id), name: `na;me\n\n${id} "'\\`, tags: ['a', ';'] }))

await check('insert JSONEachRow', async () => {
  const result = await client.insert({ table: 'from_client', values: rows, format: 'JSONEachRow' })
  assert.equal(result.executed, true)
  assert.equal(result.summary?.written_rows, '5000')
})

await check('select stream', async () => {
  const result = await client.query({ query: 'SELECT * FROM from_client ORDER BY id', format: 'JSONEachRow', clickhouse_settings: { output_format_json_quote_64bit_integers: 1 } })
  const seen = []
  for await (const part of result.stream()) for (const row of part) seen.push(row.json())
  assert.deepEqual(seen, rows)
})

await check('select JSON', async () => {
  const result = await client.query({ query: 'SELECT count() AS n FROM from_client', format: 'JSON' })
  const json = await result.json()
  assert.equal(Number(json.data[0].n), 5000)
})

await check('query params', async () => {
  const query_params = { s: `it's; "x"\t\\ --`, n: 42, list: ['a', "b'c"], day: new Date(0) }
  const result = await client.query({
    query: 'SELECT {s:String} AS s, {n:UInt8} AS n, {list:Array(String)} AS list, toString({day:DateTime}) AS day',
    format: 'JSONEachRow',
    query_params,
  })
  assert.deepEqual(await result.json(), [{ s: query_params.s, n: 42, list: query_params.list, day: '1970-01-01 00:00:00' }])
})

await check('error code', async () => {
  await assert.rejects(client.query({ query: 'SELECT nope' }), (error) => error.code === '47' && error.type === 'UNKNOWN_IDENTIFIER')
})

await check('error in the stream', async () => {
  const result = await client.query({ query: 'SELECT number, throwIf(number = 900000) FROM numbers(1000000)', format: 'JSONEachRow', clickhouse_settings: { max_block_size: '1000' } })
  await assert.rejects(async () => {
    for await (const part of result.stream()) part.length
  }, (error) => error.code === '395' || /395|aborted|terminated|reset|hang up/i.test(String(error)))
})

await check('compressed both ways', async () => {
  const packed = createClient({ url, compression: { request: true, response: true } })
  await packed.insert({ table: 'from_client', values: rows.slice(0, 10), format: 'JSONEachRow' })
  const result = await packed.query({ query: 'SELECT count() AS n FROM from_client', format: 'JSONEachRow' })
  assert.deepEqual((await result.json()).map((row) => Number(row.n)), [5010])
  await packed.close()
})

await check('abort', async () => {
  const leave = new AbortController()
  const query = client.query({
    query: 'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
    abort_signal: leave.signal,
    clickhouse_settings: { log_comment: 'aborted by the client' },
  })
  setTimeout(() => leave.abort(), 300)
  await assert.rejects(query, /abort/i)
  const deadline = Date.now() + 20000
  for (;;) {
    const left = await client.query({ query: "SELECT count() AS n FROM system.processes WHERE Settings['log_comment'] LIKE '%aborted by the client'", format: 'JSONEachRow' })
    if (Number((await left.json())[0].n) === 0) break
    assert.ok(Date.now() < deadline, 'the query still runs')
  }
})

await check('reader', async () => {
  const reader = createClient({ url, username: 'reader', password: 'read me' })
  assert.deepEqual(await (await reader.query({ query: 'SELECT count() AS n FROM from_client', format: 'JSONEachRow', clickhouse_settings: { output_format_json_quote_64bit_integers: 0 } })).json(), [{ n: 5010 }])
  await assert.rejects(reader.insert({ table: 'from_client', values: rows.slice(0, 1), format: 'JSONEachRow' }), (error) => error.code === '164')
  await reader.close()
})

await client.close()
