using AuditOps.Simulator;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>The simulated services of one seed at their worst, with two tenants.</summary>
internal sealed class SimulatedSeed : IAsyncDisposable
{
    /// <summary>On working days four times as much happens as at week-ends: the test takes as long on both.</summary>
    private static readonly int PerDay = DateTime.UtcNow.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1_200 : 400;

    private readonly SimulatorServer _server;

    private SimulatedSeed(ulong seed, SimulatorServer server)
    {
        _server = server;
        Tenants = [.. server.Tenants.Select((account, index) => new ExposedTenant(seed, $"seed{seed}-{(char)('a' + index)}", account))];
    }

    public string Address => _server.BaseAddress;

    public IReadOnlyList<ExposedTenant> Tenants { get; }

    public static async Task<SimulatedSeed> StartAsync(ulong seed, bool more, CancellationToken cancel) => new(seed, await SimulatorServer.StartAsync(
        new SimulatorOptions
        {
            Seed = seed, Tenants = 2, EventsPerDay = PerDay * (more ? 10 : 1), Backlog = TimeSpan.FromHours(12), Faults = FaultProfile.Worst,
            // The same faults; only the time that they take is shorter.
            LongestRetryAfter = 1, LongestSlowBody = TimeSpan.FromMilliseconds(400),
        },
        cancel: cancel));

    /// <summary>Nothing new appears from now on, and what has appeared is known.</summary>
    public async Task FreezeAsync(CancellationToken cancel)
    {
        _server.Freeze();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Sim-Key", _server.ControlKey);
        foreach (var tenant in Tenants)
        {
            tenant.Take(
                await client.GetStringAsync(new Uri($"{Address}/_sim/exposed?tenant={tenant.Account.TenantId}"), cancel),
                await client.GetStringAsync(new Uri($"{Address}/_sim/directory?tenant={tenant.Account.TenantId}"), cancel));
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
