using AuditOps.Processors.Detect;
using AuditOps.Tests.Processors;
using Xunit;

namespace AuditOps.Tests.Detect;

public sealed class RuleTimesTests
{
    private static readonly DetectOptions Options = new()
    {
        RecordBudget = TimeSpan.FromMilliseconds(100),
        MeanBudget = TimeSpan.FromMilliseconds(2),
        MeanOver = 10,
        TrialPause = TimeSpan.Zero,
    };

    [Fact]
    public void One_record_that_takes_too_long_is_told_at_once()
    {
        var times = new RuleTimes(Options, TimeProvider.System);
        Assert.False(times.IsTooMuch(TimeSpan.FromMilliseconds(99), ProcessorSamples.Event(1), out _, out _));
        Assert.True(times.IsTooMuch(TimeSpan.FromMilliseconds(101), ProcessorSamples.Event(2), out var limit, out var slowest));
        Assert.Equal((Options.RecordBudget, ProcessorSamples.IdOf(2)), (limit, slowest.EventId));
    }

    [Fact]
    public void Records_that_take_too_long_on_average_are_told_with_the_slowest_of_them()
    {
        var times = new RuleTimes(Options, TimeProvider.System);
        for (var i = 0; i < 9; i++)
            Assert.False(times.IsTooMuch(TimeSpan.FromMilliseconds(i == 4 ? 9 : 2), ProcessorSamples.Event(i), out _, out _));
        Assert.True(times.IsTooMuch(TimeSpan.FromMilliseconds(2), ProcessorSamples.Event(9), out var limit, out var slowest));
        Assert.Equal((Options.MeanBudget, ProcessorSamples.IdOf(4)), (limit, slowest.EventId));
        // The next average begins anew.
        for (var i = 0; i < 20; i++)
            Assert.False(times.IsTooMuch(TimeSpan.FromMilliseconds(1), ProcessorSamples.Event(i), out _, out _));
    }

    [Fact]
    public void Between_two_looks_for_the_slow_rule_there_is_a_pause()
    {
        var times = new RuleTimes(Options with { TrialPause = TimeSpan.FromHours(1) }, TimeProvider.System);
        Assert.True(times.IsTooMuch(TimeSpan.FromSeconds(1), ProcessorSamples.Event(1), out _, out _));
        Assert.False(times.IsTooMuch(TimeSpan.FromSeconds(1), ProcessorSamples.Event(2), out _, out _));
    }
}
