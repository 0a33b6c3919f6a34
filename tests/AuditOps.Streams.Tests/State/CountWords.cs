using System.Text;

namespace AuditOps.Streams.Tests.State;

/// <summary>Counts each word and tells every step of the count: what is repeated, lost or counted from wrong state shows in the output.</summary>
internal sealed class CountWords(Action<RecordMetadata, string>? afterWrite = null) : IProcessor<string, string>, IInitialize
{
    public const string Topology = "words";
    public const string Store = "counts";
    public const string Changelog = "auditops.words.counts.changelog";

    public static readonly Topic<string> In = new("in", new Utf8Serde());
    public static readonly Topic<string> Out = new("out", new Utf8Serde());
    public static readonly KeyValueStoreSpec<string, long> Counts = new(Store, new Utf8Serde(), new Int64Serde());

    private KeyValueStore<string, long> _counts = null!;

    public static Topology Build(Action<RecordMetadata, string>? afterWrite = null)
    {
        var builder = new StreamsBuilder(Topology).DeadLetters("dead", new TextDeadLetters());
        builder.Stream(In).Process<string>("count", () => new CountWords(afterWrite), stores: [Counts]).To(Out, text => Encoding.UTF8.GetBytes(text[..text.IndexOf('=', StringComparison.Ordinal)]));
        return builder.Build();
    }

    public void Init(IProcessorInit init) => _counts = init.Store<KeyValueStore<string, long>>(Store);

    public void Process(string value, IProcessorContext<string> context)
    {
        _counts.TryGet(value, out var count);
        _counts.Put(value, count + 1);
        context.Forward($"{value}={count + 1}");
        afterWrite?.Invoke(context.Record, value);
    }
}
