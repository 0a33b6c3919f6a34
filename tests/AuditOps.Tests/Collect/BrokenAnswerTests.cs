using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Contracts;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AuditOps.Tests.Collect;

/// <summary>Answers that are none, or not whole, or lead astray: what they cost, and what they must not.</summary>
public sealed class BrokenAnswerTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    private const string Audits = "auditLogs/directoryAudits";
    private const string SharePoint = "Audit.SharePoint";

    private static WindowOptions Short => new() { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5), Sweeps = [] };

    [Theory]
    [InlineData("empty", "")]
    [InlineData("html", "<html><body>Please sign in to the proxy</body></html>")]
    [InlineData("error", """{"error":{"code":"UnknownError","message":"x"}}""")]
    [InlineData("list", "[]")]
    public async Task An_answer_that_is_no_page_is_never_taken_for_the_last(string name, string body)
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        // The second page is the older one; an ordinary poll does not reach back to it.
        service.Graph[Audits] = [.. Enumerable.Range(0, 6).Select(index => FakeRecord.Audit($"Directory_{index}", now.AddMinutes(-index * 40)))];
        var answers = 0;
        service.Intercept = context => AnswerAsync(context, "$skiptoken=3", ref answers, 3, body);
        await using var host = await kafka.StartAsync(CollectKafka.Configuration($"no-page-{name}", service.Address, Short, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw($"no-page-{name}").Select(envelope => envelope.RecordId).Distinct().Count() >= 6, "6 records");
        Assert.All(kafka.Raw($"no-page-{name}"), envelope => Assert.StartsWith("Directory_", envelope.RecordId, StringComparison.Ordinal));
        Assert.Empty(kafka.Letters($"no-page-{name}"));
    }

    [Fact]
    public async Task A_page_that_is_cut_behind_its_next_link_is_asked_for_until_it_is_whole()
    {
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 5;
        service.Graph[Audits] = [.. Enumerable.Range(0, 9).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index * 30)))];
        var answers = 0;
        service.Intercept = context => AnswerAsync(context, "/v1.0/", ref answers, 4, $"{{\"@odata.nextLink\":\"{service.Address}/v1.0/{Audits}?$skiptoken=5\",\"value\":[{service.Graph[Audits][0].Json},{{\"id\":\"Dire");
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("cut-behind", service.Address, Short, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("cut-behind").Select(envelope => envelope.RecordId).Distinct().Count() == 9, "9 records");
        Assert.Empty(kafka.Letters("cut-behind"));
        Assert.DoesNotContain(kafka.Cursors("cut-behind"), cursor => cursor.Gaps > 0);
    }

    [Fact]
    public async Task A_page_that_stays_cut_is_a_gap_and_what_can_be_read_of_it_is_kept()
    {
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 2;
        service.Graph[Audits] = [.. Enumerable.Range(0, 6).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index * 30)))];
        var answers = 0;
        service.Intercept = context => AnswerAsync(context, "$skiptoken=2", ref answers, int.MaxValue, $"{{\"@odata.nextLink\":\"{service.Address}/v1.0/{Audits}?$skiptoken=4\",\"value\":[{service.Graph[Audits][2].Json},{{\"id\":\"Dire");
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("stays-cut", service.Address, Short, sources: "entra.audit"), time: new MovedTime(haste: 20));
        await CollectKafka.UntilAsync(() => kafka.Raw("stays-cut").Select(envelope => envelope.RecordId).Distinct().Count() == 5, "all but the record that is cut", seconds: 60);
        Assert.Contains("unreadable", kafka.Cursors("stays-cut").Last(cursor => cursor.Gaps > 0).LastGaps.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_lead_astray_cost_other_tenants_nothing()
    {
        await using var astray = await FakeService.StartAsync();
        await using var sound = await FakeService.StartAsync();
        astray.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0", out var path)) return false;
            await FakeService.WriteAsync(context, 200, $"{{\"@odata.nextLink\":\"http://127.0.0.1:9/v1.0{path}\",\"value\":[]}}");
            return true;
        };
        string[] sources = ["entra.audit", "entra.signin", "intune.audit", "entra.risk"];
        var limits = new LimitOptions { FirstPause = TimeSpan.FromMilliseconds(20), GraphPerTenant = 1_000, GraphPerApp = 1_000, Held = 4 };
        var configuration = CollectKafka.Configuration("astray", astray.Address, Short, limits, sources);
        configuration = configuration with { Tenants = [.. configuration.Tenants, CollectKafka.Configuration("sound", sound.Address, Short, sources: "entra.audit").Tenants[0]] };
        await using var host = await kafka.StartAsync(configuration, "astray");
        await CollectKafka.UntilAsync(() => kafka.Health("astray").Where(health => health.Code == "foreign_link").Select(health => health.Source).Distinct().Count() >= 4, "four feeds that fail");
        sound.Graph[Audits] = [FakeRecord.Audit("Directory_sound", DateTimeOffset.UtcNow)];
        await CollectKafka.UntilAsync(() => kafka.Raw("sound").Count == 1, "the other tenant's record");
    }

    [Fact]
    public async Task Links_in_a_circle_end_the_window_as_a_gap_and_the_next_one_is_read()
    {
        await using var service = await FakeService.StartAsync();
        service.Graph[Audits] = [FakeRecord.Audit("Directory_old", DateTimeOffset.UtcNow.AddHours(-2))];
        var circle = true;
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0", out var path)) return false;
            var query = context.Request.QueryString.Value!;
            if (!circle && !query.Contains("skiptoken", StringComparison.Ordinal)) return false;
            if (!circle)
            {
                await FakeService.WriteAsync(context, 410, """{"error":{"code":"Gone","message":"x"}}""");
                return true;
            }

            var other = query.Contains("skiptoken=a", StringComparison.Ordinal) ? "b" : "a";
            await FakeService.WriteAsync(context, 200, $"{{\"value\":[],\"@odata.nextLink\":\"{service.Address}/v1.0{path}?$skiptoken={other}\"}}");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("circle", service.Address, Short, sources: "entra.audit"), time: new MovedTime(haste: 20));
        await CollectKafka.UntilAsync(() => kafka.Cursors("circle").Any(cursor => cursor.LastGaps.Any(gap => gap.Reason.Contains("circles", StringComparison.Ordinal))), "the gap", seconds: 60);
        circle = false;
        service.Graph[Audits] = [FakeRecord.Audit("Directory_new", DateTimeOffset.UtcNow)];
        await CollectKafka.UntilAsync(() => kafka.Raw("circle").Any(envelope => envelope.RecordId == "Directory_new"), "the record after it");
    }

    [Fact]
    public async Task A_link_that_was_kept_and_leads_to_the_service_s_former_address_begins_its_window_again()
    {
        var now = DateTimeOffset.UtcNow;
        List<FakeRecord> records = [.. Enumerable.Range(0, 9).Select(index => FakeRecord.Audit($"Directory_{index}", now.AddMinutes(-index * 20)))];
        List<FakeBlob> blobs = [.. Enumerable.Range(0, 8).Select(index => FakeBlob.Of($"moved-{index}", now.AddHours(-4).AddMinutes(index * 20), $"m{index}"))];
        var held = new CountdownEvent(2);
        await using (var former = await FakeService.StartAsync())
        {
            former.Graph[Audits] = records;
            former.Content[SharePoint] = blobs;
            former.Intercept = async context =>
            {
                if (!context.Request.QueryString.Value!.Contains("$skiptoken=6", StringComparison.Ordinal) && !context.Request.QueryString.Value.Contains("nextPage=4", StringComparison.Ordinal)) return false;
                held.Signal();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            };
            await using (await kafka.StartAsync(CollectKafka.Configuration("moved", former.Address, Short, sources: ["entra.audit", "m365.activity.sharepoint"])))
                await CollectKafka.UntilAsync(() => held.IsSet, "both feeds in the middle of a window");
        }

        await using var service = await FakeService.StartAsync();
        service.Graph[Audits] = records;
        service.Content[SharePoint] = blobs;
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("moved", service.Address, Short, sources: ["entra.audit", "m365.activity.sharepoint"]));
        await CollectKafka.UntilAsync(() => kafka.Raw("moved").Select(envelope => envelope.RecordId).Distinct().Count() == 17, "the rest of both");
    }

    [Fact]
    public async Task Content_that_does_not_come_holds_up_nothing_is_a_gap_after_an_hour_and_is_closed_when_it_comes()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Content[SharePoint] = [.. Enumerable.Range(0, 7).Select(index => FakeBlob.Of($"o{index}", now.AddMinutes(-60 + (index * 5)), $"r{index}-1", $"r{index}-2"))];
        var isBad = true;
        service.Intercept = async context =>
        {
            if (!isBad) return false;
            var path = context.Request.Path.Value!;
            if (path.EndsWith("/audit/o1", StringComparison.Ordinal)) await FakeService.WriteAsync(context, 200, "");
            else if (path.EndsWith("/audit/o2", StringComparison.Ordinal)) await FakeService.WriteAsync(context, 404, """{"error":{"code":"AF20050","message":"no"}}""");
            else if (path.EndsWith("/audit/o3", StringComparison.Ordinal)) await FakeService.WriteAsync(context, 200, service.Content[SharePoint][3].Body[..^40]);
            else return false;
            return true;
        };
        var time = new MovedTime();
        var windows = new WindowOptions { Interval = TimeSpan.FromMilliseconds(800), Lookback = TimeSpan.FromHours(5) };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("open", service.Address, windows, sources: "m365.activity.sharepoint"), time: time);
        await CollectKafka.UntilAsync(() => kafka.Raw("open").Select(envelope => envelope.RecordId).Distinct().Count() == 8, "what can be fetched");
        await CollectKafka.UntilAsync(() => kafka.Cursors("open").Last() is { Window: null, Open.Count: 3 }, "a cursor that has gone on");
        Assert.Equal(0, kafka.Cursors("open").Last().Gaps);
        service.ContentPage = 100;

        time.Shift = TimeSpan.FromMinutes(61);
        await CollectKafka.UntilAsync(() => kafka.Cursors("open").Last() is { Open.Count: 0, LastGaps.Count: 3 }, "three gaps");
        Assert.Equal(["o1", "o2", "o3"], kafka.Cursors("open").Last().LastGaps.Select(gap => gap.Content).Order());
        Assert.All(kafka.Cursors("open").Last().LastGaps, gap => Assert.Contains(gap.Content!, gap.Reason, StringComparison.Ordinal));
        Assert.Contains(kafka.Raw("open"), envelope => envelope.RecordId == "r3-1");

        isBad = false;
        time.Shift = TimeSpan.FromMinutes(130);
        await CollectKafka.UntilAsync(() => kafka.Raw("open").Select(envelope => envelope.RecordId).Distinct().Count() == 14 && kafka.Cursors("open").Last().LastGaps.Count == 0, "all of it, by a longer look back");
    }

    [Fact]
    public async Task A_listing_entry_that_tells_too_little_is_a_gap_and_the_others_are_fetched()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Content[SharePoint] = [FakeBlob.Of("told", now.AddMinutes(-5), "told-1")];
        service.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/subscriptions/content", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 200, $$"""[{"contentId":"untold","contentCreated":"soon"},{"contentId":"told","contentUri":"{{service.Address}}/api/v1.0/t/activity/feed/audit/told","contentCreated":"{{now.AddMinutes(-5).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}]""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("untold", service.Address, Short, sources: "m365.activity.sharepoint"));
        await CollectKafka.UntilAsync(() => kafka.Raw("untold").Count == 1 && kafka.Cursors("untold").Last().LastGaps.Count == 1, "the record, and the gap");
        Assert.Contains("untold", kafka.Cursors("untold").Last().LastGaps[0].Reason, StringComparison.Ordinal);
        Assert.Contains(service.Requests, request => request.Contains("/audit/told?PublisherIdentifier=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_behind_the_service_s_does_not_keep_a_new_feed_from_starting()
    {
        await using var service = await FakeService.StartAsync();
        service.Content[SharePoint] = [FakeBlob.Of("early", DateTimeOffset.UtcNow.AddMinutes(-40), "early-1")];
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("behind", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200) }, sources: "m365.activity.sharepoint"), time: new ShiftedTime(TimeSpan.FromMinutes(-20)));
        await CollectKafka.UntilAsync(() => kafka.Raw("behind").Count == 1, "the record");
        Assert.All(kafka.Cursors("behind"), cursor => Assert.True(cursor.LastGaps.Sum(gap => (gap.To - gap.From).TotalMinutes) < 60));
    }

    [Fact]
    public async Task A_permission_that_one_content_type_lacks_is_named_and_costs_no_token()
    {
        await using var service = await FakeService.StartAsync();
        service.Intercept = async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("DLP.All", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 401, """{"error":{"code":"AF10001","message":"The permission set (ActivityFeed.Read) sent in the request did not include the expected permission ActivityFeed.ReadDlp."}}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("dlp", service.Address, Short, sources: ["m365.activity.dlp", "m365.activity.sharepoint"]));
        await CollectKafka.UntilAsync(() => kafka.Health("dlp").Any(health => health.Code == HealthCodes.PermissionMissing), "the failure");
        await CollectKafka.UntilAsync(() => kafka.Health("dlp").Any(health => health is { Source: "m365.activity.sharepoint", State: HealthState.Ok }), "the other content type");
        Assert.Equal(1, service.Tokens);
        Assert.Contains("ActivityFeed.ReadDlp", kafka.Health("dlp").Last(health => health.Code == HealthCodes.PermissionMissing).WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_asks_for_no_patience_at_all_is_not_repeated_without_a_pause()
    {
        await using var service = await FakeService.StartAsync();
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0")) return false;
            context.Response.Headers.RetryAfter = service.Requests.Count % 2 == 0 ? "0" : DateTimeOffset.UtcNow.AddMinutes(-5).ToString("r");
            await FakeService.WriteAsync(context, 429, """{"error":{"code":"TooManyRequests","message":"x"}}""");
            return true;
        };
        var limits = new LimitOptions { FirstPause = TimeSpan.FromMilliseconds(200), GraphPerTenant = 1_000, GraphPerApp = 1_000 };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("impatient", service.Address, Short, limits, "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Health("impatient").Any(health => health.State == HealthState.Throttled), "the state", seconds: 90);
        // One request and its five repeats; nothing is asked in the minute after it.
        Assert.Equal(6, service.Requests.Count(request => request.Contains("/v1.0/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_collection_that_refuses_a_page_size_is_asked_without_one()
    {
        await using var service = await FakeService.StartAsync();
        service.Graph[Audits] = [FakeRecord.Audit("Directory_unsized", DateTimeOffset.UtcNow.AddMinutes(-3))];
        service.Intercept = async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("$top", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 400, """{"error":{"code":"BadRequest","message":"The limit of '100' for Top query has been exceeded."}}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("unsized", service.Address, Short, sources: "entra.audit"));
        await CollectKafka.UntilAsync(() => kafka.Raw("unsized").Count == 1, "the record");
    }

    private static Task<bool> AnswerAsync(HttpContext context, string target, ref int answers, int most, string body)
    {
        if (!(context.Request.Path + context.Request.QueryString.Value).Contains(target, StringComparison.Ordinal) || Interlocked.Increment(ref answers) > most) return Task.FromResult(false);
        return WriteAsync(context, body);

        static async Task<bool> WriteAsync(HttpContext context, string body)
        {
            await FakeService.WriteAsync(context, 200, body);
            return true;
        }
    }
}
