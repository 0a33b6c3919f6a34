using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Schemas.Topics;

namespace AuditOps.Host.Bench;

/// <summary>
/// Crash conservation, end to end. An oracle issues ids; an obligation begins when the import of its file has said "done". Meanwhile parts are killed, frozen or taken
/// away at random moments. After every round each obligation must be stored exactly once and intact, roll-up and counts included, and stored plus
/// dead-lettered must be what was issued.
/// </summary>
internal sealed class ConservationBench(ConservationBenchOptions options, TextWriter output)
{
    private const string Tenant = "oracle";
    private const string ImportKilled = "import killed";
    private static readonly TimeSpan SettleDeadline = TimeSpan.FromSeconds(150);
    private static readonly string[] Roles = ["broker", "clickhouse", "process"];
    private static readonly string[] Hits = ["broker killed", "clickhouse killed", "processing killed", ImportKilled, "clickhouse away", "processing frozen", "two killed"];

    private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var seed = options.Seed ?? Environment.TickCount;
        var random = new Random(seed);
        var oracle = new ConservationOracle(random);
        var faults = new List<string>();
        await output.WriteLineAsync($"Starting everything; seed {seed} ...");
        await using var stack = await ConservationStack.StartAsync(cancel);
        await ShrinkWindowAsync(stack, cancel);
        var valid = 0;
        var voids = 0;
        for (var round = 0; valid < options.Rounds && faults.Count == 0; round++)
        {
            if (voids > options.Rounds + 10)
                throw new HostException($"{voids} rounds were void: this machine finishes before anything can be hit. Ask for more --records.");
            // A void round is repeated with the same hit, so that enough rounds have had all of them.
            var hit = Hits[valid % Hits.Length];
            var file = Path.Combine(stack.Folder, $"round-{round}.ndjson");
            await File.WriteAllBytesAsync(file, oracle.Issue(round, options.Records), cancel);
            var counted = await RoundAsync(stack, hit, file, $"conservation-{round}", oracle, random, cancel);
            var fault = await SettleAsync(stack, oracle, cancel);
            if (fault is not null)
                faults.Add($"after round {round} ({hit}): {fault}");
            File.Delete(file);
            if (counted)
            {
                valid++;
                _hits[hit] = _hits.GetValueOrDefault(hit) + 1;
            }
            else
            {
                voids++;
            }

            await output.WriteLineAsync($"  round {round}: {hit}{(counted ? "" : " (void: nothing was in flight)")}; {oracle.Ids} ids, {oracle.Revisions} revisions, {oracle.Unreadable} unreadable: {fault ?? "all kept"}");
        }

