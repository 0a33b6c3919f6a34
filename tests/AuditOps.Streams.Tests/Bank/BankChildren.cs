using System.Globalization;
using AuditOps.Embedded.Kafka;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>What the child processes of <see cref="BankTests"/> do. Not run with the other tests.</summary>
public sealed class BankChildren
{
    internal const string AddressVariable = "AUDITOPS_BANK_ADDRESS";
    internal const string FolderVariable = "AUDITOPS_BANK_FOLDER";
    internal const string NameVariable = "AUDITOPS_BANK_WORKER";
    internal const string StartVariable = "AUDITOPS_BANK_START";

    /// <summary>Session and transaction timeouts of the workers: short, so that a freeze outlasts them.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>No child outlives a parent that forgot it by more than this.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    [Fact(Explicit = true)]
    public async Task Serve_until_killed()
    {
        var options = new BrokerOptions
        {
            DataDirectory = Path.Combine(Setting(FolderVariable), "broker"),
            Port = int.Parse(Setting(AddressVariable).Split(':')[1], CultureInfo.InvariantCulture),
        };
        await using var broker = await BrokerServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        await Task.Delay(Life);
    }

    [Fact(Explicit = true)]
    public async Task Work_until_killed()
    {
        var name = Setting(NameVariable);
        var folder = Setting(FolderVariable);
        using var journal = new BankJournal(Path.Combine(folder, $"{name}-{Setting(StartVariable)}.journal"));
        var clients = new KafkaClientFactory(new KafkaOptions { BootstrapServers = Setting(AddressVariable), SessionTimeout = Timeout }, journal);
        var options = new StreamsOptions
        {
            GroupId = "bank",
            Instance = name,
            StateDirectory = Path.Combine(folder, "state-" + name),
            CommitInterval = TimeSpan.FromMilliseconds(100),
            TransactionTimeout = Timeout,
            BackOffFirst = TimeSpan.FromMilliseconds(20),
            BackOffMax = TimeSpan.FromMilliseconds(500),
        };
        await using var app = new StreamsApp(BankTopology.Build(), options, clients, TimeProvider.System, journal);
        app.Start();
        await Task.WhenAny(app.Completion, Task.Delay(Life));
        await app.Completion;
    }

    private static string Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set.");
}
