using System.Text;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests;

public sealed class TopologyTests
{
    private static readonly Topic<string> In = new("in", new Utf8Serde());
    private static readonly Topic<string> Out = new("out", new Utf8Serde());
    private static readonly Topic<string> Other = new("other", new Utf8Serde());

    public static TheoryData<string, string> BadTopologies => new()
    {
        { "no source", "it reads no topic" },
        { "bad topology name", "the topology's name 'No Good' is not made of" },
        { "no dead letters", "it has no dead-letter topic" },
        { "same source twice", "topic 'in' is a source twice" },
        { "dead letters are a source", "topic 'in' is both a source and the dead-letter topic" },
        { "loose source", "nothing follows 'in'" },
        { "loose step", "nothing follows 'step'" },
        { "bad step name", "the name 'Step One' is not made of" },
        { "step name used twice", "the name 'step' is used twice" },
        { "sink written twice", "'in' writes topic 'out' twice" },
        { "unknown sink", "topic 'other' is not in the catalogue" },
        { "unknown source", "topic 'other' is not in the catalogue" },
        { "several sources with one unknown", "topic 'other' is not in the catalogue" },
        { "store in two sub-topologies", "the name 'counts' is used twice" },
        { "two stores of one name", "the name 'counts' is used twice" },
        { "store named like a step", "the name 'step' is used twice" },
        { "bad store name", "the name 'Counts' is not made of" },
        { "retention too short", "store 'windows': it keeps windows for 00:10:00, which is less than window and grace together (00:15:00)" },
        { "empty window", "store 'windows': a window of 00:00:00 is none" },
        { "unknown table topic", "topic 'other' is not in the catalogue" },
        { "table named like a step", "the name 'step' is used twice" },
        { "unknown participant topic", "topic 'other' is not in the catalogue" },
        { "participant named like a step", "the name 'step' is used twice" },
    };

