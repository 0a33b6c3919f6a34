using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;
using AuditOps.Simulator;

namespace AuditOps.EndToEnd.Tests;

/// <summary>
/// Simulated tenants with every fault they know, collectors killed every few seconds: in the end what the tenants have exposed is what is stored, record by record and byte by byte, and what was
/// malformed is a dead letter. Seed 1, with AUDITOPS_TEST_LONG=1 seeds 1 to 20; or the one in AUDITOPS_COLLECT_SEED. One after the other: all processes of the group share the feeds, so two of them
/// with different tenants would each be given feeds that they know nothing of.
/// </summary>
public sealed class CollectKillTests(ITestOutputHelper output)
{
    private const int Kills = 3;
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_exposed_is_stored_whatever_fails_and_however_often_collectors_are_killed()
    {
        var given = Environment.GetEnvironmentVariable("AUDITOPS_COLLECT_SEED");
        var seeds = given is not null ? [ulong.Parse(given, CultureInfo.InvariantCulture)] : Enumerable.Range(1, Long ? 20 : 1).Select(seed => (ulong)seed).ToArray();
        await using var stack = await EmbeddedStack.StartAsync("--no-sample", "--no-simulator");
        foreach (var seed in seeds)
            await SeedAsync(stack, seed);
    }

    private async Task SeedAsync(EmbeddedStack stack, ulong seed)
    {
        var random = new Random((int)seed);
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Seed = seed, Tenants = 2, EventsPerDay = 2_500, Backlog = TimeSpan.FromHours(12), Faults = FaultProfile.Worst }, cancel: Now);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Sim-Key", simulator.ControlKey);
        var names = simulator.Tenants.Select((_, index) => $"seed{seed}-{(char)('a' + index)}").ToArray();
        var config = Path.Combine(stack.Data, $"tenants-{seed}.json");
        await File.WriteAllTextAsync(config, Configuration(simulator, names), Now);

        var watch = Stopwatch.StartNew();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Collect(stack, config);
            await Task.Delay(random.Next(1_500, 5_000), Now);
            process.Kill();
            await process.WaitForExitAsync(Now);
        }

        using var last = Collect(stack, config);
        try
        {
            simulator.Freeze();
            long exposed = 0, malformed = 0;
            for (var index = 0; index < names.Length; index++)
            {
                var sent = await ExposedAsync(client, simulator, index);
                var stored = new Dictionary<string, string>(StringComparer.Ordinal);
                var what = await Eventually.HoldsAsync($"all that {names[index]} exposes being stored (seed {seed})", async () => Difference(sent.Good, stored = await StoredAsync(stack, names[index])), difference => difference.Length == 0, TimeSpan.FromSeconds(240));
                Assert.Equal("", what);
                // A page that was cut every time it was asked for may add a letter of its own; its records are among the stored ones all the same.
                var letters = await Eventually.HoldsAsync($"a dead letter of each malformed record of {names[index]} (seed {seed})", () => LettersAsync(stack, names[index]), count => count >= sent.Malformed);
                output.WriteLine($"[FIGURE] seed {seed}, {names[index]}: exposed {sent.Good.Count} + {sent.Malformed} malformed, stored {stored.Count}, dead letters {letters}");
                (exposed, malformed) = (exposed + sent.Good.Count, malformed + sent.Malformed);
            }

            Assert.True(exposed > 500, $"only {exposed} records were exposed (seed {seed})");
            output.WriteLine($"[FIGURE] seed {seed}: {exposed} records and {malformed} malformed in {watch.Elapsed.TotalSeconds:0} s, {Kills} kills");
        }
        finally
        {
            last.Kill();
            await last.WaitForExitAsync(Now);
        }
    }

    private static Process Collect(EmbeddedStack stack, string config)
    {
        var process = Cli.Start(["collect", "--config", config, "--kafka", stack.Kafka, "--instance", Path.GetFileNameWithoutExtension(config), "--rejected", Path.Combine(stack.Data, "rejected")]);
        // Nobody reads them; a full pipe would stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string Configuration(SimulatorServer simulator, string[] names) => JsonSerializer.Serialize(new
    {
        Tenants = simulator.Tenants.Select((tenant, index) => new
        {
            Name = names[index], tenant.TenantId, tenant.ClientId, tenant.ClientSecret, Cloud = "custom", LoginEndpoint = simulator.BaseAddress, GraphEndpoint = simulator.BaseAddress, ManagementEndpoint = simulator.BaseAddress,
            Sources = new[] { "entra.audit", "entra.signin", "entra.risk", "intune.audit", "m365.activity" },
        }),
        // A day of looking back every few seconds instead of every day: what is late must not take a day to be found.
        Windows = new { Interval = "00:00:01", Lookback = "1.00:00:00", Slice = "1.00:00:00", Sweeps = new[] { new { Every = "00:00:05", Reach = "3.00:00:00" } } },
        Limits = new { GraphPerTenant = 1_000, GraphPerApp = 2_000, ManagementPerTenant = 20_000, FirstPause = "00:00:00.1", LongestPause = "00:00:05", CircuitBreak = "00:00:01", Timeout = "00:00:10", Concurrency = 8 },
    });

    private static async Task<(Dictionary<string, string> Good, int Malformed)> ExposedAsync(HttpClient client, SimulatorServer simulator, int tenant)
    {
        var text = await client.GetStringAsync(new Uri($"{simulator.BaseAddress}/_sim/exposed?tenant={simulator.Tenants[tenant].TenantId}"), Now);
        var good = new Dictionary<string, string>(StringComparer.Ordinal);
        var malformed = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var record = JsonDocument.Parse(line);
            var root = record.RootElement;
            if (root.TryGetProperty("malformed", out var broken) && broken.GetBoolean()) malformed++;
            else good[$"{root.GetProperty("source").GetString()} {root.GetProperty("id").GetString()}"] = root.GetProperty("sha256").GetString()!;
        }

        return (good, malformed);
    }

    private static async Task<Dictionary<string, string>> StoredAsync(EmbeddedStack stack, string tenant)
    {
        var rows = await stack.SqlAsync($"SELECT concat(source, ' ', event_id), lower(hex(SHA256(raw))) FROM auditops.events WHERE tenant = '{tenant}' LIMIT 1000000 FORMAT TSV");
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = row.IndexOf('\t', StringComparison.Ordinal);
            stored[row[..tab]] = row[(tab + 1)..];
        }

        return stored;
    }

    private static async Task<long> LettersAsync(EmbeddedStack stack, string tenant) =>
        long.Parse(await stack.SqlAsync($"SELECT uniqExact(payload_sha256) FROM auditops.dead_letters WHERE tenant = '{tenant}' AND stage = 'collect'"), CultureInfo.InvariantCulture);

    /// <returns>Empty when both sides are the same; else what differs, the first of it.</returns>
    private static string Difference(Dictionary<string, string> exposed, Dictionary<string, string> stored)
    {
        var missing = exposed.Keys.Where(id => !stored.ContainsKey(id)).ToList();
        var unknown = stored.Keys.Where(id => !exposed.ContainsKey(id)).ToList();
        var older = exposed.Where(record => stored.TryGetValue(record.Key, out var hash) && hash != record.Value).Select(record => record.Key).ToList();
        if (missing.Count + unknown.Count + older.Count == 0) return "";
        var text = new StringBuilder();
        foreach (var (name, list) in new[] { ("missing", missing), ("unknown", unknown), ("of another version", older) })
        {
            if (list.Count > 0) text.Append(CultureInfo.InvariantCulture, $"{list.Count} {name}: {string.Join(", ", list.Take(5))}; ");
        }

        return text.Append(CultureInfo.InvariantCulture, $"exposed {exposed.Count}, stored {stored.Count}").ToString();
    }
}
