using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary><c>bench conservation</c>, which is its own judge; here it must also have hit something in every way it knows.</summary>
public sealed class ConservationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_obligation_is_stored_once_and_intact_whatever_is_killed_frozen_or_taken_away()
    {
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? "50" : "10";
        var run = await Cli.RunAsync(["bench", "conservation", "--rounds", rounds, "--json"]);
        var last = run.Output.TrimEnd().Split('\n')[^1];
        Assert.True(run.Code == 0, $"{run.Output}{run.Error}");
        using var result = JsonDocument.Parse(last);
        var root = result.RootElement;
        output.WriteLine($"[FIGURE] conservation: {last}");
        Assert.Empty(root.GetProperty("faults").EnumerateArray());
        Assert.Equal(root.GetProperty("issued").GetInt64(), root.GetProperty("stored").GetInt64());
        Assert.Equal(root.GetProperty("unreadable").GetInt64(), root.GetProperty("dead_lettered").GetInt64());
        Assert.True(root.GetProperty("revised").GetInt64() > 0, last);
        Assert.True(root.GetProperty("hits").EnumerateObject().Count() >= 6, last);
    }
}
