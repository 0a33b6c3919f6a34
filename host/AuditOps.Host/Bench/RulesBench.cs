using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench rules</c>: how many records a second one core asks all rules about, from raw bytes, parsing included; and how the cost grows with the number of
/// rules (generated ones, all for sign-ins, asked about the sign-ins).
/// </summary>
internal sealed class RulesBench(RulesBenchOptions options, TextWriter @out)
{
    private static readonly int[] Sizes = [10, 150, 1_000, 3_000];

    public async Task<int> RunAsync(bool json, CancellationToken cancellation)
    {
        var records = RulesBenchRecords.Read(options.Events);
        var files = options.Rules ?? RulesBenchRecords.Find("sigma/rules");
        var filled = new SigmaOptions { Watchlists = new AnyWatchlist() };
        var main = Measure(() => RuleFolder.Load(files, filled), records.All, routed: true, cancellation);
        var unrouted = Measure(() => RuleFolder.Load(files, filled), records.All, routed: false, cancellation);
        var signIns = records.Of(Schemas.Contracts.Sources.EntraSignIn).All;
        var scaling = new List<RulesBenchRow>();
        foreach (var size in Sizes)
            scaling.Add(Measure(() => SigmaRules.Load(new GeneratedRules(options.Seed).Take(size)), signIns.Count > 0 ? signIns : records.All, routed: true, cancellation));
        if (json)
            await @out.WriteLineAsync(Json(main, unrouted, scaling, records.All));
        else
            await PrintAsync(main, unrouted, scaling);
        return 0;
    }

    private RulesBenchRow Measure(Func<SigmaRules> load, List<(byte[] Record, EventRoute? Route)> records, bool routed, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var rules = load();
        var engine = new SigmaEngine(rules, FieldMap.BuiltIn);
        engine.Prepare();
        var loading = Stopwatch.GetElapsedTime(start).TotalSeconds;

        var matcher = engine.CreateMatcher();
        var hits = new List<SigmaRule>();

        // Long enough for the compiler's last tier, whose work counts as processor time too.
        var warm = Environment.CpuUsage.TotalTime;
        int matched;
        do
            matched = Round(matcher, records, routed, hits);
        while (Environment.CpuUsage.TotalTime - warm < TimeSpan.FromSeconds(Math.Max(1, options.Seconds / 2.0)));

        long events = 0;
        var (evaluated, allocated, used) = (matcher.Evaluated, GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        while (Environment.CpuUsage.TotalTime - used < TimeSpan.FromSeconds(options.Seconds))
        {
            cancellation.ThrowIfCancellationRequested();
            Round(matcher, records, routed, hits);
            events += records.Count;
        }

        var seconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        return new RulesBenchRow(rules.Rules.Count, loading, events / seconds, (matcher.Evaluated - evaluated) / (double)events, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)events, matched);
    }

    private static int Round(SigmaMatcher matcher, List<(byte[] Record, EventRoute? Route)> records, bool routed, List<SigmaRule> hits)
    {
        var matched = 0;
        foreach (var (record, route) in records)
        {
            matcher.Match(record, null, routed ? route : null, hits);
            matched += hits.Count > 0 ? 1 : 0;
        }

        return matched;
    }

    private async Task PrintAsync(RulesBenchRow main, RulesBenchRow unrouted, List<RulesBenchRow> scaling)
    {
        await @out.WriteLineAsync($"{"",-22}{"rules",8}{"events/s/core",16}{"evaluated",11}{"bytes",8}{"load s",8}");
        await RowAsync("real records", main);
        await RowAsync("without routing", unrouted);
        foreach (var row in scaling)
            await RowAsync("generated, sign-ins", row);
    }

    private Task RowAsync(string name, RulesBenchRow row) => @out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
        $"{name,-22}{row.Rules,8}{row.EventsPerSecond,16:N0}{row.EvaluatedPerEvent,11:N2}{row.BytesAllocatedPerEvent,8:N0}{row.LoadSeconds,8:N2}"));

    private static string Json(RulesBenchRow main, RulesBenchRow unrouted, List<RulesBenchRow> scaling, List<(byte[] Record, EventRoute? Route)> records) => JsonSerializer.Serialize(new
    {
        rules = main.Rules,
        events_per_second_per_core = Math.Round(main.EventsPerSecond),
        unrouted_events_per_second_per_core = Math.Round(unrouted.EventsPerSecond),
        evaluated_per_event = Math.Round(main.EvaluatedPerEvent, 3),
        allocated_bytes_per_event = Math.Round(main.BytesAllocatedPerEvent, 1),
        records = records.Count,
        average_record_bytes = Math.Round(records.Average(each => each.Record.Length)),
        matched_records = main.Matched,
        load_seconds = Math.Round(main.LoadSeconds, 3),
        scaling = scaling.Select(row => new { rules = row.Rules, events_per_second_per_core = Math.Round(row.EventsPerSecond), evaluated_per_event = Math.Round(row.EvaluatedPerEvent, 3), load_seconds = Math.Round(row.LoadSeconds, 3) }),
    });
}
