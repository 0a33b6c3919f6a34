using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

/// <summary>Counts the memory of the process, so no other test may run beside it.</summary>
[Collection(RunsAloneCollection.Name)]
public sealed class BacklogTests(ITestOutputHelper output)
{
    private static readonly string[] ContentTypes = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"];

    [Fact]
    public async Task A_week_of_records_is_served_fast_and_from_flat_memory()
    {
        var isLong = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";
        // A million records in a week; a twentieth of it in the short run. An hour less than the week that content is kept, so that the oldest does not expire meanwhile.
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { EventsPerDay = isLong ? 142_900 : 7_145, Backlog = TimeSpan.FromDays(7) - TimeSpan.FromHours(1) });
        await services.SignInAsync();
        services.Server.Freeze();
        foreach (var type in ContentTypes)
            await services.PostAsync($"{services.Feed}subscriptions/start?contentType={type}");
        var cpu = Environment.CpuUsage.TotalTime;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (records, bytes, most) = (0L, 0L, 0L);
        var now = DateTime.UtcNow;
        foreach (var type in ContentTypes)
        {
            for (var day = 0; day < 7; day++)
            {
                foreach (var entry in await services.AllContentAsync(type, now.AddDays(-day - 1), now.AddDays(-day)))
                {
                    var body = await services.Http.GetByteArrayAsync(entry.GetProperty("contentUri").GetString());
                    records += Count(body);
                    bytes += body.Length;
                }

                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        var seconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        output.WriteLine($"{records} records, {bytes >> 20} MiB, {records / seconds:0} records per CPU second (server and client together), most memory {most >> 20} MiB");
        Assert.True(records > (isLong ? 900_000 : 40_000), $"only {records} records");
        Assert.True(most < 64 << 20, $"{most >> 20} MiB more are in use than before");
        // The floor is for a busy machine; the figure of an idle one is in the output.
        Assert.True(records / seconds > 2_000, $"only {records / seconds:0} records per CPU second");
    }

    private static int Count(ReadOnlySpan<byte> body)
    {
        var count = 0;
        for (int at; (at = body.IndexOf("\"CreationTime\":"u8)) >= 0; body = body[(at + 1)..])
            count++;
        return count;
    }
}
