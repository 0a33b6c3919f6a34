using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;
using W = AuditOps.Tests.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Warehouse;

public sealed class EventTableTests(WarehouseFixture clickHouse)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_view_shows_each_event_once_with_its_newest_content_whatever_the_order_of_arrival()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var newer = W.Event("e1", content: 2) with { CollectedAt = W.Collected.AddMinutes(5), Operation = "newer" };

        await client.StoreAsync(newer);
        await client.StoreAsync(W.Event("e1") with { Operation = "older" });
        await client.StoreAsync(newer, W.Event("e2"));

        Assert.Equal(2, await client.NumberAsync("(SELECT count() FROM events)"));
        Assert.Equal("newer", await client.TextAsync("(SELECT operation FROM events WHERE event_id = 'e1')"));
    }

    [Fact]
    public async Task Every_content_an_event_had_stays_readable_once()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var second = W.Event("e1", content: 2) with { CollectedAt = W.Collected.AddMinutes(5) };
        await client.StoreAsync(W.Event("e1"));
        await client.StoreAsync(second, second);
        await client.StoreAsync(W.Event("e1", tenant: "fabrikam", content: 3));
        await client.ExecuteAsync("OPTIMIZE TABLE events_store FINAL", cancellation: Now);

        var revisions = await new EventRevisionsQuery("contoso", Sources.M365Activity, "e1").RunAsync(client, Now);

        Assert.Equal([second.Raw.Length, W.Event("e1").Raw.Length], revisions.Select(r => (int)r.RawLength));
        Assert.Equal(W.Event("e1").Raw.ToArray(), await new RevisionRawQuery("contoso", Sources.M365Activity, "e1", revisions[1].ContentHash).RunAsync(client, Now));
        Assert.Null(await new RevisionRawQuery("fabrikam", Sources.M365Activity, "e1", revisions[1].ContentHash).RunAsync(client, Now));
    }

    [Fact]
    public async Task An_event_of_2021_that_is_imported_today_stays()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var today = DateTimeOffset.UtcNow;
        await client.StoreAsync(W.Event("old", time: new(2021, 3, 1, 0, 0, 0, TimeSpan.Zero)) with { CollectedAt = today });
        await client.StoreAsync(W.Event("expired", time: today) with { CollectedAt = today.AddDays(-366) });

        await client.ExecuteAsync("OPTIMIZE TABLE events_store FINAL", cancellation: Now);
        await client.ExecuteAsync("OPTIMIZE TABLE event_revisions FINAL", cancellation: Now);

        Assert.Equal("['old']", await client.TextAsync("(SELECT groupArray(event_id) FROM events)"));
        Assert.Equal("['old']", await client.TextAsync("(SELECT groupArray(event_id) FROM event_revisions)"));
    }

    [Fact]
    public async Task A_repeated_insert_with_its_token_stores_nothing_twice_in_either_table()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var batch = Enumerable.Range(0, 50).Select(i => W.Event($"e{i}", time: new(2024, 1 + (i % 12), 1, 0, 0, 0, TimeSpan.Zero))).ToList();

        await client.StoreAsync(batch, "token-1");
        await client.StoreAsync(batch, "token-1");
        Assert.Equal(50, await client.NumberAsync("(SELECT count() FROM events_store)"));
        Assert.Equal(50, await client.NumberAsync("(SELECT count() FROM event_revisions)"));

        await client.StoreAsync(batch, "token-2");
        Assert.Equal(100, await client.NumberAsync("(SELECT count() FROM events_store)"));
        Assert.Equal(50, await client.NumberAsync("(SELECT count() FROM events)"));
    }

    [Fact]
    public async Task Times_that_the_key_cannot_hold_become_the_sentinel_and_say_so()
    {
        using var client = await clickHouse.NewMigratedAsync();
        await client.StoreAsync(
            W.Event("past", time: new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            W.Event("future", time: DateTimeOffset.MaxValue),
            W.Event("last", time: new(2105, 12, 31, 23, 59, 59, TimeSpan.Zero)));

        Assert.Equal("['future','past']", await client.TextAsync(
            "(SELECT groupArray(event_id) FROM (SELECT event_id FROM events WHERE event_time = toDateTime64(0, 7, 'UTC') AND bitTest(flags, 0) ORDER BY event_id))"));
        Assert.Equal("2105-12-31 23:59:59.0000000", await client.TextAsync("(SELECT toString(event_time, 'UTC') FROM events WHERE event_id = 'last')"));
    }

    [Fact]
    public async Task Every_field_comes_back_as_it_went_in_with_odd_bytes()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var e = Full();
        await client.StoreAsync(e);

        var row = Assert.Single(await new EventByIdQuery(e.EventId, null, null).RunAsync(client, Now));
        var raw = await new EventRawQuery(row.Key).RunAsync(client, Now);

        Assert.Equal(e.Raw.ToArray(), raw);
        Assert.Equal((e.Tenant, e.Source, e.EventId, e.Run), (row.Tenant, row.Source, row.EventId, row.Run));
        Assert.Equal((e.EventTime, e.AvailableAt, e.CollectedAt), (row.EventTime, row.AvailableAt, row.CollectedAt));
        Assert.Equal(("graph_sign_in", e.Workload, e.Category, e.Operation), (row.WireShape, row.Workload, row.Category, row.Operation));
        Assert.Equal(e.EcsCategories, row.EcsCategories);
        Assert.Equal((e.RecordType, "denied", e.ResultCode, e.ResultReason), (row.RecordType, row.Outcome, row.ResultCode, row.ResultReason));
        Assert.Equal((e.Actor.Key, e.Actor.Id, e.Actor.Upn, e.Actor.Display, "service_principal"), (row.ActorKey, row.ActorId, row.ActorUpn, row.ActorDisplay, row.ActorKind));
        Assert.Equal(e.Targets.Select(t => (t.Type, t.Id ?? "", t.Name ?? "", t.Upn ?? "")), row.TargetTypes.Select((t, i) => (t, row.TargetIds[i], row.TargetNames[i], row.TargetUpns[i])));
        Assert.Equal((e.Ip, e.Port, e.ClientAddress), (row.Ip, row.Port, row.ClientAddress));
        Assert.Equal((e.Geo!.Country, e.Geo.State, e.Geo.City, e.Geo.Latitude, e.Geo.Longitude), (row.GeoCountry, row.GeoState, row.GeoCity, row.GeoLatitude, row.GeoLongitude));
        Assert.Equal((e.UserAgent, e.App!.Id, e.App.Name, e.Resource!.Id, e.Resource.Name), (row.UserAgent, row.AppId, row.AppName, row.ResourceId, row.ResourceName));
        Assert.Equal((e.Device!.Id, e.Device.Name, e.Device.OperatingSystem, e.Device.Browser, e.Device.TrustType), (row.DeviceId, row.DeviceName, row.DeviceOs, row.DeviceBrowser, row.DeviceTrust));
        Assert.Equal((e.Device.IsCompliant, e.Device.IsManaged), (row.DeviceCompliant, row.DeviceManaged));
        Assert.Equal((e.SessionId, e.CorrelationId, e.OrganizationId, e.Summary), (row.SessionId, row.CorrelationId, row.OrganizationId, row.Summary));
        Assert.Equal(e.Changes.Select(c => (c.Property, c.Old, c.New)), row.ChangeProperties.Select((p, i) => (p, (string?)row.ChangeOld[i], (string?)row.ChangeNew[i])));
        Assert.Equal(e.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal), row.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal));
        Assert.Equal((uint)e.Flags, row.Flags);
        Assert.Equal(Convert.ToHexStringLower(e.ContentHash.Span), row.ContentHash);
        Assert.Equal(e.SearchText, await client.TextAsync("(SELECT search_text FROM events)"));
    }

    [Fact]
    public async Task A_batch_that_is_cut_short_is_refused_as_rows()
    {
        using var client = await clickHouse.NewMigratedAsync();
        using var row = new RowBinaryWriter();
        new EventRowWriter(client.Options.Retention).Write(W.Event("e"), row);

        var error = await Assert.ThrowsAsync<WarehouseException>(
            () => client.InsertAsync(EventRowWriter.Table, EventRowWriter.Columns, row.Body[..^3], null, Now));

        Assert.Equal(WarehouseRetry.SplitBatch, error.Retry);
        Assert.Equal(0, await client.NumberAsync("(SELECT count() FROM events)"));
    }

    [Fact]
    public void An_event_that_breaks_its_contract_leaves_no_half_row()
    {
        using var row = new RowBinaryWriter();
        var writer = new EventRowWriter(TimeSpan.FromDays(1));
        writer.Write(W.Event("a"), row);
        var before = row.Length;

        Assert.Throws<WarehouseException>(() => writer.Write(W.Event("b") with { ContentHash = new byte[3] }, row));
        Assert.ThrowsAny<Exception>(() => writer.Write(W.Event("b") with { Changes = [null!] }, row));
        writer.Write(W.Event("a"), row);

        Assert.Equal((2, 2 * before), (row.Rows, row.Length));
        Assert.Equal(row.Slice(0, 1).ToArray(), row.Slice(1, 1).ToArray());
    }

    private static AuditEvent Full() => W.Event("id/with 'quotes' \\ and \t\n\0 é 😀 ; -- ?&=%2F") with
    {
        Source = Sources.EntraSignIn,
        Shape = WireShape.GraphSignIn,
        Workload = "AzureActiveDirectory",
        Category = "Sign-in",
        EcsCategories = ["authentication", "iam"],
        Operation = "Sign-in ‮activity",
        RecordType = "15",
        Outcome = Outcome.Denied,
        ResultCode = "50126",
        ResultReason = "Invalid; \"user\"\nname",
        Actor = new Actor { Key = "ä@contoso.com", Id = "id-1", Upn = "Ä@contoso.com", Display = "A'; DROP TABLE events; --", Kind = ActorKind.ServicePrincipal },
        Targets = [new Target { Type = "user", Id = "1", Name = "n\0", Upn = "u" }, new Target { Type = "file" }],
        Ip = "2001:db8::1",
        Port = 65535,
        ClientAddress = "[2001:db8::1]:65535",
        Geo = new Geo { Country = "DE", State = "Bavaria", City = "München", Latitude = 48.1, Longitude = -0.0 },
        UserAgent = "Mozilla/5.0 (\u0001)",
        App = new App { Id = "app", Name = "App" },
        Resource = new App { Id = "res", Name = "Graph" },
        Device = new Device { Id = "d", Name = "pc", OperatingSystem = "Windows", Browser = "Edge", TrustType = "Hybrid", IsCompliant = false, IsManaged = true },
        SessionId = "s",
        CorrelationId = "c",
        OrganizationId = "7f3b6f2c-0000-4000-8000-000000000001",
        EventTime = new DateTimeOffset(2026, 11, 19, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567),
        AvailableAt = W.Collected.AddMilliseconds(-123),
        CollectedAt = W.Collected.AddMilliseconds(7),
        Summary = "summary",
        SearchText = "sign-in münchen",
        Changes = [new PropertyChange { Property = "p", Old = null, New = "" }, new PropertyChange { Property = "q", Old = "[1]", New = null }],
        Attributes = new Dictionary<string, string> { ["risk_level"] = "high", ["empty"] = "" },
        Flags = EventFlags.Historical | EventFlags.Generic,
        ContentHash = Encoding.Latin1.GetBytes("\0\n\r;'\\\"`ÿþ012345"),
        Run = "run/ü",
        Raw = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray(),
    };
}
