using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Kafka;
using AuditOps.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench restore</c>: from the start of an app to all its tasks running with whole stores, once from the changelogs and once from snapshots. Broker and each
/// restore are processes of their own; joining the group is part of the time, and memory is the restoring process's peak.
/// </summary>
internal static class RestoreBench
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(RestoreBenchOptions options, bool json, TextWriter output, TimeProvider time, CancellationToken cancel)
    {
        if (options.Kafka is not null)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(await RestoreAsync(options, time, cancel)));
            return ExitCode.Done;
        }

        var folder = Directory.CreateTempSubdirectory("auditops-bench-").FullName;
        try
        {
            await using var broker = await BenchRole.StartAsync("broker", ["broker", "--data", Path.Combine(folder, "kafka"), "--port", "0"], cancel);
            await RestoreBenchFiller.FillAsync(broker.Address, RestoreBenchTopology.Build(), options.Entries, time, cancel);
            var state = Path.Combine(folder, "state");
            var changelog = await RestoreInChildAsync(options, broker.Address, state, cancel);
            var snapshot = await RestoreInChildAsync(options, broker.Address, state, cancel);
            var memory = Math.Max(changelog.PeakMb, snapshot.PeakMb);
            await output.WriteLineAsync(json
                ? JsonSerializer.Serialize(new { entries = changelog.Entries, seconds = Math.Round(changelog.Seconds, 2), snapshot_seconds = Math.Round(snapshot.Seconds, 2), rss_mb = Math.Round(memory) })
                : $"{changelog.Entries:N0} entries: {changelog.Seconds:F2} s from the changelogs, {snapshot.Seconds:F2} s from snapshots, at most {memory:F0} MB resident");
            return ExitCode.Done;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Restored> RestoreAsync(RestoreBenchOptions options, TimeProvider time, CancellationToken cancel)
    {
        var streams = new StreamsOptions { GroupId = RestoreBenchTopology.Name, Instance = "bench", StateDirectory = options.StateDirectory };
        var clients = new KafkaClientFactory(Connections.Kafka(options.Kafka!), NullLoggerFactory.Instance);
        var topology = RestoreBenchTopology.Build();
        var started = time.GetTimestamp();
        double seconds;
        long entries;
        await using (var app = new StreamsApp(topology, streams, clients, time, NullLogger.Instance))
        {
            app.Start();
            while (app.Workers[0] is { State: not WorkerState.Failed } worker && (worker.Tasks < RestoreBenchTopology.Partitions || worker.Restoring > 0))
            {
                if (time.GetElapsedTime(started) > Deadline) throw new HostException($"the stores were not restored in time: {worker.LastError ?? worker.State.ToString()}");
                await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancel);
            }

            seconds = time.GetElapsedTime(started).TotalSeconds;
            entries = app.Workers[0].StateEntries;
        }

        if (entries < options.Entries) throw new HostException($"only {entries} of {options.Entries} entries were restored.");
        return new Restored(entries, seconds, PeakMb());
    }

    private static async Task<Restored> RestoreInChildAsync(RestoreBenchOptions options, string kafka, string state, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["bench", "restore", "--entries", options.Entries.ToString(CultureInfo.InvariantCulture), "--kafka", kafka, "--state", state])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var text = await child.StandardOutput.ReadToEndAsync(cancel);
        await child.WaitForExitAsync(cancel);
        if (child.ExitCode != ExitCode.Done) throw new HostException("the restoring process failed.");
        return JsonSerializer.Deserialize<Restored>(text)!;
    }

    /// <summary>The kernel's high-water mark where there is one.</summary>
    private static double PeakMb()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / (1024.0 * 1024.0);
    }

    private sealed record Restored(long Entries, double Seconds, double PeakMb);
}
