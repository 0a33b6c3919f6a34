using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Warehouse;

public sealed class AlertTableTests(WarehouseFixture clickHouse)
{
    [Fact]
    public async Task The_newest_revision_is_shown_and_every_one_is_kept_once_in_whatever_order_they_come()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var first = Samples.Alert(1);
        var third = first with { Revision = 3, Status = AlertStatus.Resolved, Verdict = "benign", Reason = "it's a test\n", ClosedAt = first.CreatedAt };
        await client.StoreAsync(third, first);
        await client.StoreAsync(first, first with { Revision = 2, Assignee = "ann" });
        await client.ExecuteAsync("OPTIMIZE TABLE alerts_store FINAL");

        Assert.Equal(1, await client.NumberAsync("(SELECT count() FROM alerts)"));
        Assert.Equal("3 resolved benign it's a test\n", await client.TextAsync("(SELECT concat(toString(revision), ' ', status, ' ', verdict, ' ', reason) FROM alerts)"));
        Assert.Equal("['open','open','resolved']", await client.TextAsync("(SELECT groupArray(status) FROM (SELECT status FROM alert_revisions ORDER BY revision))"));
    }

    [Fact]
    public async Task Everything_an_alert_says_can_be_queried()
    {
        using var client = await clickHouse.NewMigratedAsync();
        await client.StoreAsync(Samples.Alert(1));
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["severity_rank"] = "2",
            ["tags"] = "['attack.t1110.003','attack.credential_access','car.2013']",
            ["group_names[1] || group_values[1]"] = "ip192.0.2.7",
            ["event_count"] = "1",
            ["evidence_ids"] = "['e1']",
            ["toUnixTimestamp64Milli(evidence_times[1]) - toUnixTimestamp64Milli(first_seen)"] = "0",
            ["evidence_outcomes"] = "['failure']",
            ["arrayZip(why_fields, why_operators, why_expected, why_actual)"] = "[('ResultType','equals','50126','50126')]",
            ["snapshot"] = "{}",
            ["history_actions"] = "['created']",
            ["history_notes"] = "[NULL]",
            ["closed_at IS NULL"] = "1",
            ["historical OR testing"] = "false",
            ["runbook"] = "Look at the address.",
        };
        foreach (var (expression, text) in expected)
            Assert.Equal(text, await client.TextAsync($"(SELECT {expression} FROM alerts)"));
    }

    [Fact]
    public void A_revision_that_cannot_be_is_refused_before_anything_is_written()
    {
        using var row = new RowBinaryWriter();
        var refused = Assert.Throws<WarehouseException>(() => new AlertRowWriter(TimeSpan.FromDays(1)).Write(Samples.Alert(1) with { Revision = 0 }, row));
        Assert.Equal(WarehouseErrorKind.RowRefused, refused.Kind);
        Assert.Equal(0, row.Length);
    }

    [Fact]
    public async Task Every_version_of_a_rule_is_kept_once()
    {
        using var client = await clickHouse.NewMigratedAsync();
        using var rows = new RowBinaryWriter();
        foreach (var revision in (long[])[1, 2, 2])
        {
            RuleRevisionRowWriter.Write(
                new RuleDocument { Tenant = "contoso", RuleId = "r1", Revision = revision, Status = RuleStatus.Testing, Origin = "ann", Yaml = "title: a", ChangedBy = "ann", ChangedAt = Samples.Start }, rows);
        }

        await client.InsertAsync(RuleRevisionRowWriter.Table, RuleRevisionRowWriter.Columns, rows.Body, null, TestContext.Current.CancellationToken);
        Assert.Equal("[(1,'testing'),(2,'testing')]", await client.TextAsync("(SELECT groupArray((revision, status)) FROM (SELECT * FROM rule_revisions ORDER BY revision))"));
    }
}
