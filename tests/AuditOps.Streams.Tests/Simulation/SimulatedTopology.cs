using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// The topology under test, with one of everything that can go wrong: a dedupe store, a look-up in a broadcast table, a repartition by group, counts by window
/// in a second sub-topology, lines that cannot be decoded, and lines that fail after having written to a store.
/// </summary>
internal static class SimulatedTopology
{
    public const string Table = "table";

    public static readonly string[] Sources = ["in", "mid"];
    public static readonly string[] Changelogs = ["auditops.sim.seen.changelog", "auditops.sim.counts.changelog"];
    public static readonly string[] Topics = [.. Sources, "out", "dead", .. Changelogs];

    private static readonly Topic<string> In = new("in", new Utf8Serde());
    private static readonly Topic<string> Mid = new("mid", new Utf8Serde());
    private static readonly Topic<string> Out = new("out", new Utf8Serde());
    private static readonly KeyValueStoreSpec<string, string> Seen = new("seen", new Utf8Serde(), new Utf8Serde());
    // Nothing becomes late: which record comes first from two partitions is not the reference's to know.
    private static readonly WindowStoreSpec<string, string> Counts = new(
        "counts", new Utf8Serde(), new Utf8Serde(), TimeSpan.FromMilliseconds(SimulatedWorkload.WindowMs), TimeSpan.FromDays(1), TimeSpan.FromDays(2));
    private static readonly BroadcastTable<string, string> Factors = new("factors", Table, new Utf8Serde(), new Utf8Serde());

    public static Topology Build(OffsetProbe probe)
    {
        var builder = new StreamsBuilder("sim").DeadLetters("dead", new TextDeadLetters());
        builder.Stream(In).Process("dedupe", () => new Dedupe(probe), [Seen], [Factors]).To(Mid, order => Encoding.UTF8.GetBytes(order.Split('|')[1]));
        builder.Stream(Mid).Process("count", () => new Count(probe), [Counts]).To(Out, count => Encoding.UTF8.GetBytes(count[..count.LastIndexOf('|')]));
        return builder.Build();
    }

    private sealed class Dedupe(OffsetProbe probe) : IProcessor<string, string>, IInitialize
    {
        private KeyValueStore<string, string> _seen = null!;
        private ITable<string, string> _factors = null!;

        public void Init(IProcessorInit init)
        {
            _seen = init.Store<KeyValueStore<string, string>>("seen");
            _factors = init.Table<string, string>("factors");
        }

        public void Process(string value, IProcessorContext<string> context)
        {
            var record = context.Record;
            probe.Handles(record.Topic, record.Partition, record.Offset);
            var parts = value.Split('|');
            if (parts is [.., SimulatedWorkload.Cancel])
            {
                _seen.Delete(parts[0]);
                return;
            }

            if (_seen.TryGet(parts[0], out _))
                return;
            _seen.Put(parts[0], "1");
            if (parts[1] == SimulatedWorkload.Spoiler)
                throw new RecordException("Refused", "it has already written");
            // A table that is not complete would show here: the reference knows every factor.
            context.Forward($"{value}|{(_factors.TryGet(parts[1], out var factor) ? factor : "none")}");
        }
    }

    private sealed class Count(OffsetProbe probe) : IProcessor<string, string>, IInitialize
    {
        private WindowStore<string, string> _counts = null!;

        public void Init(IProcessorInit init) => _counts = init.Store<WindowStore<string, string>>("counts");

        public void Process(string value, IProcessorContext<string> context)
        {
            var record = context.Record;
            probe.Handles(record.Topic, record.Partition, record.Offset);
            var group = value.Split('|')[1];
            var window = _counts.WindowOf(record.TimestampMs);
            _counts.Observe(group, record.TimestampMs, record.TimestampMs);
            var count = _counts.TryGet(group, group, window, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) + 1 : 1;
            _counts.Put(group, group, window, count.ToString(CultureInfo.InvariantCulture));
            context.Forward($"{group}|{window.ToString(CultureInfo.InvariantCulture)}|{count.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
