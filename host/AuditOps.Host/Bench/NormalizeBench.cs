using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench normalize</c>: speed on generated records, and with an oracle folder (files {"input":{"message"},"expected":{ECS}}) how far the
/// normaliser agrees with somebody else's mapping of the same records, per folder and field.
/// </summary>
internal static class NormalizeBench
{
    public static async Task<int> RunAsync(string? oracleDir, bool json, TextWriter @out, CancellationToken cancellation, bool verbose = false)
    {
        OracleScore? score = null;
        if (oracleDir is not null)
        {
            if (!Directory.Exists(oracleDir))
            {
                await @out.WriteLineAsync($"No such folder: {oracleDir}");
                return 2;
            }

            score = await OracleScorer.ScoreAsync(oracleDir, cancellation);
            if (!json || verbose)
                await PrintAsync(score, verbose, @out);
        }

        var speed = NormalizeSpeed.Measure(cancellation);
        if (!json)
        {
            await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"speed: {speed.EventsPerSecond:N0} events/s, {speed.MegabytesPerSecond:N1} MB/s, {speed.MicrosecondsPerEvent:N1} µs and {speed.BytesAllocatedPerEvent:N0} bytes allocated per event of {speed.AverageBytes:N0} bytes (one thread, generated records)"));
            return 0;
        }

        await @out.WriteLineAsync(ToJson(score, speed));
        return 0;
    }

    private static async Task PrintAsync(OracleScore score, bool verbose, TextWriter @out)
    {
        await @out.WriteLineAsync($"{"folder",-28} {"field",-14} {"agree",7} {"of",7} {"rate",8}");
        foreach (var cell in score.Cells)
            await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{cell.Folder,-28} {cell.Field,-14} {cell.Agreed,7} {cell.Compared,7} {cell.Rate,8:P1}"));
        foreach (var (folder, records) in score.WithoutMapping)
            await @out.WriteLineAsync($"{folder,-28} no mapping: {records} records pass as generic");
        await @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"all: {score.Agreed} of {score.Compared} agree ({score.Agreement:P2})"));
        if (!verbose)
            return;
        foreach (var difference in score.Differences)
            await @out.WriteLineAsync($"  {difference.Folder}/{difference.File} {difference.Field}: expected {difference.Expected}, got {difference.Actual}");
    }

    private static string ToJson(OracleScore? score, NormalizeSpeed speed)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("compared", score?.Compared ?? 0);
            if (score is null)
                writer.WriteNull("agreement");
            else
                writer.WriteNumber("agreement", Math.Round(score.Agreement, 5));
            writer.WriteNumber("events_per_second", Math.Round(speed.EventsPerSecond));
            writer.WriteNumber("mb_per_second", Math.Round(speed.MegabytesPerSecond, 2));
            writer.WriteNumber("microseconds_per_event", Math.Round(speed.MicrosecondsPerEvent, 2));
            writer.WriteNumber("allocated_bytes_per_event", Math.Round(speed.BytesAllocatedPerEvent));
            if (score is not null)
                WriteRates(writer, score);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteRates(Utf8JsonWriter writer, OracleScore score)
    {
        writer.WriteStartObject("folders");
        foreach (var folder in score.Cells.GroupBy(cell => cell.Folder, StringComparer.Ordinal))
        {
            writer.WriteStartObject(folder.Key);
            foreach (var cell in folder)
                writer.WriteNumber(cell.Field, Math.Round(cell.Rate, 5));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("fields");
        foreach (var field in score.Cells.GroupBy(cell => cell.Field, StringComparer.Ordinal))
            writer.WriteNumber(field.Key, Math.Round(field.Sum(cell => cell.Agreed) / (double)field.Sum(cell => cell.Compared), 5));
        writer.WriteEndObject();
        writer.WriteStartObject("generic");
        foreach (var (folder, records) in score.WithoutMapping)
            writer.WriteNumber(folder, records);
        writer.WriteEndObject();
    }
}
