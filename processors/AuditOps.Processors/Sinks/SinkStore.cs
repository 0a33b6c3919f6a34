using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Gets a batch into its table, however long it takes: the same bytes with the same token again while ClickHouse is unwell. When it refuses the bytes themselves, the
/// insert is divided until the refused records stand alone. Every division is committed to the plan before its parts are inserted: whoever carries the plan out again makes the
/// very same inserts, even if ClickHouse would now take what it refused then.
/// </summary>
internal sealed class SinkStore(ClickHouseClient clickhouse, SinkOptions options, TimeProvider time, SinkTelemetry telemetry, ILogger logger)
{
    private const int MaxReasonChars = 500;

    /// <param name="table">Where to.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="plan">The plan as committed.</param>
    /// <param name="commit">Commits the plan with a further division; on return it is visible.</param>
    /// <param name="health">Told whether inserts get through.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The records that no row of the table can hold.</returns>
    public async Task<List<RefusedRecord>> StoreAsync(
        SinkTable table, SinkBatch batch, SinkPlan plan, Action<SinkPlan> commit, SinkHealth health, CancellationToken cancel)
    {
        var refused = new List<RefusedRecord>();
        foreach (var part in batch.Parts)
            refused.AddRange(part.Unwritable);
        if (batch.Units == 0)
            return refused;
        var pieces = plan.Pieces.ToList();
        if (pieces.Count == 0)
        {
            var refusal = await TryInsertAsync(table, batch, plan.Token, 0, batch.Units, health, cancel);
            if (refusal is null)
                return refused;
            Divide(0, 0, batch.Units, refusal);
        }

        for (var i = 0; i < pieces.Count;)
        {
            var piece = pieces[i];
            var (from, to) = batch.UnitsOf(piece);
            if (piece.IsSingly)
            {
                for (var unit = from; unit < to; unit++)
                    await StoreOneAsync(table, batch, plan.Token, unit, refused, health, cancel);
            }
            else if (from < to && await TryInsertAsync(table, batch, TokenOf(plan.Token, piece), from, to, health, cancel) is { } refusal)
            {
                pieces.RemoveAt(i);
                Divide(i, from, to, refusal);
                continue;
            }

            i++;
        }

        return refused;

        void Divide(int at, int from, int to, string refusal)
        {
            Log.SinkSplits(logger, table.Name, to - from, refusal);
            pieces.InsertRange(at, batch.Divide(from, to));
            commit(plan with { Pieces = [.. pieces] });
        }
    }

    private async Task StoreOneAsync(SinkTable table, SinkBatch batch, string token, int unit, List<RefusedRecord> refused, SinkHealth health, CancellationToken cancel)
    {
        var record = batch.UnitAt(unit).Record;
        if (await TryInsertAsync(table, batch, $"{token}/{record.Partition.Partition.Value}@{record.Offset}", unit, unit + 1, health, cancel) is { } refusal)
            refused.Add(new RefusedRecord(record, DeadLetterCode.RowRefused, refusal));
    }

    /// <summary>By places, not by counting: what is left of a piece of which records have expired goes under the token that the whole piece had.</summary>
    private static string TokenOf(string token, in SinkPiece piece) => $"{token}/{piece.FirstPartition}@{piece.FirstOffset}..{piece.LastPartition}@{piece.LastOffset}";

    /// <returns>Null when stored, else why the rows themselves were refused.</returns>
    private async Task<string?> TryInsertAsync(SinkTable table, SinkBatch batch, string token, int from, int to, SinkHealth health, CancellationToken cancel)
    {
        var rows = batch.Pieces(from, to);
        var wait = options.BackOffFirst;
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                await clickhouse.InsertAsync(table.Table, table.Columns, rows, token, cancel);
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
