using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Host.Supervision;
using AuditOps.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>Broker and simulated tenants as child processes on a folder of their own; the collector is started by whoever measures it.</summary>
internal sealed class CollectBenchStack : IAsyncDisposable
{
    private readonly List<BenchRole> _roles = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-bench-").FullName;

    private string TenantsFile => Path.Combine(_folder, "tenants.json");

    public int BrokerId => _roles[0].ProcessId;

    public int SimulatorId => _roles[1].ProcessId;

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
            stack._roles.Add(await BenchRole.StartAsync("simulate", ["simulate", "--tenants-file", stack.TenantsFile, "--seed", "1", .. simulator], cancel));
            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(stack.TenantsFile, cancel));
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

    /// <summary>Plans faults for the first tenant.</summary>
    /// <param name="plan">Makes a fault plan of a tenant's id.</param>
    public async Task FaultsAsync(Func<string, string> plan, CancellationToken cancel)
    {
        var tenant = JsonNode.Parse(await File.ReadAllBytesAsync(TenantsFile, cancel))!["Tenants"]![0]!["TenantId"]!.ToString();
        await ControlAsync(HttpMethod.Post, "faults", JsonContent.Create(JsonNode.Parse(plan(tenant))), cancel);
    }

    /// <summary>Records of the Management Activity API that a tenant offers now.</summary>
    public async Task<long> OfferedAsync(int tenant, CancellationToken cancel) => (long)(await ControlAsync(HttpMethod.Get, "content", null, cancel))[tenant]!["records"]!;

    private async Task<JsonNode> ControlAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        var control = JsonNode.Parse(await File.ReadAllBytesAsync(TenantsFile + ".control", cancel))!;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{control["Address"]}/_sim/{path}")) { Content = content };
        request.Headers.Add("X-Sim-Key", control["ControlKey"]!.ToString());
        using var answer = await http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancel))!;
    }

    /// <summary>Collects from one of the tenants only.</summary>
    public async Task KeepOnlyAsync(int tenant, CancellationToken cancel)
    {
        var file = JsonNode.Parse(await File.ReadAllBytesAsync(Configuration, cancel))!;
        file["Tenants"] = new JsonArray(file["Tenants"]![tenant]!.DeepClone());
        await File.WriteAllTextAsync(Configuration, file.ToJsonString(), cancel);
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _roles.Count - 1; i >= 0; i--) await _roles[i].DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
