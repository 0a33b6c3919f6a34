using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests;

public sealed class StreamsAppTests
{
    private static readonly Topic<string> In = new("in", new Utf8Serde());
    private static readonly Topic<string> Out = new("out", new Utf8Serde());

    [Fact]
    public async Task Records_pass_with_their_headers_and_timestamp_under_the_new_key()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", ["a b"], new Headers { { "run", "r1"u8.ToArray() } });
        await using var app = Start(kafka, Build(stream => stream.FlatMap("split", text => text.Split(' ')).To(Out, word => Encoding.UTF8.GetBytes("key-" + word))), TestKafka.Options("g"));

        var read = kafka.Read("out", all => all.Count >= 2);

        Assert.Equal(["key-a", "key-b"], read.Select(record => record.Message.Key).Order());
        var source = kafka.Read("in", all => all.Count >= 1)[0];
        Assert.All(read, record => Assert.Equal("r1"u8.ToArray(), record.Message.Headers.GetLastBytes("run")));
        Assert.All(read, record => Assert.Equal(source.Message.Timestamp.UnixTimestampMs, record.Message.Timestamp.UnixTimestampMs));
    }

    [Fact]
    public async Task A_restart_continues_at_the_committed_offset()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", Numbers(0, 200));
        await using (Start(kafka, Build(stream => stream.To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g")))
            Assert.Equal(200, kafka.Read("out", all => all.Count >= 200).Count);

        await kafka.PublishAsync("in", Numbers(200, 100));
        await using (Start(kafka, Build(stream => stream.To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g")))
            kafka.Read("out", all => all.Count >= 300);

        Assert.Equal(Numbers(0, 300).Order(), kafka.ReadToEnd("out").Select(record => record.Message.Value).Order());
    }

    [Fact]
    public async Task A_poison_record_is_dead_lettered_once_and_the_rest_flows()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", [.. Numbers(0, 50), "bad one", .. Numbers(50, 50)]);
        await using var app = Start(kafka, Build(stream => stream.To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g"));

        Assert.Equal(Numbers(0, 100).Order(), Values(kafka.Read("out", all => all.Count >= 100)));

        kafka.Read("dead", all => all.Count >= 1);
        var dead = Assert.Single(kafka.ReadToEnd("dead"));
        Assert.Equal("bad one", dead.Message.Key);
        Assert.EndsWith("decode Undecodable bad one", dead.Message.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_fails_half_way_leaves_none_of_its_outputs()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", ["one two", "three refuse four", "five"]);
        await using var app = Start(
            kafka, Build(stream => stream.FlatMap("split", text => text.Split(' '))
                .MapValues("check", word => word == "refuse" ? throw new RecordException("Refused", "no") : word)
                .To(Out, Encoding.UTF8.GetBytes)),
            TestKafka.Options("g"));

        Assert.Equal(["five", "one", "two"], Values(kafka.Read("out", all => all.Count >= 3)));

        var dead = Assert.Single(kafka.Read("dead", all => all.Count >= 1));
        Assert.EndsWith("check Refused three refuse four", dead.Message.Value, StringComparison.Ordinal);
        Assert.Equal(3, kafka.ReadToEnd("out").Count);
    }

    [Fact]
    public async Task An_error_in_processing_seeks_back_and_nothing_is_lost()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        var fault = new FaultyStep(seed: 20260101, faults: 10);
        await kafka.PublishAsync("in", Numbers(0, 2000));
        await using var app = Start(kafka, Build(stream => stream.MapValues("faulty", fault.Pass).To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g"));

        var read = kafka.Read("out", all => all.Select(record => record.Message.Value).Distinct().Count() >= 2000);

        Assert.Equal(Numbers(0, 2000).Order(), Values(read).Distinct());
        Assert.True(fault.Thrown >= 5, $"only {fault.Thrown} faults happened");
        Assert.Empty(kafka.ReadToEnd("dead"));
        Assert.True(app.Workers[0].Aborts >= fault.Thrown, $"{app.Workers[0].Aborts} aborts for {fault.Thrown} faults");
    }

    [Fact]
    public async Task A_step_that_always_throws_on_a_record_gives_it_up_after_the_allowed_attempts()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        var attempts = 0;
        await kafka.PublishAsync("in", ["1", "boom", "2"]);
        await using var app = Start(
            kafka, Build(stream => stream.MapValues("touchy", text => text == "boom" && Interlocked.Increment(ref attempts) > 0 ? throw new InvalidOperationException("no") : text)
                .To(Out, Encoding.UTF8.GetBytes)),
            TestKafka.Options("g"));

        var dead = Assert.Single(kafka.Read("dead", all => all.Count >= 1));

        Assert.EndsWith("touchy ProcessorThrew boom", dead.Message.Value, StringComparison.Ordinal);
        Assert.Equal(3, attempts);
        Assert.Equal(["1", "2"], Values(kafka.Read("out", all => all.Count >= 2)).Distinct());
    }

    [Fact]
    public async Task A_record_that_cannot_pass_yet_waits_and_is_never_a_dead_letter()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        var attempts = 0;
        var isThere = false;
        await kafka.PublishAsync("in", ["1", "wait", "2"]);
        await using var app = Start(
            kafka, Build(stream => stream.MapValues("needs", text =>
            {
                if (text == "wait" && !Volatile.Read(ref isThere))
                {
                    Interlocked.Increment(ref attempts);
                    throw new NotYetException("not there");
                }

                return text;
            }).To(Out, Encoding.UTF8.GetBytes)),
            TestKafka.Options("g"));
        await Until(() => Volatile.Read(ref attempts) >= 5);
        Assert.Contains("not there", app.Workers[0].LastError, StringComparison.Ordinal);

        Volatile.Write(ref isThere, true);

        Assert.Equal(["1", "2", "wait"], Values(kafka.Read("out", all => Values(all).Contains("wait") && all.Count >= 3)).Distinct());
        Assert.Empty(kafka.ReadToEnd("dead"));
    }

    [Fact]
    public async Task An_output_too_large_to_produce_makes_its_record_a_dead_letter()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", ["1", "grow", "2"]);
        await using var app = Start(
            kafka, Build(stream => stream.MapValues("grow", text => text == "grow" ? new string('x', 5000) : text).To(Out, Encoding.UTF8.GetBytes)),
            TestKafka.Options("g") with { MaxRecordBytes = 4096 });

        Assert.EndsWith("TooLarge grow", Assert.Single(kafka.Read("dead", all => all.Count >= 1)).Message.Value, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], Values(kafka.Read("out", all => all.Count >= 2)));
    }

    [Fact]
    public async Task A_rebalance_between_two_workers_loses_nothing()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        var topology = Build(stream => stream.To(Out, Encoding.UTF8.GetBytes));
        await using var first = Start(kafka, topology, TestKafka.Options("g"));
        await kafka.PublishAsync("in", Numbers(0, 1000));
        await using (var second = Start(kafka, topology, TestKafka.Options("g")))
        {
            await kafka.PublishAsync("in", Numbers(1000, 1000));
            await Until(() => second.Workers[0].Tasks == 2 && first.Workers[0].Tasks == 2);
            await kafka.PublishAsync("in", Numbers(2000, 1000));
            await Until(() => second.Workers[0].Processed > 0);
        }

        await kafka.PublishAsync("in", Numbers(3000, 1000));
        var read = kafka.Read("out", all => all.Select(record => record.Message.Value).Distinct().Count() >= 4000, seconds: 30);

        Assert.Equal(Numbers(0, 4000).Order(), Values(read).Distinct());
        await Until(() => first.Workers[0].Tasks == 4);
    }

    [Fact]
    public async Task A_broker_that_restarts_in_the_middle_loses_nothing()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        await kafka.PublishAsync("in", Numbers(0, 20_000));
        await using var app = Start(kafka, Build(stream => stream.To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g"));
        await Until(() => app.Workers[0].Processed > 500);

        await kafka.RestartAsync();
        await kafka.PublishAsync("in", Numbers(20_000, 1000));

        var read = kafka.Read("out", all => all.Count >= 21_000 && all.Select(record => record.Message.Value).Distinct().Count() >= 21_000, seconds: 60);
        Assert.Equal(Numbers(0, 21_000).Order(), Values(read).Distinct());
        await Until(() => app.Lag == 0);
    }

    [Fact]
    public async Task A_lane_that_must_yield_holds_back_and_goes_on_later()
    {
        await using var kafka = await TestKafka.StartAsync("in", "out", "dead");
        var yields = true;
        await using var app = new StreamsApp(
            Build(stream => stream.To(Out, Encoding.UTF8.GetBytes)), TestKafka.Options("g"), kafka.Clients, TimeProvider.System, NullLogger.Instance, _ => Volatile.Read(ref yields));
        app.Start();
        await Until(() => app.Workers[0].State == WorkerState.Yielding);
        await kafka.PublishAsync("in", Numbers(0, 100));
        Assert.Empty(kafka.ReadToEnd("out"));

        Volatile.Write(ref yields, false);

        Assert.Equal(100, kafka.Read("out", all => all.Count >= 100).Count);
        await Until(() => app.Lag == 0 && app.Behind == TimeSpan.Zero);
    }

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the awaited condition did not come");
            await Task.Delay(20);
        }
    }

    private static IEnumerable<string> Numbers(int from, int count) => Enumerable.Range(from, count).Select(number => $"n{number}");

    private static IEnumerable<string> Values(IEnumerable<ConsumeResult<string, string>> records) => records.Select(record => record.Message.Value).Order();

    private static Topology Build(Action<KStream<string>> steps)
    {
        var builder = new StreamsBuilder("test").DeadLetters("dead", new TextDeadLetters());
        steps(builder.Stream(In));
        return builder.Build();
    }

    private static StreamsApp Start(TestKafka kafka, Topology topology, StreamsOptions options)
    {
        var app = new StreamsApp(topology, options, kafka.Clients, TimeProvider.System, NullLogger.Instance);
        app.Start();
        return app;
    }

    /// <summary>Throws on some records, each time another one, a bounded number of times.</summary>
    private sealed class FaultyStep(int seed, int faults)
    {
        private readonly Random _random = new(seed);
        private readonly HashSet<string> _failed = [];

        public int Thrown { get; private set; }

        public string Pass(string text)
        {
            if (Thrown < faults && _random.Next(100) == 0 && _failed.Add(text))
            {
                Thrown++;
                throw new InvalidOperationException("seeded fault");
            }

            return text;
        }
    }
}
