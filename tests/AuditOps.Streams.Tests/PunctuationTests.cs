using System.Text;
using AuditOps.Streams.Testing;
using Xunit;

namespace AuditOps.Streams.Tests;

public sealed class PunctuationTests
{
    private static readonly Topic<string> In = new("in", new Utf8Serde());
    private static readonly Topic<string> Out = new("out", new Utf8Serde());
    private static readonly KeyValueStoreSpec<string, string> Marks = new("marks", new Utf8Serde(), new Utf8Serde());

    [Fact]
    public void A_punctuation_that_always_throws_is_switched_off_with_one_letter_and_records_go_on()
    {
        var step = new Ticking(failures: int.MaxValue);
        using var driver = new TopologyTestDriver(Topology(step), partitions: 1);
        driver.Pipe(In, "a"u8, "a");
        driver.Commit();
        driver.Advance(TimeSpan.FromSeconds(61));
        driver.Pipe(In, "b"u8, "b");
        TryUntil(driver, () => driver.SwitchedOff.Count > 0);
        // The letter is told again by every transaction until one is committed, and not after that.
        driver.Abort();
        driver.Commit();

        Assert.Equal(["tick/late in partition 0"], driver.SwitchedOff);
        Assert.Equal("tick/late/0@-1 tick PunctuationThrew ", Assert.Single(driver.Read("dead")).ValueText);
        Assert.Equal(5, step.Calls);
        Assert.Empty(driver.State("marks"));

        driver.Advance(TimeSpan.FromMinutes(10));
        driver.Pipe(In, "c"u8, "c");
        driver.Commit();
        Assert.Equal(["a", "b", "c"], driver.Read(Out).Order(StringComparer.Ordinal));
        Assert.Equal(5, step.Calls);
        Assert.Empty(driver.Read("dead"));
    }

    [Fact]
    public void A_punctuation_that_recovers_in_time_goes_on_and_its_failures_are_forgotten()
    {
        var step = new Ticking(failures: 4);
        using var driver = new TopologyTestDriver(Topology(step), partitions: 1);
        driver.Pipe(In, "a"u8, "a");
        driver.Commit();
        for (var round = 1; round <= 3; round++)
        {
            step.FailAgain(4);
            driver.Advance(TimeSpan.FromSeconds(61));
            TryUntil(driver, () => step.Calls == 5 * round);
            driver.Commit();
        }

        Assert.Empty(driver.SwitchedOff);
        Assert.Empty(driver.Read("dead"));
        Assert.Equal("mark", Assert.Single(driver.State("marks")).KeyText);
    }

    private static void TryUntil(TopologyTestDriver driver, Func<bool> condition)
    {
        for (var turn = 0; turn < 50 && !condition(); turn++)
            driver.Advance(TimeSpan.Zero);
        Assert.True(condition(), $"not after 50 turns; last error: {driver.LastError}");
    }

    private static Topology Topology(Ticking step)
    {
        var builder = new StreamsBuilder("ticking").DeadLetters("dead", new TextDeadLetters());
        builder.Stream(In).Process<string>("tick", () => step, stores: [Marks]).To(Out, Encoding.UTF8.GetBytes);
        return builder.Build();
    }

    /// <summary>Writes to its store and then throws, a number of times.</summary>
    private sealed class Ticking(int failures) : IProcessor<string, string>, IInitialize, IPunctuate<string>
    {
        private KeyValueStore<string, string> _marks = null!;
        private int _left = failures;

        public int Calls { get; private set; }

        public void FailAgain(int times) => _left = times;

        public void Init(IProcessorInit init)
        {
            _marks = init.Store<KeyValueStore<string, string>>("marks");
            init.Schedule("late", PunctuationKind.WallClock, TimeSpan.FromMinutes(1));
        }

        public void Process(string value, IProcessorContext<string> context) => context.Forward(value);

        public void Punctuate(string name, DateTimeOffset time, IProcessorContext<string> context)
        {
            Calls++;
            _marks.Put("mark", "x");
            if (_left-- > 0)
                throw new InvalidOperationException("seeded fault");
        }
    }
}
