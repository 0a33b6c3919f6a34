using System.Text.Json;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class FaultTests
{
    private const string SignIns = "/v1.0/auditLogs/signIns?$top=5";

    [Theory]
    [InlineData(FaultKind.Throttle, 429, "TooManyRequests", true)]
    [InlineData(FaultKind.ThrottleSilently, 429, "TooManyRequests", false)]
    [InlineData(FaultKind.Unavailable, 503, "ServiceUnavailable", true)]
    [InlineData(FaultKind.ExpireToken, 401, "InvalidAuthenticationToken", false)]
    public async Task Graph_fails_as_asked_as_often_as_asked(FaultKind kind, int status, string code, bool hasRetryAfter)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = kind, Path = "/signIns", Count = 1, RetryAfterSeconds = 7 }] });
        Assert.Equal(200, (await services.GetAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?$top=1")).Status);
        var (got, body, answer) = await services.GetAsync(services.Base + SignIns);
        Assert.Equal((status, code), (got, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(hasRetryAfter ? TimeSpan.FromSeconds(7) : null, answer.Headers.RetryAfter?.Delta);
        // An expired token stays expired.
        if (kind == FaultKind.ExpireToken) await services.SignInAsync();
        Assert.Equal(200, (await services.GetAsync(services.Base + SignIns)).Status);
    }

    [Theory]
    [InlineData(FaultKind.Throttle, 429, "AF429")]
    [InlineData(FaultKind.ThrottleAsForbidden, 403, "AF429")]
    [InlineData(FaultKind.Unavailable, 503, "AF50000")]
    public async Task The_management_api_fails_with_its_own_codes(FaultKind kind, int status, string code)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = kind, Count = 1 }] });
        var (got, body, _) = await services.GetAsync($"{services.Feed}subscriptions/list");
        Assert.Equal((status, code), (got, body.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_body_is_cut_in_the_middle_or_slow()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.CutBody, Count = 1 }, new FaultRule { Kind = FaultKind.SlowBody, Count = 1, DelayMilliseconds = 300 }] });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => services.GetAsync(services.Base + SignIns));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(200, (await services.GetAsync(services.Base + SignIns)).Status);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task A_body_that_ends_in_the_middle_may_come_in_a_complete_answer()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.ShortBody, Count = 1 }] });
        var answer = await services.Http.GetAsync(services.Base + SignIns, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((200, body.Length), ((int)answer.StatusCode, answer.Content.Headers.ContentLength));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => System.Text.Json.JsonDocument.Parse(body));
        Assert.Equal(200, (await services.GetAsync(services.Base + SignIns)).Status);
    }

    [Fact]
    public async Task A_next_link_to_a_foreign_host_and_an_empty_page_with_a_next_link_occur()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.ForeignLink, Count = 1 }, new FaultRule { Kind = FaultKind.EmptyPage, Count = 1 }] });
        var (_, foreign, _) = await services.GetAsync(services.Base + SignIns);
        Assert.DoesNotContain(services.Base, foreign.GetProperty("@odata.nextLink").GetString()!, StringComparison.Ordinal);
        var (_, empty, _) = await services.GetAsync(services.Base + SignIns);
        Assert.Equal(0, empty.GetProperty("value").GetArrayLength());
        var (status, page, _) = await services.GetAsync(empty.GetProperty("@odata.nextLink").GetString()!);
        Assert.Equal((200, 5), (status, page.GetProperty("value").GetArrayLength()));
        Assert.Equal(foreign.GetProperty("value")[0].GetProperty("id").GetString(), page.GetProperty("value")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_listed_blob_may_be_missing_for_a_while()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange");
        var (_, list, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.Exchange");
        var address = list[0].GetProperty("contentUri").GetString()!;
        services.Server.SetFaults(new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.MissingBlob, Count = 1 }] });
        Assert.Equal(404, (await services.GetAsync(address)).Status);
        Assert.Equal(200, (await services.GetAsync(address)).Status);
    }

    [Fact]
    public async Task A_permission_that_is_withheld_is_named_by_both_services()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (set, _) = await services.ControlAsync(HttpMethod.Post, "faults", new { profile = "None", withheld = new Dictionary<string, string[]> { [services.Tenant.TenantId] = ["AuditLog.Read.All", "ActivityFeed.Read"] } });
        Assert.Equal(200, set);
        var (graph, refused, _) = await services.GetAsync(services.Base + SignIns);
        Assert.Equal(403, graph);
        Assert.Contains("AuditLog.Read.All", refused.GetRawText(), StringComparison.Ordinal);
        var (management, error, _) = await services.GetAsync($"{services.Feed}subscriptions/list");
        Assert.Equal((403, "AF10001"), (management, error.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(200, (await services.GetAsync($"{services.Base}/v1.0/users?$top=1")).Status);
    }

    [Fact]
    public async Task Details_of_leak_prevention_need_a_permission_of_their_own()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        services.Server.SetFaults(new FaultPlan { Withheld = new Dictionary<string, string[]> { [services.Tenant.TenantId] = ["ActivityFeed.ReadDlp"] } });
        var (status, error, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=DLP.All");
        Assert.Equal((403, "AF10001"), (status, error.GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("ActivityFeed.ReadDlp", error.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(200, (await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General")).Status);
    }

    [Fact]
    public async Task What_is_no_fault_plan_is_refused()
    {
        await using var services = await SimulatedServices.StartAsync();
        Assert.Equal(400, (await services.ControlAsync(HttpMethod.Post, "faults", new { profil = "Worst" })).Status);
        Assert.Equal(400, (await services.ControlAsync(HttpMethod.Post, "faults", new { rules = new[] { new { kind = "Nothing" } } })).Status);
    }

    [Fact]
    public async Task The_worst_profile_hits_many_calls_and_spares_most()
    {
        await using var services = await SimulatedServices.StartAsync(seed: 11, FaultProfile.Worst);
        var answered = 0;
        var failed = 0;
        for (var i = 0; i < 400; i++)
        {
            try
            {
                if (services.Http.DefaultRequestHeaders.Authorization is null) await services.SignInAsync();
                var (status, _, _) = await services.GetAsync($"{services.Base}/v1.0/auditLogs/directoryAudits?$top=1");
                if (status == 401) services.Http.DefaultRequestHeaders.Authorization = null;
                if (status == 200) answered++;
                else failed++;
            }
            catch (Exception cut) when (cut is HttpRequestException or KeyNotFoundException or JsonException)
            {
                failed++;
            }
        }

        Assert.True(failed > 20 && answered > 100, $"{failed} failed, {answered} answered");
        var (_, body) = await services.ControlAsync(HttpMethod.Get, "status");
        Assert.True(body.GetProperty("faults").EnumerateObject().Count(kind => kind.Value.GetInt64() > 0) >= 6, body.GetRawText());
    }

    [Fact]
    public async Task Under_the_worst_profile_records_repeat_come_malformed_and_odd_and_blobs_are_listed_late_but_none_is_lost()
    {
        await using var services = await SimulatedServices.StartAsync(seed: 5, FaultProfile.Worst);
        // Only the records' own faults: calls are left alone from here on, the records stay as the profile made them.
        services.Server.SetFaults(new FaultPlan { Profile = FaultProfile.Worst, Rules = [new FaultRule { Kind = FaultKind.SlowBody, DelayMilliseconds = 0 }] });
        await services.SignInAsync();
        services.Server.Freeze();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.SharePoint");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var malformed = 0;
        for (var day = 0; day < 3; day++)
        {
            var end = DateTime.UtcNow.AddDays(-day).AddMinutes(1);
            foreach (var entry in await services.AllContentAsync("Audit.SharePoint", end.AddDays(-1), end))
            {
                var (_, records, _) = await services.GetAsync(entry.GetProperty("contentUri").GetString()!);
                foreach (var record in records.EnumerateArray())
                {
                    if (record.ValueKind != JsonValueKind.Object) malformed++;
                    else seen[record.GetProperty("Id").GetString()!] = seen.GetValueOrDefault(record.GetProperty("Id").GetString()!) + 1;
                }
            }
        }

        var exposed = await services.ExposedAsync("m365.activity");
        Assert.True(malformed > 0);
        Assert.Contains(seen, each => each.Value > 1);
        Assert.Contains(exposed, each => each.TryGetProperty("malformed", out var is_) && is_.GetBoolean() && each.GetProperty("id").ValueKind == JsonValueKind.Null);
        Assert.True(seen.Keys.All(exposed.Where(each => each.GetProperty("id").ValueKind == JsonValueKind.String).Select(each => each.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal).Contains));
    }
}
