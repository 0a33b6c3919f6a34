using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(AuditOps.Tests.Warehouse.WarehouseFixture))]

namespace AuditOps.Tests.Warehouse;

/// <summary>One ClickHouse for all tests of this assembly; each test class takes a database of its own.</summary>
public sealed class WarehouseFixture : IAsyncDisposable
{
    private static int databases;

    private readonly SemaphoreSlim gate = new(1);
    private Uri? address;

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

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<Uri> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable("AUDITOPS_TEST_CLICKHOUSE");
        if (given is null) Assert.Skip("no ClickHouse");
        return Task.FromResult(new Uri(given));
    }
}
