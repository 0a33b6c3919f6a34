using System.Globalization;
using System.Text.Json;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class GraphLogTests
{
    public static readonly TheoryData<string, string, string> Logs = new()
    {
        { "auditLogs/directoryAudits", "activityDateTime", "entra.audit" },
        { "deviceManagement/auditEvents", "activityDateTime", "intune.audit" },
        { "identityProtection/riskDetections", "detectedDateTime", "entra.risk" },
    };

    [Theory, MemberData(nameof(Logs))]
    public async Task Following_next_links_gives_every_record_once_and_newest_first(string path, string time, string source)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.Freeze();
        var records = await services.AllPagesAsync($"{services.Base}/v1.0/{path}?$top=7");
        var times = records.Select(record => record.GetProperty(time).GetString()!).ToList();
        Assert.NotEmpty(records);
        Assert.Equal(times.OrderByDescending(each => each, StringComparer.Ordinal), times);
        var exposed = (await services.ExposedAsync(source)).Select(each => each.GetProperty("id").GetString());
        Assert.Equal(exposed.Order(StringComparer.Ordinal), records.Select(record => record.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_four_kinds_of_sign_in_are_exactly_what_was_exposed_and_only_interactive_ones_come_unasked()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.Freeze();
        var ids = new List<string>();
        foreach (var kind in new[] { "interactiveUser", "nonInteractiveUser", "servicePrincipal", "managedIdentity" })
        {
            var records = await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/signIns?$top=100&$filter={Uri.EscapeDataString($"signInEventTypes/any(t: t eq '{kind}')")}");
            Assert.NotEmpty(records);
            Assert.All(records, record => Assert.Equal(kind, record.GetProperty("signInEventTypes")[0].GetString()));
            ids.AddRange(records.Select(record => record.GetProperty("id").GetString()!));
        }

        var exposed = (await services.ExposedAsync("entra.signin")).Select(each => each.GetProperty("id").GetString());
        Assert.Equal(exposed.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        var unasked = await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/signIns");
        Assert.All(unasked, record => Assert.True(record.GetProperty("isInteractive").GetBoolean()));
    }

    [Fact]
    public async Task A_filter_on_time_gives_just_that_stretch_and_stretches_side_by_side_give_everything()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.Freeze();
        var middle = DateTime.UtcNow.AddHours(-20);
        var text = middle.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var before = await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?$filter=activityDateTime lt {text}");
        var after = await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?$filter=activityDateTime ge {text} and activityDateTime le 2999-01-01T00:00:00Z");
        Assert.All(before, record => Assert.True(Time(record) < middle));
        Assert.All(after, record => Assert.True(Time(record) >= middle.AddSeconds(-1)));
        Assert.Equal((await services.ExposedAsync("entra.audit")).Count, before.Count + after.Count);
    }

    [Fact]
    public async Task Other_conditions_filter_too_and_pages_may_then_be_short()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var records = await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?$filter={Uri.EscapeDataString("(category eq 'GroupManagement' or startswith(activityDisplayName,'Reset')) and not (result eq 'failure')")}");
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.True(record.GetProperty("category").GetString() == "GroupManagement" || record.GetProperty("activityDisplayName").GetString()!.StartsWith("Reset", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("$filter=nothing eq 'x'")]
    [InlineData("$filter=category eq")]
    [InlineData("$filter=((((category eq 'x'")]
    [InlineData("$top=-1")]
    [InlineData("$top=many")]
    [InlineData("$orderby=category")]
    [InlineData("$expand=all")]
    [InlineData("$skiptoken=abc")]
    [InlineData("$skiptoken=no.base64!")]
    public async Task A_query_that_the_service_would_refuse_is_a_400_in_its_error_format(string query)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (status, body, _) = await services.GetAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?{query}");
        Assert.Equal(400, status);
        Assert.NotEmpty(body.GetProperty("error").GetProperty("code").GetString()!);
        Assert.True(body.GetProperty("error").GetProperty("innerError").TryGetProperty("request-id", out _));
    }

    [Fact]
    public async Task A_skip_token_of_one_log_is_stale_in_another()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (_, body, _) = await services.GetAsync($"{services.Base}/v1.0/auditLogs/signIns?$top=1");
        var link = body.GetProperty("@odata.nextLink").GetString()!;
        Assert.Equal(400, (await services.GetAsync(link.Replace("signIns", "directoryAudits", StringComparison.Ordinal))).Status);
        Assert.Contains("$top=1&", link, StringComparison.Ordinal);
        Assert.StartsWith(services.Base, link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_thousand_are_never_sent_at_once()
    {
        await using var services = await SimulatedServices.StartAsync(new AuditOps.Simulator.SimulatorOptions { EventsPerDay = 40_000, Backlog = TimeSpan.FromDays(2) });
        await services.SignInAsync();
        var (_, body, _) = await services.GetAsync($"{services.Base}/v1.0/auditLogs/signIns?$top=5000");
        Assert.Equal(1_000, body.GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_401_and_with_too_few_permissions_403()
    {
        await using var services = await SimulatedServices.StartAsync();
        var (status, body, _) = await services.GetAsync($"{services.Base}/v1.0/auditLogs/signIns");
        Assert.Equal(401, status);
        Assert.Equal("InvalidAuthenticationToken", body.GetProperty("error").GetProperty("code").GetString());
    }

    private static DateTime Time(JsonElement record) => record.GetProperty("activityDateTime").GetDateTime();
}
