using System.Text.Json;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class ManagementContentTests
{
    private static readonly string[] ContentTypes = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"];

    [Fact]
    public async Task All_blobs_of_all_content_types_hold_exactly_the_exposed_records()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.Freeze();
        var ids = new List<string>();
        foreach (var type in ContentTypes)
        {
            Assert.Equal(200, (await services.PostAsync($"{services.Feed}subscriptions/start?contentType={type}")).Status);
            for (var day = 0; day < 3; day++)
            {
                var end = DateTime.UtcNow.AddDays(-day).AddMinutes(1);
                foreach (var entry in await services.AllContentAsync(type, end.AddDays(-1), end))
                {
                    Assert.Equal(TimeSpan.FromDays(7), entry.GetProperty("contentExpiration").GetDateTime() - entry.GetProperty("contentCreated").GetDateTime());
                    Assert.Contains('$', entry.GetProperty("contentId").GetString()!);
                    var (status, records, _) = await services.GetAsync(entry.GetProperty("contentUri").GetString()!);
                    Assert.Equal(200, status);
                    ids.AddRange(records.EnumerateArray().Select(record => record.GetProperty("Id").GetString()!));
                }
            }
        }

        var exposed = (await services.ExposedAsync("m365.activity")).Select(each => each.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.True(exposed.Count > 5_000, $"only {exposed.Count} records");
        Assert.True(exposed.SetEquals(ids));
    }

    [Fact]
    public async Task A_wide_window_comes_in_pages_with_a_header_and_the_times_stay_in_it()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.SharePoint");
        var end = DateTime.UtcNow;
        var (status, body, answer) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.SharePoint&startTime={end.AddDays(-1):yyyy-MM-ddTHH:mm:ss}&endTime={end:yyyy-MM-ddTHH:mm:ss}");
        Assert.Equal(200, status);
        Assert.Equal(200, body.GetArrayLength());
        var next = answer.Headers.GetValues("NextPageUri").Single();
        Assert.Contains("nextPage=", next, StringComparison.Ordinal);
        Assert.Contains("startTime=", next, StringComparison.Ordinal);
        Assert.Contains("endtime=", next, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (await services.GetAsync(next)).Status);
    }

    [Theory]
    [InlineData("startTime=2026-01-01", "AF20030")]
    [InlineData("startTime=2020-01-01&endTime=2020-01-02", "AF20055")]
    [InlineData("startTime=yesterday&endTime=today", "AF20002")]
    public async Task A_window_that_is_not_allowed_is_refused(string times, string code)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        var (status, body, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.General&{times}");
        Assert.Equal((400, code), (status, Code(body)));
    }

    [Fact]
    public async Task A_window_of_more_than_24_hours_or_beyond_7_days_is_refused_and_none_is_the_last_day()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        var now = DateTime.UtcNow;
        Assert.Equal("AF20030", Code((await services.GetAsync(Window(now.AddHours(-25), now))).Body));
        Assert.Equal("AF20055", Code((await services.GetAsync(Window(now.AddDays(-8), now.AddDays(-7.5)))).Body));
        Assert.Equal(200, (await services.GetAsync(Window(now.AddDays(-7), now.AddDays(-6)))).Status);
        var (status, body, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.General");
        Assert.Equal(200, status);
        Assert.All(body.EnumerateArray(), entry => Assert.True(entry.GetProperty("contentCreated").GetDateTime() > now.AddHours(-25)));

        string Window(DateTime start, DateTime end) => $"{services.Feed}subscriptions/content?contentType=Audit.General&startTime={start:yyyy-MM-ddTHH:mm}&endTime={end:yyyy-MM-ddTHH:mm}";
    }

    [Fact]
    public async Task Unknown_malformed_and_foreign_content_have_their_own_errors()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        var (_, list, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.General");
        var id = list[0].GetProperty("contentId").GetString()!;
        var unknown = (id[0] == '1' ? "3" : "1") + id[1..^1] + id[^1];
        unknown = string.Concat(id.AsSpan(0, 32), id[32] == '1' ? "2" : "1", id.AsSpan(33));
        Assert.Equal("AF20050", Code((await services.GetAsync($"{services.Feed}audit/{unknown}")).Body));
        Assert.Equal("AF20052", Code((await services.GetAsync($"{services.Feed}audit/nonsense")).Body));
        var (status, body, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.General&nextPage=nonsense");
        Assert.Equal((400, "AF20031"), (status, Code(body)));
    }

    [Fact]
    public async Task Content_older_than_seven_days_has_expired()
    {
        var time = new Collect.VirtualTime(DateTimeOffset.UtcNow);
        await using var services = await SimulatedServices.StartAsync(new AuditOps.Simulator.SimulatorOptions { Seed = 7, Backlog = TimeSpan.FromHours(3), EventsPerDay = 6_000 }, time);
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        var (_, list, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.General");
        var entry = list[0];
        var address = entry.GetProperty("contentUri").GetString()!;
        time.MoveTo(entry.GetProperty("contentExpiration").GetDateTimeOffset().AddMinutes(-1));
        await services.SignInAsync();
        Assert.Equal(200, (await services.GetAsync(address)).Status);
        time.MoveTo(time.GetUtcNow().AddMinutes(2));
        var (status, body, _) = await services.GetAsync(address);
        Assert.Equal((404, "AF20051"), (status, Code(body)));
    }

    [Fact]
    public async Task Records_arrive_after_their_events_and_out_of_order()
    {
        await using var services = await SimulatedServices.StartAsync();
        var exposed = await services.ExposedAsync("m365.activity");
        var lateness = exposed.Select(each => each.GetProperty("available_time").GetDateTime() - each.GetProperty("event_time").GetDateTime()).ToList();
        Assert.All(lateness, late => Assert.True(late > TimeSpan.Zero));
        Assert.Contains(lateness, late => late > TimeSpan.FromHours(2));
        Assert.True(lateness.Count(late => late < TimeSpan.FromMinutes(30)) > lateness.Count * 0.8);
    }

    private static string Code(JsonElement body) => body.GetProperty("error").GetProperty("code").GetString()!;
}
