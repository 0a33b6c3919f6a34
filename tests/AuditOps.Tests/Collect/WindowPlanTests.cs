using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Health;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class WindowPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_feed_reads_the_present_first_and_its_backlog_beside_it_without_holes(bool newestFirst)
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null, newestFirst: newestFirst);
        var cursor = plan.Split(plan.Begin("t", "f", Now), Now);
        var present = plan.Next(cursor, Now)!;
        Assert.Equal((FeedWindow.Poll, Now.AddMinutes(-15), Now), (present.Kind, present.From, present.To));
        cursor = plan.Complete(cursor, present, Now.AddMinutes(-1), Now);
        var pieces = new List<FeedWindow>();
        while (plan.NextBehind(cursor, Now) is { } window)
        {
            Assert.True(pieces.Count < 100 && window.To - window.From <= TimeSpan.FromDays(1));
            pieces.Add(window);
            cursor = plan.Complete(cursor, window, window.To.AddMinutes(-1), Now);
            // Polls go on meanwhile, and do not read what the backlog will.
            Assert.True(plan.Next(cursor, Now.AddMinutes(1))!.From >= Now.AddMinutes(-16));
        }

        Assert.Equal(newestFirst ? Now.AddMinutes(-15) : Now.AddDays(-6), pieces[0].To);
        if (newestFirst) pieces.Reverse();
        Assert.Equal((Now - Week, Now.AddMinutes(-15)), (pieces[0].From, pieces[^1].To));
        for (var index = 1; index < pieces.Count; index++) Assert.Equal(pieces[index - 1].To, pieces[index].From);
        Assert.Null(cursor.Backlog);
    }

    [Fact]
    public void A_backlog_that_grows_while_a_piece_of_it_is_read_loses_nothing()
    {
        var plan = new WindowPlan(new WindowOptions { Sweeps = [] }, TimeSpan.FromDays(30), null, newestFirst: true);
        var cursor = plan.Split(plan.Begin("t", "f", Now), Now);
        var piece = plan.NextBehind(cursor, Now)!;
        // Three hours in which no poll came through.
        var later = Now.AddHours(3);
        cursor = plan.Complete(plan.Split(cursor, later), piece, null, later);
        Assert.Equal((Now - Week, later.AddMinutes(-15)), (cursor.Backlog!.From, cursor.Backlog.To));
        Assert.Equal(later.AddMinutes(-15), plan.NextBehind(cursor, later)!.To);
    }

    [Fact]
    public void A_backlog_that_the_service_forgets_is_a_gap_of_what_was_not_read()
    {
        var plan = new WindowPlan(new WindowOptions(), Week, TimeSpan.FromHours(24));
        var cursor = plan.Split(plan.Begin("t", "f", Now), Now);
        cursor = plan.Complete(cursor, plan.NextBehind(cursor, Now)!, null, Now);
        var read = cursor.Backlog!.From;
        cursor = plan.CloseGap(cursor with { CoveredTo = Now.AddDays(2) }, Now.AddDays(2));
        Assert.Equal((read, Now.AddDays(-5).AddMinutes(2)), (cursor.LastGaps.Single().From, cursor.LastGaps.Single().To));
        Assert.Equal(Now.AddDays(-5).AddMinutes(2), cursor.Backlog!.From);
    }

    [Fact]
    public void What_a_stop_leaves_between_two_records_is_not_the_feed_s_rhythm()
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null);
        var cursor = plan.Begin("t", "f", Now.AddDays(-20)) with { CoveredTo = Now.AddDays(-2), Newest = Now.AddDays(-2) };
        var live = plan.Split(cursor, Now);
        Assert.Empty(plan.Complete(live, plan.Next(live, Now)!, Now.AddMinutes(-1), Now).Rhythm.Days);
        var steady = cursor with { CoveredTo = Now.AddMinutes(-1), Newest = Now.AddMinutes(-90) };
        Assert.Equal(89 * 60, plan.Complete(steady, plan.Next(steady, Now)!, Now.AddMinutes(-1), Now).Rhythm.Days.Single()[1]);
    }

    [Fact]
    public void A_feed_that_never_had_a_record_is_silent_in_the_end()
    {
        var cursor = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null).Begin("t", "entra.audit", Now.AddDays(-4));
        var health = new FeedHealth(new FeedKey("t", "entra.audit"), FeedCatalog.Find("entra.audit")[0], cursor, Now);
        health.Success(Now);
        Assert.Equal(HealthState.Silent, health.IfDue(cursor, Now, TimeSpan.Zero)!.State);
        Assert.Equal(HealthState.Ok, health.IfDue(cursor, Now.AddDays(-2), TimeSpan.Zero)!.State);
    }

    [Fact]
    public void After_a_stop_what_was_late_before_it_is_sought_again()
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null);
        var stopped = Now.AddDays(-3);
        var cursor = plan.Begin("t", "f", Now.AddDays(-20)) with { CoveredTo = stopped, Newest = stopped.AddHours(-5) };
        Assert.Equal(stopped.AddHours(-5 - 26), plan.Split(cursor, Now).Backlog!.From);
    }

    [Fact]
    public void After_a_stop_what_was_published_late_before_it_is_looked_for_again_and_is_no_gap_when_it_has_gone()
    {
        var plan = new WindowPlan(new WindowOptions(), Week, TimeSpan.FromHours(24));
        var cursor = plan.Begin("t", "f", Now.AddDays(-20)) with { CoveredTo = Now.AddDays(-6.5), Newest = Now.AddDays(-6.5).AddHours(-5) };
        cursor = plan.Split(plan.CloseGap(cursor, Now), Now);
        Assert.Equal(Now.AddDays(-6.5).AddHours(-31), cursor.Backlog!.From);
        cursor = plan.CloseGap(cursor, Now);
        Assert.Equal((0, Now.AddDays(-7).AddMinutes(2)), (cursor.Gaps, cursor.Backlog!.From));
        cursor = plan.CloseGap(cursor with { CoveredTo = Now.AddDays(1) }, Now.AddDays(1));
        Assert.Equal((Now.AddDays(-6.5), Now.AddDays(-6).AddMinutes(2)), (cursor.LastGaps.Single().From, cursor.LastGaps.Single().To));
    }

    [Fact]
    public void A_poll_reaches_back_behind_the_newest_record_however_long_ago_it_was()
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null);
        var cursor = plan.Begin("t", "f", Now) with { CoveredTo = Now, Newest = Now.AddDays(-2) };
        Assert.Equal(Now.AddDays(-2).AddMinutes(-15), plan.Next(cursor, Now.AddMinutes(1))!.From);
    }

    [Fact]
    public void Sweeps_are_due_by_the_clock_or_by_the_times_of_the_records()
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null);
        var cursor = plan.Begin("t", "f", Now) with { CoveredTo = Now, Newest = Now };
        Assert.Null(plan.NextBehind(cursor, Now.AddMinutes(59)));
        cursor = cursor with { CoveredTo = Now.AddMinutes(61) };
        var sweep = plan.NextBehind(cursor, Now.AddMinutes(61))!;
        Assert.Equal(("sweep-180m", Now.AddHours(-3)), (sweep.Kind, sweep.From));
        cursor = plan.Complete(cursor, sweep, Now.AddMinutes(60), Now.AddMinutes(62));
        Assert.Null(plan.NextBehind(cursor, Now.AddMinutes(63)));
        // Records that advance an hour within a minute of the clock.
        cursor = cursor with { CoveredTo = Now.AddMinutes(124), Newest = Now.AddMinutes(121) };
        Assert.Equal("sweep-180m", plan.NextBehind(cursor with { Sweeps = cursor.Sweeps.ToDictionary(pair => pair.Key, pair => new SweepMark(Now.AddMinutes(123), Now.AddMinutes(60))) }, Now.AddMinutes(124))!.Kind);
        Assert.Equal("sweep-1560m", plan.NextBehind(cursor with { CoveredTo = Now.AddHours(25) }, Now.AddHours(25))!.Kind);
    }

    [Fact]
    public void What_the_service_no_longer_keeps_is_one_gap_however_often_it_is_looked_at()
    {
        var plan = new WindowPlan(new WindowOptions(), Week, TimeSpan.FromDays(1));
        var cursor = plan.Begin("t", "f", Now) with { CoveredTo = Now.AddDays(-10) };
        var closed = plan.CloseGap(plan.CloseGap(cursor, Now), Now.AddMinutes(3));
        Assert.Equal(1, closed.Gaps);
        Assert.Equal(3, (closed.LastGaps.Single().To - closed.LastGaps.Single().From).TotalDays, 0.01);
        Assert.True(plan.Next(closed, Now.AddMinutes(3))!.From >= Now - Week);
    }

    [Fact]
    public void No_window_is_longer_than_the_service_answers()
    {
        var plan = new WindowPlan(new WindowOptions(), Week, TimeSpan.FromHours(24));
        var cursor = plan.Begin("t", "f", Now) with { CoveredTo = Now, Newest = Now.AddDays(-3) };
        var goal = Now;
        var window = plan.Next(cursor, Now)!;
        for (var pieces = 1; ; pieces++)
        {
            Assert.True(window.To - window.From <= TimeSpan.FromHours(24) && pieces < 10);
            cursor = plan.Complete(cursor, window, null, Now);
            if (cursor.Window is not { } next) break;
            Assert.Equal(window.To, next.From);
            window = next;
        }

        Assert.Equal(goal, window.To);
    }

    [Fact]
    public void A_record_from_the_future_moves_no_window_past_the_clock()
    {
        var cursor = new WindowPlan(new WindowOptions(), Week, null).Begin("t", "f", Now);
        Assert.Equal(Now, WindowPlan.Newest(cursor, Now.AddYears(10), Now).Newest);
    }

    [Fact]
    public void A_backfill_reads_its_stretch_once_and_is_done()
    {
        var plan = new WindowPlan(new WindowOptions(), TimeSpan.FromDays(30), null, (Now.AddDays(-2), Now.AddDays(-1)));
        var cursor = plan.Begin("t", "f", Now);
        var read = TimeSpan.Zero;
        while (plan.Next(cursor, Now) is { } window)
        {
            read += window.To - window.From;
            cursor = plan.Complete(cursor, window, null, Now);
        }

        Assert.Equal(TimeSpan.FromDays(1), read);
        Assert.True(plan.IsDone(cursor));
    }

    [Fact]
    public void A_silence_is_judged_by_the_longest_pause_of_two_weeks()
    {
        var rhythm = FeedRhythm.Unknown;
        Assert.Equal(TimeSpan.FromDays(3), rhythm.Patience);
        for (var day = 0; day < 20; day++) rhythm = rhythm.Observe(Now.AddDays(day), Now.AddDays(day).AddHours(day == 18 ? 16 : 10));
        Assert.Equal(14, rhythm.Days.Count);
        Assert.Equal(TimeSpan.FromHours(24), rhythm.Patience);
    }

    [Fact]
    public void Feeds_fall_where_kafka_s_own_partitioner_would_put_them()
    {
        // Values of org.apache.kafka.common.utils.Utils.murmur2, from Kafka's UtilsTest.
        Assert.Equal(-973932308, unchecked((int)Murmur2.Hash("21"u8)));
        Assert.Equal(-790332482, unchecked((int)Murmur2.Hash("foobar"u8)));
        Assert.Equal(-985981536, unchecked((int)Murmur2.Hash("a-little-bit-long-string"u8)));
    }
}
