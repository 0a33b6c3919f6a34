using System.Diagnostics;
using System.Globalization;
using AuditOps.Streams.Testing;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// The real worker, restorer and table reader on the simulated cluster, one seed after the other. AUDITOPS_SIM_SEED runs one seed and prints what happened;
/// AUDITOPS_TEST_LONG=1 runs fifty times as many.
/// </summary>
public sealed class SimulationTests : IDisposable
{
    private const int Seeds = 1_000;
    private const int LongSeeds = 50_000;

    /// <summary>Lines of a failing seed's trace that are printed: the end tells most.</summary>
    private const int TraceLines = 60;

    [Fact]
    public void Whatever_fails_the_outcome_is_that_of_a_run_in_which_nothing_does()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("AUDITOPS_SIM_SEED"), CultureInfo.InvariantCulture, out var one))
        {
            var trace = Fails(one, out var failure);
            Print(string.Join(Environment.NewLine, trace));
            Assert.True(failure is null, failure?.ToString());
            return;
        }

        var count = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? LongSeeds : Seeds;
        var totals = new SimulationTotals();
        var started = Stopwatch.StartNew();
        var failures = new List<(int Seed, string Message)>();
        // As many as there are cores: the pool has more threads, for tests that block them.
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            using var run = new SimulationRun(seed, Folder);
            try
            {
                run.Execute();
                totals.Add(run);
            }
            catch (Exception e)
            {
                // Whatever it is, it is a finding of this seed.
                lock (failures)
                    failures.Add((seed, e is InvariantException ? e.Message : e.ToString()));
                loop.Stop();
            }
        });
        if (failures.Count > 0)
        {
            var (seed, message) = failures.MinBy(failure => failure.Seed);
            var trace = Fails(seed, out _);
            Assert.Fail($"seed {seed} (AUDITOPS_SIM_SEED={seed}) after {totals.Runs} good ones: {message}\n{string.Join(Environment.NewLine, trace.TakeLast(TraceLines))}");
        }

        Print($"simulation: {count} seeds in {started.Elapsed.TotalSeconds:F1} s\n{totals}");
        Assert.True(totals.Missing.Count == 0, $"the run is void, these never occurred: {string.Join(", ", totals.Missing)}");
    }

    /// <summary>I10.</summary>
    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var prints = new List<string>();
            for (var time = 0; time < 2; time++)
            {
                using var run = new SimulationRun(seed, Folder + "-same");
                run.Execute();
                prints.Add(run.Fingerprint());
            }

            Assert.True(string.Equals(prints[0], prints[1], StringComparison.Ordinal), $"seed {seed} gave two different runs");
        }
    }

    /// <summary>Memory where there is any: the snapshots' flushes to disk would take most of the time.</summary>
    private static string Folder => Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"auditops-sim-{Environment.ProcessId}");

    public void Dispose()
    {
        foreach (var folder in new[] { Folder, Folder + "-same", Folder + "-trace" })
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Fails(int seed, out Exception? failure)
    {
        var trace = new List<string>();
        using var run = new SimulationRun(seed, Folder + "-trace", trace.Add);
        failure = null;
        try
        {
            run.Execute();
        }
        catch (Exception e)
        {
            // Handed to the caller, with the trace up to here.
            failure = e;
            trace.Add(e.ToString());
        }

        return trace;
    }

    private static void Print(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }
}