    [Theory]
    [MemberData(nameof(BadTopologies))]
    public void A_topology_that_contradicts_itself_is_refused(string what, string expected)
    {
        var builder = BuildBad(what);

        var failure = Assert.Throws<StreamsException>(() => builder.Build(topic => topic is "in" or "out" or "dead"));

        Assert.Equal(StreamsErrorCode.InvalidTopology, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var builder = new StreamsBuilder("No Good");
        builder.Stream(In).Filter("X", _ => true);

        var failure = Assert.Throws<StreamsException>(() => builder.Build());

        Assert.Contains("No Good", failure.Message, StringComparison.Ordinal);
        Assert.Contains("dead-letter", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'X'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nothing follows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topology_describes_itself()
    {
        var builder = new StreamsBuilder("letters").DeadLetters("dead", new TextDeadLetters());
        var split = builder.Stream(In).FlatMap("split", text => text.Split(' '));
        split.Filter("long-words", word => word.Length > 3).MapValues("measure", word => word.Length).MapValues("spell", length => $"{length}").To(Out, Encoding.UTF8.GetBytes);
        split.To(Other, Encoding.UTF8.GetBytes);
        builder.Stream(new Topic<string>("second", new Utf8Serde())).To(Other, Encoding.UTF8.GetBytes);

        var text = builder.Build().Describe();

        Assert.Equal(
            """
            topology letters
              sub-topology 0
                source in (String)
                  processor split (String -> String)
                    processor long-words (String -> String)
                      processor measure (String -> Int32)
                        processor spell (Int32 -> String)
                          sink out (String)
                    sink other (String)
              sub-topology 1
                source second (String)
                  sink other (String)
              dead letters dead

            """,
            text);
    }

    [Fact]
    public void A_topology_with_state_names_stores_tables_changelogs_and_participants()
    {
        var builder = new StreamsBuilder("letters").DeadLetters("dead", new TextDeadLetters());
        var names = new BroadcastTable<string, string>("names", "reference", new Utf8Serde(), new Utf8Serde());
        builder.Stream(In, Other)
            .Process<string>("count", () => new MapValuesProcessor<string, string>(text => text), stores: [Windows("windows", keptMinutes: 60)], reads: [names])
            .To(Out, Encoding.UTF8.GetBytes);
        builder.Participant("tally", () => throw new NotSupportedException(), "counts");
        var topology = builder.Build();

        Assert.Equal(
            """
            topology letters
              sub-topology 0
                source in, other (String)
                  processor count (String -> String) stores windows reads names
                    sink out (String)
                store windows -> auditops.letters.windows.changelog
              table names <- reference
              at commit tally -> counts
              dead letters dead

            """,
            topology.Describe());
        var changelog = Assert.Single(topology.Changelogs);
        Assert.Equal("auditops.letters.windows.changelog", changelog.Name);
        Assert.Equal(TimeSpan.FromDays(1) + TimeSpan.FromHours(1), changelog.Retention);
        Assert.Equal(
            """
            flowchart LR
              n0(["in"])
              n1["count"]
              n0 --> n1
              n2[("windows")]
              n1 --> n2
              n3[\"names"/]
              n3 --> n1
              n4(["out"])
              n1 --> n4
              n5(["other"])
              n5 --> n1
              n6[/"tally"/]
              n7(["counts"])
              n6 -->|at commit| n7
              n8(["dead"])

            """,
            topology.DescribeAsMermaid());
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        var builder = new StreamsBuilder("x").DeadLetters("dead", new TextDeadLetters());
        builder.Stream(In).To(Out, Encoding.UTF8.GetBytes);
        var options = new StreamsOptions { GroupId = " ", Workers = 0, CommitInterval = TimeSpan.Zero };

        var failure = Assert.Throws<StreamsException>(() => new StreamsApp(
            builder.Build(), options, new KafkaClientFactory(new KafkaOptions { BootstrapServers = "localhost:1" }, NullLoggerFactory.Instance), TimeProvider.System, NullLogger.Instance));

        Assert.Equal(StreamsErrorCode.InvalidOptions, failure.Code);
        Assert.Contains("GroupId", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Workers", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CommitInterval", failure.Message, StringComparison.Ordinal);
    }

    private static StreamsBuilder BuildBad(string what)
    {
        var builder = new StreamsBuilder(what == "bad topology name" ? "No Good" : "good");
        if (what != "no dead letters")
            builder.DeadLetters(what == "dead letters are a source" ? "in" : "dead", new TextDeadLetters());
        if (what == "no source")
            return builder;
        var stream = builder.Stream(In);
        switch (what)
        {
            case "same source twice":
                builder.Stream(In).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "loose source":
                return builder;
            case "loose step":
                stream.Filter("step", _ => true);
                break;
            case "bad step name":
                stream.Filter("Step One", _ => true).To(Out, Encoding.UTF8.GetBytes);
                return builder;
            case "step name used twice":
                stream.Filter("step", _ => true).Filter("step", _ => true).To(Out, Encoding.UTF8.GetBytes);
                return builder;
            case "sink written twice":
                stream.To(Out, Encoding.UTF8.GetBytes);
                break;
            case "unknown sink":
                stream.To(Other, Encoding.UTF8.GetBytes);
                break;
            case "unknown source":
                builder.Stream(Other).To(Out, Encoding.UTF8.GetBytes);
                break;
            default:
                AddState(builder, stream, what);
                break;
        }

        stream.To(Out, Encoding.UTF8.GetBytes);
        return builder;
    }

    private static void AddState(StreamsBuilder builder, KStream<string> stream, string what)
    {
        Func<IProcessor<string, string>> pass = () => new MapValuesProcessor<string, string>(text => text);
        var counts = new KeyValueStoreSpec<string, long>("counts", new Utf8Serde(), new Int64Serde());
        switch (what)
        {
            case "several sources with one unknown":
                builder.Stream(new Topic<string>("dead", new Utf8Serde()), Other).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "store in two sub-topologies":
                stream.Process("one", pass, stores: [counts]).To(Out, Encoding.UTF8.GetBytes);
                builder.Stream(Out).Process("two", pass, stores: [counts]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "two stores of one name":
                stream.Process("one", pass, stores: [counts, Windows("counts", keptMinutes: 60)]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "store named like a step":
                stream.Process("step", pass, stores: [counts with { Name = "step" }]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "bad store name":
                stream.Process("step", pass, stores: [counts with { Name = "Counts" }]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "retention too short":
                stream.Process("step", pass, stores: [Windows("windows", keptMinutes: 10)]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "empty window":
                stream.Process("step", pass, stores: [Windows("windows", keptMinutes: 60) with { Window = TimeSpan.Zero }]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "unknown table topic":
                stream.Process("step", pass, reads: [new BroadcastTable<string, string>("names", "other", new Utf8Serde(), new Utf8Serde())]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "table named like a step":
                stream.Process("step", pass, reads: [new BroadcastTable<string, string>("step", "out", new Utf8Serde(), new Utf8Serde())]).To(Out, Encoding.UTF8.GetBytes);
                break;
            case "unknown participant topic":
                builder.Participant("tally", () => throw new NotSupportedException(), "other");
                break;
            case "participant named like a step":
                stream.Process("step", pass).To(Out, Encoding.UTF8.GetBytes);
                builder.Participant("step", () => throw new NotSupportedException(), "out");
                break;
        }
    }

    private static WindowStoreSpec<string, long> Windows(string name, int keptMinutes) =>
        new(name, new Utf8Serde(), new Int64Serde(), Window: TimeSpan.FromMinutes(10), Grace: TimeSpan.FromMinutes(5), Kept: TimeSpan.FromMinutes(keptMinutes));
}
