using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Embedded.Kafka.Checking;

namespace AuditOps.Host.Commands;

internal static class BrokerCheckCommand
{
    /// <summary>The exit code of a folder with faults; a folder that cannot be checked at all gives 1.</summary>
    private const int Faulty = 2;

    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The broker's data folder, or the folder of auditops up around it." };
        var json = CommonOptions.Json();
        var command = new Command(
            "check",
            "Read a stopped broker's data folder from end to end: offsets, checksums, sequences, transaction markers, indexes, last stable offsets, groups. Changes nothing. Exit code 0: no fault; 2: one line each.\n"
            + "Example: auditops broker check ./data/kafka")
        {
            folder, json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(folder)!, parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, bool json, CancellationToken cancel)
    {
        var inner = Path.Combine(folder, "kafka");
        if (!File.Exists(Path.Combine(folder, "topics.json")) && File.Exists(Path.Combine(inner, "topics.json"))) folder = inner;
        CheckReport report;
        try
        {
            report = await Task.Run(() => BrokerFolder.Check(folder, Console.IsErrorRedirected ? null : Progress, cancel), CancellationToken.None);
        }
        catch (Exception refused) when (refused is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"auditops: {refused.Message}");
            return ExitCode.Failed;
        }
        if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r" + new string(' ', 40) + "\r");
        if (json) await Console.Out.WriteLineAsync(Json(report));
        else await PrintAsync(report);
        return report.FaultCount == 0 ? ExitCode.Done : Faulty;
    }

    private static async Task PrintAsync(CheckReport report)
    {
        foreach (var fault in report.Faults) await Console.Out.WriteLineAsync(fault.ToString());
        foreach (var note in report.Notes) await Console.Error.WriteLineAsync("note: " + note);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Directory}: {report.FaultCount} faults in {report.Topics} topics, {report.Partitions} partitions, {report.Batches} batches, {report.Records} records, {report.Bytes / 1048576.0:0.0} MiB; "
            + $"{report.Markers} markers, {report.AbortedTransactions} aborted, {report.OpenTransactions} open; {report.TransactionalIds} transactional ids, {report.Groups} groups; stopped {(report.CleanStop ? "in order" : "without order")}."));
    }

    private static string Json(CheckReport report) => JsonSerializer.Serialize(new
    {
        directory = report.Directory,
        clean_stop = report.CleanStop,
        topics = report.Topics,
        partitions = report.Partitions,
        segments = report.Segments,
        bytes = report.Bytes,
        batches = report.Batches,
        records = report.Records,
        markers = report.Markers,
        aborted = report.AbortedTransactions,
        open = report.OpenTransactions,
        transactional_ids = report.TransactionalIds,
        groups = report.Groups,
        fault_count = report.FaultCount,
        faults = report.Faults.Select(fault => new { kind = fault.Kind.ToString(), where = fault.Where, what = fault.What }),
        notes = report.Notes,
    });

    private static void Progress(int done, int all) => Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} of {all} partitions "));
}
