using System.Diagnostics;
using System.Globalization;
using System.Text;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>
/// kill -9 of every part while records are on their way. An oracle issues the ids; after each round every id is in the view exactly once, whatever was killed.
/// A round counts only when its first records were on the raw topic and not all of them could be queried at the moment of the kill; void rounds are repeated and counted apart.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int RecordsPerRound = 8_000;
    private static readonly string[] Victims = ["broker", "clickhouse", "process", "import"];

    [Fact]
    public async Task Nothing_is_lost_and_nothing_is_double_when_any_part_is_killed_at_any_moment()
    {
        var wanted = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 60 : 20;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AUDITOPS_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        var tally = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var stack = await EmbeddedStack.StartAsync("--no-sample");
        using var offsets = new ConsumerOffsets(stack.Kafka, "auditops.sink.events", "auditops.enriched.v1");
        using var raw = new ConsumerOffsets(stack.Kafka, "raw", "auditops.raw-history.v1");
        long issued = 0;
        var valid = 0;
        for (var round = 0; valid < wanted; round++)
        {
            Assert.True(round < wanted * 3, $"too many void rounds (seed {seed}): {Describe(tally)}");
            var victim = Victims[round % Victims.Length];
            var file = Path.Combine(stack.Data, $"round-{round}.ndjson");
            await File.WriteAllBytesAsync(file, Records(round), TestContext.Current.CancellationToken);
            issued += RecordsPerRound;
            var before = issued - RecordsPerRound;

            var kind = await RoundAsync(stack, offsets, raw, victim, file, before, random);

            tally[kind] = tally.GetValueOrDefault(kind) + 1;
            if (!kind.StartsWith("void", StringComparison.Ordinal)) valid++;
            var count = await Eventually.HoldsAsync(
                $"all {issued} events being there after round {round} ({kind}, seed {seed})", () => stack.CountAsync("kill"), found => found >= issued, TimeSpan.FromSeconds(90));
            Assert.True(count == issued, $"{count} events of {issued} after round {round} ({kind}, seed {seed})");
            File.Delete(file);
        }

        Assert.Equal(issued, long.Parse(await stack.SqlAsync("SELECT uniqExact(event_id) FROM auditops.events WHERE tenant = 'kill'"), CultureInfo.InvariantCulture));
        Assert.Equal(0, long.Parse(await stack.SqlAsync("SELECT count() FROM auditops.dead_letters"), CultureInfo.InvariantCulture));
        output.WriteLine($"[FIGURE] kills: {Describe(tally)}; {issued} events, seed {seed}");
        foreach (var victim in Victims) Assert.Contains(tally.Keys, kind => kind.StartsWith(victim, StringComparison.Ordinal));
        Assert.Contains("broker during append", tally.Keys);
        Assert.Contains("process between insert and commit", tally.Keys);
        // The view shows an id once however often it was written; the topic behind it does not forgive.
        Assert.Equal(issued, offsets.Records());
    }

    /// <returns>What the kill hit, for the tally; starts with "void" when nothing was in flight.</returns>
    private static async Task<string> RoundAsync(EmbeddedStack stack, ConsumerOffsets offsets, ConsumerOffsets raw, string victim, string file, long before, Random random)
    {
        var drained = await offsets.DrainedAsync();
        var run = "kill-" + Path.GetFileNameWithoutExtension(file);
        var rawBefore = raw.End();
        var arguments = new[] { "import", file, "--tenant", "kill", "--kafka", stack.Kafka, "--run", run };
        var import = Cli.Start(arguments);
        var importing = Cli.FinishAsync(import);
        await Eventually.HoldsAsync("the import's first records being on the raw topic", () => Task.FromResult(raw.End()), end => end > rawBefore);
        await Task.Delay(random.Next(victim is "broker" or "import" ? 100 : 400));

        string kind;
        switch (victim)
        {
            case "import":
                kind = importing.IsCompleted ? "void (import done)" : "import";
                if (!importing.IsCompleted) import.Kill();
                break;
            case "process":
                kind = await KillProcessingAsync(stack, offsets, drained, before);
                break;
            default:
                var stored = await stack.CountAsync("kill");
                var inFlight = !importing.IsCompleted || stored < before + RecordsPerRound;
                kind = !inFlight ? $"void ({victim})" : importing.IsCompleted ? victim + " while processing" : victim + " during append";
                Kill(stack.ProcessId(victim));
                break;
        }

        var first = await importing;
        if (first.Code != 0)
        {
            var again = await Cli.RunAsync(arguments);
            Assert.True(again.Code == 0, $"the repeated import ended with {again.Code}: {again.Error}; the first one: {first.Error}");
        }

        return kind;
    }

    /// <summary>Stops the process to look, so that what is seen is what the kill hits: rows inserted whose offsets were not committed, if there are any.</summary>
    private static async Task<string> KillProcessingAsync(EmbeddedStack stack, ConsumerOffsets offsets, long drained, long before)
    {
        var kind = "void (process)";
        for (var look = 0; look < 60; look++)
        {
            var id = stack.ProcessId("process");
            Signal("STOP", id);
            var stored = await stack.CountAsync("kill");
            // Counted from the drained state at the round's begin: earlier repeats are in neither difference.
            var between = stored - before > offsets.Committed() - drained;
            var last = look == 59;
            if (between || (last && stored < before + RecordsPerRound))
            {
                kind = between ? "process between insert and commit" : "process while processing";
                Kill(id);
                return kind;
            }

            Signal("CONT", id);
            if (stored >= before + RecordsPerRound) break;
            await Task.Delay(10);
        }

        return kind;
    }

    private static void Kill(int? processId) => Signal("KILL", processId);

    private static void Signal(string signal, int? processId)
    {
        if (processId is not { } id) return;
        using var kill = Process.Start("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static byte[] Records(int round)
    {
        var text = new StringBuilder();
        for (var i = 0; i < RecordsPerRound; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"Id\":\"kill-{round}-{i}\",\"RecordType\":6,\"CreationTime\":\"2026-10-{1 + (i % 28):00}T{i % 24:00}:00:00\",\"Operation\":\"FileAccessed\",\"Workload\":\"SharePoint\",\"UserId\":\"user{i % 97}@contoso.example\",\"ClientIP\":\"192.0.2.{i % 250}\",\"ObjectId\":\"https://contoso.example/{new string((char)('a' + (i % 26)), 600)}\"}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Describe(Dictionary<string, int> tally) => string.Join(", ", tally.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
}
