using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Warehouse;

public sealed class DeliveryTableTests(WarehouseFixture clickHouse)
{
    [Fact]
    public async Task A_delivery_is_shown_as_it_stands_and_every_step_is_kept_once_in_whatever_order_they_come()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var planned = new Delivery
        {
            Tenant = "contoso", DeliveryId = "d1", Target = "soc", State = DeliveryState.Planned, Trigger = DeliveryTriggers.Opened, AlertId = "a1", Revision = 1, RuleId = "r1",
            Severity = AlertSeverity.High, At = Samples.Start, PlannedAt = Samples.Start, By = "notify", Payload = "the alert"u8.ToArray(),
        };
        var failed = planned with { State = DeliveryState.Failed, Attempt = 1, NextAttemptAt = Samples.Start.AddMinutes(1), Code = "http_503", Message = "busy", Payload = default };
        var dead = failed with { State = DeliveryState.Dead, Attempt = 2, NextAttemptAt = null };
        var again = planned with { Round = 7, By = "ann" };
        using var rows = new RowBinaryWriter();
        var writer = new DeliveryRowWriter(TimeSpan.FromDays(36_500));
        foreach (var step in (Delivery[])[dead, failed, planned, failed, planned with { DeliveryId = "d2", Tenant = "fabrikam" }])
            writer.Write(step, rows);
        await client.InsertAsync(DeliveryRowWriter.Table, DeliveryRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);

        var one = Assert.Single(await new DeliveryListQuery(["contoso"], "soc", "dead", "a1", "d1", null, 10).RunAsync(client, TestContext.Current.CancellationToken));
        Assert.Equal(("dead", 2, "http_503", 0L, "high"), (one.State, one.Attempts, one.Code, one.Round, one.Severity));
        Assert.Equal("3", await client.TextAsync("(SELECT count() FROM delivery_log WHERE delivery_id = 'd1')"));
        Assert.Equal("the alert"u8.ToArray(), await new DeliveryPayloadQuery("contoso", "d1").RunAsync(client, TestContext.Current.CancellationToken));

        rows.Clear();
        writer.Write(again, rows);
        await client.InsertAsync(DeliveryRowWriter.Table, DeliveryRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);
        var all = await new DeliveryListQuery(null, null, null, null, null, null, 10).RunAsync(client, TestContext.Current.CancellationToken);
        Assert.Equal([("d1", "planned", 7L, "ann"), ("d2", "planned", 0L, "notify")], all.Select(row => (row.DeliveryId, row.State, row.Round, row.RequestedBy)));
        var rest = await new DeliveryListQuery(null, null, null, null, null, new DeliveryKey(all[0].PlannedAt, all[0].Tenant, all[0].DeliveryId), 10).RunAsync(client, TestContext.Current.CancellationToken);
        Assert.Equal("d2", Assert.Single(rest).DeliveryId);
    }
}
