using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using AuditOps.Simulator;

namespace AuditOps.EndToEnd.Tests;

/// <summary>
/// Simulated services of twenty seeds with every fault they know, two tenants each, all sources; one fleet of collectors for all of them, one of which is killed every few seconds. In the end what
/// each tenant has exposed is what is stored, record by record and byte by byte, what was malformed is a dead letter, and its configuration is what the posture topic holds.
/// Seeds 1 to 20, with AUDITOPS_TEST_LONG=1 more of everything; or the one in AUDITOPS_COLLECT_SEED.
/// </summary>
public sealed class CollectKillTests(ITestOutputHelper output)
{
    private const int Seeds = 20;
    private const int Kills = 8;
    private static readonly string[] Fleet = ["kill-a", "kill-b"];
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_exposed_is_stored_whatever_fails_and_however_often_collectors_are_killed()
    {
        var given = Environment.GetEnvironmentVariable("AUDITOPS_COLLECT_SEED");
        ulong[] seeds = given is not null ? [ulong.Parse(given, CultureInfo.InvariantCulture)] : [.. Enumerable.Range(1, Seeds).Select(seed => (ulong)seed)];
        var watch = Stopwatch.StartNew();
        await using var stack = await EmbeddedStack.StartAsync("--no-sample", "--no-simulator");
        var services = new List<SimulatedSeed>();
        var fleet = new Dictionary<string, Process>(StringComparer.Ordinal);
        try
        {
            foreach (var seed in seeds) services.Add(await SimulatedSeed.StartAsync(seed, Long, Now));
            var config = Path.Combine(stack.Data, "tenants.json");
            await File.WriteAllTextAsync(config, Configuration(services), Now);
            foreach (var instance in Fleet) fleet[instance] = Collect(stack, config, instance);
            var started = watch.Elapsed;
            var random = new Random((int)seeds[0]);
            for (var kill = 0; kill < (Long ? 5 * Kills : Kills); kill++)
            {
                await Task.Delay(random.Next(2_000, 4_000), Now);
                var instance = Fleet[random.Next(Fleet.Length)];
                await KillAsync(fleet[instance]);
                fleet[instance] = Collect(stack, config, instance);
            }

            var killed = watch.Elapsed;
            await CompareAsync(stack, services, () => StopAsync(fleet));
            output.WriteLine($"[FIGURE] {seeds.Length} seeds, {services.SelectMany(service => service.Tenants).Sum(tenant => tenant.Records.Count)} records, {services.SelectMany(service => service.Tenants).Sum(tenant => tenant.Malformed)} malformed: ready after {started.TotalSeconds:0} s, last kill after {killed.TotalSeconds:0} s, equal after {watch.Elapsed.TotalSeconds:0} s");
        }
        finally
        {
            await StopAsync(fleet);
            foreach (var service in services) await service.DisposeAsync();
        }
    }

    private async Task CompareAsync(EmbeddedStack stack, List<SimulatedSeed> services, Func<Task> stopCollectingAsync)
    {
        foreach (var service in services) await service.FreezeAsync(Now);
        var tenants = services.SelectMany(service => service.Tenants).ToList();
        var deadline = TimeSpan.FromSeconds(Long ? 1_800 : 600);
        var records = tenants.Sum(tenant => tenant.Records.Count);
        var watch = Stopwatch.StartNew();
        await Eventually.HoldsAsync(
            "what is exposed being what is stored",
            async () =>
            {
                // A count is cheap to ask for, unlike every record with its bytes; late in the day it is told what is missing.
                var count = long.Parse(await stack.SqlAsync("SELECT count() FROM auditops.events"), CultureInfo.InvariantCulture);
                return count < records && watch.Elapsed < deadline / 2 ? $"{count} of {records} records are stored" : Differences(tenants, await StoredTenant.ReadAsync(stack));
            },
            difference => difference.Length == 0,
            deadline);

        // What was too much may come late: nothing is collected any more, all that was is through, and it is still the same.
        await stopCollectingAsync();
        foreach (var (group, topic) in new[] { (ConsumerGroups.Ingest, TopicNames.Raw), (ConsumerGroups.SinkEvents, TopicNames.Enriched), (ConsumerGroups.SinkDeadLetters, TopicNames.DeadLetters) })
        {
            using var offsets = new ConsumerOffsets(stack.Kafka, group, topic);
            await offsets.DrainedAsync();
        }

        var stored = await StoredTenant.ReadAsync(stack);
        Assert.Equal("", Differences(tenants, stored));
        foreach (var seed in tenants.GroupBy(tenant => tenant.Seed))
        {
            Assert.True(seed.All(tenant => tenant.Records.Count > 50), $"seed {seed.Key} exposed too little to tell");
            output.WriteLine($"[FIGURE] seed {seed.Key}: " + string.Join("; ", seed.Select(tenant => $"{tenant.Name} exposed {tenant.Records.Count} + {tenant.Malformed} malformed + {tenant.Objects.Count} objects, stored {stored[tenant.Name].Records.Count} + {stored[tenant.Name].Letters} letters + {stored[tenant.Name].Objects.Count} objects")));
        }
    }

    private static string Differences(List<ExposedTenant> tenants, Dictionary<string, StoredTenant> stored) =>
        string.Join("\n", tenants.Select(tenant => tenant.Difference(stored.GetValueOrDefault(tenant.Name))).Where(difference => difference.Length > 0).Take(5));

    private static async Task StopAsync(Dictionary<string, Process> fleet)
    {
        foreach (var process in fleet.Values) await KillAsync(process);
        fleet.Clear();
    }

    private static Process Collect(EmbeddedStack stack, string config, string instance)
    {
        var process = Cli.Start(["collect", "--config", config, "--kafka", stack.Kafka, "--instance", instance, "--rejected", Path.Combine(stack.Data, "rejected")]);
        // Nobody reads them; a full pipe would stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static string Configuration(List<SimulatedSeed> services) => JsonSerializer.Serialize(new
    {
        Tenants = services.SelectMany(service => service.Tenants.Select(tenant => new
        {
            tenant.Name, tenant.Account.TenantId, tenant.Account.ClientId, tenant.Account.ClientSecret, Cloud = "custom", LoginEndpoint = service.Address, GraphEndpoint = service.Address, ManagementEndpoint = service.Address,
            Sources = new[] { "all" },
        })),
        // Half a day of looking back every few seconds instead of every day: what is late must not take a day to be found.
        Windows = new { Interval = "00:00:04", PostureInterval = "00:00:15", Lookback = "14:00:00", Sweeps = new[] { new { Every = "00:00:10", Reach = "14:00:00" } } },
        Limits = new { GraphPerTenant = 1_000, GraphPerApp = 2_000, DirectoryPerTenant = 1_000, ManagementPerTenant = 20_000, FirstPause = "00:00:00.1", LongestPause = "00:00:05", CircuitBreak = "00:00:01", Timeout = "00:00:20", Concurrency = 8, Held = 64 },
    });
}
