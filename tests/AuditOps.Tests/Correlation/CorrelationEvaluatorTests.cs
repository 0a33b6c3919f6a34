using AuditOps.Engines.Correlation;
using Xunit;

namespace AuditOps.Tests.Correlation;

public sealed class CorrelationEvaluatorTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_kind_agrees_with_its_definition_written_out()
    {
        var held = new Dictionary<(CorrelationKind, bool), int>();
        for (var seed = 1; seed <= 4_000; seed++)
        {
            var random = new Random(seed);
            var plan = Matches.RandomPlan(random);
            var entries = Enumerable.Range(0, random.Next(1, 14)).Select(i => Entry(random, plan, i)).ToList();
            entries.Sort(CorrelationOrder.Instance);
            for (var i = 0; i < entries.Count; i++)
            {
                var holds = CorrelationEvaluator.Holds(plan, entries, i, out _);
                Assert.True(holds == ByDefinition(plan, entries, i), $"seed {seed}: {plan.Kind} at {i} is {holds}");
                Assert.True(holds == CorrelationScan.Hits(plan, entries, 0, entries.Count).Exists(hit => hit.Trigger == i), $"seed {seed}: the scan differs at {i}");
                Assert.True(holds == CorrelationScan.Hits(plan, entries, i, entries.Count).Exists(hit => hit.Trigger == i), $"seed {seed}: the scan that begins at {i} differs");
                held[(plan.Kind, holds)] = held.GetValueOrDefault((plan.Kind, holds)) + 1;
            }
        }

        // A comparison that only ever saw one answer would prove nothing.
        foreach (var kind in Enum.GetValues<CorrelationKind>())
            Assert.True(held.GetValueOrDefault((kind, true)) > 20 && held.GetValueOrDefault((kind, false)) > 20, $"{kind} is hardly tried");
    }

    [Fact]
    public void A_window_is_open_at_its_beginning_and_closed_at_its_end()
    {
        var plan = Matches.Plan(CorrelationKind.EventCount) with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] };
        List<CorrelationEntry> Pair(TimeSpan apart) => [new(0, Matches.At(Start, "a")), new(0, Matches.At(Start + apart, "b"))];
        Assert.False(CorrelationEvaluator.Holds(plan, Pair(TimeSpan.FromMinutes(10)), 1, out _));
        Assert.True(CorrelationEvaluator.Holds(plan, Pair(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1)), 1, out var number));
        Assert.Equal(2, number);
    }

    [Fact]
    public void Equal_times_stand_in_either_order()
    {
        var plan = Matches.Plan(CorrelationKind.TemporalOrdered, "first", "second");
        List<CorrelationEntry> entries = [new(1, Matches.At(Start, "a", 1)), new(0, Matches.At(Start, "b"))];
        Assert.True(CorrelationEvaluator.Holds(plan, entries, 1, out _));
        entries = [new(1, Matches.At(Start, "a", 1)), new(0, Matches.At(Start.AddTicks(1), "b"))];
        Assert.False(CorrelationEvaluator.Holds(plan, entries, 1, out _));
    }

    [Fact]
    public void An_event_that_two_rules_matched_is_one_event()
    {
        var plan = Matches.Plan(CorrelationKind.EventCount, "one", "two") with { Conditions = [new Comparison(ComparisonOperator.Gte, 2)] };
        List<CorrelationEntry> entries = [new(0, Matches.At(Start, "a")), new(1, Matches.At(Start, "a", 1))];
        Assert.False(CorrelationEvaluator.Holds(plan, entries, 1, out _));
    }

    private static CorrelationEntry Entry(Random random, CorrelationPlan plan, int i)
    {
        var step = random.Next(plan.Steps.Count);
        var user = random.Next(8) == 0 ? "none" : random.Next(1, 4).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new CorrelationEntry(step, Matches.At(Start.AddSeconds(random.Next(0, 60) * 20), $"e{i}", step, user: user));
    }

    /// <summary>The definitions, without any index: each looks at all entries.</summary>
    private static bool ByDefinition(CorrelationPlan plan, List<CorrelationEntry> all, int trigger)
    {
        var t = all[trigger].Match.Event.EventTime;
        DateTimeOffset Time(CorrelationEntry entry) => entry.Match.Event.EventTime;
        string User(CorrelationEntry entry) => entry.Match.Fields[0].Value;
        var window = all.Where(entry => Time(entry) > t - plan.Timespan && Time(entry) <= t).ToList();
        var numbers = window.Select(User).Where(user => user != "none").Select(user => double.Parse(user, null)).Order().ToList();
        bool Compare(double number) => plan.Conditions.All(condition => condition.Operator switch
        {
            ComparisonOperator.Gt => number > condition.Value,
            ComparisonOperator.Gte => number >= condition.Value,
            ComparisonOperator.Lt => number < condition.Value,
            ComparisonOperator.Lte => number <= condition.Value,
            ComparisonOperator.Eq => number == condition.Value,
            _ => number != condition.Value,
        });
        bool Seen(int step) => window.Any(entry => entry.Step == step);
        bool Expression(StepExpression expression) => expression switch
        {
            StepExpression.Step step => Seen(step.Number),
            StepExpression.Not not => !Expression(not.Inner),
            StepExpression.And and => Expression(and.Left) && Expression(and.Right),
            StepExpression.Or or => Expression(or.Left) || Expression(or.Right),
            _ => throw new InvalidOperationException(),
        };
        bool InOrder(int step, DateTimeOffset after) => step == plan.Steps.Count || window.Any(entry => entry.Step == step && Time(entry) >= after && InOrder(step + 1, Time(entry)));
        return plan.Kind switch
        {
            CorrelationKind.EventCount => Compare(window.Select(entry => entry.Match.Event.EventId).Distinct().Count()),
            CorrelationKind.ValueCount => Compare(window.Select(User).Distinct().Count()),
            CorrelationKind.Temporal => plan.Expression is { } expression
                ? Expression(expression)
                : plan.Conditions.Count == 0 ? Enumerable.Range(0, plan.Steps.Count).All(Seen) : Compare(Enumerable.Range(0, plan.Steps.Count).Count(Seen)),
            CorrelationKind.TemporalOrdered => InOrder(0, DateTimeOffset.MinValue),
            CorrelationKind.ValueSum => numbers.Count > 0 && Compare(numbers.Sum()),
            CorrelationKind.ValueAvg => numbers.Count > 0 && Compare(numbers.Average()),
            CorrelationKind.ValueMedian => numbers.Count > 0 && Compare(numbers.Count % 2 == 1 ? numbers[numbers.Count / 2] : (numbers[numbers.Count / 2 - 1] + numbers[numbers.Count / 2]) / 2),
            // Nearest rank: the smallest value that at least so many per cent of the values do not exceed.
            CorrelationKind.ValuePercentile => numbers.Count > 0 && Compare(numbers.First(value => numbers.Count(other => other <= value) >= Math.Max(1, plan.Percentile / 100 * numbers.Count))),
            CorrelationKind.DecayingSum => Compare(window.Where(entry => User(entry) != "none").Sum(entry => double.Parse(User(entry), null) * Math.Pow(0.5, (t - Time(entry)) / plan.HalfLife))),
            CorrelationKind.NewValue => t - all.Min(Time) >= plan.Learning
                && !all.Take(trigger).Any(entry => t - Time(entry) < plan.Timespan && User(entry) == User(all[trigger])),
            CorrelationKind.Ratio => window.Count(entry => entry.Step == 0) >= plan.MinCount
                && Compare(window.Any(entry => entry.Step == 1) ? (double)window.Count(entry => entry.Step == 0) / window.Count(entry => entry.Step == 1) : double.PositiveInfinity),
            CorrelationKind.Absence => all[trigger].Step == 0 && !all.Any(entry => entry.Step != 0 && Time(entry) >= t && Time(entry) <= t + plan.Timespan),
            _ => throw new InvalidOperationException(),
        };
    }
}
