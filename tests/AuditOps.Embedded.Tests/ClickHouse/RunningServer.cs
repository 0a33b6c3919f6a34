using AuditOps.Embedded.ClickHouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Embedded.Tests.ClickHouse;

/// <summary>One server for the tests of the collection, with a user of each kind.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("auditops-ch-").FullName;
    private ClickHouseServer? server;

    public ClickHouseServer Server => server ?? throw new InvalidOperationException("not running");

    public string DataDirectory => directory;

    public static ClickHouseOptions Options(string directory) => new()
    {
        DataDirectory = directory,
        Port = 0,
        Users =
        [
            new("default", ClickHouseRole.Product),
            new("reader", ClickHouseRole.Reader) { Password = "read me" },
            new("hashed", ClickHouseRole.Product) { PasswordSha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
        ],
        MaxExecutionTime = TimeSpan.FromSeconds(10),
        MaxRequestBytes = 64 << 20,
        MaxRequestBytesInFlight = 256 << 20,
    };

    public HttpClient Client() => new() { BaseAddress = Server.Address, Timeout = TimeSpan.FromSeconds(60) };

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync() =>
        server = await ClickHouseServer.StartAsync(Options(directory), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
