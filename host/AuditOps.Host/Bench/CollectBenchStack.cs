using System.Text.Json;
using AuditOps.Host.Supervision;
using AuditOps.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>Broker and simulated tenants as child processes on a folder of their own; the collector is started by whoever measures it.</summary>
internal sealed class CollectBenchStack : IAsyncDisposable
{
    private readonly List<BenchRole> _roles = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-bench-").FullName;

    private string Configuration => Path.Combine(_folder, "collect.json");

    public string Kafka { get; private set; } = "";

    /// <param name="configuration">Makes the collector's file of the one that the simulated tenants write.</param>
    public static async Task<CollectBenchStack> StartAsync(IReadOnlyList<string> simulator, Func<JsonElement, string> configuration, CancellationToken cancel)
    {
        var stack = new CollectBenchStack();
        try
        {
            var broker = await BenchRole.StartAsync("broker", ["broker", "--data", Path.Combine(stack._folder, "kafka"), "--port", "0"], cancel);
            stack._roles.Add(broker);
            stack.Kafka = broker.Address;
            await Preparation.ProvisionAsync(new KafkaOptions { BootstrapServers = broker.Address }, fix: false, TimeProvider.System, cancel);
            var tenants = Path.Combine(stack._folder, "tenants.json");
            stack._roles.Add(await BenchRole.StartAsync("simulate", ["simulate", "--tenants-file", tenants, "--seed", "1", .. simulator], cancel));
            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(tenants, cancel));
            await File.WriteAllTextAsync(stack.Configuration, configuration(file.RootElement), cancel);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public Task<BenchRole> CollectAsync(CancellationToken cancel) =>
        BenchRole.StartAsync("collect", ["collect", "--config", Configuration, "--kafka", Kafka, "--instance", "bench", "--rejected", Path.Combine(_folder, "rejected")], cancel);

    public async ValueTask DisposeAsync()
    {
        for (var i = _roles.Count - 1; i >= 0; i--) await _roles[i].DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
