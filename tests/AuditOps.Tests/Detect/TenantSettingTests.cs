using AuditOps.Processors.Detect;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>What differs from tenant to tenant without a rule of its own: watchlists and working hours.</summary>
public sealed class TenantSettingTests
{
    private const string Vip = """
        title: Somebody important
        id: vip
        name: vip_step
        logsource: {product: auditops}
        detection: {a: {'actor.key|expand': '%vips%'}, condition: a}
        """;

    private const string Late = """
        title: Outside of working hours
        id: late
        logsource: {product: auditops}
        detection: {a: {operation: Send, 'event_time|afterhours': ''}, condition: a}
        """;

    private static readonly DateTimeOffset Wednesday = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_rule_waits_for_its_watchlist_is_told_as_unusable_until_then_and_takes_each_tenants_own()
    {
        using var harness = new DetectHarness([Vip]);
        harness.Did("Send", "e1");
        Assert.Empty(harness.Alerts());
        var alarm = Assert.Single(harness.Catalogue.Alarms()!);
        Assert.Equal(("_", "rule.vip", HealthCodes.RuleRefused), (alarm.Tenant, alarm.Source, alarm.Code));
        Assert.Contains("vips", alarm.Error, StringComparison.Ordinal);

        // A tenant's own list is enough for that tenant.
        await harness.RuleAsync("contoso", "our-lists", 1, RuleStatus.Enabled, "title: Ours\nid: our-lists\nwatchlist: {vips: [ann@contoso.example]}");
        harness.Did("Send", "e2");
        harness.Did("Send", "e3", user: "bob@contoso.example");
        harness.Did("Send", "e4", tenant: "fabrikam");
        Assert.Equal(["contoso e2"], Told(harness));
        Assert.Single(harness.Catalogue.Alarms()!);

        // One for all does not touch it, and a change holds without a restart.
        await harness.RuleAsync("_", "lists", 1, RuleStatus.Enabled, "title: All\nid: lists\nwatchlist: {vips: [bob@contoso.example]}");
        Assert.Empty(harness.Catalogue.Alarms()!);
        harness.Did("Send", "e5", user: "bob@contoso.example");
        harness.Did("Send", "e6", user: "bob@contoso.example", tenant: "fabrikam");
        Assert.Equal(["fabrikam e6"], Told(harness));
        await harness.RuleAsync("contoso", "our-lists", 2, RuleStatus.Enabled, "title: Ours\nid: our-lists\nwatchlist: {vips: [bob@contoso.example]}");
        harness.Did("Send", "e7", user: "bob@contoso.example");
        Assert.Equal(["contoso e7"], Told(harness));
    }

    [Fact]
    public async Task Working_hours_are_those_of_the_tenants_calendar()
    {
        using var harness = new DetectHarness([Late]);
        await harness.RuleAsync("_", "hours", 1, RuleStatus.Enabled, "title: All\nid: hours\ncalendar: {zone: Europe/Zurich, days: mon-fri, hours: '08:00-18:00'}");
        await harness.RuleAsync("contoso", "our-hours", 1, RuleStatus.Enabled, "title: Ours\nid: our-hours\ncalendar: {hours: '06:00-14:00', holidays: [2026-03-05]}");
        // 07:30, 16:30 and noon of the next day in Zurich.
        foreach (var (id, hour) in new[] { ("morning", 6.5), ("afternoon", 15.5), ("holiday", 35) })
        {
            foreach (var tenant in new[] { "contoso", "fabrikam" })
                harness.Did("Send", id, tenant: tenant, at: Wednesday.AddHours(hour));
        }

        Assert.Equal(["contoso afternoon", "contoso holiday", "fabrikam morning"], Told(harness));
        await harness.RuleAsync("contoso", "our-hours", 2, RuleStatus.Disabled, "title: Ours\nid: our-hours\ncalendar: {hours: '06:00-14:00', holidays: [2026-03-05]}");
        harness.Did("Send", "again", at: Wednesday.AddHours(15.5));
        Assert.Empty(Told(harness));
    }

    private static string[] Told(DetectHarness harness) =>
        [.. harness.Alerts().Where(alert => alert.Facts.RuleId is "vip" or "late").SelectMany(alert => alert.Facts.Evidence.Select(seen => $"{alert.Tenant} {seen.EventId}")).Order(StringComparer.Ordinal)];
}
