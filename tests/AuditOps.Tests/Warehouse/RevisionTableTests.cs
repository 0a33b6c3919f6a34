using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;
using Xunit;
using W = AuditOps.Tests.Warehouse.Rows;

namespace AuditOps.Tests.Warehouse;

/// <summary>Rows that take an older place of their event back, and the roll-up that repeats cannot inflate.</summary>
public sealed class RevisionTableTests(WarehouseFixture warehouse)
{
    private static readonly DateTimeOffset First = new(2026, 10, 31, 23, 10, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = new(2026, 11, 1, 0, 10, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_event_whose_hour_changed_shows_once_with_its_newest_content_and_keeps_both_revisions()
    {
        using var client = await warehouse.NewMigratedAsync();
        var old = W.Event("moved", time: First, content: 1);
        var moved = W.Event("moved", time: Second, content: 2) with { SupersedesHour = First, CollectedAt = W.Collected.AddMinutes(5) };
        await InsertAsync(client, [old, W.Event("other", time: First)], 0);
        await InsertAsync(client, [moved], 10);

        Assert.Equal(2, await client.NumberAsync("(SELECT count() FROM events)"));
        var found = Assert.Single(await new EventByIdQuery("moved", null, null).RunAsync(client, TestContext.Current.CancellationToken));
        Assert.Equal(Second, found.EventTime);
        Assert.Equal(2, (await new EventRevisionsQuery("contoso", Sources.M365Activity, "moved").RunAsync(client, TestContext.Current.CancellationToken)).Count);
        Assert.Equal(3, await client.NumberAsync("(SELECT sum(contents) FROM event_counts)"));

        await client.ExecuteAsync("OPTIMIZE TABLE events_store FINAL");
        Assert.Equal(2, await client.NumberAsync("(SELECT count() FROM events)"));
    }

    [Fact]
    public async Task An_event_that_moves_back_to_its_first_hour_shows_there()
    {
        using var client = await warehouse.NewMigratedAsync();
        await InsertAsync(client, [W.Event("e", time: First, content: 1)], 0);
        await InsertAsync(client, [W.Event("e", time: Second, content: 2) with { SupersedesHour = First, CollectedAt = W.Collected.AddMinutes(1) }], 1);
        await InsertAsync(client, [W.Event("e", time: First, content: 3) with { SupersedesHour = Second, CollectedAt = W.Collected.AddMinutes(2) }], 2);

        var found = Assert.Single(await new EventByIdQuery("e", null, null).RunAsync(client, TestContext.Current.CancellationToken));
        Assert.Equal(First, found.EventTime);
        Assert.Equal(3, await client.NumberAsync("(SELECT count() FROM event_revisions FINAL)"));
    }

    [Fact]
    public async Task Repeats_beyond_the_deduplication_window_and_in_other_batches_do_not_change_the_roll_up()
    {
        using var client = await warehouse.NewMigratedAsync();
        foreach (var table in new[] { "events_store", "event_revisions", "event_counts_store" })
            await client.ExecuteAsync($"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 5");
        AuditEvent[] events = [.. Enumerable.Range(0, 40).Select(i => W.Event($"e{i}"))];
        await InsertAsync(client, events, 0, "whole");
        for (var i = 0; i < 8; i++)
            await InsertAsync(client, [W.Event($"later{i}")], 100 + i, $"later{i}");
        await InsertAsync(client, events, 0, "whole");
        await InsertAsync(client, events[..17], 0, "half");
        await InsertAsync(client, events[17..], 17);

        Assert.True(await client.NumberAsync("(SELECT count() FROM events_store)") > 48, "the window was not passed, so nothing was shown");
        Assert.Equal(48, await client.NumberAsync("(SELECT sum(contents) FROM event_counts)"));
        Assert.Equal(48, await client.NumberAsync("(SELECT count() FROM events)"));
    }

    private static async Task InsertAsync(ClickHouseClient client, IReadOnlyList<AuditEvent> events, long offset, string? token = null)
    {
        using var row = new RowBinaryWriter();
        var writer = new EventRowWriter(client.Options.Retention);
        foreach (var e in events) writer.Write(e, new RowOrigin(7, 0, offset++), row);
        await client.InsertAsync(EventRowWriter.Table, EventRowWriter.Columns, [row.Slice(0, 1), row.Slice(1, row.Rows - 1)], token, TestContext.Current.CancellationToken);
    }
}
