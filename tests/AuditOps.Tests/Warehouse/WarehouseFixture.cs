using AuditOps.Embedded.ClickHouse;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(AuditOps.Tests.Warehouse.WarehouseFixture))]

namespace AuditOps.Tests.Warehouse;

/// <summary>One ClickHouse for all tests of this assembly (the engine allows one a process); whoever needs tables takes a database of its own.</summary>
public sealed class WarehouseFixture : IAsyncDisposable
{
    private static int databases;

    private readonly SemaphoreSlim gate = new(1);
    private Uri? address;
    private ClickHouseServer? server;
    private DirectoryInfo? directory;

    public async Task<Uri> AddressAsync()
    {
        await gate.WaitAsync();
        try
        {
            return address ??= await StartAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<WarehouseOptions> NewDatabaseOptionsAsync() => new()
    {
        Address = await AddressAsync(),
        Database = $"t{Environment.ProcessId}_{Interlocked.Increment(ref databases)}",
    };

    public async Task<ClickHouseClient> NewMigratedAsync()
    {
        var client = new ClickHouseClient(await NewDatabaseOptionsAsync());
        await new MigrationRunner(client, NullLogger<MigrationRunner>.Instance).ApplyAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        directory?.Delete(recursive: true);
        gate.Dispose();
    }

    private async Task<Uri> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("AUDITOPS_TEST_CLICKHOUSE") is { Length: > 0 } given) return new Uri(given);
        directory = Directory.CreateTempSubdirectory("auditops-warehouse-");
        var options = new ClickHouseOptions { DataDirectory = directory.FullName, Port = 0 };
        server = await ClickHouseServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return server.Address;
    }
}
