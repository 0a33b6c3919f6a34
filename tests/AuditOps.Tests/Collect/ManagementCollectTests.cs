using System.Text;
using AuditOps.Collectors.Configuration;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class ManagementCollectTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    private const string SharePoint = "Audit.SharePoint";

    [Fact]
    public async Task Every_record_of_every_blob_of_seven_days_arrives_as_the_bytes_it_came_in()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Content[SharePoint] = [.. Enumerable.Range(0, 25).Select(index => FakeBlob.Of($"b${index}", now.AddDays(-6.9 + (index * 0.27)), $"r{index}-1", $"r{index}-2"))];
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("seven", service.Address, sources: "m365.activity.sharepoint"));
        await CollectKafka.UntilAsync(() => kafka.Raw("seven").Count >= 50, "50 records");

        var raw = kafka.Raw("seven");
        Assert.Equal(50, raw.Select(envelope => envelope.RecordId).Distinct().Count());
        var first = raw.First(envelope => envelope.RecordId == "r3-2");
        Assert.Equal(FakeBlob.Record("r3-2", service.Content[SharePoint][3].Created), Encoding.UTF8.GetString(first.Payload.Span));
        Assert.Equal(WireShape.ManagementActivity, first.Shape);
        Assert.Equal(Sources.M365Activity, first.Source);
        Assert.Equal(service.Content[SharePoint][3].Created, first.AvailableAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_collector_that_ends_between_a_page_and_its_commit_loses_nothing()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Content[SharePoint] = [.. Enumerable.Range(0, 12).Select(index => FakeBlob.Of($"c${index}", now.AddHours(-5).AddMinutes(index * 20), $"r{index}"))];
        var held = new TaskCompletionSource();
        service.Intercept = async context =>
        {
            // The second page of the listing never comes while the first collector lives.
            if (!context.Request.QueryString.Value!.Contains("nextPage=4", StringComparison.Ordinal)) return false;
            held.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var configuration = CollectKafka.Configuration("crash", service.Address, sources: "m365.activity.sharepoint");
        await using (await kafka.StartAsync(configuration)) await held.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(kafka.Raw("crash").Count < 12);
        service.Intercept = null;
        var before = service.Requests.Count;
        await using var second = await kafka.StartAsync(configuration);
        await CollectKafka.UntilAsync(() => kafka.Raw("crash").Select(envelope => envelope.RecordId).Distinct().Count() == 12, "all 12 records");
        // It went on at the page that was not committed.
        Assert.Contains(service.Requests.Skip(before), request => request.Contains("nextPage=4", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Requests.Skip(before), request => request.Contains("nextPage=2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_stays_broken_is_a_dead_letter_and_its_neighbours_arrive()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow.AddMinutes(-5);
        service.Content[SharePoint] = [new FakeBlob("broken", now, $"[{FakeBlob.Record("good-1", now)},\n{{\"Id\":\"bad\",\"Operation\":\"x}},\n{FakeBlob.Record("good-2", now)}]")];
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("broken", service.Address, sources: "m365.activity.sharepoint"));
        await CollectKafka.UntilAsync(() => kafka.Letters("broken").Count > 0 && kafka.Raw("broken").Count >= 2, "the dead letter and its neighbours");
        Assert.Equal(["good-1", "good-2"], kafka.Raw("broken").Select(envelope => envelope.RecordId).Order());
        Assert.Equal("m365.activity.sharepoint/broken", kafka.Letters("broken").Single().Origin);
    }

    [Fact]
    public async Task An_expired_blob_is_a_gap_that_health_shows()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow.AddMinutes(-5);
        service.Content[SharePoint] = [FakeBlob.Of("gone", now, "x"), FakeBlob.Of("there", now, "y")];
        service.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/audit/gone", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 404, """{"error":{"code":"AF20051","message":"expired"}}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("expired", service.Address, sources: "m365.activity.sharepoint"));
        await CollectKafka.UntilAsync(() => kafka.Health("expired").Any(health => health.Code == HealthCodes.Gap), "the gap");
        var health = kafka.Health("expired").Last();
        Assert.Equal(HealthState.Degraded, health.State);
        Assert.Contains("expired", health.Gaps.Single().Reason, StringComparison.Ordinal);
        Assert.Equal(["y"], kafka.Raw("expired").Select(envelope => envelope.RecordId));
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using var service = await FakeService.StartAsync();
        service.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/subscriptions/", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 403, """{"error":{"code":"AF10001","message":"no"}}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("unpermitted", service.Address, sources: "m365.activity.dlp"));
        await CollectKafka.UntilAsync(() => kafka.Health("unpermitted").Any(health => health.Code == HealthCodes.PermissionMissing), "the failure");
        var health = kafka.Health("unpermitted").Last();
        Assert.Contains("ActivityFeed.ReadDlp", health.WhatToDo, StringComparison.Ordinal);
        Assert.Equal(HealthState.Failing, health.State);
    }

    [Fact]
    public async Task A_stop_longer_than_the_service_keeps_its_content_is_a_gap()
    {
        await using var service = await FakeService.StartAsync();
        service.Content[SharePoint] = [FakeBlob.Of("new", DateTimeOffset.UtcNow.AddHours(-1), "n")];
        var configuration = CollectKafka.Configuration("stopped", service.Address, sources: "m365.activity.sharepoint");
        var before = new ShiftedTime(TimeSpan.FromDays(-20));
        service.Intercept = async context =>
        {
            if (DateTimeOffset.UtcNow + before.Shift > DateTimeOffset.UtcNow.AddDays(-1) || !context.Request.Path.Value!.EndsWith("/content", StringComparison.Ordinal)) return false;
            await FakeService.WriteAsync(context, 200, "[]");
            return true;
        };
        await using (await kafka.StartAsync(configuration, time: before)) await CollectKafka.UntilAsync(() => kafka.Cursors("stopped").Any(cursor => cursor is { Window: null, Behind: null, Backlog: null } && cursor.CoveredTo > DateTimeOffset.UtcNow.AddDays(-20.1)), "twenty days ago");
        service.Intercept = null;
        await using var after = await kafka.StartAsync(configuration);
        await CollectKafka.UntilAsync(() => kafka.Raw("stopped").Count > 0, "the new record");
        var gap = kafka.Cursors("stopped").Last().LastGaps.Single();
        Assert.Equal(13, (gap.To - gap.From).TotalDays, 0.2);
    }
}
