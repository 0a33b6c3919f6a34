using System.Globalization;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Correlation;

/// <summary>What correlations remember: of late and repeated events, of values, and when rules change under them.</summary>
public sealed class CorrelationStateTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_rule_that_loses_a_step_or_changes_their_order_goes_on_with_what_it_has()
    {
        var before = Matches.Plan(CorrelationKind.Temporal, "a", "b", "c");
        using var book = new CorrelationBook(before);
        using var driver = book.Driver();
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(driver.Now, "e2", 2));
        driver.Commit();
        // The third step is the first now, and there are two.
        book.Put(before with { Version = 1, Steps = [Matches.StepName(2), Matches.StepName(1)] });
        driver.Advance(Tick);
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(driver.Now, "e1", 1) with { CorrelationVersion = 1 });
        driver.Commit();
        Assert.Equal(["e2", "e1"], Assert.Single(book.Candidates(driver)).Evidence.Select(seen => seen.EventId));
        Assert.Empty(driver.SwitchedOff);
        book.Put(before with { Version = 2, Steps = [Matches.StepName(0)], GroupBy = ["user"] });
        driver.Advance(Tick);
        driver.Commit();
        Assert.Empty(driver.State(CorrelationStoreSpec.StoreName));
    }

    [Fact]
    public void A_match_that_comes_before_its_rule_waits_for_it()
    {
        using var book = new CorrelationBook();
        using var driver = book.Driver();
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(driver.Now, "a") with { CorrelationVersion = 3 });
        driver.Advance(Tick);
        book.Put(Matches.Plan(CorrelationKind.EventCount) with { Version = 3, Conditions = [new Comparison(ComparisonOperator.Gte, 1)] });
        driver.Advance(Tick);
        driver.Commit();
        Assert.Single(book.Candidates(driver));
    }

    [Fact]
    public void Records_that_come_hours_late_one_by_one_still_meet()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 4)] });
        using var driver = book.Driver();
        driver.Advance(Tick);
        var then = driver.Now.AddHours(-7);
        for (var i = 0; i < 4; i++)
        {
            book.Pipe(driver, Matches.At(then.AddMinutes(i), $"e{i}"));
            driver.Advance(Minute);
        }

        driver.Commit();
        Assert.Equal(4, Assert.Single(book.Candidates(driver)).Count);
    }

    [Fact]
    public void Who_waits_for_a_late_source_waits_for_its_partners_too()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.Absence, "asked", "answered"));
        using var driver = book.Driver();
        driver.Advance(Minute);
        driver.Advance(Minute);
        var then = driver.Now.AddHours(-7);
        book.Pipe(driver, Matches.At(then, "asked", 0));
        book.Pipe(driver, Matches.At(then, "ignored", 0, "192.0.2.9"));
        driver.Advance(Minute);
        book.Pipe(driver, Matches.At(then.AddMinutes(2), "answered", 1));
        driver.Advance(TimeSpan.FromMinutes(20));
        driver.Commit();
        Assert.Equal("ignored", Assert.Single(book.Candidates(driver)).Evidence[0].EventId);
    }

    [Fact]
    public void Nothing_is_missed_that_lies_in_the_backlog_of_a_stop()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.Absence, "asked", "answered"));
        using var driver = book.Driver();
        driver.Advance(Minute);
        var asked = driver.Now;
        book.Pipe(driver, Matches.At(asked, "asked", 0));
        driver.Commit();
        driver.Crash();
        driver.Advance(TimeSpan.FromHours(3));
        // The first record after the stop is an old one; others follow.
        book.Pipe(driver, Matches.At(asked.AddMinutes(1), "other", 0, "192.0.2.9"), asked.AddMinutes(2));
        driver.Advance(Tick);
        book.Pipe(driver, Matches.At(asked.AddMinutes(3), "answered", 1), asked.AddMinutes(4));
        driver.Advance(TimeSpan.FromMinutes(30));
        driver.Advance(TimeSpan.FromMinutes(30));
        driver.Commit();
        Assert.Equal("other", Assert.Single(book.Candidates(driver)).Evidence[0].EventId);
    }

    [Fact]
    public void An_event_that_comes_again_with_another_time_is_one_event()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] });
        using var driver = book.Driver();
        driver.Advance(Tick);
        var first = Matches.At(driver.Now.AddMinutes(-3), "e");
        book.Pipe(driver, first);
        var revision = first with { Event = first.Event with { EventTime = driver.Now.AddMinutes(-1), CollectedAt = first.Event.CollectedAt.AddMinutes(5) } };
        book.Pipe(driver, revision);
        // The older version once more, by the slower lane.
        book.Pipe(driver, first);
        driver.Commit();
        Assert.Empty(book.Candidates(driver));
        book.Pipe(driver, Matches.At(driver.Now, "f"));
        driver.Commit();
        var found = Assert.Single(book.Candidates(driver));
        Assert.Equal((2L, revision.Event.EventTime), (found.Count, found.FirstSeen));
        driver.Crash();
        driver.Commit();
        Assert.Equal(2, driver.State(CorrelationStoreSpec.StoreName).Count);
    }

    [Fact]
    public void Somebody_busy_is_told_a_new_value_and_needs_little_memory()
    {
        var options = new CorrelateOptions { MaxEntriesPerGroup = 50, MaxEntries = 400 };
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.NewValue) with { Timespan = TimeSpan.FromDays(30), Learning = TimeSpan.FromDays(7), Dedupe = TimeSpan.FromDays(1) }) { Options = options };
        using var driver = book.Driver();
        driver.Advance(Tick);
        var start = driver.Now;
        for (var i = 0; i < 800; i++)
        {
            book.Pipe(driver, Matches.At(driver.Now, $"e{i}", user: $"net{i % 5}"));
            if (i % 40 == 0)
                driver.Advance(TimeSpan.FromHours(12));
        }

        book.Pipe(driver, Matches.At(driver.Now, "strange", user: "net9"));
        book.Pipe(driver, Matches.At(driver.Now.AddSeconds(1), "stranger", user: "net10"));
        driver.Advance(TimeSpan.FromHours(1));
        driver.Commit();
        var found = book.Candidates(driver);
        Assert.Equal(["strange", "stranger"], found.Select(one => one.Evidence[0].EventId));
        Assert.All(found, one => Assert.False(one.Cumulative));
        Assert.True(driver.Now - start < TimeSpan.FromDays(30));
        Assert.InRange(driver.State(CorrelationStoreSpec.StoreName).Count, 7, 20);
        Assert.Equal(0, book.Evicted);

        // More values than there is room for: what goes is counted and named, and the group still tells.
        for (var i = 0; i < 120; i++)
            book.Pipe(driver, Matches.At(driver.Now, $"m{i:000}", user: $"many{i}"));
        driver.Advance(TimeSpan.FromHours(1));
        driver.Commit();
        Assert.InRange(book.Evicted, 60, 130);
        Assert.NotEmpty(book.Candidates(driver));
        var alarm = Assert.Single(book.Losses.Alarms());
        Assert.Equal(("contoso", "rule." + Matches.Rule, HealthCodes.RuleForgets), (alarm.Tenant, alarm.Source, alarm.Code));
    }

    [Fact]
    public void New_values_are_the_same_in_whatever_order_sightings_come()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            var plan = Matches.Plan(CorrelationKind.NewValue) with { Timespan = TimeSpan.FromMinutes(random.Next(3, 10)), Learning = TimeSpan.FromMinutes(2), Grace = TimeSpan.FromMinutes(40), Dedupe = TimeSpan.FromMinutes(1) };
            var sightings = Enumerable.Range(0, 60).Select(i => (Id: $"e{i:00}", Minute: random.NextDouble() * 30, User: $"u{random.Next(4)}")).ToArray();
            string[] Run(bool shuffle)
            {
                using var book = new CorrelationBook(plan);
                using var driver = book.Driver();
                driver.Advance(Tick);
                var now = driver.Now;
                var order = sightings.OrderBy(one => one.Minute).ToArray();
                if (shuffle)
                    random.Shuffle(order);
                foreach (var (id, minute, user) in order)
                    book.Pipe(driver, Matches.At(now.AddMinutes(minute - 30), id, user: user));
                driver.Commit();
                driver.Advance(TimeSpan.FromMinutes(45));
                driver.Commit();
                return [.. book.Candidates(driver).Select(one => one.Evidence[0].EventId).Order(StringComparer.Ordinal)];
            }

            var sorted = Run(shuffle: false);
            Assert.NotEmpty(sorted);
            Assert.True(sorted.SequenceEqual(Run(shuffle: true)), string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        }
    }

    [Fact]
    public void A_flood_of_history_takes_no_more_than_its_half()
    {
        var options = new CorrelateOptions { MaxEntriesPerGroup = 10, MaxEntries = 400 };
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] }) { Options = options };
        using var driver = book.Driver(partitions: 1);
        driver.Advance(Tick);
        for (var i = 0; i < 40; i++)
            book.Pipe(driver, Matches.At(driver.Now, $"live{i}", ip: $"192.0.2.{i}"));
        for (var i = 0; i < 1000; i++)
            book.Pipe(driver, Matches.At(driver.Now.AddDays(-9), $"old{i}", ip: $"198.51.{i / 250}.{i % 250}", historical: true));
        for (var i = 0; i < 40; i++)
            book.Pipe(driver, Matches.At(driver.Now, $"again{i}", ip: $"192.0.2.{i}"));
        driver.Commit();
        Assert.Equal(40, book.Candidates(driver).Count(one => !one.Historical));
        Assert.True(book.Evicted > 500);
    }

    [Fact]
    public void A_busy_address_is_told_with_its_whole_count_and_soon()
    {
        using var book = new CorrelationBook(Matches.Plan(CorrelationKind.ValueCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 10)], Timespan = TimeSpan.FromMinutes(50) });
        using var driver = book.Driver();
        var start = new DateTimeOffset(driver.Now.Date, TimeSpan.Zero).AddHours(driver.Now.Hour);
        for (var i = 0; i < 2_000; i++)
            book.Pipe(driver, Matches.At(start.AddSeconds(i), $"e{i:0000}", user: $"user{i % 300}"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        driver.Advance(TimeSpan.FromSeconds(3));
        TestContext.Current.TestOutputHelper?.WriteLine($"one telling of 2,000 matches: {watch.ElapsedMilliseconds} ms");
        driver.Commit();
        var found = book.Candidates(driver)[^1];
        Assert.Equal((2_000L, "300"), (found.Count, found.Why[0].Actual));
    }
}
