using System.Buffers;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Host.Bench;

/// <summary>A topology whose two stores have the weight of a real one: many small ids, and profiles of half a kilobyte.</summary>
internal static class RestoreBenchTopology
{
    public const string Name = "restore-bench";
    public const int Partitions = 4;
    public const int ValueBytes = 500;

    public static readonly KeyValueStoreSpec<Guid, ReadOnlyMemory<byte>> Ids = new("ids", new IdSerde(), new BytesSerde());
    public static readonly KeyValueStoreSpec<Guid, ReadOnlyMemory<byte>> Profiles = new("profiles", new IdSerde(), new BytesSerde());

    private static readonly Topic<ReadOnlyMemory<byte>> In = new("restore-bench.in", new BytesSerde());
    private static readonly Topic<ReadOnlyMemory<byte>> Out = new("restore-bench.out", new BytesSerde());
    private static readonly BytesSerde DeadLetters = new();

    public static Topology Build()
    {
        var builder = new StreamsBuilder(Name).DeadLetters("restore-bench.dead", DeadLetters);
        builder.Stream(In).Process<ReadOnlyMemory<byte>>("keep", () => new Keep(), stores: [Ids, Profiles]).To(Out, value => value.ToArray());
        return builder.Build();
    }

    public static IReadOnlyList<TopicSpec> Topics(Topology topology) =>
        [.. topology.Changelogs.Select(changelog => TopicCatalog.Changelog(topology.Name, changelog.Store, changelog.Retention)), .. new[] { In.Name, Out.Name, topology.DeadLetterTopic }.Select(Plain)];

    private static TopicSpec Plain(string name) => new() { Name = name, Key = "any", Value = "bytes", Partitioned = true, Cleanup = TopicCleanup.Delete, Retention = TimeSpan.FromDays(1) };

    private sealed class Keep : IProcessor<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>, IInitialize
    {
        private KeyValueStore<Guid, ReadOnlyMemory<byte>> _ids = null!;

        public void Init(IProcessorInit init) => _ids = init.Store<KeyValueStore<Guid, ReadOnlyMemory<byte>>>(Ids.Name);

        public void Process(ReadOnlyMemory<byte> value, IProcessorContext<ReadOnlyMemory<byte>> context)
        {
            _ids.Put(new Guid(value.Span[..16]), default);
            context.Forward(value);
        }
    }

    private sealed class IdSerde : ISerde<Guid>
    {
        public Guid Deserialize(ReadOnlyMemory<byte> data) => new(data.Span);

        public void Serialize(Guid value, IBufferWriter<byte> output)
        {
            value.TryWriteBytes(output.GetSpan(16));
            output.Advance(16);
        }
    }

    private sealed class BytesSerde : ISerde<ReadOnlyMemory<byte>>, IDeadLetterWriter
    {
        public ReadOnlyMemory<byte> Deserialize(ReadOnlyMemory<byte> data) => data;

        public void Serialize(ReadOnlyMemory<byte> value, IBufferWriter<byte> output) => output.Write(value.Span);

        public void Write(FailedRecord failed, IBufferWriter<byte> output) => output.Write(failed.Value.Span);
    }
}
