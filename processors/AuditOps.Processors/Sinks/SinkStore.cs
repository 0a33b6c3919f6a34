using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Gets a batch into its table, however long it takes: the same bytes with the same token again while ClickHouse is unwell; when it refuses the bytes
/// themselves, halves them until the refused records stand alone. The halves and their tokens follow from the plan, so a repeat splits alike.
/// </summary>
internal sealed class SinkStore(ClickHouseClient clickhouse, SinkOptions options, TimeProvider time, SinkTelemetry telemetry, ILogger logger)
{
    private const int MaxReasonChars = 500;

    /// <returns>The records that no row of the table can hold.</returns>
    public async Task<List<RefusedRecord>> StoreAsync(SinkTable table, SinkBatch batch, string token, SinkHealth health, CancellationToken cancel)
    {
        var refused = new List<RefusedRecord>();
        foreach (var part in batch.Parts)
            refused.AddRange(part.Unwritable);
        if (batch.Units > 0)
            await StoreAsync(table, batch, token, 0, batch.Units, health, refused, cancel);
        return refused;
    }

    private async Task StoreAsync(
        SinkTable table, SinkBatch batch, string token, int from, int to, SinkHealth health, List<RefusedRecord> refused, CancellationToken cancel)
    {
        var refusal = await TryInsertAsync(table, batch, token, from, to, health, cancel);
        if (refusal is null)
            return;
        if (to - from == 1)
        {
            refused.Add(new RefusedRecord(batch.UnitAt(from).Record, DeadLetterCode.RowRefused, refusal));
            return;
        }

        Log.SinkSplits(logger, table.Name, to - from, refusal);
        var middle = from + (to - from) / 2;
        await StoreAsync(table, batch, token, from, middle, health, refused, cancel);
        await StoreAsync(table, batch, token, middle, to, health, refused, cancel);
    }

    /// <returns>Null when stored, else why the rows themselves were refused.</returns>
    private async Task<string?> TryInsertAsync(SinkTable table, SinkBatch batch, string token, int from, int to, SinkHealth health, CancellationToken cancel)
    {
        var rows = batch.Pieces(from, to);
        var partToken = from == 0 && to == batch.Units ? token : $"{token}-{from}-{to}";
        var wait = options.BackOffFirst;
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                await clickhouse.InsertAsync(table.Table, table.Columns, rows, partToken, cancel);
                telemetry.Inserted(table.Name, to - from, time.GetElapsedTime(began));
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
                telemetry.Retried(table.Name);
                Log.SinkRetries(logger, table.Name, to - from, wait, Shorten(e.Message));
            }

            await Task.Delay(wait, time, cancel);
            wait = wait * 2 < options.BackOffMax ? wait * 2 : options.BackOffMax;
        }
    }

    private static string Shorten(string text) => text.Length <= MaxReasonChars ? text : text[..MaxReasonChars];
}
