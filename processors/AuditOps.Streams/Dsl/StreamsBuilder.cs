namespace AuditOps.Streams;

/// <summary>
/// Collects sources, steps and sinks into a <see cref="Topology"/>. Every step is named by its author: names are what dead letters, metrics and (with state)
/// changelogs hang on, so adding a step must not rename another.
/// </summary>
public sealed class StreamsBuilder
{
    private readonly List<SourceNode> _sources = [];
    private string? _deadLetterTopic;
    private IDeadLetterWriter? _deadLetterWriter;

    public StreamsBuilder(string name) => Name = name;

    /// <summary>The topology's name.</summary>
    public string Name { get; }

    /// <summary>Reads a topic. Each source topic is a sub-topology of its own: one task per partition.</summary>
    public KStream<T> Stream<T>(Topic<T> topic)
    {
        var source = new SourceNode<T>(topic);
        _sources.Add(source);
        return new KStream<T>(source);
    }

    /// <summary>Where records go that cannot be decoded or processed. Required: a bad record is never just dropped.</summary>
    public StreamsBuilder DeadLetters(string topic, IDeadLetterWriter writer)
    {
        _deadLetterTopic = topic;
        _deadLetterWriter = writer;
        return this;
    }

    /// <summary>Checks everything and freezes it.</summary>
    /// <param name="isKnownTopic">Says whether the topic catalogue has a topic of that name; null leaves the names unchecked.</param>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.InvalidTopology"/>, naming every fault at once.</exception>
    public Topology Build(Predicate<string>? isKnownTopic = null)
    {
        var faults = TopologyRules.Check(Name, _sources, _deadLetterTopic, isKnownTopic);
        if (faults.Count > 0)
            throw new StreamsException(StreamsErrorCode.InvalidTopology, $"Topology '{Name}' cannot be built: {string.Join("; ", faults)}.");
        return new Topology(Name, [.. _sources], _deadLetterTopic!, _deadLetterWriter!);
    }
}
