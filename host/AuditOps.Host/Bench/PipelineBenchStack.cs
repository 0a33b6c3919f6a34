using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Host.Supervision;
using AuditOps.Kafka;
using AuditOps.Warehouse;

namespace AuditOps.Host.Bench;

/// <summary>Broker, ClickHouse and processing as child processes on a folder of their own, or the addresses of a stack that already runs.</summary>
internal sealed class PipelineBenchStack : IAsyncDisposable
{
    private readonly List<BenchRole> _roles = [];
    private readonly string? _folder;
    private readonly string? _statusFile;

    private PipelineBenchStack(string kafka, string clickhouse)
    {
        Kafka = new KafkaOptions { BootstrapServers = kafka };
        Warehouse = new WarehouseOptions { Address = new Uri(clickhouse), QueryTimeout = TimeSpan.FromMinutes(5) };
    }

    private PipelineBenchStack(string folder, string statusFile, BenchRole broker, BenchRole clickhouse)
        : this(broker.Address, clickhouse.Address)
    {
        _folder = folder;
        _statusFile = statusFile;
        _roles.AddRange([broker, clickhouse]);
    }

    public KafkaOptions Kafka { get; }

    public WarehouseOptions Warehouse { get; }

    public static async Task<PipelineBenchStack> StartAsync(PipelineBenchOptions options, CancellationToken cancel)
    {
        if (options.Kafka is { } kafka && options.ClickHouse is { } clickhouse)
            return new PipelineBenchStack(kafka, clickhouse);
        var folder = Directory.CreateTempSubdirectory("auditops-bench-").FullName;
        var status = Path.Combine(folder, "process.json");
        var stack = new PipelineBenchStack(
            folder, status,
            await BenchRole.StartAsync("broker", ["broker", "--data", Path.Combine(folder, "kafka"), "--port", "0"], cancel),
            await BenchRole.StartAsync("clickhouse", ["clickhouse", "--data", Path.Combine(folder, "clickhouse"), "--port", "0"], cancel));
        try
        {
            await Preparation.ProvisionAsync(stack.Kafka, fix: false, TimeProvider.System, cancel);
            await Preparation.MigrateAsync(stack.Warehouse, cancel);
            string[] arguments = ["process", "--kafka", stack.Kafka.BootstrapServers, "--clickhouse", stack.Warehouse.Address.ToString(), "--status-file", status, "--guarantee", ProcessCommand.NameOf(options.Guarantee), "--state", Path.Combine(folder, "state")];
            stack._roles.Add(await BenchRole.StartAsync("process", arguments, cancel));
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Resident memory of all child processes now, bytes.</summary>
    public long ResidentBytes() => _roles.Sum(role => ReadResident(role.ProcessId));

    /// <summary>CPU seconds of each child process so far, by name.</summary>
    public IReadOnlyList<(string Name, double Seconds)> CpuSeconds() =>
        _roles.Count == 0 ? [] : [("broker", ReadCpu(_roles[0].ProcessId)), ("clickhouse", ReadCpu(_roles[1].ProcessId)), ("process", ReadCpu(_roles[2].ProcessId))];

    /// <summary>Managed allocation of the processing role so far, bytes, as last reported by itself (once a second).</summary>
    public long? AllocatedBytes()
    {
        if (_statusFile is null || !File.Exists(_statusFile))
            return null;
        using var status = JsonDocument.Parse(File.ReadAllBytes(_statusFile));
        return status.RootElement.GetProperty("allocated_bytes").GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        // Back to front, so that nobody misses what it still writes to.
        for (var i = _roles.Count - 1; i >= 0; i--)
            await _roles[i].DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static long ReadResident(int pid)
    {
        // https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html: the second field, in pages.
        var file = $"/proc/{pid}/statm";
        return File.Exists(file) ? long.Parse(File.ReadAllText(file).Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;
    }

    private static double ReadCpu(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        return process.TotalProcessorTime.TotalSeconds;
    }
}
