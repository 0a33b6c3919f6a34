using System.Text;
using AuditOps.Collectors.Configuration;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class GraphCollectTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    private const string Audits = "auditLogs/directoryAudits";

    [Fact]
    public async Task Seven_days_of_records_arrive_over_pages_that_come_newest_first()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Graph[Audits] = [.. Enumerable.Range(0, 60).Select(index => FakeRecord.Audit($"Directory_{index:0000}", now.AddHours(-160 + (index * 2.6))))];
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("g-seven", service.Address, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("g-seven").Select(envelope => envelope.RecordId).Distinct().Count() == 60, "60 records");
        var one = kafka.Raw("g-seven").First(envelope => envelope.RecordId == "Directory_0042");
        Assert.Equal(service.Graph[Audits][42].Json, Encoding.UTF8.GetString(one.Payload.Span));
        Assert.Equal((WireShape.GraphDirectoryAudit, Sources.EntraAudit), (one.Shape, one.Source));
    }

    [Fact]
    public async Task A_record_that_is_published_late_is_found_by_the_overlap_or_by_a_sweep_and_counted()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Graph[Audits] = [FakeRecord.Audit("Directory_early", now.AddHours(-3)), FakeRecord.Audit("Directory_newest", now.AddMinutes(-1))];
        var windows = new WindowOptions { Interval = TimeSpan.FromMilliseconds(100), Sweeps = [new SweepOptions { Every = TimeSpan.FromSeconds(1), Reach = TimeSpan.FromHours(3) }] };
        var log = new ListLogger();
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("late", service.Address, windows, sources: "entra.audit"), loggers: log);
        await CollectKafka.UntilAsync(() => Ids().Count == 2, "the first records");
        lock (service.Graph) service.Graph[Audits] = [.. service.Graph[Audits], FakeRecord.Audit("Directory_minutes", now.AddMinutes(-10)), FakeRecord.Audit("Directory_hours", now.AddHours(-2))];
        await CollectKafka.UntilAsync(() => Ids().Count == 4 && kafka.Cursors("late").Last().Late == 2, "the late records", () => string.Join('\n', log.Lines));
        // Overlaps are read again with every poll, and nothing is published twice for it; a shard that had to begin again has forgotten what it read and leaves that to the dedupe index.
        var asked = service.Requests.Count;
        await CollectKafka.UntilAsync(() => service.Requests.Count >= asked + 10, "more polls");
        Assert.True(kafka.Raw("late").Count == 4 || log.Lines.Any(line => line.Contains("begins again", StringComparison.Ordinal)), string.Join('\n', log.Lines));

        HashSet<string> Ids() => [.. kafka.Raw("late").Select(envelope => envelope.RecordId)];
    }

    [Fact]
    public async Task A_changed_record_is_published_again_and_an_unchanged_one_is_not()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow.AddMinutes(-1);
        service.Graph[Audits] = [FakeRecord.Audit("Directory_a", now), FakeRecord.Audit("Directory_b", now)];
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("changed", service.Address, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("changed").Count == 2, "the first records");
        lock (service.Graph) service.Graph[Audits] = [service.Graph[Audits][0], service.Graph[Audits][1] with { Json = service.Graph[Audits][1].Json.Replace("Add user", "Add member", StringComparison.Ordinal) }];
        await CollectKafka.UntilAsync(() => kafka.Raw("changed").Count == 3, "the revision");
        Assert.Equal("Directory_b", kafka.Raw("changed").GroupBy(envelope => envelope.RecordId).Single(group => group.Count() == 2).Key);
    }

    [Theory]
    [InlineData(429, "2")]
    [InlineData(429, null)]
    [InlineData(503, null)]
    [InlineData(500, null)]
    [InlineData(401, null)]
    public async Task A_passing_refusal_costs_time_and_no_record(int status, string? retryAfter)
    {
        await using var service = await FakeService.StartAsync();
        service.Graph[Audits] = [.. Enumerable.Range(0, 10).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index)))];
        var refusals = 0;
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0") || Interlocked.Increment(ref refusals) % 3 != 2 || refusals > 20) return false;
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            await FakeService.WriteAsync(context, status, """{"error":{"code":"x","message":"y"}}""");
            return true;
        };
        var tenant = $"refused-{status}-{retryAfter ?? "none"}";
        await using var host = await kafka.StartAsync(CollectKafka.Configuration(tenant, service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw(tenant).Select(envelope => envelope.RecordId).Distinct().Count() == 10, "10 records");
    }

    [Fact]
    public async Task A_page_that_is_cut_is_never_taken_for_the_last()
    {
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 100;
        service.Graph[Audits] = [.. Enumerable.Range(0, 5).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index)))];
        var cuts = 0;
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0") || ++cuts > 4) return false;
            await FakeService.WriteAsync(context, 200, $"{{\"value\":[{service.Graph[Audits][0].Json},{{\"id\":\"Dire");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("cut", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("cut").Select(envelope => envelope.RecordId).Distinct().Count() == 5, "5 records");
        Assert.DoesNotContain(kafka.Cursors("cut"), cursor => cursor.Gaps > 0);
    }

    [Fact]
    public async Task A_broken_record_costs_neither_its_neighbours_nor_the_next_page()
    {
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 2;
        service.Graph[Audits] = [.. Enumerable.Range(0, 6).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index)))];
        service.Graph[Audits][2] = service.Graph[Audits][2] with { Json = """{"id":"Directory_2","activityDateTime":"x"broken}""" };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("poison", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("poison").Select(envelope => envelope.RecordId).Distinct().Count() == 5, "5 records");
        await CollectKafka.UntilAsync(() => kafka.Letters("poison").Count == 1, "the dead letter");
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        Assert.Single(kafka.Letters("poison"));
    }

    [Fact]
    public async Task A_link_to_another_host_is_not_followed_and_gets_no_token()
    {
        await using var service = await FakeService.StartAsync();
        await using var foreign = await FakeService.StartAsync();
        service.Graph[Audits] = [FakeRecord.Audit("Directory_1", DateTimeOffset.UtcNow.AddMinutes(-1))];
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0")) return false;
            await FakeService.WriteAsync(context, 200, $"{{\"@odata.nextLink\":\"{foreign.Address}/v1.0/{Audits}?x\",\"value\":[]}}");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("foreign", service.Address, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Health("foreign").Any(health => health.Code == "foreign_link"), "the failure");
        Assert.Empty(foreign.Requests);
    }

    [Fact]
    public async Task A_link_that_has_grown_stale_begins_its_window_again()
    {
        await using var service = await FakeService.StartAsync();
        service.Graph[Audits] = [.. Enumerable.Range(0, 9).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index)))];
        var stale = 0;
        service.Intercept = async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("$skiptoken=6", StringComparison.Ordinal) || Interlocked.Increment(ref stale) > 1) return false;
            await FakeService.WriteAsync(context, 400, """{"error":{"code":"BadRequest","message":"stale"}}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("stale", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("stale").Select(envelope => envelope.RecordId).Distinct().Count() == 9, "9 records");
    }

    [Fact]
    public async Task Planted_secrets_appear_in_no_log_record_or_error()
    {
        await using var service = await FakeService.StartAsync();
        var log = new ListLogger();
        service.Intercept = async context =>
        {
            if (context.Request.Path.StartsWithSegments("/v1.0")) await FakeService.WriteAsync(context, 403, """{"error":{"code":"Forbidden","message":"token-planted-5c1f secret-planted-77aa"}}""");
            else if (context.Request.Path.Value!.Contains("/subscriptions/", StringComparison.Ordinal)) context.Abort();
            else return false;
            return true;
        };
        var configuration = CollectKafka.Configuration("secrets", service.Address, sources: "all");
        await using var host = await kafka.StartAsync(configuration, loggers: log);
        await CollectKafka.UntilAsync(() => kafka.Health("secrets").Select(health => health.Source).Distinct().Count() >= 12, "every feed's failure");
        var shown = string.Join('\n', [.. log.Lines, .. kafka.Health("secrets").Select(health => health.ToString() + health.Error + health.WhatToDo), configuration.ToString(), configuration.Tenants[0].ToString(), configuration.Tenants[0].Credential.ToString()]);
        Assert.DoesNotContain("planted", shown, StringComparison.Ordinal);
    }
}
