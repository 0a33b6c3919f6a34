using AuditOps.Engines.Alerts;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Correlation;

/// <summary>The Correlate topology on the simulated cluster.</summary>
public sealed class CorrelateTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    [Fact]
    public void Shuffled_arrival_with_crashes_and_aborts_finds_what_sorted_arrival_finds()
    {
        var findings = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var plan = Matches.RandomPlan(random) with { Grace = TimeSpan.FromMinutes(15) };
            var minutes = Enumerable.Range(0, random.Next(5, 40)).Select(i => (Index: i, Minute: random.NextDouble() * 14, Step: random.Next(plan.Steps.Count), Ip: random.Next(2), User: random.Next(1, 4))).ToArray();
            Match[] Arrivals(DateTimeOffset now) =>
                [.. minutes.Select(one => Matches.At(now.AddMinutes(-one.Minute), $"e{one.Index}", one.Step, $"192.0.2.{one.Ip}", $"{one.User}"))];
            var sorted = Run(plan, now => [.. Arrivals(now).OrderBy(match => match.Event.EventTime)], null);
            // A crash makes the topology look at everything once more, so half of the seeds are without.
            var shuffled = Run(plan, now =>
            {
                var matches = Arrivals(now);
                random.Shuffle(matches);
                return matches;
            }, seed % 2 == 0 ? random : null);
            Assert.True(sorted.SequenceEqual(shuffled), $"seed {seed} {plan.Kind}:\n{string.Join('\n', sorted)}\n--\n{string.Join('\n', shuffled)}");
            findings += sorted.Count;
        }

        Assert.True(findings > 40, $"only {findings} findings in all");
    }

    [Fact]
    public void A_late_match_completes_a_window_whose_end_is_there_already()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] });
        using var driver = book.Driver();
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(driver.Now, "second"));
        book.Pipe(driver, Matches.At(driver.Now.AddMinutes(-9), "first"));
        driver.Commit();
        Assert.Equal(["first", "second"], Assert.Single(book.Candidates(driver)).Evidence.Select(seen => seen.EventId));
    }

    [Fact]
    public void Many_users_failing_from_one_address_are_one_alert_that_names_the_number()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.ValueCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 5)] });
        using var driver = book.Driver();
        var start = AlertIds.WindowStart(driver.Now, TimeSpan.FromHours(1));
        for (var i = 0; i < 30; i++)
            book.Pipe(driver, Matches.At(start.AddSeconds(i), $"e{i}", user: $"user{i % 10}"));
        driver.Commit();
        driver.Advance(Tick);
        driver.Commit();
        var candidates = book.Candidates(driver);
        // One when the fifth user fails, one when the growth is told.
        Assert.Equal([5, 30], candidates.Select(candidate => candidate.Count));
        Assert.Single(candidates.Select(candidate => candidate.AlertId).Distinct());
        var number = candidates[^1].Why[0];
        Assert.Equal(("value_count", "gte", "5", "10"), (number.Field, number.Operator, number.Expected, number.Actual));
        Assert.Equal("", candidates[^1].Actor);
    }

    [Fact]
    public void An_absence_is_found_when_nothing_came_in_time_and_only_then()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.Absence, "asked", "answered"));
        using var driver = book.Driver();
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(driver.Now, "a", 0, "192.0.2.1"));
        book.Pipe(driver, Matches.At(driver.Now, "b", 0, "192.0.2.2"));
        book.Pipe(driver, Matches.At(driver.Now.AddMinutes(3), "c", 1, "192.0.2.2"));
        driver.Advance(TimeSpan.FromMinutes(19));
        driver.Commit();
        Assert.Empty(book.Candidates(driver));
        driver.Advance(TimeSpan.FromMinutes(2));
        driver.Commit();
        Assert.Equal("192.0.2.1", Assert.Single(book.Candidates(driver)).Group[0].Value);
    }

    [Fact]
    public void What_one_correlation_finds_another_can_use()
    {
        var burst = Matches.Plan(CorrelationKind.EventCount) with
        {
            RuleId = "burst",
            IsSilentPart = true,
            Conditions = [new Comparison(ComparisonOperator.Gte, 3)],
            Chained = [new ChainedCorrelation(Matches.Rule, 0, Matches.StepName(0), 0, ["ip"], ["ip"])],
        };
        using var book = new CorrelationBook(burst, Matches.Plan(CorrelationKind.TemporalOrdered, "burst", "success"));
        using var driver = book.Driver();
        book.Pipe(driver, Matches.At(driver.Now.AddSeconds(-30), "s0", 1));
        for (var i = 0; i < 3; i++)
            book.Pipe(driver, Matches.At(driver.Now.AddSeconds(i - 20), $"f{i}") with { Correlation = "burst" });
        driver.Commit();
        driver.Advance(Tick);
        driver.Commit();
        Assert.Empty(book.Candidates(driver));
        book.Pipe(driver, Matches.At(driver.Now.AddSeconds(-1), "s1", 1));
        driver.Commit();
        var found = Assert.Single(book.Candidates(driver));
        Assert.Equal((Matches.Rule, "s1"), (found.RuleId, found.Evidence[^1].EventId));
    }

    [Fact]
    public void A_group_keeps_a_bounded_number_of_matches_and_what_goes_is_counted()
    {
        var options = new CorrelateOptions { MaxEntriesPerGroup = 50, MaxEntries = 400 };
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 1000)] }) { Options = options };
        using var driver = book.Driver();
        for (var i = 0; i < 2000; i++)
            book.Pipe(driver, Matches.At(driver.Now, $"e{i:0000}", ip: $"192.0.2.{(i < 200 ? 0 : i % 20)}"));
        driver.Commit();
        var kept = driver.State(CorrelationStoreSpec.StoreName).Count;
        Assert.InRange(kept, 50, 400);
        Assert.Equal(2000 - kept, book.Evicted);
    }

    [Fact]
    public void Matches_of_a_rule_that_is_gone_are_forgotten()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] });
        using var driver = book.Driver();
        book.Pipe(driver, Matches.At(driver.Now, "a"));
        driver.Commit();
        book.Remove(Matches.Rule);
        book.Pipe(driver, Matches.At(driver.Now, "b"));
        driver.Advance(Tick);
        driver.Advance(TimeSpan.FromMinutes(2));
        driver.Commit();
        Assert.Empty(book.Candidates(driver));
        Assert.Empty(driver.State(CorrelationStoreSpec.StoreName));
    }

    [Fact]
    public void Old_records_in_any_order_are_judged_when_their_lane_is_quiet_and_never_page()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.Absence, "asked", "answered"));
        using var driver = book.Driver();
        var then = driver.Now.AddDays(-400);
        book.Pipe(driver, Matches.At(then.AddDays(3), "later", 0, historical: true));
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(then, "earlier", 0, "192.0.2.9", historical: true));
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(then.AddMinutes(5), "answer", 1, "192.0.2.9", historical: true));
        driver.Advance(Tick);
        driver.Commit();
        Assert.Empty(book.Candidates(driver));
        driver.Advance(TimeSpan.FromMinutes(1));
        driver.Commit();
        var found = Assert.Single(book.Candidates(driver));
        Assert.Equal(("later", true), (found.Evidence[0].EventId, found.Historical));
        Assert.Empty(driver.State(CorrelationStoreSpec.StoreName));
    }

    private static List<string> Run(CorrelationPlan plan, Func<DateTimeOffset, Match[]> arrivals, Random? trouble)
    {
        using var book = new CorrelationBook(plan);
        using var driver = book.Driver();
        // The first tick looks at everything there is; from then on the arrivals themselves must do.
        driver.Advance(Tick);
        foreach (var match in arrivals(driver.Now))
        {
            book.Pipe(driver, match);
            switch (trouble?.Next(10))
            {
                case 0:
                    driver.Crash(loseSnapshots: trouble.Next(2) == 0);
                    break;
                case 1:
                    driver.Abort();
                    break;
                case 2:
                    driver.Commit();
                    break;
                case 3:
                    driver.Advance(TimeSpan.FromSeconds(1));
                    break;
            }
        }

        driver.Commit();
        for (var i = 0; i < 4; i++)
        {
            driver.Advance(TimeSpan.FromMinutes(i == 0 ? 0.1 : 12));
            driver.Commit();
        }

        // As Cases takes them.
        var alerts = new SortedDictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var candidate in book.Candidates(driver))
        {
            alerts[candidate.AlertId] = alerts.TryGetValue(candidate.AlertId, out var alert)
                ? AlertMerge.Merge(alert, candidate, driver.Now)
                : AlertMerge.Open("contoso", candidate, driver.Now);
        }

        return [.. alerts.Values.Select(alert => $"{alert.AlertId} {alert.Facts.Group[0].Value} {alert.Facts.Count} {string.Join(',', alert.Facts.Evidence.Select(seen => seen.EventId))}")];
    }
}