        var seen = await LookAsync(stack, cancel);
        var result = new ConservationResult
        {
            Seed = seed,
            Rounds = valid,
            VoidRounds = voids,
            Hits = _hits,
            Lines = oracle.Lines,
            Issued = oracle.Ids,
            Revised = oracle.Revisions,
            Unreadable = oracle.Unreadable,
            Stored = seen.Rows,
            DeadLettered = seen.Letters,
            Faults = faults,
        };
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(result, ConservationJson.Default.ConservationResult) : Describe(result));
        return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task ShrinkWindowAsync(ConservationStack stack, CancellationToken cancel)
    {
        foreach (var table in new[] { "events_store", "event_revisions", "event_counts_store" })
        {
            await stack.ClickHouse.ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = {options.DeduplicationWindow}"), cancellation: cancel);
        }
    }

    /// <returns>Whether something was in flight when it was hit.</returns>
    private async Task<bool> RoundAsync(ConservationStack stack, string hit, string file, string run, ConservationOracle oracle, Random random, CancellationToken cancel)
    {
        using var rawTopic = new TopicGrowth(stack.Kafka, TopicNames.RawHistory);
        string[] arguments = ["import", file, "--tenant", Tenant, "--kafka", stack.Kafka, "--run", run];
        var import = ConservationStack.Launch(arguments);
        var importing = FinishAsync(import, cancel);
        // In flight means: the first records are on the raw topic, and not all that this round issued can be queried.
        var hasBegun = await rawTopic.HasGrownAsync(cancel);
        // An import is over soon after its first records; what comes behind it takes longer.
        await Task.Delay(random.Next(hit == ImportKilled ? 60 : 600), cancel);
        var wasInFlight = hasBegun && (!importing.IsCompleted || (await LookAsync(stack, cancel)).Rows < oracle.Ids);
        wasInFlight &= await HitAsync(stack, hit, import, random, cancel);
        for (var attempt = 0; await importing != 0; attempt++)
        {
            if (attempt == 5)
                throw new HostException($"The import of {file} did not get through in {attempt} attempts.");
            importing = FinishAsync(ConservationStack.Launch(arguments), cancel);
        }

        return wasInFlight;
    }

    private static async Task<bool> HitAsync(ConservationStack stack, string hit, Process import, Random random, CancellationToken cancel)
    {
        switch (hit)
        {
            case ImportKilled:
                if (import.HasExited)
                    return false;
                import.Kill();
                return true;
            case "clickhouse away":
                return await FreezeAsync(stack, "clickhouse", random, cancel);
            case "processing frozen":
                return await FreezeAsync(stack, "process", random, cancel);
            case "two killed":
                // Two different ones: the first may not be back so soon.
                var one = random.Next(Roles.Length);
                var first = stack.Signal(Roles[one], "KILL");
                await Task.Delay(random.Next(300), cancel);
                return stack.Signal(Roles[(one + 1 + random.Next(Roles.Length - 1)) % Roles.Length], "KILL") && first;
            default:
                return stack.Signal(hit.Split(' ')[0] is var role && role == "processing" ? "process" : role, "KILL");
        }
    }

    /// <summary>Longer than a session timeout now and then, so that partitions are taken away from a process that still believes it has them.</summary>
    private static async Task<bool> FreezeAsync(ConservationStack stack, string role, Random random, CancellationToken cancel)
    {
        if (!stack.Signal(role, "STOP"))
            return false;
        await Task.Delay(random.Next(1_000, 14_000), cancel);
        return stack.Signal(role, "CONT");
    }

    private static async Task<int> FinishAsync(Process import, CancellationToken cancel)
    {
        var output = import.StandardOutput.ReadToEndAsync(cancel);
        var error = import.StandardError.ReadToEndAsync(cancel);
        await import.WaitForExitAsync(cancel);
        await Task.WhenAll(output, error);
        return import.ExitCode;
    }

    /// <returns>What is wrong when the pipeline has come to rest, or not come to rest in time; null when nothing is.</returns>
    private static async Task<string?> SettleAsync(ConservationStack stack, ConservationOracle oracle, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        string? fault = null;
        while (Stopwatch.GetElapsedTime(started) < SettleDeadline)
        {
            var seen = await LookAsync(stack, cancel);
            fault = Compare(seen, oracle);
            // More than there should be never becomes right by waiting.
            if (fault is null || seen.Rows > oracle.Ids || seen.Contents > oracle.Ids + oracle.Revisions || seen.Letters > oracle.Unreadable)
                return fault;
            await Task.Delay(250, cancel);
        }

        return fault;
    }

    private static string? Compare(ConservationView seen, ConservationOracle oracle)
    {
        var contents = oracle.Ids + oracle.Revisions;
        if (seen.Rows != oracle.Ids || seen.Ids != oracle.Ids)
            return $"{seen.Rows} rows of {seen.Ids} ids instead of {oracle.Ids}";
        if (seen.Fingerprint != oracle.Fingerprint)
            return "some event is not what was issued last under its id";
        if (seen.Contents != contents)
            return $"{seen.Contents} contents kept instead of {contents}";
        if (seen.RolledUp != contents)
            return $"the roll-up counts {seen.RolledUp} contents instead of {contents}";
        if (seen.Letters != oracle.Unreadable)
            return $"{seen.Letters} dead letters instead of {oracle.Unreadable}";
        return seen.Pending != 0 || seen.Stored != contents
            ? $"completeness says {seen.Stored} stored and {seen.Pending} pending instead of {contents} and 0"
            : null;
    }

    private static async Task<ConservationView> LookAsync(ConservationStack stack, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await ConservationView.ReadAsync(stack.ClickHouse, Tenant, cancel);
            }
            catch (AuditOps.Warehouse.WarehouseException)
            {
                // Killed or frozen on purpose; it comes back.
                await Task.Delay(100, cancel);
            }
        }
    }

    private static string Describe(ConservationResult result) => string.Create(CultureInfo.InvariantCulture, $"""
        {result.Rounds} rounds ({result.VoidRounds} void), seed {result.Seed}: {string.Join(", ", result.Hits.Select(hit => $"{hit.Key} {hit.Value}"))}.
        {result.Lines} lines: {result.Issued} ids, {result.Revised} revisions, {result.Unreadable} unreadable. Stored {result.Stored}, dead-lettered {result.DeadLettered}.
        {(result.Faults.Count == 0 ? "Every obligation is kept: nothing lost, nothing double, nothing altered." : string.Join("; ", result.Faults))}
        """);
}
