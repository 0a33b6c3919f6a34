using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class GenerationTests
{
    [Fact]
    public async Task The_same_seed_makes_the_same_records_after_a_restart()
    {
        var first = await ExposedAsync(seed: 3);
        var second = await ExposedAsync(seed: 3);
        var common = first.Intersect(second, StringComparer.Ordinal).Count();
        // The second start's backlog begins and ends a moment later.
        Assert.True(common > first.Count * 0.99, $"{common} of {first.Count} are the same");
    }

    [Fact]
    public async Task Another_seed_makes_other_records()
    {
        Assert.Empty((await ExposedAsync(seed: 3)).Intersect(await ExposedAsync(seed: 4), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_faster_clock_replays_the_backlog_and_never_passes_real_time()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { Speed = 200_000, Backlog = TimeSpan.FromDays(1), EventsPerDay = 2_000 });
        var deadline = DateTime.UtcNow.AddSeconds(60);
        (int Status, System.Text.Json.JsonElement Body) status;
        do
        {
            status = await services.ControlAsync(HttpMethod.Get, "status");
            Assert.True(status.Body.GetProperty("simulated_time").GetDateTime() <= status.Body.GetProperty("real_time").GetDateTime().AddSeconds(1));
        }
        while (Behind(status.Body) > TimeSpan.FromSeconds(2) && DateTime.UtcNow < deadline);
        Assert.True(Behind(status.Body) <= TimeSpan.FromSeconds(2), $"{status.Body}");

        // By one answer: between two looks at a clock a busy machine may take its time.
        static TimeSpan Behind(System.Text.Json.JsonElement body) => body.GetProperty("real_time").GetDateTime() - body.GetProperty("simulated_time").GetDateTime();
    }

    [Fact]
    public async Task The_control_surface_is_closed_without_its_key()
    {
        await using var services = await SimulatedServices.StartAsync();
        Assert.Equal(404, (await services.GetAsync($"{services.Base}/_sim/status")).Status);
    }

    [Fact]
    public async Task Wrong_options_are_all_named_at_once()
    {
        var refused = await Assert.ThrowsAsync<SimulatorException>(() => SimulatorServer.StartAsync(new SimulatorOptions { Port = -1, Tenants = 0, Speed = 0 }, cancel: TestContext.Current.CancellationToken));
        Assert.Equal(SimulatorErrorCode.InvalidOptions, refused.Code);
        foreach (var word in new[] { "port", "tenants", "speed" })
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ExposedAsync(ulong seed)
    {
        await using var services = await SimulatedServices.StartAsync(seed);
        services.Server.Freeze();
        return [.. (await services.ExposedAsync()).Select(each => each.GetProperty("sha256").GetString()!)];
    }
}
