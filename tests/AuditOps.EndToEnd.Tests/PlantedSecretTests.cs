using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using AuditOps.Embedded.Kafka;
using AuditOps.EndToEnd.Tests.Driver;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Schemas.Topics;
using AuditOps.Simulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.EndToEnd.Tests;

/// <summary>What a collecting process prints, whatever becomes of it, holds none of the secrets that it was given.</summary>
public sealed class PlantedSecretTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-secrets-").FullName;
    private BrokerServer? _broker;
    private SimulatorServer? _simulator;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string[] Secrets => [_simulator!.Tenants[0].ClientSecret, "planted-control-key"];

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = Path.Combine(_folder, "kafka"), Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        var clients = new KafkaClientFactory(new KafkaOptions { BootstrapServers = _broker.BootstrapServers }, NullLoggerFactory.Instance);
        await new TopicProvisioner(clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance).ProvisionAsync(TopicCatalog.All, fix: false, CancellationToken.None);
        _simulator = await SimulatorServer.StartAsync(new SimulatorOptions { EventsPerDay = 200, Backlog = TimeSpan.FromHours(2) });
    }

    public async ValueTask DisposeAsync()
    {
        if (_simulator is not null) await _simulator.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_dump_of_the_configuration_a_failed_start_and_a_crash_print_no_secret()
    {
        var free = Write("free.json", port: 0);
        var shown = await Cli.RunAsync("config", "show", "--config", free);
        Assert.Equal(0, shown.Code);
        Assert.Contains("http://127.0.0.1:1/hooks", shown.Output, StringComparison.Ordinal);
        Clean(shown.Output + shown.Error);

        // The port is the simulator's; with the variable a failure prints all it knows.
        var taken = Cli.Start(["collect", "--config", Write("taken.json", new Uri(_simulator!.BaseAddress).Port), "--kafka", _broker!.BootstrapServers], new Dictionary<string, string> { ["AUDITOPS_TRACE"] = "1" });
        var failed = await Cli.FinishAsync(taken);
        Assert.NotEqual(0, failed.Code);
        Assert.Contains("Notifications.Port", failed.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", failed.Error, StringComparison.Ordinal);
        Clean(failed.Output + failed.Error);

        var (code, printed) = await CrashAsync(free);
        Assert.NotEqual(0, code);
        Assert.Contains("Unhandled exception", printed, StringComparison.Ordinal);
        Assert.Contains(StartupHook.Message, printed, StringComparison.Ordinal);
        Clean(printed);
    }

    private async Task<(int Code, string Printed)> CrashAsync(string config)
    {
        var crash = Path.Combine(_folder, "crash-now");
        using var process = Cli.Start(
            ["collect", "--config", config, "--kafka", _broker!.BootstrapServers],
            new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location, [StartupHook.Variable] = crash, ["AUDITOPS_TRACE"] = "1" });
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            // The public address does not answer, which is said when the application's token and both services were in use.
            await UntilAsync(() => lines.Any(line => line.Contains("could not validate", StringComparison.Ordinal)) || process.HasExited, () => string.Join('\n', lines));
            await File.WriteAllTextAsync(crash, "", Now);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return (process.ExitCode, string.Join('\n', lines));
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (var watch = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), otherwise());
            await Task.Delay(50, Now);
        }
    }

    private void Clean(string printed)
    {
        foreach (var secret in Secrets) Assert.DoesNotContain(secret, printed, StringComparison.Ordinal);
    }

    private string Write(string name, int port)
    {
        var tenant = _simulator!.Tenants[0];
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            ControlKey = "planted-control-key",
            Tenants = new[]
            {
                new
                {
                    Name = "secrets", tenant.TenantId, tenant.ClientId, tenant.ClientSecret, Cloud = "custom", LoginEndpoint = _simulator.BaseAddress, GraphEndpoint = _simulator.BaseAddress, ManagementEndpoint = _simulator.BaseAddress,
                    Sources = (string[])["all"],
                },
            },
            Notifications = new { PublicUrl = "http://127.0.0.1:1/hooks", Port = port },
        }));
        return file;
    }
}
