using AuditOps.Host.Commands;
using AuditOps.Kafka;
using AuditOps.Warehouse;

namespace AuditOps.Host.Supervision;

/// <summary>
/// <c>auditops up</c>: broker, ClickHouse, processing, API, simulated tenant and collectors, each in a process of its own. Order of starting: the two servers together, then topics and tables,
/// then processing and API, then the simulated tenant and the collectors. Order of stopping: collectors, simulated tenant, API, processing, broker, ClickHouse, so that nothing acknowledged is in flight when its server goes.
/// </summary>
internal sealed class Supervisor(UpOptions options, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly Lock _readyFileLock = new();
    private ChildRole? _broker;
    private ChildRole? _clickhouse;
    private ChildRole? _process;
    private ChildRole? _api;
    private ChildRole? _collect;
    private ChildRole? _simulate;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        // Read here too, so that a fault is told before anything is touched, and not by a child that does not start.
        NotifyCommand.Load(options.NotifyFile);
        RiskFile.Load(options.RiskFile);
        var began = time.GetTimestamp();
        using var folder = DataFolder.Open(options.DataDirectory, options.Reset);
        WarnLowDisk(folder);

        var key = folder.ApiKey(options.ApiKey);
        var password = folder.ClickHousePassword();
        (string, string)[] warehouse = [(Connections.ClickHousePrefix + "USER", ClickHouseCommand.ProductUser), (ClickHouseCommand.PasswordVariable, password)];
        await using var broker = Child("broker", folder, address => ["broker", "--data", folder.Kafka, "--port", Port(address, options.KafkaPort)]);
        await using var clickhouse = Child("clickhouse", folder, address => ["clickhouse", "--data", folder.ClickHouse, "--port", Port(address, options.ClickHousePort)], warehouse);
        string[] notify = options.NotifyFile is { } told ? ["--notify", Path.GetFullPath(told)] : [];
        string[] risk = options.RiskFile is { } weighed ? ["--risk", Path.GetFullPath(weighed)] : [];
        await using var process = Child("process", folder, _ => ["process", "--kafka", broker.Address!, "--clickhouse", clickhouse.Address!, "--instance", "embedded", "--state", folder.State, .. notify, .. risk], warehouse);
        await using var api = Child("api", folder, address => ["api", "--kafka", broker.Address!, "--clickhouse", clickhouse.Address!, "--port", Port(address, options.ApiPort), .. risk], [("AUDITOPS_API_KEY", key), .. warehouse]);
        await using var simulate = Child("simulate", folder, address => ["simulate", "--port", Port(address, 0), "--tenants-file", folder.SimulatedTenants]);
        // Tenants that were named are collected from instead of simulated ones.
        var tenants = options.TenantsFile ?? (options.NoSimulator ? null : folder.SimulatedTenants);
        await using var collect = Child("collect", folder, _ => ["collect", "--kafka", broker.Address!, "--config", tenants!, "--instance", "embedded", "--rejected", folder.Rejected]);
        (_broker, _clickhouse, _process, _api, _collect, _simulate) = (broker, clickhouse, process, api, collect, simulate);

        try
        {
            await Task.WhenAll(broker.StartAsync(StartDeadline, cancel), clickhouse.StartAsync(StartDeadline, cancel));
            await Task.WhenAll(Preparation.ProvisionAsync(new KafkaOptions { BootstrapServers = broker.Address! }, fix: false, time, cancel), Preparation.MigrateAsync(new WarehouseOptions { Address = new Uri(clickhouse.Address!), User = ClickHouseCommand.ProductUser, Password = password }, cancel));
            await Task.WhenAll(process.StartAsync(StartDeadline, cancel), api.StartAsync(StartDeadline, cancel));
            // Decided once: a first start that failed half-way leaves the decision to the next.
            if (!folder.SampleLoaded && options.NoSample) folder.MarkSampleLoaded();
            if (!folder.SampleLoaded) await LoadSampleAsync(folder, broker.Address!, cancel);
            if (tenants == folder.SimulatedTenants) await simulate.StartAsync(StartDeadline, cancel);
            if (tenants is not null) await collect.StartAsync(StartDeadline, cancel);

            WriteReadyFile();
            foreach (var child in (ChildRole[])[broker, clickhouse, process, api, collect, simulate])
            {
                child.Died += (dead, code) => output.WriteLine($"auditops: {dead.Name} ended with code {code}; it is started again (logs/{dead.Name}.log).");
                child.Ready += _ => TryWriteReadyFile();
            }

            Banner.Write(output, options, folder, broker.Address!, clickhouse.Address!, api.Address!, key, time.GetElapsedTime(began));
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await output.WriteLineAsync("auditops: stopping in order ...");
        }
        finally
        {
            if (options.ReadyFile is not null) File.Delete(options.ReadyFile);
            foreach (var child in (ChildRole[])[broker, clickhouse, process, api, collect, simulate]) await child.ExpectEndAsync();
            await collect.StopAsync();
            await simulate.StopAsync();
            await api.StopAsync();
            await process.StopAsync();
            await broker.StopAsync();
            await clickhouse.StopAsync();
        }

        await output.WriteLineAsync("auditops: stopped.");
        return ExitCode.Done;
    }

    /// <summary>A restarted child listens where the one before it did, whatever port was asked for at first.</summary>
    private static string Port(string? earlier, int asked)
    {
        var port = earlier is null ? asked : int.Parse(earlier[(earlier.LastIndexOf(':') + 1)..].TrimEnd('/'));
        return port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private ChildRole Child(string name, DataFolder folder, Func<string?, IReadOnlyList<string>> arguments, params (string Key, string Value)[] environment) =>
        new(name, folder, arguments, environment.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal), time);

    private async Task LoadSampleAsync(DataFolder folder, string kafka, CancellationToken cancel)
    {
        await Preparation.LoadSampleAsync(kafka, folder, time, cancel);
        folder.MarkSampleLoaded();
    }

    private void WarnLowDisk(DataFolder folder)
    {
        var free = folder.FreeBytes();
        if (free < DataFolder.LowDiskBytes)
        {
            output.WriteLine($"auditops: only {free >> 20} MiB are free where {folder.Path} lies; the broker refuses new records when the disk is nearly full.");
        }
    }

    /// <summary>After a restart: a folder that is gone by now must not keep a child from being watched.</summary>
    private void TryWriteReadyFile()
    {
        try
        {
            WriteReadyFile();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"auditops: the ready file could not be written: {exception.Message}");
        }
    }

    private void WriteReadyFile()
    {
        if (options.ReadyFile is null) return;
        lock (_readyFileLock)
        {
            new ReadyFile
            {
                Api = _api!.Address!.TrimEnd('/'),
                Kafka = _broker!.Address!,
                ClickHouse = _clickhouse!.Address!.TrimEnd('/'),
                Pids = new Dictionary<string, int?>(StringComparer.Ordinal)
                {
                    ["host"] = Environment.ProcessId,
                    ["broker"] = _broker.ProcessId,
                    ["clickhouse"] = _clickhouse.ProcessId,
                    ["process"] = _process!.ProcessId,
                    ["collect"] = _collect!.ProcessId,
                    ["api"] = _api.ProcessId,
                    ["simulate"] = _simulate!.ProcessId,
                },
            }.WriteTo(options.ReadyFile);
        }
    }
}
