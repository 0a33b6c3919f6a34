using AuditOps.Engines.Alerts;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams.Testing;
using AuditOps.Tests.Alerts;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>The Notify topology on the simulated cluster: who is to be told of what.</summary>
public sealed class NotifyTopologyTests
{
    private static readonly SchemaRegistry Schemas = new();
    private static readonly AlertRoute Everything = new()
    {
        Severity = AlertSeverity.Informational,
        On = [DeliveryTriggers.Opened, DeliveryTriggers.Reopened, DeliveryTriggers.Raised, DeliveryTriggers.Closed, DeliveryTriggers.Updated],
    };

    [Fact]
    public void Each_target_is_told_once_of_what_it_asked_for()
    {
        using var driver = Driver(Target("all", Everything), Target("high", new AlertRoute { Severity = AlertSeverity.High }), Target("other", new AlertRoute { Tenants = ["fabrikam"] }));
        var alert = Samples.Alert(1);
        Pipe(driver, alert);
        Pipe(driver, alert);
        Pipe(driver, alert with { Revision = 2, Status = AlertStatus.Acknowledged });
        Pipe(driver, Severity(alert, 3, AlertSeverity.High));
        Pipe(driver, Severity(alert, 4, AlertSeverity.Critical));
        Pipe(driver, Severity(alert, 5, AlertSeverity.Critical) with { Status = AlertStatus.Resolved });
        Pipe(driver, Severity(alert, 6, AlertSeverity.Critical) with { Status = AlertStatus.Open });
        driver.Commit();
        var told = Told(driver);
        Assert.Equal(
            [
                ("all", DeliveryTriggers.Opened, 1L), ("all", DeliveryTriggers.Updated, 2L), ("all", DeliveryTriggers.Raised, 3L), ("high", DeliveryTriggers.Opened, 3L),
                ("all", DeliveryTriggers.Raised, 4L), ("high", DeliveryTriggers.Raised, 4L), ("all", DeliveryTriggers.Closed, 5L), ("all", DeliveryTriggers.Reopened, 6L),
                ("high", DeliveryTriggers.Reopened, 6L),
            ],
            told.OrderBy(one => one.Revision).ThenBy(one => one.Target, StringComparer.Ordinal).Select(one => (one.Target, one.Trigger, one.Revision)));
        Assert.Equal(told.Count, told.Select(one => one.DeliveryId).Distinct().Count());
        var payload = Codecs.Alert.Decode(told[0].Payload, Schemas);
        Assert.Equal((alert.AlertId, 0, "Many failures"), (payload.AlertId, payload.Facts.Snapshot.Length, payload.Facts.Title));
    }

    [Fact]
    public void Nobody_is_told_of_history_or_of_rules_in_testing_until_the_same_is_found_live()
    {
        using var driver = Driver(Target("all", Everything));
        var alert = Samples.Alert(1);
        Pipe(driver, alert with { Facts = alert.Facts with { Historical = true } });
        Pipe(driver, alert with { Revision = 2, Facts = alert.Facts with { Silent = true, Historical = true } });
        driver.Commit();
        Assert.Empty(Told(driver));
        Pipe(driver, alert with { Revision = 3 });
        driver.Commit();
        Assert.Equal(DeliveryTriggers.Opened, Assert.Single(Told(driver)).Trigger);
    }

    [Fact]
    public void A_rule_is_named_by_its_id_or_by_how_the_id_begins()
    {
        using var driver = Driver(Target("one", new AlertRoute { Rules = ["rule-1"] }), Target("family", new AlertRoute { Rules = ["x", "rule*"] }), Target("none", new AlertRoute { Rules = ["rule"] }));
        Pipe(driver, Samples.Alert(1));
        driver.Commit();
        Assert.Equal(["family", "one"], Told(driver).Select(one => one.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_target_that_is_new_or_off_is_not_told_of_what_was_seen_before()
    {
        using var driver = Driver(Target("off", Everything) with { IsEnabled = false });
        Pipe(driver, Samples.Alert(1));
        driver.Commit();
        Assert.Empty(Told(driver));
        Assert.Single(driver.State(NotifyProcessor.StoreName));
        driver.Advance(TimeSpan.FromDays(3_650));
        driver.Commit();
        Assert.Empty(driver.State(NotifyProcessor.StoreName));
    }

    [Fact]
    public void A_crash_or_an_abort_anywhere_makes_no_second_delivery_and_loses_none()
    {
        var expected = Run(seed: 0);
        Assert.True(expected.Count > 20);
        for (var seed = 1; seed <= 12; seed++)
            Assert.True(expected.SequenceEqual(Run(seed)), $"seed {seed}");
    }

    private static List<string> Run(int seed)
    {
        using var driver = Driver(Target("all", Everything), Target("high", new AlertRoute { Severity = AlertSeverity.High }));
        var changes = new Random(4);
        var faults = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var alert = Samples.Alert(changes.Next(4) * 3_600);
            Pipe(driver, Severity(alert, i + 1, (AlertSeverity)changes.Next(5)) with { Status = (AlertStatus)changes.Next(4) });
            switch (seed == 0 ? -1 : faults.Next(8))
            {
                case 0:
                    driver.Crash(loseSnapshots: faults.Next(2) == 0);
                    break;
                case 1:
                    driver.Abort();
                    break;
                case 2:
                    driver.Commit();
                    break;
            }
        }

        driver.Commit();
        return [.. Told(driver).Select(one => $"{one.DeliveryId} {one.Target} {one.Trigger} {one.Revision}").Order(StringComparer.Ordinal)];
    }

    private static Alert Severity(Alert alert, long revision, AlertSeverity severity) => alert with { Revision = revision, Facts = alert.Facts with { Severity = severity } };

    private static TargetOptions Target(string name, AlertRoute route) => new() { Name = name, Kind = TargetKind.Webhook, Url = new SecretText("https://soc.contoso.com/hook"), Route = route };

    private static TopologyTestDriver Driver(params TargetOptions[] targets) => new(NotifyTopology.Build(new NotifyOptions { Targets = targets }, Schemas, TimeProvider.System));

    private static void Pipe(TopologyTestDriver driver, Alert alert) =>
        driver.Pipe(TopicNames.Alerts, Keys.Join(alert.Tenant, alert.AlertId), Codecs.Alert.Encode(alert), alert.UpdatedAt);

    private static List<Delivery> Told(TopologyTestDriver driver) => [.. driver.Read(TopicNames.Deliveries).Select(record => Codecs.Delivery.Decode(record.Value!, Schemas))];
}
