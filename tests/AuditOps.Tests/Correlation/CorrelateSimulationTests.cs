using System.Globalization;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Correlation;

public sealed class CorrelateSimulationTests
{
    [Fact]
    public void Alerts_are_the_same_whatever_fails_and_wherever_a_process_dies()
    {
        var (alerts, faults, deaths) = (0, 0L, 0);
        var seeds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 400 : 24;
        for (var seed = 1; seed <= seeds; seed++)
        {
            var random = new Random(seed);
            var plan = Matches.RandomPlan(random) with { Grace = TimeSpan.FromMinutes(15) };
            using var run = new CorrelateSimulation(seed, plan);
            Match[] matches =
            [
                .. Enumerable.Range(0, random.Next(10, 40)).Select(i =>
                    Matches.At(run.Now.AddMinutes(-14 * random.NextDouble()), string.Create(CultureInfo.InvariantCulture, $"e{i:00}"), random.Next(plan.Steps.Count), $"192.0.2.{random.Next(3)}", $"{random.Next(1, 4)}")),
            ];
            var expected = CorrelateSimulation.Expected(plan, matches);
            random.Shuffle(matches);
            var told = run.Run(matches);
            Assert.True(expected.SequenceEqual(told), $"seed {seed} {plan.Kind}:\n{string.Join('\n', expected)}\n--\n{string.Join('\n', told)}");
            (alerts, faults, deaths) = (alerts + told.Count, faults + run.Faults, deaths + run.Deaths);
        }

        Assert.True(alerts > seeds && faults > 20 * seeds && deaths > seeds, $"{alerts} alerts, {faults} faults, {deaths} deaths over {seeds} seeds");
    }
}
