using System.Diagnostics;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Host.Supervision;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;

namespace AuditOps.Host.Bench;

/// <summary>
/// Collectors beside simulated tenants and the embedded broker, each a process of its own: how fast a backlog of the Management Activity API drains onto <c>raw.v1</c>, and what many tenants cost
/// that have nothing to say.
/// </summary>
internal sealed class CollectBench(CollectBenchOptions options, TextWriter output)
{
    private const double BacklogDays = 7;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(90);

    public async Task<int> RunAsync(bool json, CancellationToken cancel)
    {
        var drain = await DrainAsync(cancel);
        var idle = options.IdleTenants > 0 ? await IdleAsync(cancel) : default;
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new
            {
                records = drain.Records,
                seconds = Math.Round(drain.Seconds, 1),
                records_per_second = Math.Round(drain.Records / drain.Seconds),
                cpu_seconds = Math.Round(drain.Cpu, 1),
                rss_mb = drain.ResidentMb,
                idle_tenants = options.IdleTenants,
                idle_cpu_percent = Math.Round(idle.CpuPercent, 2),
                idle_rss_mb = idle.ResidentMb,
            }));
        }
        else
        {
            await output.WriteLineAsync($"backlog: {drain.Records} records in {drain.Seconds:0.0} s = {drain.Records / drain.Seconds:0}/s; collector: {drain.Cpu:0.0} s of CPU, at most {drain.ResidentMb} MB");
            if (options.IdleTenants > 0) await output.WriteLineAsync($"idle: {options.IdleTenants} tenants, all sources: {idle.CpuPercent:0.00} % of a core, at most {idle.ResidentMb} MB");
        }

        return ExitCode.Done;
    }

    private async Task<(long Records, double Seconds, double Cpu, long ResidentMb)> DrainAsync(CancellationToken cancel)
    {
        var perDay = (int)Math.Ceiling(options.Records / BacklogDays);
        await using var stack = await StackAsync(["--tenants", "1", "--backlog", "7", "--events-per-day", Text(perDay)], Rewrite(["m365.activity"], "00:00:05"), cancel);
        using var topic = new TopicEnds(stack.Kafka, TopicNames.Raw);
        var watch = Stopwatch.StartNew();
        await using var collect = await stack.CollectAsync(cancel);
        // The simulated tenant gives about as many records as asked for: drained is when the topic stands still.
        long peak = 0, records = 0;
        var grew = watch.Elapsed;
        double cpu = 0;
        while (watch.Elapsed < DrainDeadline && (records == 0 || watch.Elapsed - grew < TimeSpan.FromSeconds(15)))
        {
            await Task.Delay(500, cancel);
            peak = Math.Max(peak, ThreadCpu.ResidentBytes(collect.ProcessId));
            var now = topic.Sum();
            if (now - records <= records / 1_000) continue;
            (records, grew, cpu) = (now, watch.Elapsed, ThreadCpu.OfProcess(collect.ProcessId));
        }

        return (records, grew.TotalSeconds, cpu, peak >> 20);
    }

    private async Task<(double CpuPercent, long ResidentMb)> IdleAsync(CancellationToken cancel)
    {
        await using var stack = await StackAsync(["--tenants", Text(options.IdleTenants), "--backlog", "0", "--events-per-day", "1", "--attacks-per-day", "0"], Rewrite(["entra.audit", "entra.signin", "entra.risk", "intune.audit", "m365.activity"], "00:01:00"), cancel);
        await using var collect = await stack.CollectAsync(cancel);
        await Task.Delay(Settle, cancel);
        long peak = 0;
        var (began, cpu) = (Stopwatch.GetTimestamp(), ThreadCpu.OfProcess(collect.ProcessId));
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < options.IdleSeconds)
        {
            await Task.Delay(1_000, cancel);
            peak = Math.Max(peak, ThreadCpu.ResidentBytes(collect.ProcessId));
        }

        return ((ThreadCpu.OfProcess(collect.ProcessId) - cpu) / Stopwatch.GetElapsedTime(began).TotalSeconds * 100, peak >> 20);
    }

    private static Task<CollectBenchStack> StackAsync(string[] simulator, Func<JsonElement, string> configuration, CancellationToken cancel) => CollectBenchStack.StartAsync(simulator, configuration, cancel);

    /// <summary>The simulated tenants' file with these sources, this interval and budgets that do not bind.</summary>
    private static Func<JsonElement, string> Rewrite(string[] sources, string interval) => file => JsonSerializer.Serialize(new
    {
        Tenants = file.GetProperty("Tenants").EnumerateArray().Select(tenant => tenant.EnumerateObject().Where(property => property.Name != "Sources").ToDictionary(property => property.Name, property => (object)property.Value).Append(new("Sources", sources)).ToDictionary(StringComparer.Ordinal)),
        Windows = new { Interval = interval, Lookback = "6.23:00:00" },
        Limits = new { ManagementPerTenant = 1_000_000, Concurrency = 16 },
    });

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
