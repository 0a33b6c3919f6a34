using System.Globalization;
using System.Text;
using AuditOps.Streams.Testing;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation;

public sealed class TopologyTestDriverTests
{
    private static readonly Topic<string> Words = new("words", new Utf8Serde());
    private static readonly Topic<string> Counted = new("counted", new Utf8Serde());
    private static readonly Topic<string> Totals = new("totals", new Utf8Serde());
    private static readonly KeyValueStoreSpec<string, string> Counts = new("counts", new Utf8Serde(), new Utf8Serde());
    private static readonly BroadcastTable<string, string> Names = new("names", "names", new Utf8Serde(), new Utf8Serde());

    [Fact]
    public void Outputs_and_state_appear_with_the_commit()
    {
        using var driver = new TopologyTestDriver(Topology());
        Pipe(driver, "a");
        Pipe(driver, "a");
        Assert.Empty(driver.Read("counted"));
        Assert.Empty(driver.State("counts"));

        driver.Commit();

        Assert.Equal(["a=1", "a=2"], driver.Read(Counted).Order());
        Assert.Equal("2", Assert.Single(driver.State("counts")).ValueText);
        Assert.Empty(driver.Read("counted"));
    }

    [Fact]
    public void An_abort_hides_what_was_done_and_does_it_again()
    {
        using var driver = new TopologyTestDriver(Topology());
        Pipe(driver, "a");
        driver.Commit();
        Pipe(driver, "a");
        driver.Abort();
        Assert.Equal(["a=1"], driver.Read(Counted));
        Assert.Contains("refused", driver.LastError, StringComparison.Ordinal);

        driver.Commit();

        Assert.Equal(["a=2"], driver.Read(Counted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_crash_state_comes_back_and_uncommitted_records_are_done_again(bool loseSnapshots)
    {
        using var driver = new TopologyTestDriver(Topology());
        for (var i = 0; i < 3; i++)
        {
            Pipe(driver, "a");
            driver.Commit();
        }

        Pipe(driver, "a");
        driver.Crash(loseSnapshots);
        Assert.Equal("3", Assert.Single(driver.State("counts")).ValueText);
        driver.Commit();

        Assert.Equal(["a=1", "a=2", "a=3", "a=4"], driver.Read(Counted).Order());
    }

    [Fact]
    public void A_commit_carries_records_through_every_sub_topology()
    {
        using var driver = new TopologyTestDriver(Topology());
        Pipe(driver, "a");
        Pipe(driver, "b");

        driver.Commit();

        Assert.Equal(["a=1!", "b=1!"], driver.Read(Totals).Order());
    }

    [Fact]
    public void State_that_is_counted_under_another_key_than_the_record_s_falls_apart_visibly()
    {
        using var driver = new TopologyTestDriver(Topology());
        for (var i = 0; i < 20; i++)
            driver.Pipe(Words, Encoding.UTF8.GetBytes("k" + i.ToString(CultureInfo.InvariantCulture)), "a");

        driver.Commit();

        Assert.True(driver.State("counts").Count > 1, "four partitions must have counted for themselves");
    }

    [Fact]
    public void A_bad_record_becomes_a_dead_letter_with_the_commit()
    {
        using var driver = new TopologyTestDriver(Topology());
        var (partition, offset) = Pipe(driver, "bad");
        Assert.Empty(driver.Read("dead"));

        driver.Commit();

        Assert.Equal($"words/{partition}@{offset} decode Undecodable bad", Assert.Single(driver.Read("dead")).ValueText);
    }

    [Fact]
    public void The_clock_stands_still_until_it_is_advanced_and_then_punctuation_happens()
    {
        using var driver = new TopologyTestDriver(Topology(), partitions: 1);
        var start = driver.Now;
        Pipe(driver, "a");
        driver.Commit();
        driver.Read("counted");
        Assert.Equal(start, driver.Now);

        driver.Advance(TimeSpan.FromMinutes(2));
        driver.Commit();

        Assert.Equal(["tick 1"], driver.Read(Counted));
        Assert.Equal(start + TimeSpan.FromMinutes(2), driver.Now);
    }

    [Fact]
    public void A_broadcast_table_is_whole_before_the_first_record_and_followed_after()
    {
        using var driver = new TopologyTestDriver(Topology());
        driver.Pipe("names", "a"u8.ToArray(), "Anna"u8.ToArray());
        Pipe(driver, "a");
        driver.Pipe("names", "a"u8.ToArray(), null);
        Pipe(driver, "a");

        driver.Commit();

        Assert.Equal(["a=2", "Anna=1"], driver.Read(Counted).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void However_often_it_is_aborted_or_crashes_the_outputs_are_the_same()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            using var calm = new TopologyTestDriver(Topology());
            using var rough = new TopologyTestDriver(Topology());
            for (var i = 0; i < 40; i++)
            {
                var word = random.Next(20) == 0 ? "bad" : ((char)('a' + random.Next(5))).ToString();
                Pipe(calm, word);
                Pipe(rough, word);
                switch (random.Next(8))
                {
                    case 0:
                        rough.Commit();
                        break;
                    case 1:
                        rough.Abort();
                        break;
                    case 2:
                        rough.Crash(loseSnapshots: random.Next(2) == 0);
                        break;
                }
            }

            calm.Commit();
            rough.Commit();
            foreach (var topic in new[] { "counted", "totals", "dead" })
            {
                var expected = calm.Read(topic).Select(Line).Order(StringComparer.Ordinal);
                Assert.True(expected.SequenceEqual(rough.Read(topic).Select(Line).Order(StringComparer.Ordinal), StringComparer.Ordinal), $"seed {seed}: {topic} differs");
            }
        }
    }

    private static string Line(TestRecord record) => $"{record.Partition} {record.KeyText} {record.ValueText}";

    private static (int Partition, long Offset) Pipe(TopologyTestDriver driver, string word) => driver.Pipe("words", Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(word));

    private static Topology Topology()
    {
        var builder = new StreamsBuilder("driver").DeadLetters("dead", new TextDeadLetters());
        builder.Stream(Words).Process("count", () => new Count(), [Counts], [Names]).To(Counted, Encoding.UTF8.GetBytes);
        builder.Stream(Counted).MapValues("shout", text => text + "!").To(Totals, Encoding.UTF8.GetBytes);
        return builder.Build();
    }

    private sealed class Count : IProcessor<string, string>, IInitialize, IPunctuate<string>
    {
        private KeyValueStore<string, string> _counts = null!;
        private ITable<string, string> _names = null!;

        public void Init(IProcessorInit init)
        {
            _counts = init.Store<KeyValueStore<string, string>>("counts");
            _names = init.Table<string, string>("names");
            init.Schedule("tick", PunctuationKind.WallClock, TimeSpan.FromMinutes(1));
        }

        public void Process(string value, IProcessorContext<string> context)
        {
            var count = (_counts.TryGet(value, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0) + 1;
            _counts.Put(value, count.ToString(CultureInfo.InvariantCulture));
            context.Forward($"{(_names.TryGet(value, out var name) ? name : value)}={count.ToString(CultureInfo.InvariantCulture)}");
        }

        public void Punctuate(string name, DateTimeOffset time, IProcessorContext<string> context) =>
            context.Forward($"{name} {_counts.All().Count.ToString(CultureInfo.InvariantCulture)}");
    }
}
