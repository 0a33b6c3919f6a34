namespace AuditOps.Streams;

/// <summary>Values on their way from a source to the sinks. Calling a method twice on one stream branches it; branches run in the order written.</summary>
public sealed class KStream<T>
{
    private readonly TopologyNode _parent;

    internal KStream(TopologyNode parent) => _parent = parent;

    /// <summary>The general step; the others are short forms of it.</summary>
    /// <param name="name">Unique in the topology: lower-case letters, digits, dashes.</param>
    /// <param name="supplier">Makes one instance per task.</param>
    /// <param name="stores">State that the step keeps. Steps of one sub-topology may share a store by naming the same spec.</param>
    /// <param name="reads">Broadcast tables that the step looks things up in.</param>
    public KStream<TOut> Process<TOut>(
        string name, Func<IProcessor<T, TOut>> supplier, IReadOnlyList<StoreSpec>? stores = null, IReadOnlyList<TableSpec>? reads = null) =>
        new(_parent.Add(new ProcessorNode<T, TOut>(name, supplier, stores ?? [], reads ?? [])));

    /// <summary>One value in, one value out.</summary>
    public KStream<TOut> MapValues<TOut>(string name, Func<T, TOut> map) => Process<TOut>(name, () => new MapValuesProcessor<T, TOut>(map));

    /// <summary>Lets through what the predicate accepts.</summary>
    public KStream<T> Filter(string name, Predicate<T> accept) => Process<T>(name, () => new FilterProcessor<T>(accept));

    /// <summary>One value in, any number out.</summary>
    public KStream<TOut> FlatMap<TOut>(string name, Func<T, IEnumerable<TOut>> map) => Process<TOut>(name, () => new FlatMapProcessor<T, TOut>(map));

    /// <summary>Writes to a topic under a new key; the timestamp is that of the source record. This is also how a stream is repartitioned.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="keySelector">The record's key.</param>
    /// <param name="headerSelector">Headers of the record; without it, those of the source record go on.</param>
    public void To(Topic<T> topic, Func<T, byte[]> keySelector, Func<T, IReadOnlyList<KeyValuePair<string, byte[]>>>? headerSelector = null) =>
        _parent.Add(new SinkNode<T>(topic, keySelector, headerSelector));
}
