using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench rules</c>: how many records a second one core asks all rules about, the published ones and the shipped pack, as Ingest does: raw bytes are normalised and
/// routed, then every rule is asked about both. The two stages are told apart, too. And how the cost grows with the number of rules (generated ones, all for sign-ins, asked about the sign-ins).
/// </summary>
internal sealed class RulesBench(RulesBenchOptions options, TextWriter @out)
{
    private static readonly int[] Sizes = [10, 150, 1_000, 3_000];
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(20);

    public async Task<int> RunAsync(bool json, CancellationToken cancellation)
    {
        var records = RulesBenchRecords.Read(options.Events);
        var all = records.All;
        var whole = Measure(Real, all, RulesBenchStage.Whole, cancellation);
        var normalizing = Measure(Real, all, RulesBenchStage.Normalizing, cancellation);
        var asking = Measure(Real, all, RulesBenchStage.Asking, cancellation);
        var unrouted = Measure(Real, all, RulesBenchStage.AskingUnrouted, cancellation);
        var signIns = records.Of(Schemas.Contracts.Sources.EntraSignIn).All;
        var scaling = new List<RulesBenchRow>();
        foreach (var size in Sizes)
            scaling.Add(Measure(() => SigmaRules.Load(new GeneratedRules(options.Seed).Take(size)), signIns.Count > 0 ? signIns : all, RulesBenchStage.Asking, cancellation));
        if (json)
            await @out.WriteLineAsync(Json(whole, normalizing, asking, unrouted, scaling, all));
        else
            await PrintAsync(whole, normalizing, asking, unrouted, scaling);
        return 0;
    }

    /// <summary>The published rules and the pack; placeholders have a value that no record has.</summary>
    private SigmaRules Real()
    {
        var published = RuleFolder.Files(options.Rules ?? RulesBenchRecords.Find("sigma/rules"));
        var pack = ShippedRules.All.Select(unit => new SigmaFile(unit.Name, unit.Text));
        return SigmaRules.Load(published.Concat(pack), new SigmaOptions { Watchlists = new AnyWatchlist() });
    }

    private RulesBenchRow Measure(Func<SigmaRules> load, List<RulesBenchRecord> records, RulesBenchStage stage, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var rules = load();
        var engine = new SigmaEngine(rules, FieldMap.BuiltIn);
        engine.Prepare();
        var loading = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var round = new RulesBenchRound(engine.CreateMatcher(), records, stage);

        var matched = WarmUp(round);

        long events = 0;
        var (evaluated, allocated, used) = (round.Evaluated, GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        while (Environment.CpuUsage.TotalTime - used < TimeSpan.FromSeconds(options.Seconds))
        {
            cancellation.ThrowIfCancellationRequested();
            round.Run();
            events += records.Count;
        }

        var seconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        return new RulesBenchRow(
            rules.Rules.Count, loading, events / seconds, (round.Evaluated - evaluated) / (double)events, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)events, matched);
    }

    /// <summary>Runs until the compiler has been idle for a while: the work of its last tier counts as processor time too, and comes late when the machine is busy.</summary>
    /// <returns>Records that a rule matched.</returns>
    private static int WarmUp(RulesBenchRound round)
    {
        var started = Environment.CpuUsage.TotalTime;
        var (compiled, since) = (0L, started);
        while (true)
        {
            var matched = round.Run();
            var now = Environment.CpuUsage.TotalTime;
            if (JitInfo.GetCompiledMethodCount() is var count && count != compiled)
                (compiled, since) = (count, now);
            if (now - since > Idle || now - started > LongestWarmUp)
                return matched;
        }
    }

    private async Task PrintAsync(RulesBenchRow whole, RulesBenchRow normalizing, RulesBenchRow asking, RulesBenchRow unrouted, List<RulesBenchRow> scaling)
    {
        await @out.WriteLineAsync($"{"",-28}{"rules",8}{"events/s/core",16}{"evaluated",11}{"bytes",8}{"load s",8}");
        await RowAsync("raw bytes to matches", whole);
        await RowAsync("  normalising alone", normalizing);
        await RowAsync("  parsing and asking alone", asking);
        await RowAsync("  the same, not routed", unrouted);
        foreach (var row in scaling)
            await RowAsync("generated, sign-ins", row);
    }

    private Task RowAsync(string name, RulesBenchRow row) => @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
        $"{name,-28}{row.Rules,8}{row.EventsPerSecond,16:N0}{row.EvaluatedPerEvent,11:N2}{row.BytesAllocatedPerEvent,8:N0}{row.LoadSeconds,8:N2}"));

    private static string Json(RulesBenchRow whole, RulesBenchRow normalizing, RulesBenchRow asking, RulesBenchRow unrouted, List<RulesBenchRow> scaling, List<RulesBenchRecord> records) => JsonSerializer.Serialize(new
    {
        rules = whole.Rules,
        events_per_second_per_core = Math.Round(whole.EventsPerSecond),
        normalize_events_per_second_per_core = Math.Round(normalizing.EventsPerSecond),
        rules_events_per_second_per_core = Math.Round(asking.EventsPerSecond),
        unrouted_events_per_second_per_core = Math.Round(unrouted.EventsPerSecond),
        evaluated_per_event = Math.Round(whole.EvaluatedPerEvent, 3),
        allocated_bytes_per_event = Math.Round(whole.BytesAllocatedPerEvent, 1),
        rules_allocated_bytes_per_event = Math.Round(asking.BytesAllocatedPerEvent, 1),
        records = records.Count,
        average_record_bytes = Math.Round(records.Average(each => each.Envelope.Payload.Length)),
        matched_records = whole.Matched,
        load_seconds = Math.Round(whole.LoadSeconds, 3),
        scaling = scaling.Select(row => new { rules = row.Rules, events_per_second_per_core = Math.Round(row.EventsPerSecond), evaluated_per_event = Math.Round(row.EvaluatedPerEvent, 3), load_seconds = Math.Round(row.LoadSeconds, 3) }),
    });
}
