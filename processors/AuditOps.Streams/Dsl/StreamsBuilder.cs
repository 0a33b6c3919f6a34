namespace AuditOps.Streams;

/// <summary>
/// Collects sources, steps and sinks into a <see cref="Topology"/>. Every step is named by its author: names are what dead letters, metrics and (with state)
/// changelogs hang on, so adding a step must not rename another.
/// </summary>
public sealed class StreamsBuilder
{
    private readonly List<SourceNode> _sources = [];
    private readonly List<ParticipantSpec> _participants = [];
    private string? _deadLetterTopic;
    private IDeadLetterWriter? _deadLetterWriter;

    public StreamsBuilder(string name) => Name = name;

    /// <summary>The topology's name.</summary>
    public string Name { get; }

    /// <summary>
    /// Reads one topic, or several with equal numbers of partitions, as one sub-topology: one task per partition number, which reads that partition of each topic
    /// and keeps one state for all. Records of one topic stay in order; between topics there is none.
    /// </summary>
    public KStream<T> Stream<T>(params Topic<T>[] topics)
    {
        var source = new SourceNode<T>(topics);
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

    /// <summary>Adds records to every transaction, counters for example. One instance a task.</summary>
    /// <param name="name">By which processors find it.</param>
    /// <param name="supplier">Makes one instance per task.</param>
    /// <param name="writes">The topics it writes.</param>
    public StreamsBuilder Participant(string name, Func<ICommitParticipant> supplier, params string[] writes)
    {
        _participants.Add(new ParticipantSpec(name, supplier, writes));
        return this;
    }

    /// <summary>Checks everything and freezes it.</summary>
    /// <param name="isKnownTopic">Says whether the topic catalogue has a topic of that name; null leaves the names unchecked.</param>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.InvalidTopology"/>, naming every fault at once.</exception>
    public Topology Build(Predicate<string>? isKnownTopic = null)
    {
        var faults = TopologyRules.Check(Name, _sources, _participants, _deadLetterTopic, isKnownTopic);
        if (faults.Count > 0)
            throw new StreamsException(StreamsErrorCode.InvalidTopology, $"Topology '{Name}' cannot be built: {string.Join("; ", faults)}.");
        return new Topology(Name, [.. _sources], [.. _participants], _deadLetterTopic!, _deadLetterWriter!);
    }
}
