using System.Globalization;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Correlation;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>Alerts that are held back after another one.</summary>
public sealed class SuppressionTests
{
    private const string Purge = """
        title: Mail is purged
        id: purge
        logsource: {product: m365, service: exchange}
        detection: {a: {Operation: HardDelete}, condition: a}
        level: low
        auditops: {group-by: [actor.key, ip], suppress: {fields: [actor.key], timespan: 1h}}
        """;

    [Fact]
    public void After_an_alert_further_ones_of_the_same_values_are_counted_on_it_until_the_time_is_over()
    {
        using var harness = new DetectHarness([Purge]);
        // The full hour, where a standing window would end, lies between the first two.
        var start = new DateTimeOffset(harness.Ingest.Now.Date, TimeSpan.Zero).AddHours(harness.Ingest.Now.Hour).AddMinutes(-1);
        harness.Did("HardDelete", "e1", at: start);
        harness.Did("HardDelete", "e2", at: start.AddMinutes(2));
        harness.Did("HardDelete", "e3", at: start.AddMinutes(59));
        harness.Did("HardDelete", "e4", at: start.AddMinutes(60));
        harness.Did("HardDelete", "f1", user: "bob@contoso.example", at: start.AddMinutes(3));
        var alerts = harness.Alerts().Where(alert => alert.Facts.RuleId == "purge").OrderBy(alert => alert.Facts.Actor, StringComparer.Ordinal).ThenBy(alert => alert.Facts.FirstSeen).ToArray();
        Assert.Equal(["e1,e2,e3", "e4", "f1"], alerts.Select(alert => string.Join(',', alert.Facts.Evidence.Select(seen => seen.EventId))));
        Assert.Equal([3L, 1L, 1L], alerts.Select(alert => alert.Facts.Count));
        Assert.Equal(("actor.key", "ann@contoso.example"), (alerts[0].Facts.Group[0].Name, alerts[0].Facts.Group[0].Value));
        Assert.Equal((start, start.AddHours(1)), (alerts[0].Facts.WindowStart, alerts[0].Facts.WindowEnd));
    }

    [Fact]
    public void The_alert_says_how_many_were_held_back()
    {
        var plan = Matches.Plan(CorrelationKind.EventCount) with { Timespan = TimeSpan.FromTicks(1), Suppress = TimeSpan.FromHours(1) };
        using var book = new CorrelationBook(plan);
        using var driver = book.Driver();
        for (var i = 0; i < 5; i++)
            book.Pipe(driver, Matches.At(driver.Now.AddMinutes(-i), $"e{i}"));
        driver.Advance(TimeSpan.FromSeconds(3));
        driver.Commit();
        var told = book.Candidates(driver)[^1].Why[0];
        Assert.Equal(("suppressed", "within", "01:00:00", "4"), (told.Field, told.Operator, told.Expected, told.Actual));
    }

    [Fact]
    public void A_correlation_is_held_back_from_its_first_finding_on_and_what_is_forgotten_moves_no_alert()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            var hold = TimeSpan.FromMinutes(random.Next(15, 60));
            var plan = Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, random.Next(1, 4))], Suppress = hold, Grace = TimeSpan.FromMinutes(10) };
            using var book = new CorrelationBook(plan);
            using var driver = book.Driver();
            var times = new List<DateTimeOffset>();
            for (var i = 0; i < 120; i++)
            {
                driver.Advance(TimeSpan.FromMinutes(random.NextDouble() * 6));
                times.Add(driver.Now);
                book.Pipe(driver, Matches.At(driver.Now, $"e{i:000}"));
                if (random.Next(12) == 0)
                    driver.Crash();
                else if (random.Next(12) == 0)
                    driver.Abort();
                else if (random.Next(3) == 0)
                    driver.Commit();
            }

            driver.Advance(TimeSpan.FromSeconds(5));
            driver.Commit();
            var found = book.Candidates(driver).Select(one => one.AlertId).Distinct().Count();
            Assert.True(found == ByDefinition(plan, times), string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {found} alerts instead of {ByDefinition(plan, times)}"));
            Assert.True(driver.State("groups").Count < 100, "nothing was forgotten");
        }
    }

    [Fact]
    public void New_values_are_held_back_too_and_counted()
    {
        var plan = Matches.Plan(CorrelationKind.NewValue) with { Suppress = TimeSpan.FromHours(2) };
        using var book = new CorrelationBook(plan);
        using var driver = book.Driver();
        for (var i = 0; i < 8; i++)
        {
            book.Pipe(driver, Matches.At(driver.Now, $"e{i}", user: $"net{i}"));
            driver.Advance(TimeSpan.FromMinutes(30));
        }

        driver.Advance(TimeSpan.FromMinutes(30));
        driver.Commit();
        var alerts = book.Candidates(driver).GroupBy(one => one.AlertId).Select(one => one.Max(each => each.Count)).Order();
        Assert.Equal([4L, 4L], alerts);
    }

    private static int ByDefinition(CorrelationPlan plan, List<DateTimeOffset> times)
    {
        var alerts = 0;
        DateTimeOffset? last = null;
        foreach (var time in times)
        {
            if (times.Count(other => other > time - plan.Timespan && other <= time) < plan.Conditions[0].Value || time < last + plan.Suppress)
                continue;
            last = time;
            alerts++;
        }

        return alerts;
    }
}
