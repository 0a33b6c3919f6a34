using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Gets a batch into its table, however long it takes: the same bytes with the same token again while ClickHouse is unwell; when it refuses the bytes
/// themselves, halves them until the refused rows stand alone and become dead letters.
/// </summary>
internal sealed class SinkStore(ClickHouseClient clickhouse, IProducer<byte[], byte[]> producer, SinkOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxReasonChars = 500;

    public async Task<SinkOutcome> StoreAsync(SinkTable table, SinkBatch batch, SinkHealth health, CancellationToken cancel)
    {
        var refused = new List<RefusedRecord>(batch.Unwritable);
        if (batch.Rows > 0)
            await StoreAsync(table, batch, 0, batch.Rows, health, refused, cancel);
        var letters = 0;
        foreach (var record in refused)
            letters += await BuryAsync(table, record, health, cancel) ? 1 : 0;
        return new SinkOutcome(batch.Rows + batch.Unwritable.Count - refused.Count, letters);
    }

    private async Task StoreAsync(SinkTable table, SinkBatch batch, int from, int to, SinkHealth health, List<RefusedRecord> refused, CancellationToken cancel)
    {
        var refusal = await TryInsertAsync(table, batch, from, to, health, cancel);
        if (refusal is null)
            return;
        if (to - from == 1)
        {
            refused.Add(new RefusedRecord(batch.Records[from], DeadLetterCode.RowRefused, refusal));
            return;
        }

        Log.SinkSplits(logger, table.Name, to - from, refusal);
        var middle = from + (to - from) / 2;
        await StoreAsync(table, batch, from, middle, health, refused, cancel);
        await StoreAsync(table, batch, middle, to, health, refused, cancel);
    }

    /// <returns>Null when stored, else why the rows themselves were refused.</returns>
    private async Task<string?> TryInsertAsync(SinkTable table, SinkBatch batch, int from, int to, SinkHealth health, CancellationToken cancel)
    {
        var rows = batch.Slice(from, to);
        var token = batch.Token(table.Table, from, to);
        var wait = options.BackOffFirst;
        while (true)
        {
            try
            {
                await clickhouse.InsertAsync(table.Table, table.Columns, rows, token, cancel);
                health.Succeeded();
                return null;
            }
            catch (WarehouseException e) when (e.Retry == WarehouseRetry.SplitBatch)
            {
                return Shorten(e.Message);
            }
            catch (WarehouseException e)
            {
                // Also what a person has to mend (a missing table, a wrong password): the rows are not at fault, so they wait for that person.
                health.Failed(Shorten(e.Message));
                Log.SinkRetries(logger, table.Name, to - from, wait, Shorten(e.Message));
            }

            await Task.Delay(wait, time, cancel);
            wait = wait * 2 < options.BackOffMax ? wait * 2 : options.BackOffMax;
        }
    }

    /// <returns>False when the record is itself a letter about a letter: it stays on its topic only.</returns>
    private async Task<bool> BuryAsync(SinkTable table, RefusedRecord refused, SinkHealth health, CancellationToken cancel)
    {
        var record = refused.Record;
        var coordinates = $"{record.Partition.Topic}/{record.Partition.Partition.Value}@{record.Offset}";
        if (table.LetterFor(refused, time.GetUtcNow()) is not { } letter)
        {
            Log.SinkCannotBury(logger, table.Name, coordinates, refused.Reason);
            return false;
        }

        var message = new Message<byte[], byte[]> { Key = record.Key!, Value = Codecs.DeadLetter.Encode(letter), Headers = record.Headers };
        var wait = options.BackOffFirst;
        while (true)
        {
            try
            {
                await producer.ProduceAsync(TopicNames.DeadLetters, message, cancel);
                Log.SinkBuried(logger, table.Name, coordinates, refused.Code.ToString());
                return true;
            }
            catch (ProduceException<byte[], byte[]> e) when (!e.Error.IsFatal)
            {
                health.Failed(e.Error.Reason);
                Log.KafkaError(logger, table.Name, e.Error.Code.ToString(), e.Error.Reason);
            }

            await Task.Delay(wait, time, cancel);
            wait = wait * 2 < options.BackOffMax ? wait * 2 : options.BackOffMax;
        }
    }

    private static string Shorten(string text) => text.Length <= MaxReasonChars ? text : text[..MaxReasonChars];
}
